"""Kinship: a pair that always stands beside the same other pair need not say again where it stands.

Facts of all pairs go in; out comes, for each, its root: a pair that stands at a fixed distance from each of its
occurrences. Where a
unit holds the two equally often, the pair's positions are the root's, moved; where all their occurrences agree, so do
their lists.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from generator.search.folding import CodeUnits
from generator.search.postings import Numbers, Postings

RARE = 10  # a pair in so few units, or fewer, has no positions: its units are checked by their text
_STEPS = 12  # of kinship followed
_MANY = 255
_CHAIN = 8  # characters told that always follow, or precede
_DENSER = 3  # a root may stand in so many times the units; else its positions would cost more than the pair's own


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """For each pair: number of occurrences and of entries; the character that follows, and that precedes, all of them, or 0."""

    keys: NDArray[np.uint32]
    occurrences: Numbers
    entries: Numbers
    after: Numbers
    before: Numbers


@dataclass(frozen=True, kw_only=True)
class Roots:
    """For each pair the key of its root (its own, if it has none), how far behind the pair the root stands, and their equality.

    `after` and `before` hold, a row a pair, the characters that always follow and precede it, nearest first, 0
    where they end.
    """

    key: NDArray[np.uint32]
    distance: Numbers
    derived: NDArray[np.bool_]
    alias: NDArray[np.bool_]
    after: NDArray[np.uint16]
    before: NDArray[np.uint16]

    def part(self, start: int, end: int) -> Roots:
        """The roots of some pairs."""
        return Roots(**{field.name: getattr(self, field.name)[start:end] for field in fields(self)})


def find_neighbours(postings: Postings, folded: CodeUnits) -> Neighbours:
    """Look around each pair."""
    first = postings.pair_occurrence[:-1]
    return Neighbours(
        keys=postings.keys,
        occurrences=np.diff(postings.pair_occurrence),
        entries=postings.entry_counts,
        after=_common(folded[np.minimum(postings.place + 2, len(folded) - 1)], first),
        before=_common(folded[postings.place - 1], first),  # before the very first stands the end of the last unit
    )


def joined(parts: list[Neighbours]) -> Neighbours:
    """Put parts together, in the order of their pairs."""
    return Neighbours(
        keys=np.concatenate([part.keys for part in parts]),
        occurrences=np.concatenate([part.occurrences for part in parts]),
        entries=np.concatenate([part.entries for part in parts]),
        after=np.concatenate([part.after for part in parts]),
        before=np.concatenate([part.before for part in parts]),
    )


def find_roots(pairs: Neighbours) -> Roots:
    """Follow each pair to its parent's parent and so on; rare pairs stand for themselves."""
    own = np.arange(len(pairs.keys))
    parent, step = _parents(pairs)
    root, distance = own, np.zeros(len(own), np.int64)
    for _ in range(_STEPS):
        distance = distance + step[root]
        root = parent[root]
    near = (parent[root] == root) & (pairs.entries[root] <= _DENSER * pairs.entries)
    root = np.where((pairs.entries > RARE) & near, root, own)
    derived = root != own
    return Roots(
        key=pairs.keys[root],
        distance=np.where(derived, distance, 0),
        derived=derived,
        alias=derived & (pairs.occurrences[root] == pairs.occurrences),
        after=_chain(pairs, pairs.after, forward=True),
        before=_chain(pairs, pairs.before, forward=False),
    )


def told_entries(postings: Postings, roots: Roots, repeats: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Say which entries must give their positions: those of pairs without a root, or whose unit holds the root more often.

    `repeats` says of each place how often its pair stands in its unit.
    """
    told = np.ones(len(postings.unit), bool)
    counts = postings.entry_counts
    entries = np.flatnonzero(np.repeat(roots.derived, counts))
    place = postings.place[postings.entry_occurrence[entries]]
    move = np.repeat(roots.distance, counts)[entries].astype(np.int32)
    told[entries] = (repeats[place + move] != repeats[place]) | (repeats[place] == _MANY)
    return told


def count_repeats(postings: Postings, repeats: NDArray[np.uint8]) -> None:
    """Write down, for each place of these pairs, how often its pair stands in its unit: _MANY stands for that and more."""
    size = np.diff(postings.entry_occurrence)
    repeats[postings.place] = np.repeat(np.minimum(size, _MANY).astype(np.uint8), size)


def _chain(pairs: Neighbours, character: Numbers, *, forward: bool) -> NDArray[np.uint16]:
    """Follow the pairs on one side as long as there is but one."""
    first, second = (pairs.keys >> np.uint32(16)).astype(np.int64), (pairs.keys & np.uint32(0xFFFF)).astype(np.int64)
    chain = np.zeros((len(pairs.keys), _CHAIN), np.uint16)
    at = np.arange(len(pairs.keys))
    going = (pairs.entries > RARE) & (second > 0)
    for step in range(_CHAIN):
        beside = character[at]
        going = going & (beside > 0) & (second[at] > 0)
        chain[:, step] = np.where(going, beside, 0)
        beside_pair = _number(pairs.keys, second[at], beside) if forward else _number(pairs.keys, beside, first[at])
        at = np.where(going, beside_pair, at)
    return chain


def _parents(pairs: Neighbours) -> tuple[Numbers, Numbers]:
    """The pair beside each pair, if always the same: the next one, else the one before if it is more frequent."""
    own = np.arange(len(pairs.keys))
    first, second = (pairs.keys >> np.uint32(16)).astype(np.int64), (pairs.keys & np.uint32(0xFFFF)).astype(np.int64)
    following = _number(pairs.keys, second, pairs.after)
    leading = _number(pairs.keys, pairs.before, first)
    forward = (pairs.after > 0) & (second > 0)
    backward = ~forward & (pairs.before > 0)
    backward &= pairs.occurrences[np.where(backward, leading, own)] > pairs.occurrences
    parent = np.where(forward, following, np.where(backward, leading, own))
    return parent, np.where(forward, 1, np.where(backward, -1, 0))


def _common(values: CodeUnits, first: Numbers) -> Numbers:
    low, high = np.minimum.reduceat(values, first), np.maximum.reduceat(values, first)
    return np.where(low == high, low, 0).astype(np.int64)


def _number(keys: NDArray[np.uint32], first: Numbers, second: Numbers) -> Numbers:
    return np.minimum(np.searchsorted(keys, ((first << 16) | second).astype(np.uint32)), len(keys) - 1)
