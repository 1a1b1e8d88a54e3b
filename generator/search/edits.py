"""Edits: which pairs of a chapter an edit strikes. Of all others the lists, the positions and what stands beside them stay as they are.

The notices of a chapter before and after an edit go in, pairs come out, and the places where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import changes
from generator.search.folding import CodeUnits
from generator.search.postings import Places
from generator.search.segments import Piece

_BEFORE = 2  # characters from a pair's first to the one that follows the pair
_AFTER = 3  # from a character to the end of the pair that it precedes


def struck_pairs(before: Sequence[Piece], now: Sequence[Piece]) -> NDArray[np.uint32] | None:
    """The pairs, ascending, that occur where an edit changed a text, or beside that; None if units got other numbers, which strikes all.

    `before`, `now`: the notices in the order of the chapter; those that are the same are the same object.
    """
    if [_units(piece) for piece in before] != [_units(piece) for piece in now]:
        return None
    stretches = [
        stretch
        for place, (old, new) in enumerate(zip(before, now, strict=True))
        if old is not new
        for stretch in _stretches(old, new, now[place - 1].folded[-_BEFORE:] if place else new.folded[:0])
    ]
    keys = np.sort(np.concatenate([np.zeros(0, np.uint32), *map(_pairs, stretches)]))
    return keys[changes(keys)]


def places_of(folded: CodeUnits, pairs: NDArray[np.uint32]) -> Places:
    """Where some pairs stand, ascending."""
    first, row = np.unique(pairs >> np.uint32(16), return_inverse=True)
    second, column = np.unique(pairs & np.uint32(0xFFFF), return_inverse=True)
    wanted = np.zeros((len(first) + 1, len(second) + 1), bool)
    wanted[row, column] = True
    row_of, column_of = np.full(0x10000, len(first)), np.full(0x10000, len(second))
    row_of[first], column_of[second] = np.arange(len(first)), np.arange(len(second))
    begins = row_of < len(first)
    at = np.flatnonzero(begins[folded])
    found: Places = at[wanted[row_of[folded[at]], column_of[folded[at + 1]]]].astype(np.int32)
    return found


def _units(piece: Piece) -> tuple[str, int]:
    return piece.record["id"], len(piece.findings)


def _stretches(before: Piece, now: Piece, tail: CodeUnits) -> Iterator[CodeUnits]:
    """The stretches of both texts that differ, with the characters around them by which pairs are told; `tail`: what stands before."""
    for one, other, same_finding in zip(
        _texts(before, tail), _texts(now, tail), (before.findings == now.findings).all(axis=1).tolist(), strict=True
    ):
        shorter = min(len(one), len(other))
        differ = np.flatnonzero(one[:shorter] != other[:shorter])
        if same_finding and not len(differ) and len(one) == len(other):
            continue
        first = int(np.append(differ, shorter)[0]) if same_finding else 0
        last = int(differ[-1]) if same_finding and len(one) == len(other) else max(len(one), len(other))
        for text in (one, other):
            yield text[max(first - _BEFORE, 0) : last + _AFTER]


def _texts(piece: Piece, tail: CodeUnits) -> Iterator[CodeUnits]:
    """The folded text of each unit, its end with it, and the two characters before."""
    whole = np.concatenate([tail, piece.folded])
    start = len(tail)
    for end in (np.flatnonzero(piece.folded == 0) + len(tail) + 1).tolist():
        yield whole[max(start - _BEFORE, 0) : end]
        start = end


def _pairs(text: CodeUnits) -> NDArray[np.uint32]:
    pairs = (text[:-1].astype(np.uint32) << np.uint32(16)) | text[1:]
    return pairs[text[:-1] > 0]
