"""Postings: for each pair of adjacent characters, the units that hold it and where in them.

The folded text of all units goes in, tables of pairs, entries and occurrences come out, a part of the pairs at a time.
A pair is one
number: first code unit × 65,536 + second; the pair of a unit's last character has 0 as second. An entry is a pair with
a unit that
holds it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.search.folding import CodeUnits

Numbers = NDArray[np.int64]
_PART = 600_000  # occurrences: what is sorted and packed together stays in the processor's cache
_MOST_PARTS = 200  # so that a part's number is a byte


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """All units of the site in their final order: folded text, where each unit begins, its finding's place in it."""

    folded: CodeUnits
    starts: Numbers
    findings: NDArray[np.int32]

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.starts) - 1


@dataclass(frozen=True, kw_only=True)
class Postings:
    """All occurrences of some pairs, ordered by pair, unit, position.

    `keys`: the pairs, ascending. `pair_entry`, `pair_occurrence`: number of each pair's first entry and first
    occurrence, with the
    end as one more. For each entry: `unit`, `inside` (the pair stands in the unit's finding), and
    `entry_occurrence` likewise.
    `place`: where in the folded text of the site each occurrence stands; `position`: where in its unit.
    """

    keys: NDArray[np.uint32]
    pair_entry: Numbers
    pair_occurrence: Numbers
    unit: NDArray[np.int32]
    inside: NDArray[np.bool_]
    entry_occurrence: Numbers
    place: NDArray[np.int32]
    position: NDArray[np.int32]

    @property
    def entry_counts(self) -> Numbers:
        """Number of entries of each pair."""
        return np.diff(self.pair_entry)


def part_numbers(folded: CodeUnits) -> tuple[NDArray[np.uint8], int]:
    """Divide characters, and with them the pairs they begin, into parts: the part of each place, and how many parts there are.

    Ends of units begin no pair; their part is the number of parts.
    """
    frequency = np.bincount(folded, minlength=0x10000)
    frequency[0] = 0
    part_of = np.cumsum(frequency) // max(_PART, len(folded) // _MOST_PARTS)
    part_of[0] = part_of[-1] + 1
    return part_of.astype(np.uint8)[folded], int(part_of[0])


def find_postings(corpus: Corpus, at: Numbers) -> Postings:
    """Find all pairs that begin at the given places, ascending."""
    unit_at = np.repeat(np.arange(corpus.units, dtype=np.int32), np.diff(np.searchsorted(at, corpus.starts)))
    position_at = (at - corpus.starts[unit_at]).astype(np.int32)
    finding = corpus.findings[unit_at]
    inside_at = (position_at >= finding[:, 0]) & (position_at < finding[:, 1] - 1)
    key, order = _sorted_pairs(corpus.folded, at)
    unit = unit_at[order]
    new_pair = _changes(key)
    new_entry = new_pair | _changes(unit)
    entry_first = np.flatnonzero(new_entry)
    pair_first = np.flatnonzero(new_pair)
    return Postings(
        keys=key[pair_first],
        pair_entry=np.append(np.searchsorted(entry_first, pair_first), len(entry_first)),
        pair_occurrence=np.append(pair_first, len(order)),
        unit=unit[entry_first],
        inside=np.logical_or.reduceat(inside_at[order], entry_first),
        entry_occurrence=np.append(entry_first, len(order)),
        place=at.astype(np.int32)[order],
        position=position_at[order],
    )


def _sorted_pairs(folded: CodeUnits, at: Numbers) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """The pairs at the given places, ascending, and the numbers of these places in that order."""
    joined = folded[at].astype(np.uint64)
    joined <<= np.uint64(16)
    joined |= folded[at + 1]
    joined <<= np.uint64(32)
    joined |= np.arange(len(at), dtype=np.uint64)
    joined.sort()
    return (joined >> np.uint64(32)).astype(np.uint32), joined.astype(np.uint32).view(np.int32)


def _changes(values: NDArray[np.uint32] | NDArray[np.int32]) -> NDArray[np.bool_]:
    changed = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed
