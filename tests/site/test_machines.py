"""What machines read on finished sites: JSON-LD, feeds, site map, open data and the pages of corrections."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]
import pytest
from frictionless import validate
from lxml import etree, html
from playwright.sync_api import Browser, Route

from generator.index.json_ld import json_ld
from generator.load.site import load_site
from tests.samples import torture_notice
from tests.site.conftest import ROOT

SITE_URL = load_site(ROOT / "mkdocs.yml")[0].url or ""
NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
_DATA = (".csv", ".ndjson", ".sqlite", ".json")
SCRIPT = '//script[@type="application/ld+json"]'


def page_of(path: Path) -> html.HtmlElement:
    return html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def file_of(site: Path, address: str) -> Path:
    """The file of an absolute address of the site."""
    path = site / urlsplit(address.removeprefix(SITE_URL)).path
    return path / "index.html" if path.is_dir() else path


def test_the_head_of_a_notice_page_holds_its_json_ld_whatever_the_text(specimen_site: Path) -> None:
    page = page_of(specimen_site / "notices/torture/index.html")
    (script,) = page.xpath(f"/html/head{SCRIPT}")
    assert json.loads(script.text) == json_ld(torture_notice(), SITE_URL)
    assert page.xpath(f"//article{SCRIPT}") == []


def test_a_withdrawn_notice_has_no_json_ld(specimen_site: Path) -> None:
    assert page_of(specimen_site / "notices/gone/index.html").xpath(SCRIPT) == []


@pytest.mark.browser
def test_json_ld_is_no_script_to_a_strict_policy(browser: Browser, specimen_url: str) -> None:
    page = browser.new_page()
    page.add_init_script(
        "window.said = []; addEventListener('securitypolicyviolation', event => said.push(event.violatedDirective))"
    )

    def with_policy(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": "script-src 'self'"})

    page.route("**/*", with_policy)
    page.goto(f"{specimen_url}notices/torture/", wait_until="networkidle")
    assert page.evaluate("window.said") == []
    assert page.evaluate("window.ran") is None
    assert (
        page.evaluate("JSON.parse(document.querySelector('[type=\"application/ld+json\"]').text)['@type']") == "Report"
    )
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert page.evaluate("[window.said, window.ran]") == [["script-src-elem"], None]
    page.close()


def test_every_feed_is_read_and_leads_to_pages_that_are_there(specimen_site: Path) -> None:
    feeds = sorted(specimen_site.rglob("feed.xml"))
    assert len(feeds) > 1
    for path in feeds:
        read = feedparser.parse(path.read_bytes())
        assert not read.bozo, path
        assert read.entries, path
        for address in (read.feed.link, *(link.href for link in read.feed.links), *(e.link for e in read.entries)):
            assert file_of(specimen_site, address).is_file(), address
        other = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert [item["url"] for item in other["items"]] == [entry.link for entry in read.entries]


def test_the_feed_of_an_issuer_tells_of_corrections_and_withdrawals(specimen_site: Path) -> None:
    read = feedparser.parse((specimen_site / "issuers/zhong-gong-mou-mou-xian-wei-yuan-hui/feed.xml").read_bytes())
    titles = [entry.title_detail.value for entry in read.entries]
    assert {"通报已撤下：gone", "更正：有旧地址的通报", "有旧地址的通报"} <= set(titles)


def test_a_list_page_names_its_feed(specimen_site: Path) -> None:
    folder = specimen_site / "issuers/zhong-gong-mou-mou-xian-wei-yuan-hui"
    links = page_of(folder / "index.html").xpath('//link[@type="application/atom+xml"]/@href')
    assert (folder / "feed.xml").resolve() in [(folder / link).resolve() for link in links]


@pytest.mark.parametrize("which", ["content_site", "specimen_site"])
def test_the_site_map_is_valid_and_every_address_is_there(which: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(which)
    root = etree.parse(site / "sitemap.xml").getroot()
    etree.XMLSchema(file=ROOT / "tests/index/sitemap.xsd").assertValid(root)
    addresses = root.xpath("//s:loc/text()", namespaces=NAMESPACES)
    assert [address for address in addresses if not file_of(site, address).is_file()] == []
    for address in addresses:
        assert page_of(file_of(site, address)).xpath('//link[@rel="canonical"]/@href') == [address]


@pytest.mark.parametrize("which", ["content_site", "specimen_site"])
def test_the_open_data_of_a_site_is_valid(which: str, request: pytest.FixtureRequest) -> None:
    site: Path = request.getfixturevalue(which)
    report = validate(site / "data/datapackage.json")
    assert report.flatten(["title", "message"]) == []


def test_each_line_of_the_open_data_is_the_notice_json_of_a_page(content_site: Path) -> None:
    beside = sorted(content_site.glob("notices/*/notice.json"))
    assert len(beside) > 1
    assert (content_site / "data/notices.ndjson").read_bytes() == b"".join(path.read_bytes() for path in beside)


def test_the_page_about_the_data_names_every_file_beside_it(content_site: Path) -> None:
    page = page_of(content_site / "data/index.html")
    named = {link for link in page.xpath("//article//a/@href") if "/" not in link}
    assert named == {path.name for path in (content_site / "data").iterdir() if path.suffix in _DATA}


def test_every_character_of_a_correction_is_on_its_page(specimen_site: Path) -> None:
    (change,) = torture_notice().revisions[0].changes
    page = page_of(specimen_site / "notices/torture/history/index.html")
    for side, wanted in ((1, change.before), (2, change.after)):
        shown = [cell.text_content() for cell in page.xpath(f"//dl[@class='difference']/div[{side}]/dd")]
        assert ["".join(text.split()) for text in shown] == ["".join(text.split()) for text in wanted]
    assert page.xpath("//del | //ins") == []


def test_corrections_are_on_a_page_of_their_own_and_in_the_list(specimen_site: Path) -> None:
    page = page_of(specimen_site / "notices/moved/history/index.html")
    assert page.xpath("//del/text()") == ["2"]
    assert page.xpath("//ins/text()") == ["3"]
    assert page_of(specimen_site / "notices/moved/index.html").xpath('//article//a[@href="history/"]')
    listed = page_of(specimen_site / "history/index.html").xpath("//ul[@class='notices']/li/a/@href")
    assert {"../notices/gone/", "../notices/moved/history/#revision-1"} <= set(listed)
