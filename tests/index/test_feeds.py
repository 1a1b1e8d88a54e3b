"""Feeds and sitemap: taken by their readers, newest first, and nothing of a withdrawn notice."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import pytest
from lxml import etree

from generator.index import feeds
from tests.samples import make_notice

HERE = Path(__file__).parent
SITE = "https://example.org/base/"
CHANNEL = feeds.Channel(site_name="站名", site_url=SITE)
NOTICES = [
    make_notice(id="a", title="甲<通报>&", published="2024-01-05"),
    make_notice(id="b", title="乙通报", published="2024-03-15", revisions=[{"date": "2024-06-01", "note": "更正数字"}]),
    make_notice(id="c", title="丙通报", published="2024-02-01", withdrawn={"date": "2024-05-01", "reason": "有误"}),
    make_notice(id="d", title="丁通报"),
]


def test_events_are_newest_first_and_a_revision_is_an_event() -> None:
    events = feeds.news(NOTICES, SITE)
    assert [event.title for event in events] == ["更正：乙通报", "通报已撤下：c", "乙通报", "甲<通报>&", "丁通报"]


def test_atom_feed_has_what_the_standard_asks_for() -> None:
    events = feeds.news(NOTICES, SITE)
    root = etree.fromstring(feeds.atom_feed(events, CHANNEL))
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert root.xpath("string(a:updated)", namespaces=atom) == "2024-06-01T00:00:00+08:00"
    assert [root.xpath(f"string({name})", namespaces=atom) for name in ("a:id", "a:author/a:name")] == [SITE, "站名"]
    assert [dict(link.attrib) for link in root.xpath("a:link", namespaces=atom)] == [
        {"rel": "self", "href": f"{SITE}feed.xml"},
        {"rel": "alternate", "type": "text/html", "href": SITE},
    ]
    entries = root.xpath("a:entry", namespaces=atom)
    assert len(entries) == len(events)
    assert all(entry.xpath("a:id and a:title and a:updated", namespaces=atom) for entry in entries)
    assert [entry.xpath("string(a:link[@rel='alternate']/@href)", namespaces=atom) for entry in entries] == [
        event.url for event in events
    ]
    assert len({entry.xpath("string(a:id)", namespaces=atom) for entry in entries}) == len(entries)


def test_a_feed_holds_the_newest_fifty() -> None:
    events = feeds.news(
        [make_notice(id=f"n{day}", published=f"2024-{day // 28 + 1:02}-{day % 28 + 1:02}") for day in range(60)], SITE
    )
    urls = [event.url for event in events[:50]]
    assert [entry.link for entry in feedparser.parse(feeds.atom_feed(events, CHANNEL)).entries] == urls
    assert [item["url"] for item in json.loads(feeds.json_feed(events, CHANNEL))["items"]] == urls
    assert urls[0] == f"{SITE}notices/n59/"


def test_a_feed_reader_takes_the_atom_feed() -> None:
    events = feeds.news(NOTICES, SITE)
    read = feedparser.parse(feeds.atom_feed(events, CHANNEL))
    assert (read.bozo, read.version, read.feed.title) == (False, "atom10", "站名")
    assert [entry.title_detail.value for entry in read.entries] == [event.title for event in events]
    assert [entry.link for entry in read.entries] == [event.url for event in events]
    assert read.entries[0].updated_parsed[:3] == (2024, 5, 31)  # midnight in China, told in UTC


def test_a_list_has_a_feed_of_its_own_beside_it() -> None:
    channel = feeds.Channel(site_name="站名", site_url=SITE, path="issuers/jia/", name="甲县")
    files = feeds.feed_files(feeds.news(NOTICES[:1], SITE), channel)
    assert sorted(files) == ["issuers/jia/feed.json", "issuers/jia/feed.xml"]
    read = feedparser.parse(files["issuers/jia/feed.xml"])
    assert (read.feed.title, read.feed.link) == ("甲县 - 站名", f"{SITE}issuers/jia/")
    assert json.loads(files["issuers/jia/feed.json"])["feed_url"] == f"{SITE}issuers/jia/feed.json"


def test_the_feed_of_a_list_that_became_empty_leads_to_the_home_page() -> None:
    channel = feeds.Channel(site_name="站名", site_url=SITE, path="issuers/jia/", name="甲县", listed=False)
    assert feedparser.parse(feeds.atom_feed([], channel)).feed.link == SITE


def test_a_correction_leads_to_its_place_on_the_page_of_corrections() -> None:
    assert feeds.news(NOTICES, SITE)[0].url == f"{SITE}notices/b/history/#revision-1"


def test_json_feed_tells_the_same() -> None:
    events = feeds.news(NOTICES, SITE)
    feed = json.loads(feeds.json_feed(events, CHANNEL))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in feed["items"]] == [event.title for event in events]
    assert all(item.keys() >= {"id", "url", "content_text", "date_published"} for item in feed["items"])


def test_the_text_of_a_withdrawn_notice_is_in_no_feed() -> None:
    events = feeds.news(NOTICES, SITE)
    assert "丙通报" not in feeds.atom_feed(events, CHANNEL).decode()


@pytest.mark.parametrize("count", [0, 3, feeds.SITEMAP_LENGTH + 1])
def test_sitemaps_are_valid_by_their_schemas(count: int) -> None:
    schemas = {name: etree.XMLSchema(file=HERE / f"{name}.xsd") for name in ("sitemap", "siteindex")}
    for name, content in feeds.sitemaps([f"notices/n{n}/?a=1&b=2" for n in range(count)], SITE).items():
        root = etree.fromstring(content)
        is_index = name == "sitemap.xml" and count > feeds.SITEMAP_LENGTH
        schemas["siteindex" if is_index else "sitemap"].assertValid(root)


def test_a_sitemap_beyond_the_limit_becomes_an_index() -> None:
    files = feeds.sitemaps([f"notices/n{n}/" for n in range(feeds.SITEMAP_LENGTH + 1)], SITE)
    assert sorted(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert files["sitemap.xml"].count(b"<sitemap>") == 2
    assert files["sitemap-2.xml"].count(b"<loc>https://example.org/base/notices/") == 1


def test_a_later_correction_leaves_the_address_of_an_earlier_one_wherever_it_is_written() -> None:
    first, second, third = ({"date": f"2024-0{month}-01", "note": f"第{month}次"} for month in (4, 5, 6))

    def addresses(*revisions: dict[str, str]) -> dict[str, str]:
        notice = make_notice(revisions=revisions)
        return {one.summary: one.id.removeprefix(SITE) for one in feeds.news([notice], SITE)}

    known = addresses(first, second)
    for written in ((first, second, third), (third, second, first)):
        assert known.items() <= addresses(*written).items()
