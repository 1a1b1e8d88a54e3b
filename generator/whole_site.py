"""What is made over all notices together: lists and other pages, search, feeds, site map, open data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.build.cache import Cache
from generator.index.feeds import Channel, feed_files, news, sitemaps
from generator.index.opendata import resources, write_open_data
from generator.index.opensearch import opensearch
from generator.index.robots import robots
from generator.model.entry import Entry
from generator.model.site import Site
from generator.project import Project
from generator.render.data import data_page
from generator.render.history import history_pages
from generator.render.lists import list_pages, make_groupings
from generator.search import Segment, merge
from generator.shards import PARTS, SEGMENT, Shard


def other_pages(project: Project, public: Sequence[Entry], *, database: bool) -> dict[str, str]:
    """The Markdown of all pages that are not one notice's: hand-written ones, lists, search, history, open data."""
    return {
        **project.own_pages(),
        **list_pages(public, project.templates),
        **history_pages(public, project.templates),
        **data_page(resources(database=database), project.templates),
    }


def data_files(
    site: Site, shards: Sequence[Shard], public: Sequence[Entry], pages: Mapping[str, str]
) -> dict[str, bytes]:
    """What machines read over all notices, but for the open data: search files, feeds, site map."""
    url = site.url or ""
    segments = [Segment.from_bytes((shard.folder / SEGMENT).read_bytes()) for shard in shards if shard.folder]
    return {
        **merge(segments),
        **_feeds(site, public),
        "robots.txt": robots(url),
        "opensearch.xml": opensearch(site_name=site.name, site_url=url),
        **sitemaps(sorted(_addresses(public, pages)), url),
    }


def _feeds(site: Site, public: Sequence[Entry]) -> dict[str, bytes]:
    """The feeds of the site, and of every issuer and region."""
    url = site.url or ""
    files = feed_files(news([entry.notice for entry in public], url), Channel(site_name=site.name, site_url=url))
    for group in (group for grouping in make_groupings(public) for group in grouping.groups if group.feed):
        events = news([entry.notice for entry in (*group.entries, *group.withdrawn)], url)
        listed = bool(group.entries)
        channel = Channel(site_name=site.name, site_url=url, path=group.path, name=group.name, listed=listed)
        files.update(feed_files(events, channel))
    return files


def open_data(site: Site, shards: Sequence[Shard], cache: Cache, *, database: bool) -> Path:
    """The folder that holds the open data (`site/data/…`), made again only if a shard or the site's name changed."""
    folders = [shard.folder for shard in shards if shard.folder]
    facts = [site.name, site.url, database, *(folder.name for folder in folders)]
    key = "data-" + hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def write(folder: Path) -> None:
        target = folder / "site" / "data"
        target.mkdir(parents=True)
        parts = [shard / PARTS for shard in folders]
        write_open_data(target, parts, site_name=site.name, site_url=site.url or "", database=database)

    return cache.find(key) or cache.fill(key, write)


def _addresses(public: Sequence[Entry], pages: Mapping[str, str]) -> Iterator[str]:
    """The addresses that search engines should list, below the site's root: nothing withdrawn, no former addresses."""
    for entry in public:
        if not entry.notice.withdrawn:
            yield entry.notice.url.lstrip("/")
            if entry.notice.revisions:
                yield f"{entry.notice.url.lstrip('/')}history/"
    for path in pages:
        stem = path.removesuffix(".md")
        yield stem.removesuffix("index") if stem.rpartition("/")[2] == "index" else f"{stem}/"
