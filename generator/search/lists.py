"""Lists: the bytes of each pair's list of units, and of the positions of its entries.

Postings and kinship go in; streams of bits come out. The format is described in docs/search-format.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Codes, Numbers, pack, parameter, rice
from generator.search.packing import Bytes
from generator.search.postings import Postings

POSITION_PARAMETER = 7
_ALONE = 24_000  # entries that begin with a character, from which on the character gets a list of its own


@dataclass(frozen=True, kw_only=True)
class Entries:
    """Lists of units: the pairs, ascending; the number of each one's first entry, and the end; the entries."""

    keys: NDArray[np.uint32]
    bounds: Numbers
    unit: NDArray[np.int32]
    inside: NDArray[np.bool_]

    @property
    def counts(self) -> Numbers:
        """Number of entries of each list."""
        return np.diff(self.bounds)


@dataclass(frozen=True, kw_only=True)
class Relation:
    """For each pair, whether it has positions and whether it has a root; for each entry, whether its positions must be told."""

    positioned: NDArray[np.bool_]
    derived: NDArray[np.bool_]
    told: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class PackedLists:
    """The bytes of lists, one after another: list i is `data[at[i]:at[i + 1]]` and has `insides[i]` entries in findings."""

    data: Bytes
    at: Numbers
    insides: Numbers


def pair_entries(postings: Postings) -> Entries:
    """The lists of all pairs."""
    return Entries(keys=postings.keys, bounds=postings.pair_entry, unit=postings.unit, inside=postings.inside)


def character_entries(entries: Entries) -> Entries:
    """Lists for those characters that begin so many entries that uniting their pairs would be slow; key: character × 65,536 + 1."""
    counts = entries.counts
    character = entries.keys >> np.uint32(16)
    frequent = np.bincount(character, weights=counts, minlength=0x10000)[character] >= _ALONE
    chosen = np.repeat(frequent, counts)
    joined = (np.repeat(character[frequent], counts[frequent]).astype(np.uint64) << np.uint64(33)) | (
        entries.unit[chosen].astype(np.uint64) << np.uint64(1)
    )
    joined |= (~entries.inside[chosen]).astype(np.uint64)
    joined.sort()
    both = joined >> np.uint64(1)
    kept = np.ones(len(both), bool)
    kept[1:] = both[1:] != both[:-1]
    key = (both[kept] >> np.uint64(32)).astype(np.uint32)
    first = np.flatnonzero(np.diff(key.astype(np.int64), prepend=-1))
    return Entries(
        keys=(key[first] << np.uint32(16)) | np.uint32(1),
        bounds=np.append(first, len(key)),
        unit=both[kept].astype(np.uint32).view(np.int32),
        inside=(joined[kept] & np.uint64(1)) == 0,
    )


def pack_lists(entries: Entries, units: int) -> PackedLists:
    """Code each list as the distances between its units, then the numbers of those entries that stand in findings."""
    counts, first = entries.counts, entries.bounds[:-1]
    inside = np.flatnonzero(entries.inside)
    inside_bounds = np.searchsorted(inside, entries.bounds)
    insides = np.diff(inside_bounds)
    gaps = rice(_distances(entries.unit, first), np.repeat(parameter(units, counts), counts))
    number = inside - np.repeat(first, insides)
    marks = rice(_distances(number, inside_bounds[:-1][insides > 0]), np.repeat(parameter(counts, insides), insides))
    codes, group_first = _alternate(gaps, entries.bounds, marks, inside_bounds)
    data, at = pack(codes, group_first)
    return PackedLists(data=data, at=at, insides=insides)


def pack_positions(postings: Postings, relation: Relation, group_entry: Numbers) -> tuple[Bytes, Numbers]:
    """Code the positions of all entries of pairs that have positions, in groups that begin with the given entries.

    A position is its distance from the one before in the same unit, then a bit: 1 if another follows. An entry of
    a pair with a root
    begins with a bit: 0, and no more, if its positions are the root's, moved; else 1.
    """
    position = postings.position
    size = np.diff(postings.entry_occurrence)
    first = postings.entry_occurrence[:-1]
    is_first = np.zeros(len(position), bool)
    is_first[first] = True
    wanted = np.repeat(np.repeat(relation.positioned, postings.entry_counts), size)
    kept = np.flatnonzero(wanted & (is_first | np.repeat(relation.told, size)))
    delta = position.astype(np.int64)
    delta[1:][~is_first[1:]] -= position[:-1][~is_first[1:]]
    codes = rice(delta[kept], POSITION_PARAMETER)
    bits, lengths = codes.bits, codes.lengths
    follows = np.append(~is_first[1:], [False])[kept]
    bits |= follows.astype(np.uint64) << lengths.astype(np.uint64)
    lengths += 1
    marked = np.zeros(len(position), bool)
    marked[first] = np.repeat(relation.derived, postings.entry_counts)
    one = marked[kept]
    bits[one] = (bits[one] << np.uint64(1)) | np.uint64(1)
    lengths[one] += 1
    silent = np.zeros(len(position), bool)
    silent[first] = ~relation.told
    none = silent[kept]
    bits[none], lengths[none] = 0, 1
    return pack(Codes(bits=bits, lengths=lengths), np.searchsorted(kept, first[group_entry]))


def _distances(values: NDArray[np.int32] | Numbers, first: Numbers) -> Numbers:
    """Distance from the number before, less 1; at the given places, from -1."""
    numbers = values.astype(np.int64)
    distance = np.diff(numbers, prepend=-1) - 1
    distance[first] = numbers[first]
    return distance


def _alternate(one: Codes, one_bounds: Numbers, two: Codes, two_bounds: Numbers) -> tuple[Codes, Numbers]:
    """Put group i of `two` behind group i of `one`; return the codes and the number of each joint group's first."""
    one_counts, two_counts = np.diff(one_bounds), np.diff(two_bounds)
    one_at = np.arange(len(one.bits)) + np.repeat(two_bounds[:-1], one_counts)
    two_at = np.arange(len(two.bits)) + np.repeat(one_bounds[1:], two_counts)
    bits = np.empty(len(one.bits) + len(two.bits), np.uint64)
    lengths = np.empty(len(bits), np.int64)
    bits[one_at], bits[two_at] = one.bits, two.bits
    lengths[one_at], lengths[two_at] = one.lengths, two.lengths
    return Codes(bits=bits, lengths=lengths), one_bounds[:-1] + two_bounds[:-1]
