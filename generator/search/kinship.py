"""Kinship: what always stands beside a pair, and which pairs stand at the same places but for a fixed distance.

A chapter tells of each pair what stands beside all its occurrences. Facts of all pairs of a volume go in; out comes, for each, the
characters that always follow and precede it, and its root: a later pair that stands at a fixed distance from each of its occurrences, and
nowhere else. Such a pair, an alias, has the root's positions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Numbers
from generator.search.folding import CodeUnits
from generator.search.postings import Places, Postings

RARE = 10  # a pair in so few units, or fewer, has no positions: its units are checked by their text
CHAIN = 8  # characters told that always follow, or precede
_STEPS = 12  # of kinship followed


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
    """For each pair the key of its root (its own, if it is no alias), and how far behind the pair the root stands.

    `after` and `before` hold, a row a pair, the characters that always follow and precede it, nearest first, 0 where they end.
    """

    key: NDArray[np.uint32]
    distance: Numbers
    alias: NDArray[np.bool_]
    after: NDArray[np.uint16]
    before: NDArray[np.uint16]


def find_neighbours(postings: Postings, folded: CodeUnits) -> Neighbours:
    """Look around each pair."""
    return Neighbours(
        keys=postings.keys,
        occurrences=postings.occurrence_counts,
        entries=postings.entry_counts,
        after=_common(postings, folded, 2),
        before=_common(postings, folded, -1),
    )


def find_roots(pairs: Neighbours) -> Roots:
    """Follow each pair to the next that stands as often, and so on; rare pairs stand for themselves."""
    own = np.arange(len(pairs.keys))
    second = (pairs.keys & np.uint32(0xFFFF)).astype(np.int64)
    following = _number(pairs.keys, second, pairs.after)
    forward = (pairs.after > 0) & (second > 0) & (pairs.occurrences[following] == pairs.occurrences)
    parent, step = np.where(forward, following, own), forward.astype(np.int64)
    root, distance = own, np.zeros(len(own), np.int64)
    for _ in range(_STEPS):
        distance = distance + step[root]
        root = parent[root]
    alias = (pairs.entries > RARE) & (parent[root] == root) & (root != own)
    return Roots(
        key=np.where(alias, pairs.keys[root], pairs.keys),
        distance=np.where(alias, distance, 0),
        alias=alias,
        after=_chain(pairs, pairs.after, forward=True),
        before=_chain(pairs, pairs.before, forward=False),
    )


def _chain(pairs: Neighbours, character: Numbers, *, forward: bool) -> NDArray[np.uint16]:
    """Follow the pairs on one side as long as there is but one."""
    first, second = (pairs.keys >> np.uint32(16)).astype(np.int64), (pairs.keys & np.uint32(0xFFFF)).astype(np.int64)
    chain = np.zeros((len(pairs.keys), CHAIN), np.uint16)
    at = np.arange(len(pairs.keys))
    going = (pairs.entries > RARE) & (second > 0)
    for step in range(CHAIN):
        beside = character[at]
        going = going & (beside > 0) & (second[at] > 0)
        chain[:, step] = np.where(going, beside, 0)
        beside_pair = _number(pairs.keys, second[at], beside) if forward else _number(pairs.keys, beside, first[at])
        at = np.where(going, beside_pair, at)
    return chain


def _common(postings: Postings, folded: CodeUnits, distance: int) -> Numbers:
    """The character at the distance from each pair's occurrences, if it is the same at all of them, else 0.

    Few pairs whose first, middle and last occurrence agree are left to be looked at whole. Beyond either end of the text is an end.
    """
    edges, counts = postings.pair_occurrence, postings.occurrence_counts

    def beside(places: Places) -> CodeUnits:
        return folded.take(places + np.int32(distance), mode="wrap" if distance < 0 else "clip")

    common = beside(postings.place[edges[:-1]]).astype(np.int64)
    for occurrence in (edges[:-1] + counts // 2, edges[1:] - 1):
        common[beside(postings.place[occurrence]) != common] = 0
    alike = common > 0
    first = np.cumsum(counts[alike]) - counts[alike]
    around = beside(postings.place[np.repeat(alike, counts)])
    if len(first):
        same = np.minimum.reduceat(around, first) == np.maximum.reduceat(around, first)
        common[alike] *= same
    return common


def _number(keys: NDArray[np.uint32], first: Numbers, second: Numbers) -> Numbers:
    return np.minimum(np.searchsorted(keys, ((first << 16) | second).astype(np.uint32)), len(keys) - 1)
