"""Publishing: chapters go in, the files of the index come out, the same whatever their order.

The index of a site is made of volumes, each bound of chapters; `search/index.json` names both. All other files lie in folders named by a
digest of their content, so that a reader never mixes two indexes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from generator.search.catalog import catalog_bytes, identifiers_bytes
from generator.search.chapters import digest_of, json_bytes, make_chapter, phrases_of
from generator.search.folding import table_bytes
from generator.search.leaves import leaf_files
from generator.search.packing import gzip_bytes, varints
from generator.search.segments import Segment
from generator.search.tables import BLOCK_ENTRIES, Table
from generator.search.texts import UNITS

FORMAT = 4
MOST_CHAPTERS = 32
"""Chapters of a volume: so many bits say which of them hold a pair."""
_NEVER = 99_991_231


@dataclass(frozen=True, kw_only=True)
class Volume:
    """What binds some chapters.

    `files`: path below the site's root → content, all below `search/<digest>/`. `facts`: a JSON document of a few
    kilobytes, what `search_head` needs to know of the volume.
    """

    files: Mapping[str, bytes]
    facts: bytes


def make_volume(chapters: Sequence[tuple[bytes, bytes | memoryview]], phrases: bytes) -> Volume:
    """Bind chapters, given as their facts and tables, that with the newest notice first."""
    bound = _in_order(chapters)
    records = [facts["records"] for facts, _ in bound]
    together = [record for each in records for record in each]
    leaves, directory = leaf_files([Table.from_bytes(table) for _, table in bound])
    files = {
        **leaves,
        "start.bin": _start(records, directory),
        "phrases.bin": gzip_bytes(phrases),
        "catalog.bin": catalog_bytes(together),
        "ids.bin": identifiers_bytes(together),
    }
    digest = digest_of(files)
    days = [record["day"] for record in together] or [0]
    facts = {
        "digest": digest,
        "notices": len(together),
        "units": sum(len(record["statuses"]) for record in together),
        "newest": max(days),
        "oldest": min(days),
        "chapters": [facts["digest"] for facts, _ in bound],
        "characters": sorted(set().union(*(facts["characters"] for facts, _ in bound))),
    }
    return Volume(
        files={f"search/{digest}/{path}": content for path, content in files.items()},
        facts=json_bytes(facts),
    )


def search_head(facts: Sequence[bytes]) -> dict[str, bytes]:
    """Make `search/index.json`, which names the volumes, that with the newest notice first, and the table for folding."""
    volumes = sorted((json.loads(each) for each in facts), key=lambda volume: str(volume["digest"]))
    volumes.sort(key=lambda volume: (int(volume["newest"]), int(volume["oldest"])), reverse=True)
    table = {"fold.bin": table_bytes(set().union(*(volume.pop("characters") for volume in volumes)))}
    folding = digest_of(table)
    head = {"format": FORMAT, "folding": folding, "text_units": UNITS, "volumes": volumes}
    return {"search/index.json": json_bytes(head) + b"\n", f"search/{folding}/fold.bin": table["fold.bin"]}


def merge(segments: Sequence[Segment]) -> dict[str, bytes]:
    """Make the files of a site of one chapter: path below the site's root → content."""
    phrases = phrases_of(segments)
    chapter = make_chapter(segments, phrases)
    volume = make_volume([(chapter.facts, chapter.table)], phrases)
    return {**chapter.texts, **volume.files, **search_head([volume.facts])}


def _in_order(chapters: Sequence[tuple[bytes, bytes | memoryview]]) -> list[tuple[dict[str, Any], bytes | memoryview]]:
    """Chapters with their facts read, the newest first."""
    read = sorted(
        ((json.loads(facts), table) for facts, table in chapters), key=lambda chapter: str(chapter[0]["digest"])
    )
    return sorted(read, key=lambda chapter: _span(chapter[0]["records"]), reverse=True)


def _span(records: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    days = [record["day"] for record in records] or [0]
    return max(days), min(days)


def _start(chapters: Sequence[Sequence[Mapping[str, Any]]], directory: np.ndarray[Any, np.dtype[np.int64]]) -> bytes:
    """The most entries of a file of positions; the chapters: notices, units and age of each; the directory of the leaves."""
    numbers = [BLOCK_ENTRIES, len(chapters)]
    for records in chapters:
        days = [_NEVER, *(record["day"] for record in records)]
        numbers += [len(records), *(len(record["statuses"]) for record in records)]
        numbers += [before - day for before, day in zip(days, days[1:], strict=False)]
    return gzip_bytes(varints([*numbers, *directory.tolist()])[0].tobytes())
