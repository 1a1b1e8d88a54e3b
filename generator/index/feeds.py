"""Atom (RFC 4287) and JSON Feed (1.1) of new notices, revisions and withdrawals, and the sitemap (sitemaps.org).

No clock: every date is the content's.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as Xml

from generator.model.notice import Notice

FEED_LENGTH = 50
SITEMAP_LENGTH = 50_000
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ZONE = "+08:00"
_NO_DATE = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class News:
    """Something that happened to a notice on a day."""

    day: date
    id: str
    title: str
    summary: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Channel:
    """What a feed is about: the whole site, or the list `name` at `path` below its root (which may be empty, and then is no page)."""

    site_name: str
    site_url: str
    path: str = ""
    name: str = ""
    listed: bool = True

    @property
    def title(self) -> str:
        return f"{self.name} - {self.site_name}" if self.name else self.site_name

    @property
    def folder(self) -> str:
        """The address of the folder that the feed lies in."""
        return f"{self.site_url.rstrip('/')}/{self.path}"

    @property
    def home(self) -> str:
        """The page that shows what the feed tells of."""
        return self.folder if self.listed else f"{self.site_url.rstrip('/')}/"


def news(notices: Sequence[Notice], site_url: str) -> list[News]:
    """Publications, revisions and withdrawals, newest first. A withdrawn notice appears by its id and reason alone."""
    found = []
    for notice in notices:
        url = site_url.rstrip("/") + notice.url
        if notice.withdrawn:
            summary = f"理由：{notice.withdrawn.reason}"
            found.append(
                News(
                    day=notice.withdrawn.date,
                    id=f"{url}#withdrawn",
                    title=f"通报已撤下：{notice.id}",
                    summary=summary,
                    url=url,
                )
            )
            continue
        day = notice.published if isinstance(notice.published, date) else _NO_DATE
        found.append(News(day=day, id=url, title=notice.title, summary=notice.issuer.name, url=url))
        found += [
            News(
                day=revision.date,
                id=f"{url}#revision-{index}",
                title=f"{revision.type}：{notice.title}",
                summary=revision.note,
                url=f"{url}history/#revision-{index}",
            )
            for index, revision in notice.numbered_revisions
        ]
    return sorted(found, key=lambda one: (one.day, one.id), reverse=True)


def feed_files(events: Sequence[News], channel: Channel) -> dict[str, bytes]:
    """Both feeds of a channel, by path below the site's root."""
    return {
        f"{channel.path}feed.xml": atom_feed(events, channel),
        f"{channel.path}feed.json": json_feed(events, channel),
    }


def atom_feed(events: Sequence[News], channel: Channel) -> bytes:
    """The newest events as an Atom feed."""
    Xml.register_namespace("", _ATOM)
    shown = events[:FEED_LENGTH]
    feed = Xml.Element(f"{{{_ATOM}}}feed", {"xml:lang": "zh-CN"})
    _child(feed, "title", channel.title)
    _child(feed, "id", channel.folder if channel.site_url else f"urn:site:{channel.path}")
    _child(feed, "updated", _instant(shown[0].day if shown else _NO_DATE))
    Xml.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "self", "href": f"{channel.folder}feed.xml"})
    Xml.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": channel.home})
    author = Xml.SubElement(feed, f"{{{_ATOM}}}author")
    _child(author, "name", channel.site_name)
    for one in shown:
        entry = Xml.SubElement(feed, f"{{{_ATOM}}}entry")
        _child(entry, "title", one.title)
        _child(entry, "id", one.id)
        _child(entry, "updated", _instant(one.day))
        Xml.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "alternate", "type": "text/html", "href": one.url})
        _child(entry, "summary", one.summary)
    return _document(feed)


def json_feed(events: Sequence[News], channel: Channel) -> bytes:
    """The newest events as a JSON Feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": f"{channel.folder}feed.json",
        "language": "zh-CN",
        "items": [
            {
                "id": one.id,
                "url": one.url,
                "title": one.title,
                "content_text": one.summary,
                "date_published": _instant(one.day),
            }
            for one in events[:FEED_LENGTH]
        ],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def sitemaps(addresses: Sequence[str], site_url: str) -> dict[str, bytes]:
    """`sitemap.xml` over addresses below the root; beyond 50,000 it becomes an index of parts, as the protocol asks."""
    Xml.register_namespace("", _SITEMAP)
    root = site_url.rstrip("/") + "/"
    parts = [addresses[start : start + SITEMAP_LENGTH] for start in range(0, len(addresses), SITEMAP_LENGTH)] or [()]
    documents = [_locations("urlset", "url", [root + address for address in part]) for part in parts]
    if len(documents) == 1:
        return {"sitemap.xml": documents[0]}
    files = {f"sitemap-{number}.xml": document for number, document in enumerate(documents, start=1)}
    return {"sitemap.xml": _locations("sitemapindex", "sitemap", [root + name for name in files]), **files}


def _locations(outer: str, inner: str, addresses: Sequence[str]) -> bytes:
    element = Xml.Element(f"{{{_SITEMAP}}}{outer}")
    for address in addresses:
        Xml.SubElement(Xml.SubElement(element, f"{{{_SITEMAP}}}{inner}"), f"{{{_SITEMAP}}}loc").text = address
    return _document(element)


def _child(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00{_ZONE}"


def _document(element: Xml.Element) -> bytes:
    body: bytes = Xml.tostring(element, encoding="utf-8")
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + body + b"\n"
