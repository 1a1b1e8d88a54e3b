"""Chapters and volumes of the search index as parts of the cache: made and kept, and, after an edit, made after the last ones.

A part says in `made-of.json` what it was made of, and by which program, so that the next one of its kind can be made after the nearest.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import search
from generator.build.cache import Cache, Kept, write_files
from generator.publish.manifest import Entry, listed_entries, listing_of
from generator.run import LISTING, placed
from generator.shard_files import SEGMENT

FACTS, PHRASES = "facts", "phrases"
_TABLE, _KNOWN, _MADE_OF = "table", "known", "made-of.json"


@dataclass(frozen=True, kw_only=True)
class Task:
    """A chapter or volume to be made.

    `phrases`: the file that has them; `program`: a hash over the program and the phrases; `last`: the folder of the entry after which it
    is to be made, if there is one.
    """

    cache: Cache
    key: str
    phrases: Path
    program: str
    last: Path | None


def last_of(cache: Cache, kind: str, program: str, parts: Collection[str]) -> Path | None:
    """The folder of the whole entry of a kind that the same program made of most of the same parts, if there is one."""
    shared: dict[str, int] = {}
    for key in cache.keys(kind):
        try:
            made = json.loads((cache.folder / key / _MADE_OF).read_bytes())
        except (OSError, ValueError):
            continue  # another program's, or not whole
        if made["program"] == program:
            shared[key] = len({*made["of"]}.intersection(parts))
    nearest = max(shared, key=shared.__getitem__, default="")
    kept = cache.find(nearest) if shared.get(nearest) else None
    return kept.folder if kept else None


def shards_of(segments: Iterable[Path]) -> list[str]:
    """The keys of the shards whose segments these are."""
    return [path.parent.name for path in segments]


def keep_chapter(task: Task, segments: Sequence[Path]) -> Kept:
    """Make and keep a chapter. After an edit most files are the same as in the last one; to link a file takes a quarter of writing it."""
    read = [search.Segment.from_bytes(path.read_bytes()) for path in segments]
    made_of = shards_of(segments)
    below, listed = _listed(task.last) if task.last else ("", {})
    sums = {path: entry.sha256 for path, entry in listed.items()}
    before = _chapter_before(task.cache, task.last, made_of, sums) if task.last else None
    chapter = search.make_chapter(read, task.phrases.read_bytes(), before)
    entries = [
        *(_entry(path, content) for path, content in chapter.texts.items()),
        *(_renamed(listed[same], path) for path, same in chapter.taken.items()),
    ]
    files = {
        **placed(chapter.texts),
        LISTING: listing_of(sorted(entries, key=lambda entry: entry.path)),
        FACTS: chapter.facts,
        _TABLE: chapter.table,
        _MADE_OF: _made_of(task.program, made_of),
    }
    return task.cache.store(task.key, files, {f"both/{path}": f"{below}{same}" for path, same in chapter.taken.items()})


def _chapter_before(
    cache: Cache, last: Path, made_of: Sequence[str], sums: Mapping[str, str]
) -> search.ChapterBefore | None:
    """The last chapter, if the shards are still there that it was made of."""
    before = json.loads((last / _MADE_OF).read_bytes())["of"]
    gone = [cache.find(shard) for shard in before if shard not in made_of]
    if None in gone:
        return None
    return search.ChapterBefore(
        gone=[search.Segment.from_bytes(shard.read(SEGMENT)) for shard in gone if shard],
        came=[number for number, shard in enumerate(made_of) if shard not in before],
        table=_mapped(last / _TABLE),
        sums=sums,
    )


def keep_volume(task: Task, chapters: Sequence[Path]) -> Kept:
    """Make and keep a volume, file by file, for it is large; its folder gets its name when all are written.

    After an edit nearly all leaves are those of the last volume: they are linked, and not even made.
    """
    volume = search.Volume.of(
        [((one / FACTS).read_bytes(), _mapped(one / _TABLE)) for one in chapters], task.phrases.read_bytes()
    )
    places = [chapters[number].name for number in volume.order]
    below, listed = _listed(task.last) if task.last else ("", {})
    if task.last and (before := _volume_before(task.cache, task.last, places, listed)):
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
        name = search.digest_of((path, entry.sha256) for path, entry in written.items())
        unnamed.rename(unnamed.with_name(name))
        beside = {
            LISTING: listing_of(_renamed(entry, f"search/{name}/{path}") for path, entry in sorted(written.items())),
            FACTS: volume.facts(name),
            _KNOWN: volume.known,
            _MADE_OF: _made_of(task.program, places),
        }
        write_files(folder, beside.items())

    return task.cache.fill(task.key, write)


def _volume_before(
    cache: Cache, last: Path, places: Sequence[str], paths: Collection[str]
) -> search.VolumeBefore | None:
    """The last volume, if it has as many chapters, and those are still there that are others now.

    `places`: the keys of the volume's chapters; `paths`: the files of the last one.
    """
    before = json.loads((last / _MADE_OF).read_bytes())["of"]
    if len(places) != len(before):
        return None
    gone = {place: cache.find(old) for place, (old, now) in enumerate(zip(before, places, strict=True)) if old != now}
    if None in gone.values():
        return None
    chapters = {place: (kept.read(FACTS), _mapped(kept.folder / _TABLE)) for place, kept in gone.items() if kept}
    return search.VolumeBefore(chapters=chapters, known=(last / _KNOWN).read_bytes(), paths=paths)


def _made_of(program: str, keys: Sequence[str]) -> bytes:
    """What `last_of` asks an entry for: what made it, and the keys of the parts that it is made of."""
    return json.dumps({"program": program, "of": keys}).encode()


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
