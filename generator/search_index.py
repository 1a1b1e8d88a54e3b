"""The search index of a site, as parts: the phrases, the chapters made side by side, the volumes that bind them, and what names these.

An edit makes one chapter anew, and binds its volume again.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.build.cache import Cache, Kept, write_files
from generator.publish.manifest import Entry, listed_entries, listing_of
from generator.run import LISTING, Run, keep_files, part_key, placed
from generator.search import (
    MOST_CHAPTERS,
    ChapterBefore,
    Segment,
    Volume,
    VolumeBefore,
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
_KNOWN, _MADE_OF = "known", "made-of.json"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the search index of a site is made of.

    `phrases`: the part that has them; `program`: a hash over the program and the phrases, which shape all chapters; `chapters`: the files
    of the segments of each chapter, by its key; `volumes`: the keys of each volume's chapters.
    """

    phrases: Kept
    program: str
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
    volumes = [keys[part] for part in cut_runs(ends, *_VOLUME)]
    return Plan(phrases=phrases, program=part_key("program", run.package, told), chapters=chapters, volumes=volumes)


def chapter_calls(cache: Cache, plan: Plan, kept: Mapping[str, Kept]) -> dict[str, Callable[[], Kept]]:
    """By key, what makes each chapter that is not among the parts at hand."""
    return {
        key: partial(
            _keep_chapter,
            cache,
            key,
            segments,
            plan.phrases,
            plan.program,
            _last(cache, plan, "chapter-", _shards(segments)),
        )
        for key, segments in plan.chapters.items()
        if key not in kept
    }


def bind(run: Run, plan: Plan, kept: Mapping[str, Kept], *, here: bool) -> list[Kept]:
    """Make the volumes that are not in the cache, of chapters that are all at hand; give the parts of the index."""
    volumes = {part_key("volume", run.package, keys): keys for keys in plan.volumes}
    found = {key: part for key in volumes if (part := run.cache.find(key))}
    calls = [
        (
            key,
            partial(
                _keep_volume,
                run.cache,
                key,
                [kept[chapter].folder for chapter in volumes[key]],
                plan.phrases,
                plan.program,
                _last(run.cache, plan, "volume-", volumes[key]),
            ),
        )
        for key in sorted(volumes.keys() - found.keys())
    ]
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


def _keep_chapter(
    cache: Cache, key: str, segments: Sequence[Path], phrases: Kept, program: str, last: Path | None
) -> Kept:
    """Make and keep a chapter. After an edit most files are the same as in the last one; to link a file takes a quarter of writing it."""
    read = [Segment.from_bytes(path.read_bytes()) for path in segments]
    made_of = _shards(segments)
    below, listed = _listed(last) if last else ("", {})
    sums = {path: entry.sha256 for path, entry in listed.items()}
    before = _chapter_before(cache, last, made_of, sums) if last else None
    chapter = make_chapter(read, phrases.read(_PHRASES), before)
    entries = [
        *(_entry(path, content) for path, content in chapter.texts.items()),
        *(_renamed(listed[same], path) for path, same in chapter.taken.items()),
    ]
    files = {
        **placed(chapter.texts),
        LISTING: listing_of(sorted(entries, key=lambda entry: entry.path)),
        _FACTS: chapter.facts,
        _TABLE: chapter.table,
        _MADE_OF: _made_of(program, made_of),
    }
    return cache.store(key, files, {f"both/{path}": f"{below}{same}" for path, same in chapter.taken.items()})


def _chapter_before(cache: Cache, last: Path, made_of: Sequence[str], sums: Mapping[str, str]) -> ChapterBefore | None:
    """The last chapter, if the shards are still there that it was made of."""
    before = json.loads((last / _MADE_OF).read_bytes())["of"]
    gone = [cache.find(shard) for shard in before if shard not in made_of]
    if None in gone:
        return None
    return ChapterBefore(
        gone=[Segment.from_bytes(shard.read(SEGMENT)) for shard in gone if shard],
        came=[number for number, shard in enumerate(made_of) if shard not in before],
        table=_mapped(last / _TABLE),
        sums=sums,
    )


def _keep_volume(
    cache: Cache, key: str, chapters: Sequence[Path], phrases: Kept, program: str, last: Path | None
) -> Kept:
    """Make and keep a volume, file by file, for it is large; its folder gets its name when all are written.

    After an edit nearly all leaves are those of the last volume: they are linked, and not even made.
    """
    volume = Volume.of(
        [((one / _FACTS).read_bytes(), _mapped(one / _TABLE)) for one in chapters], phrases.read(_PHRASES)
    )
    places = [chapters[number].name for number in volume.order]
    below, listed = _listed(last) if last else ("", {})
    if last and (before := _volume_before(cache, last, places, listed)):
        volume = volume.after(before)
    made_before = {entry.sha256: f"{below}{path}" for path, entry in listed.items()}
    written: dict[str, Entry] = {}

    def files() -> Iterator[tuple[str, bytes | str]]:
        for path, content in volume.files():
            if isinstance(content, str):
                written[path] = listed[content]
                yield path, f"{below}{content}"
            else:
                written[path] = _entry(path, content)
                yield path, made_before.get(written[path].sha256, content)

    def write(folder: Path) -> None:
        unnamed = folder / "both/search/new"
        write_files(unnamed, files())
        name = digest_of((path, entry.sha256) for path, entry in written.items())
        unnamed.rename(unnamed.with_name(name))
        beside = {
            LISTING: listing_of(_renamed(entry, f"search/{name}/{path}") for path, entry in sorted(written.items())),
            _FACTS: volume.facts(name),
            _KNOWN: volume.known,
            _MADE_OF: _made_of(program, places),
        }
        write_files(folder, beside.items())

    return cache.fill(key, write)


def _volume_before(cache: Cache, last: Path, places: Sequence[str], paths: Collection[str]) -> VolumeBefore | None:
    """The last volume, if it has as many chapters, and those are still there that are others now.

    `places`: the keys of the volume's chapters; `paths`: the files of the last one.
    """
    before = json.loads((last / _MADE_OF).read_bytes())["of"]
    if len(places) != len(before):
        return None
    gone = {place: cache.find(old) for place, (old, now) in enumerate(zip(before, places, strict=True)) if old != now}
    if None in gone.values():
        return None
    chapters = {place: (kept.read(_FACTS), _mapped(kept.folder / _TABLE)) for place, kept in gone.items() if kept}
    return VolumeBefore(chapters=chapters, known=(last / _KNOWN).read_bytes(), paths=paths)


def _made_of(program: str, keys: Sequence[str]) -> bytes:
    """What `_last` asks an entry for: what made it, and the keys of the parts that it is made of."""
    return json.dumps({"program": program, "of": keys}).encode()


def _last(cache: Cache, plan: Plan, kind: str, parts: Collection[str]) -> Path | None:
    """The folder of the whole entry of a kind that the same program made of most of the same parts, if there is one."""
    shared: dict[str, int] = {}
    for key in cache.keys(kind):
        try:
            made = json.loads((cache.folder / key / _MADE_OF).read_bytes())
        except (OSError, ValueError):
            continue  # another program's, or not whole
        if made["program"] == plan.program:
            shared[key] = len({*made["of"]}.intersection(parts))
    nearest = max(shared, key=shared.__getitem__, default="")
    kept = cache.find(nearest) if shared.get(nearest) else None
    return kept.folder if kept else None


def _shards(segments: Iterable[Path]) -> list[str]:
    """The keys of the shards whose segments these are."""
    return [path.parent.name for path in segments]


def _listed(last: Path) -> tuple[str, dict[str, Entry]]:
    """Where the files of a chapter's or volume's folder stand, and what is listed of each by its path below that."""
    entries = listed_entries((last / LISTING).read_bytes())
    folder = "/".join(entries[0].path.split("/")[:2]) if entries else ""
    below = {entry.path.removeprefix(f"{folder}/"): entry for entry in entries}
    return f"{last}/both/{folder}/", below


def _entry(path: str, content: bytes) -> Entry:
    return Entry(path=path, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def _renamed(entry: Entry, path: str) -> Entry:
    return Entry(path=path, size=entry.size, sha256=entry.sha256)


def _mapped(file: Path) -> memoryview:
    """The bytes of a file, read as far as they are asked for."""
    with file.open("rb") as opened:
        return memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
