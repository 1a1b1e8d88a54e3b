"""Publishing: chapters go in, the files of the index come out, the same whatever their order.

The index of a site is made of volumes, each bound of chapters; `search/index.json` names both. All other files lie in folders named by a
digest of their content, so that a reader never mixes two indexes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from typing import Any

from generator.model.notice import Notice
from generator.search.catalog import catalog_bytes, identifiers_bytes
from generator.search.chapters import digest_of, json_bytes, make_chapter, phrases_of, sums_of
from generator.search.folding import table_bytes
from generator.search.known import Known, Last
from generator.search.leaves import Leaves, leaf_paths
from generator.search.packing import gzip_bytes, varints
from generator.search.segments import Segment, index_segment
from generator.search.tables import Table
from generator.search.texts import UNITS

FORMAT = 5
_NEVER = 99_991_231


@dataclass(frozen=True, kw_only=True)
class VolumeBefore:
    """An earlier volume of as many chapters, made by the same program.

    `chapters`: facts and table of those of its chapters that were others, by their places; `known`: its `Volume.known`; `paths`: all its
    files.
    """

    chapters: Mapping[int, tuple[bytes, bytes | memoryview]]
    known: bytes
    paths: Collection[str]

    @property
    def last(self) -> Last:
        """What its leaves are compared by."""
        tables = {place: Table.from_bytes(table) for place, (_, table) in self.chapters.items()}
        return Last(known=Known.from_bytes(self.known), tables=tables)


@dataclass(frozen=True, kw_only=True)
class Volume:
    """Some chapters, that with the newest notice first, ready to be bound: the facts and the table of each.

    `order`: as which of those that were given each stands there. `before`: a volume of which files may be taken.
    """

    chapters: Sequence[tuple[Mapping[str, Any], bytes | memoryview]]
    order: Sequence[int]
    phrases: bytes
    before: VolumeBefore | None = None

    @classmethod
    def of(cls, chapters: Sequence[tuple[bytes, bytes | memoryview]], phrases: bytes) -> Volume:
        """A volume of chapters, given as their facts and tables in any order, and the phrases that their texts refer to."""
        read = [(json.loads(facts), table) for facts, table in chapters]
        order = sorted(range(len(read)), key=lambda number: _first(read[number][0]["records"]))
        order.sort(key=lambda number: _span(read[number][0]["records"]), reverse=True)
        return cls(chapters=[read[number] for number in order], order=order, phrases=phrases)

    def after(self, before: VolumeBefore) -> Volume:
        """The same volume, of which some files need not be made."""
        return replace(self, before=before)

    @property
    def known(self) -> bytes:
        """What the next volume may want to know: see `VolumeBefore`."""
        return self._leaves.known.to_bytes()

    @cached_property
    def _leaves(self) -> Leaves:
        """What the chapters say of pairs."""
        last = self.before.last if self.before else None
        return Leaves([Table.from_bytes(table) for _, table in self.chapters], last)

    def files(self) -> Iterator[tuple[str, bytes | str]]:
        """All files, by their paths in the volume's folder; of those that are the same in the volume before, their paths there."""
        same = self._leaves.same
        paths = self.before.paths if self.before else ()
        made = self._leaves.files(but=same)
        for leaf in range(len(self._leaves)):
            if leaf in same:
                yield from zip(leaf_paths(leaf), takewhile(paths.__contains__, leaf_paths(same[leaf])), strict=False)
            else:
                yield from next(made)
        for path, make in self._beside().items():
            yield path, make() if make else path

    def _beside(self) -> dict[str, Callable[[], bytes] | None]:
        """What makes the files beside the leaves; None of those that are the same in the volume before."""
        records = self._records()
        made: dict[str, Callable[[], bytes] | None] = {
            "start.bin": lambda: _start([facts["records"] for facts, _ in self.chapters], self._leaves),
            "phrases.bin": lambda: gzip_bytes(self.phrases),
            "catalog.bin": lambda: catalog_bytes(records),
            "ids.bin": lambda: identifiers_bytes(records),
        }
        before = self.before.chapters.items() if self.before else ()
        if self.before and all(
            json.loads(facts)["records"] == self.chapters[place][0]["records"] for place, (facts, _) in before
        ):
            made |= {"catalog.bin": None, "ids.bin": None}
        return made

    def facts(self, digest: str) -> bytes:
        """What `search_head` needs to know of the volume in the folder of that name: a JSON document of a few kilobytes."""
        records = self._records()
        newest, oldest = _span(records)
        return json_bytes(
            {
                "digest": digest,
                "notices": len(records),
                "units": sum(len(record["statuses"]) for record in records),
                "newest": newest,
                "oldest": oldest,
                "chapters": [facts["digest"] for facts, _ in self.chapters],
                "characters": sorted(set().union(*(facts["characters"] for facts, _ in self.chapters))),
            }
        )

    def _records(self) -> list[dict[str, Any]]:
        """The facts of all notices, in the order of the units."""
        return [record for facts, _ in self.chapters for record in facts["records"]]

    def published(self) -> tuple[dict[str, bytes], bytes]:
        """All files, by their paths on the site, and the facts."""
        files = {path: content for path, content in self.files() if isinstance(content, bytes)}
        digest = digest_of(sums_of(files))
        return {f"search/{digest}/{path}": content for path, content in files.items()}, self.facts(digest)


def search_head(facts: Sequence[bytes]) -> dict[str, bytes]:
    """Make `search/index.json`, which names the volumes, that with the newest notice first, and the table for folding."""
    volumes = sorted((json.loads(each) for each in facts), key=lambda volume: str(volume["digest"]))
    volumes.sort(key=lambda volume: (int(volume["newest"]), int(volume["oldest"])), reverse=True)
    table = {"fold.bin": table_bytes(set().union(*(volume.pop("characters") for volume in volumes)))}
    folding = digest_of(sums_of(table))
    head = {"format": FORMAT, "folding": folding, "text_units": UNITS, "volumes": volumes}
    return {"search/index.json": json_bytes(head) + b"\n", f"search/{folding}/fold.bin": table["fold.bin"]}


def merge(segments: Sequence[Segment]) -> dict[str, bytes]:
    """Make the files of a site of one chapter: path below the site's root → content."""
    phrases = phrases_of(segments)
    chapter = make_chapter(segments, phrases)
    files, facts = Volume.of([(chapter.facts, chapter.table)], phrases).published()
    return {**chapter.texts, **files, **search_head([facts])}


def search_files(notices: Sequence[Notice]) -> dict[str, bytes]:
    """Make all search files of the given notices, in one chapter: path below the site's root → content."""
    return merge([index_segment(notices)])


def _span(records: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """The newest and the oldest day."""
    days = [record["day"] for record in records] or [0]
    return max(days), min(days)


def _first(records: Sequence[Mapping[str, Any]]) -> str:
    """The id of the first notice: of chapters of the same days, an edit of another does not change which stands first."""
    return str(records[0]["id"]) if records else ""


def _start(chapters: Sequence[Sequence[Mapping[str, Any]]], leaves: Leaves) -> bytes:
    """The most entries of a file of positions; the chapters: notices, units and age of each; the directory of the leaves."""
    numbers = [leaves.block, len(chapters)]
    for records in chapters:
        days = [_NEVER, *(record["day"] for record in records)]
        numbers += [len(records), *(len(record["statuses"]) for record in records)]
        numbers += [before - day for before, day in zip(days, days[1:], strict=False)]
    return gzip_bytes(varints([*numbers, *leaves.directory.tolist()])[0].tobytes())
