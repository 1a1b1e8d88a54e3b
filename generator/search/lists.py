"""Lists: the bytes of each pair's list of units, and of the positions of its entries.

Postings and kinship go in; streams of bits come out. The format is described in docs/search-format.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Codes, Numbers, log2, pack, parameter, rice
from generator.search.packing import Bytes
from generator.search.postings import Corpus, Postings

_PARAMETER_BITS = 4  # in which a run of positions tells the parameter of its distances
_FOLLOWED_PARAMETER = 4
_ALONE = 5_000  # entries that begin with a character, from which on uniting their lists would be slow
_FREQUENT = 0.55  # entries for each unit, likewise: so that a character is frequent in all chapters or in none


@dataclass(frozen=True, kw_only=True)
class Entries:
    """Lists of units: the pairs, ascending; the number of each one's first entry, and the end; the entries' units.

    `inside`: the numbers, ascending, of those entries whose pair stands in the unit's finding.
    """

    keys: NDArray[np.uint32]
    bounds: Numbers
    unit: NDArray[np.int32]
    inside: Numbers

    @property
    def counts(self) -> Numbers:
        """Number of entries of each list."""
        return np.diff(self.bounds)


@dataclass(frozen=True, kw_only=True)
class PackedLists:
    """The bytes of lists, one after another: list i is `data[at[i]:at[i + 1]]` and has `insides[i]` entries in findings."""

    data: Bytes
    at: Numbers
    insides: Numbers


def pair_entries(postings: Postings) -> Entries:
    """The lists of all pairs."""
    return Entries(keys=postings.keys, bounds=postings.pair_entry, unit=postings.unit, inside=postings.inside)


def frequent_characters(keys: NDArray[np.uint32], entries: NDArray[np.int32], units: int) -> Numbers:
    """Those characters, ascending, that begin so many entries that uniting the lists of their pairs would be slow."""
    held = np.bincount(keys >> np.uint32(16), weights=entries, minlength=1)
    return np.flatnonzero(held >= max(_ALONE, _FREQUENT * units))


def character_entries(corpus: Corpus, characters: Numbers) -> Entries:
    """The lists of some characters; key: character × 65,536 + 1."""
    units, count = corpus.units, len(characters)
    column = np.full(0x10000, -1)
    column[characters] = np.arange(count)
    at = np.flatnonzero((column >= 0)[corpus.folded])
    unit = np.repeat(np.arange(units, dtype=np.int32), np.diff(corpus.starts))[at]
    cell = unit * count + column[corpus.folded[at]]  # a row a unit, a column a character
    table = np.zeros((2, units * count), bool)
    table[0, cell] = True
    table[1, cell[corpus.inside[at]]] = True
    by_character = np.swapaxes(table.reshape(2, units, count), 1, 2).reshape(2, units * count)
    held = np.flatnonzero(by_character[0])
    return Entries(
        keys=(characters.astype(np.uint32) << np.uint32(16)) | np.uint32(1),
        bounds=np.searchsorted(held, np.arange(count + 1) * units),
        unit=(held % max(units, 1)).astype(np.int32),
        inside=np.flatnonzero(by_character[1, held]),
    )


def pack_lists(entries: Entries, units: int) -> PackedLists:
    """Code each list as the distances between its units, then the numbers of those entries that stand in findings."""
    counts, first = entries.counts, entries.bounds[:-1]
    inside_bounds = np.searchsorted(entries.inside, entries.bounds)
    insides = np.diff(inside_bounds)
    gaps = rice(_distances(entries.unit, first), np.repeat(parameter(units, counts), counts))
    number = entries.inside - np.repeat(first, insides)
    marks = rice(_distances(number, inside_bounds[:-1][insides > 0]), np.repeat(parameter(counts, insides), insides))
    data, at = pack([(gaps, entries.bounds), (marks, inside_bounds)])
    return PackedLists(data=data, at=at, insides=insides)


def pack_positions(postings: Postings, starts: Numbers, run_first: Numbers) -> tuple[Bytes, Numbers]:
    """Code the positions of all entries, in runs; `run_first`: the number of each run's first entry. `starts`: where each unit begins.

    A run: the parameter of its distances; how many of its occurrences have another behind them in the same unit; the distances
    between the numbers of those; the distance of each position from the one before in the same unit.
    """
    place, first = postings.place, postings.entry_occurrence
    distance = np.empty(len(place), np.int32)
    np.subtract(place[1:], place[:-1], out=distance[1:])
    distance[first[:-1]] = place[first[:-1]] - starts.astype(np.int32)[postings.unit]
    bounds = np.append(first[run_first], len(place))
    counts = np.diff(bounds)
    mean = np.add.reduceat(distance, bounds[:-1], dtype=np.int64) // np.maximum(counts, 1)
    parameters = np.minimum(log2(mean), (1 << _PARAMETER_BITS) - 1)
    codes = rice(distance, np.repeat(parameters, counts))
    repeats = np.ones(len(place), bool)
    repeats[first[:-1]] = False
    number = np.flatnonzero(repeats) - 1
    among = np.searchsorted(number, bounds)
    followed = np.diff(among)
    number -= np.repeat(bounds[:-1], followed)
    gaps = rice(_distances(number, among[:-1][followed > 0]), np.repeat(parameter(counts, followed), followed))
    each = np.arange(len(counts) + 1)
    plain = Codes(bits=parameters.view(np.uint64), lengths=np.full(len(counts), _PARAMETER_BITS))
    return pack([(plain, each), (rice(followed, _FOLLOWED_PARAMETER), each), (gaps, among), (codes, bounds)])


def _distances(values: NDArray[np.int32] | Numbers, first: Numbers) -> NDArray[np.int32] | Numbers:
    """Distance from the number before, less 1; at the given places, from -1."""
    distance = np.empty_like(values)
    np.subtract(values[1:], values[:-1], out=distance[1:])
    distance -= 1
    distance[first] = values[first]
    return distance
