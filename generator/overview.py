"""The overview: all pages that are not one notice's, the feeds and the site map.

It consists of pieces, each with a key for what it is made of. An overview that is made anew takes over from the last one every piece whose
key is the same; so an edit makes the few lists anew in which the notice stands, whatever the size of the site.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from generator.build.cache import Kept, place, write_files
from generator.build.pages import build_pages, html_path
from generator.faults import GeneratorError
from generator.index.feeds import Channel, feed_files, news, sitemaps
from generator.index.opendata import SHEETS, DataFile
from generator.index.opensearch import opensearch
from generator.index.robots import robots
from generator.model.entry import Entry, entries_to_json
from generator.publish.manifest import listing, listing_lines
from generator.publish.server_maps import REDIRECTS, redirects_map
from generator.render.data import data_page
from generator.render.history import history_pages
from generator.render.lists import Grouping, Page, list_pages, make_groupings
from generator.render.own_pages import folder_pages
from generator.run import LISTING, Run, part_key, path_on_site, placed
from generator.shard import Settings
from generator.shard_files import ENTRIES
from generator.shards import Shard

_PIECES = "pieces.json"
_BATCH = 64  # pages an engine run


class Piece(NamedTuple):
    """What the overview is made of: a key, and either a page, by the path of its Markdown file, or files of the site by path."""

    key: str
    page: tuple[str, Page] | None = None
    files: Callable[[], Mapping[str, bytes]] = dict


def make_overview(
    run: Run, shards: Sequence[Shard], own: Mapping[str, str], data: Sequence[DataFile]
) -> tuple[Kept, list[str]]:
    """Make the overview if it is not in the cache; also the engine's warnings about those pages that were made.

    `own` are the hand-written pages by path, `data` the files of the open data. Raises GeneratorError if one of `own` has the address of
    another page.
    """
    key = part_key("overview", run.base, [file.name for file in data], own, [shard.sums[ENTRIES] for shard in shards])
    if kept := run.cache.find(key):
        return kept, []
    entries = (entry for shard in shards for entry in shard.entries)
    public = [entry for entry in entries if run.settings.drafts or not entry.notice.draft]
    pieces = list(_pieces(run, own, public, data))
    last = run.cache.latest("overview-")
    warnings: list[str] = []
    kept = run.cache.fill(key, lambda folder: warnings.extend(_write(folder, pieces, last, run)))
    return kept, warnings


def _pieces(run: Run, own: Mapping[str, str], public: Sequence[Entry], data: Sequence[DataFile]) -> Iterator[Piece]:
    templates, groupings = run.settings.workshop.templates, make_groupings(public)
    made = {
        **{path: Page.of(text) for path, text in history_pages(public, templates).items()},
        **{
            path: Page.of(text)
            for path, text in data_page([file.resource() for file in data], SHEETS, templates).items()
        },
        **list_pages(public, groupings, templates),
    }
    _require_free(own, made)
    pages = {**{path: Page.of(text) for path, text in folder_pages(own).items()}, **made}
    sums = {entry.notice.id: hashlib.sha256(entries_to_json([entry])).hexdigest() for entry in public}
    for path, page in pages.items():
        listed = [sums[entry.notice.id] for entry in page.entries]
        yield Piece(part_key("page", run.base, path, page.facts, listed), page=(path, page))
    for channel, entries in _channels(run, public, groupings):
        key = part_key("feed", run.base, repr(channel), [sums[entry.notice.id] for entry in entries])
        yield Piece(key, files=partial(_feeds, channel, entries))
    addresses = sorted(_addresses(public, pages))
    moved = {alias: entry.notice.id for entry in public for alias in entry.notice.aliases}
    yield Piece(part_key("rest", run.base, addresses, moved), files=lambda: _rest(run, addresses, moved))


def _require_free(own: Iterable[str], made: Iterable[str]) -> None:
    """Raise GeneratorError if a hand-written page has the address of another page."""
    taken = {html_path(path).lower() for path in made}
    for path in own:
        address = html_path(path).lower()
        if address in taken or address.startswith("notices/"):
            raise GeneratorError(f"content/pages/{path} 与别的网页地址相同，请换一个文件名。")
        taken.add(address)


def _channels(
    run: Run, public: Sequence[Entry], groupings: Sequence[Grouping]
) -> Iterator[tuple[Channel, Sequence[Entry]]]:
    """The feeds of the site, and of every issuer and region: what each is about, and its notices."""
    name, url = run.site.name, run.site_url
    yield Channel(site_name=name, site_url=url), public
    for group in (group for grouping in groupings for group in grouping.groups if group.feed):
        channel = Channel(site_name=name, site_url=url, path=group.path, name=group.name, listed=bool(group.entries))
        yield channel, (*group.entries, *group.withdrawn)


def _feeds(channel: Channel, entries: Sequence[Entry]) -> dict[str, bytes]:
    return feed_files(news([entry.notice for entry in entries], channel.site_url), channel)


def _rest(run: Run, addresses: Sequence[str], moved: Mapping[str, str]) -> dict[str, bytes]:
    return {
        "robots.txt": robots(run.site_url),
        "opensearch.xml": opensearch(site_name=run.site.name, site_url=run.site_url),
        REDIRECTS: redirects_map(moved).encode(),
        **sitemaps(addresses, run.site_url),
    }


def _addresses(public: Sequence[Entry], pages: Iterable[str]) -> Iterator[str]:
    """The addresses that search engines should list, below the site's root: nothing withdrawn, no former addresses."""
    for entry in public:
        if not entry.notice.withdrawn:
            yield entry.notice.url.lstrip("/")
            if entry.notice.revisions:
                yield f"{entry.notice.url.lstrip('/')}history/"
    for path in pages:
        stem = path.removesuffix(".md")
        yield stem.removesuffix("index") if stem.rpartition("/")[2] == "index" else f"{stem}/"


def _write(folder: Path, pieces: Sequence[Piece], last: Kept | None, run: Run) -> list[str]:
    """Write an overview into a folder; return the engine's warnings."""
    book = _Book(folder, last)
    missing = [piece for piece in pieces if not book.take_over(piece.key)]
    for piece in missing:
        if not piece.page:
            book.add(piece.key, placed(run.settings.packed(piece.files())))
    warnings: list[str] = []
    pages = {piece.key: piece.page for piece in missing if piece.page}
    for _, (built, said) in run.workers.run(_batches(pages, run.settings)):
        warnings += said
        for key, files in built.items():
            book.add(key, files)
    book.close()
    return warnings


def _batches(
    pages: Mapping[str, tuple[str, Page]], settings: Settings
) -> Iterator[tuple[str, Callable[[], tuple[dict[str, dict[str, bytes]], list[str]]]]]:
    keys = list(pages)
    for start in range(0, len(keys), _BATCH):
        texts = {key: (pages[key][0], pages[key][1].text()) for key in keys[start : start + _BATCH]}
        yield keys[start], partial(_build, texts, settings)


def _build(texts: Mapping[str, tuple[str, str]], settings: Settings) -> tuple[dict[str, dict[str, bytes]], list[str]]:
    """Build pages, given as (path, Markdown) by their keys; the files of a part that each becomes, and the engine's warnings."""
    built, warnings = build_pages(dict(texts.values()), {}, settings.workshop, assets=False)
    files = {}
    for key, (path, text) in texts.items():
        page = {html_path(path): built[html_path(path)]}
        files[key] = {**placed(settings.packed(page)), f"source/{path}": text.encode()}
    return files, warnings


class _Book:
    """An overview that is being written: its pieces with the files of each, and the listing of those for the site."""

    def __init__(self, folder: Path, last: Kept | None) -> None:
        self._folder = folder
        self._last = last
        self._known: dict[str, list[str]] = json.loads(last.read(_PIECES)) if last else {}
        self._listed = listing_lines(last.read(LISTING)) if last else {}
        self._pieces: dict[str, list[str]] = {}
        self._lines: dict[str, str] = {}

    def take_over(self, key: str) -> bool:
        """Link a piece's files from the last overview, if it has that piece."""
        if self._last is None or key not in self._known:
            return False
        names = self._known[key]
        for name in names:
            target = self._folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            place(f"{self._last.folder}/{name}", f"{target}")
        self._pieces[key] = names
        self._lines.update({path: self._listed[path] for path in map(path_on_site, names) if path})
        return True

    def add(self, key: str, files: Mapping[str, bytes]) -> None:
        """Write a piece, given as files of a part."""
        write_files(self._folder, files.items())
        self._pieces[key] = list(files)
        site = [(path, content) for name, content in files.items() if (path := path_on_site(name))]
        self._lines.update(listing_lines(listing(site)))

    def close(self) -> None:
        lines = "".join(f"{self._lines[path]}\n" for path in sorted(self._lines))
        pieces = json.dumps(self._pieces).encode()
        write_files(self._folder, [(LISTING, lines.encode()), (_PIECES, pieces)])
