"""Postings: which units hold which pairs of characters, and where. Arrays of whole numbers, made by sorting, no loop over texts.

The corpus goes in, tables of pairs, entries and occurrences come out, a part of the pairs at a time. A pair is one number: first code
unit × 65,536 + second; the pair of a unit's last character has 0 as second. An entry is a pair with a unit that holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Numbers, changes
from generator.search.folding import CodeUnits, frequencies

Places = NDArray[np.int32]
_PART = 300_000  # occurrences: what is sorted and packed together stays in the processor's cache
_MOST_PARTS = 200  # so that a part's number is a byte
_STRETCH = 1 << 18  # places that are divided at a time


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """All units in their final order: folded text, where each unit begins, its finding's place in it."""

    folded: CodeUnits
    starts: Numbers
    findings: NDArray[np.int32]

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.starts) - 1

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """For each place of the folded text, whether its pair stands in its unit's finding."""
        edges = np.zeros(len(self.folded) + 1, np.int8)
        start, end = (self.starts[:-1] + self.findings[:, side] for side in (0, 1))
        some = end - 1 > start
        edges[start[some]] += 1
        edges[end[some] - 1] -= 1
        return np.cumsum(edges[:-1], dtype=np.int8).view(np.bool_)


@dataclass(frozen=True, kw_only=True)
class Postings:
    """All occurrences of some pairs, ordered by pair, unit, position.

    `keys`: the pairs, ascending. `pair_entry`, `pair_occurrence`: number of each pair's first entry and first
    occurrence, with the end as one more. For each entry: `unit`, and `entry_occurrence` likewise. `inside`: the numbers,
    ascending, of those entries whose pair stands in the unit's finding. `place`: where in the folded text of the corpus each
    occurrence stands.
    """

    keys: NDArray[np.uint32]
    pair_entry: Numbers
    pair_occurrence: Numbers
    unit: NDArray[np.int32]
    entry_occurrence: Places
    inside: Numbers
    place: Places

    @property
    def entry_counts(self) -> Numbers:
        """Number of entries of each pair."""
        return np.diff(self.pair_entry)

    @property
    def occurrence_counts(self) -> Numbers:
        """Number of occurrences of each pair."""
        return np.diff(self.pair_occurrence)


def divide(folded: CodeUnits) -> list[Places]:
    """Divide the places of all pairs, by the characters they begin with, into parts of some hundred thousand, each ascending.

    Ends of units begin no pair.
    """
    frequency = frequencies(folded)
    frequency[0] = 0
    part_of = (np.cumsum(frequency) // max(_PART, len(folded) // _MOST_PARTS)).astype(np.uint8)
    count = int(part_of[-1]) + 1
    part_of[0] = count
    pieces: list[list[Places]] = [[] for _ in range(count + 1)]
    for start in range(0, len(folded), _STRETCH):
        part = part_of[folded[start : start + _STRETCH]]
        order = (np.argsort(part, kind="stable") + start).astype(np.int32)
        edges = np.cumsum(np.bincount(part, minlength=count + 1))[:-1]
        for piece, places in zip(pieces, np.split(order, edges), strict=True):
            piece.append(places)
    whole = [np.concatenate(piece) for piece in pieces[:count] if piece]
    return [places for places in whole if len(places)]


def find_postings(corpus: Corpus, at: Places) -> Postings:
    """Find all pairs that begin at the given places, ascending."""
    index = at.astype(np.int64)
    first, second = corpus.folded.take(index, mode="clip"), corpus.folded[1:].take(index, mode="clip")
    order = _order(first, second)
    key = first[order].astype(np.uint32)
    key <<= np.uint32(16)
    key |= second[order]
    place = at[order]
    held = np.diff(np.searchsorted(at, corpus.starts.astype(np.int32)))
    unit = np.repeat(np.arange(corpus.units, dtype=np.int32), held)[order]
    new_pair = changes(key)
    pair_first = np.flatnonzero(new_pair)
    entry_first = np.flatnonzero(new_pair | changes(unit))
    inside = (
        np.searchsorted(entry_first, np.flatnonzero(corpus.inside.take(index, mode="clip")[order]), side="right") - 1
    )
    return Postings(
        keys=key[pair_first],
        pair_entry=np.append(np.searchsorted(entry_first, pair_first), len(entry_first)),
        pair_occurrence=np.append(pair_first, len(place)),
        unit=unit[entry_first],
        entry_occurrence=np.append(entry_first, len(place)).astype(np.int32),
        inside=inside[changes(inside)],
        place=place,
    )


def _order(first: CodeUnits, second: CodeUnits) -> Numbers:
    """The order by first, second, place: numbers of two bytes and of one are sorted by counting, faster than by comparing."""
    held = np.flatnonzero(np.bincount(first, minlength=0x10000))
    rank = np.zeros(0x10000, np.uint8 if len(held) <= 0x100 else np.uint16)
    rank[held] = np.arange(len(held))
    by_second = np.argsort(second, kind="stable")
    return by_second[np.argsort(rank[first[by_second]], kind="stable")]
