"""Texts: what results show, in small files that are compressed with the most frequent phrases in view.

A notice's units go in, blocks of a few units come out (`text_blocks`), which depend on the notice alone; the blocks of a chapter's notices
and the phrases go in, a file a block comes out (`text_files`). The phrases are those of a sample of all notices, so that an edit seldom
changes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

from generator.search.packing import after

UNITS = 16  # units a file
ENCODING = "gb18030"  # two bytes a Chinese character; browsers read it
# What GB 18030 encodes differently from edition to edition, and what it cannot: written as JSON's escapes.
_ESCAPED = re.compile("[\u1e3f\u9fb4-\u9fbb\ud800-\udfff\ue000-\uf8ff\ufe10-\ufe19]")


def text_blocks(head: Sequence[str | None], units: Sequence[Sequence[str | None]]) -> list[bytes]:
    """Cut a notice's units into blocks: JSON of the head (id, title, issuer, published, region), then a list a unit."""
    return [encode([head, *units[start : start + UNITS]]) for start in range(0, len(units), UNITS)]


def text_files(
    notices: Sequence[Sequence[memoryview]], phrases: bytes, threads: Executor, same: Mapping[int, int]
) -> Iterator[tuple[str, bytes | str]]:
    """Begin to make all text files of a chapter, from the blocks of each notice in order; the iterator gives (path, content).

    `same`: for some notices by their places, the place of the same one in the chapter before, whose paths are given instead of contents.
    """
    made = [blocks for place, blocks in enumerate(notices) if place not in same]
    packed = threads.map(lambda blocks: [after(phrases, block) for block in blocks], made)
    return _named(notices, same, packed)


def _named(
    notices: Sequence[Sequence[memoryview]], same: Mapping[int, int], packed: Iterator[Sequence[bytes]]
) -> Iterator[tuple[str, bytes | str]]:
    for place, blocks in enumerate(notices):
        if place in same:
            yield from ((_path(place, number), _path(same[place], number)) for number in range(len(blocks)))
        else:
            yield from ((_path(place, number), content) for number, content in enumerate(next(packed)))


def _path(place: int, number: int) -> str:
    return f"texts/{place >> 8}/{place & 255}-{number}.bin"


def encode(value: Any) -> bytes:
    """Compact JSON in GB 18030."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode(ENCODING)
