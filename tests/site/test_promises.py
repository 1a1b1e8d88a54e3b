"""The promises, on finished sites: every character is there, nothing leads nowhere, nothing gets out that must not."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

from generator.build.pages import article_text
from generator.load.notices import find_notices, load_notices
from generator.model.outline import outline, plain_text
from tests.samples import torture_notice
from tests.site.conftest import ROOT, SECRET, specimens

OWN = [one.notice for one in load_notices(find_notices(ROOT / "content"))[0]]


def squeeze(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("notice", OWN, ids=lambda notice: notice.id)
def test_page_text_equals_notice_text(notice: object, content_site: Path) -> None:
    from generator.model.notice import Notice  # noqa: PLC0415 - narrows the parameter's type

    assert isinstance(notice, Notice)
    page = (content_site / "notices" / notice.id / "index.html").read_bytes()
    assert squeeze(article_text(page)) == squeeze(plain_text(notice))


def test_page_text_of_the_torture_notice_equals_its_text(specimen_site: Path) -> None:
    page = (specimen_site / "notices/torture/index.html").read_bytes()
    assert squeeze(article_text(page)) == squeeze(plain_text(torture_notice()))


def test_json_units_and_plain_text_hold_each_character_once(content_site: Path) -> None:
    for notice in OWN:
        folder = content_site / "notices" / notice.id
        data = json.loads((folder / "notice.json").read_text(encoding="utf-8"))
        assert squeeze("".join(unit["text"] for unit in data["units"])) == squeeze(plain_text(notice))
        assert (folder / "notice.txt").read_text(encoding="utf-8") == plain_text(notice)


def test_every_unit_has_its_address_on_the_page(content_site: Path) -> None:
    for notice in OWN:
        page = html.document_fromstring((content_site / "notices" / notice.id / "index.html").read_bytes())
        ids = set(page.xpath("//@id"))
        assert [unit.anchor for unit in outline(notice) if unit.anchor not in ids] == []


def _readings(data: bytes) -> list[bytes]:
    """The bytes as they are, and what they inflate to where they are compressed."""
    readings = [data]
    for inflate in (gzip.decompress, zlib.decompress, lambda raw: zlib.decompress(raw, -15)):
        try:
            readings.append(inflate(data))
        except (OSError, EOFError, zlib.error):
            continue
    return readings


def test_withdrawn_and_draft_text_is_in_no_file(specimen_site: Path) -> None:
    files = [path for path in specimen_site.rglob("*") if path.is_file()]
    secret = [SECRET.encode(), SECRET.encode("utf-16-le"), json.dumps(SECRET).strip('"').encode()]
    for path in files:
        for reading in _readings(path.read_bytes()):
            assert not any(form in reading for form in secret), path
    assert (specimen_site / "notices/gone/index.html").is_file()
    assert not (specimen_site / "notices/draft").exists()


def test_the_address_of_a_withdrawn_notice_says_so(specimen_site: Path) -> None:
    page = (specimen_site / "notices/gone/index.html").read_text(encoding="utf-8")
    assert "通报已撤下" in page
    assert "内容有误" in page
    assert json.loads((specimen_site / "notices/gone/notice.json").read_text(encoding="utf-8"))["title"] is None


def test_a_former_address_leads_to_the_notice(specimen_site: Path) -> None:
    page = html.document_fromstring((specimen_site / "notices/old-address/index.html").read_bytes())
    assert page.xpath('//meta[@http-equiv="refresh"]/@content') == ["0; url=../moved/"]


@pytest.mark.parametrize("which", ["content_site", "specimen_site"])
def test_every_link_and_anchor_resolves_and_nothing_comes_from_elsewhere(
    which: str, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(which)
    pages = {
        path: html.document_fromstring(path.read_bytes()) for path in site.rglob("*.html") if path.name != "404.html"
    }
    ids = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    faults = []
    for path, page in pages.items():
        here = "https://site/" + path.relative_to(site).as_posix()
        assert page.xpath("//*[@src and starts-with(normalize-space(@src), 'http')]") == []
        assert page.xpath("//link[@rel='stylesheet' and starts-with(@href, 'http')]") == []
        for link in page.xpath(
            "//a/@href | //link[@rel!='canonical']/@href | //script/@src | //img/@src | //form/@action"
        ):
            target = urlsplit(urljoin(here, link))
            if target.netloc != "site":
                continue
            file = site / unquote(target.path).lstrip("/")
            file = file / "index.html" if file.is_dir() else file
            if not file.is_file() or (target.fragment and unquote(target.fragment) not in ids.get(file, set())):
                faults.append(f"{path.relative_to(site)} → {link}")
    assert faults == []


def test_ids_are_unique_and_pages_have_language_title_and_tags(content_site: Path, specimen_site: Path) -> None:
    for path in [*content_site.rglob("*.html"), *specimen_site.rglob("*.html")]:
        page = html.document_fromstring(path.read_bytes())
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        assert page.get("lang", "").startswith("zh"), path
        assert page.findtext(".//title"), path
        assert page.xpath('//meta[@name="SiteName"]/@content'), path
        assert not page.xpath('//meta[@content="null" or @content="None" or @content=""]'), path


def test_article_pages_carry_the_tags_of_the_guideline(content_site: Path) -> None:
    for notice in OWN:
        page = html.document_fromstring((content_site / "notices" / notice.id / "index.html").read_bytes())
        tags = {tag.get("name"): tag.get("content") for tag in page.xpath("//meta[@name]")}
        assert tags["ArticleTitle"] == notice.title
        assert tags["PubDate"] == f"{notice.published} 00:00"
        assert tags["ContentSource"]
        assert {"Keywords", "Description", "ColumnName", "ColumnType"} <= tags.keys()


def test_a_digest_says_so_at_its_head(content_site: Path) -> None:
    for notice in OWN:
        page = html.document_fromstring((content_site / "notices" / notice.id / "index.html").read_bytes())
        assert "本页是摘编，不是原文" in page.xpath("//article/*[@data-ui]")[0].text_content()


def test_specimens_cover_what_a_notice_can_be() -> None:
    notices = specimens()
    assert any(n.withdrawn for n in notices)
    assert any(n.draft for n in notices)
    assert any(n.aliases for n in notices)
