"""Feeds and sitemap: valid XML, newest first, and nothing of a withdrawn notice."""

from __future__ import annotations

import json

from lxml import etree

from generator.index import feeds
from tests.samples import make_notice

SITE = "https://example.org/base/"
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
    root = etree.fromstring(feeds.atom_feed(events, site_name="站名", site_url=SITE))
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert root.xpath("string(a:updated)", namespaces=atom) == "2024-06-01T00:00:00+08:00"
    entries = root.xpath("a:entry", namespaces=atom)
    assert len(entries) == len(events)
    assert all(entry.xpath("a:id and a:title and a:updated and a:link", namespaces=atom) for entry in entries)
    assert len({entry.xpath("string(a:id)", namespaces=atom) for entry in entries}) == len(entries)


def test_json_feed_tells_the_same() -> None:
    events = feeds.news(NOTICES, SITE)
    feed = json.loads(feeds.json_feed(events, site_name="站名", site_url=SITE))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in feed["items"]] == [event.title for event in events]


def test_the_text_of_a_withdrawn_notice_is_in_no_feed() -> None:
    events = feeds.news(NOTICES, SITE)
    assert "丙通报" not in feeds.atom_feed(events, site_name="站名", site_url=SITE).decode()


def test_a_sitemap_beyond_the_limit_becomes_an_index() -> None:
    files = feeds.sitemaps([f"notices/n{n}/" for n in range(feeds.SITEMAP_LENGTH + 1)], SITE)
    assert sorted(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert files["sitemap.xml"].count(b"<sitemap>") == 2
    assert files["sitemap-2.xml"].count(b"<loc>https://example.org/base/notices/") == 1
