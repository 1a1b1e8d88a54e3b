"""The search index of a site, as parts: the phrases, the chapters made side by side, the volumes that bind them, and what names these.

An edit makes one chapter anew, and binds its volume again.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.build.cache import Cache, Kept, write_files
from generator.publish.manifest import Entry, listed_entries, listed_sums, listing_of
from generator.run import LISTING, Run, keep_files, part_files, part_key
from generator.search import (
    MOST_CHAPTERS,
    Before,
    Segment,
    Volume,
    digest_of,
    make_chapter,
    phrases_of,
    sample,
    search_head,
)
from generator.shard import cut_runs
from generator.shard_files import SEGMENT
from generator.shards import Shard

_CHAPTER = (250, 500)
"""Notices of a chapter: the smaller, the sooner one is made anew; a search reads something of each."""
_VOLUME = (MOST_CHAPTERS // 2, MOST_CHAPTERS)
"""Chapters of a volume."""
_FACTS, _TABLE, _PHRASES = "facts", "table", "phrases"
_KNOWN, _PLACES = "known", "places.json"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the search index of a site is made of.

    `phrases`: the part that has them; `chapters`: the files of the segments of each chapter, by its key; `volumes`: the keys of each
    volume's chapters.
    """

    phrases: Kept
    chapters: Mapping[str, Sequence[Path]]
    volumes: Sequence[Sequence[str]]


def plan_search(run: Run, shards: Sequence[Shard]) -> Plan:
    """Cut the notices of all shards into chapters, and these into volumes; without notices there is one of each, with nothing in it."""
    phrases = _phrases(run, shards)
    told = hashlib.sha256(phrases.read(_PHRASES)).hexdigest()
    sizes = [(min((notice for notice, _ in shard.claims), default=""), shard.public) for shard in shards]
    runs = list(cut_runs(sizes, *_CHAPTER)) or [slice(0)]
    chapters = {
        part_key("chapter", run.package, told, [shard.sums[SEGMENT] for shard in shards[part]]): [
            shard.kept.folder / SEGMENT for shard in shards[part]
        ]
        for part in runs
    }
    keys = list(chapters)
    ends = [(sizes[part][-1][0] if sizes else "", 1) for part in runs]
    return Plan(phrases=phrases, chapters=chapters, volumes=[keys[part] for part in cut_runs(ends, *_VOLUME)])


def chapter_calls(cache: Cache, plan: Plan, kept: Mapping[str, Kept]) -> dict[str, Callable[[], Kept]]:
    """By key, what makes each chapter that is not among the parts at hand."""
    missing = {key: segments for key, segments in plan.chapters.items() if key not in kept}
    last = cache.latest("chapter-", but=plan.chapters) if missing else None
    return {key: partial(_keep_chapter, cache, key, segments, plan.phrases, last) for key, segments in missing.items()}


def bind(run: Run, plan: Plan, kept: Mapping[str, Kept], *, here: bool) -> list[Kept]:
    """Make the volumes that are not in the cache, of chapters that are all at hand; give the parts of the index."""
    volumes = {part_key("volume", run.package, keys): [kept[key].folder for key in keys] for keys in plan.volumes}
    found = {key: part for key in volumes if (part := run.cache.find(key))}
    missing = volumes.keys() - found.keys()
    last = run.cache.latest("volume-", but=volumes) if missing else None
    calls = [(key, partial(_keep_volume, run.cache, key, volumes[key], plan.phrases, last)) for key in sorted(missing)]
    found.update(run.workers.begin(calls, here=here)())
    head = keep_files(run.cache, "search", search_head([found[key].read(_FACTS) for key in volumes]))
    return [plan.phrases, *(kept[key] for key in plan.chapters), *found.values(), head]


def _phrases(run: Run, shards: Sequence[Shard]) -> Kept:
    """The phrases, counted in a sample of all notices."""
    shard_of = {notice: shard for shard in shards for notice, _ in shard.claims}
    chosen = sample(shard_of)
    holders = {shard.kept.folder: shard for shard in map(shard_of.__getitem__, chosen)}
    key = part_key("phrases", run.package, chosen, [shard.sums[SEGMENT] for shard in holders.values()])
    if kept := run.cache.find(key):
        return kept
    segments = (Segment.from_bytes((folder / SEGMENT).read_bytes()) for folder in holders)
    return run.cache.store(key, {_PHRASES: phrases_of(segments, chosen), LISTING: b""})


def _keep_chapter(cache: Cache, key: str, segments: Sequence[Path], phrases: Kept, last: Kept | None) -> Kept:
    """Make and keep a chapter. After an edit most files are the same as in the last one; to link a file takes a quarter of writing it."""
    read = [Segment.from_bytes(path.read_bytes()) for path in segments]
    chapter = make_chapter(read, phrases.read(_PHRASES))
    files = {**part_files(chapter.texts), _FACTS: chapter.facts, _TABLE: chapter.table}
    before = _files_by_sum(last)
    listed = dict(listed_sums(files[LISTING]))
    links = {f"both/{path}": before[digest] for path, digest in listed.items() if digest in before}
    return cache.store(key, files, links)


def _keep_volume(cache: Cache, key: str, chapters: Sequence[Path], phrases: Kept, last: Kept | None) -> Kept:
    """Make and keep a volume, file by file, for it is large; its folder gets its name when all are written.

    After an edit nearly all leaves are those of the last volume: they are linked, and not even made.
    """
    volume = Volume.of(
        [((one / _FACTS).read_bytes(), _mapped(one / _TABLE)) for one in chapters], phrases.read(_PHRASES)
    )
    places = [chapters[number].name for number in volume.order]
    below, listed = _listed(last) if last else ("", {})
    if before := last and _before(places, cache, last, listed):
        volume = volume.after(before)
    made_before = {entry.sha256: f"{below}{path}" for path, entry in listed.items()}
    written: list[Entry] = []

    def files() -> Iterator[tuple[str, bytes | str]]:
        for path, content in volume.files():
            if isinstance(content, str):
                written.append(_renamed(listed[content], path))
                yield path, f"{below}{content}"
            else:
                digest = hashlib.sha256(content).hexdigest()
                written.append(Entry(path=path, size=len(content), sha256=digest))
                yield path, made_before.get(digest, content)

    def write(folder: Path) -> None:
        unnamed = folder / "both/search/new"
        write_files(unnamed, files())
        name = digest_of((entry.path, entry.sha256) for entry in written)
        unnamed.rename(unnamed.with_name(name))
        listed = sorted(
            (_renamed(entry, f"search/{name}/{entry.path}") for entry in written), key=lambda entry: entry.path
        )
        (folder / LISTING).write_bytes(listing_of(listed))
        (folder / _FACTS).write_bytes(volume.facts(name))
        (folder / _KNOWN).write_bytes(volume.known)
        (folder / _PLACES).write_text(json.dumps(places), encoding="utf-8", newline="\n")

    return cache.fill(key, write)


def _listed(last: Kept) -> tuple[str, dict[str, Entry]]:
    """Where the files of a volume stand, and what is listed of each by its path there."""
    entries = listed_entries(last.read(LISTING))
    below = entries[0].path.split("/")[1]
    paths = [entry.path.split("/", 2)[2] for entry in entries]
    return f"{last.folder}/both/search/{below}/", dict(zip(paths, entries, strict=True))


def _before(places: Sequence[str], cache: Cache, last: Kept, paths: Collection[str]) -> Before | None:
    """The last volume, if it is certain that the same program made it, and of as many chapters.

    `places`: the keys of the volume's chapters.
    """
    if _PLACES not in last.trees["."]:
        return None
    known = json.loads(last.read(_PLACES))
    differ = {place: old for place, old in enumerate(known) if old not in places[place : place + 1]}
    if len(places) != len(known) or len(places) == len(differ):
        return None  # one key that is the same tells that the same program made both
    gone = {place: kept for place, old in differ.items() if (kept := cache.find(old))}
    if len(gone) < len(differ):
        return None
    chapters = {place: (kept.read(_FACTS), _mapped(kept.folder / _TABLE)) for place, kept in gone.items()}
    return Before(chapters=chapters, known=last.read(_KNOWN), paths=paths)


def _renamed(entry: Entry, path: str) -> Entry:
    return Entry(path=path, size=entry.size, sha256=entry.sha256)


def _mapped(file: Path) -> memoryview:
    """The bytes of a file, read as far as they are asked for."""
    with file.open("rb") as opened:
        return memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))


def _files_by_sum(last: Kept | None) -> dict[str, str]:
    """Where the files of a part stand, by their digests."""
    if last is None:
        return {}
    return {digest: f"{last.folder}/both/{path}" for path, digest in listed_sums(last.read(LISTING))}
