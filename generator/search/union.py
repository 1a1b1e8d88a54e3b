"""Union: what the chapters of a volume say of each pair, put together.

Tables of chapters go in; out come the lists of the volume, ascending by key, with all that only the tables of all chapters tell of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Numbers, changes
from generator.search.kinship import RARE, Neighbours, Roots, find_roots
from generator.search.tables import Table

OWN, ALIAS, BARE = range(3)
"""Kinds of lists; only `OWN` has positions of its own."""


@dataclass(frozen=True, kw_only=True)
class Lists:
    """Lists of a volume, ascending by key: all that stands in their heads but for what each chapter has of them.

    `step`: distance from the key before, in the volume. `rows`: for each chapter, those of its rows that are told, and the number of the
    list of each.
    """

    keys: NDArray[np.uint32]
    step: Numbers
    entries: Numbers
    kind: Numbers
    root: Numbers
    distance: Numbers
    chains: Numbers
    rows: Sequence[tuple[Numbers, Numbers]]

    def some(self, wanted: NDArray[np.bool_]) -> Lists:
        """Those of the lists that are wanted."""
        number = np.cumsum(wanted) - 1
        chosen = [(row, of, wanted[of]) for row, of in self.rows]
        return Lists(
            keys=self.keys[wanted],
            step=self.step[wanted],
            entries=self.entries[wanted],
            kind=self.kind[wanted],
            root=self.root[wanted],
            distance=self.distance[wanted],
            chains=self.chains[wanted],
            rows=[(row[told], number[of[told]]) for row, of, told in chosen],
        )


def unite(tables: Sequence[Table]) -> Lists:
    """Put together what the chapters say of each pair."""
    keys = _told(tables)
    places = [np.searchsorted(keys, table.keys) for table in tables]
    held = [np.flatnonzero(np.append(keys, 0)[at] == table.keys) for at, table in zip(places, tables, strict=True)]
    rows = [(row, at[row]) for row, at in zip(held, places, strict=True)]
    entries, occurrences = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
    beside = np.full((2, len(keys)), -1, np.int64)
    for table, (row, of) in zip(tables, rows, strict=True):
        entries[of] += table.entries[row]
        occurrences[of] += table.occurrences[row]
        for known, said in zip(beside, (table.after, table.before), strict=True):
            before, now = known[of], said[row].astype(np.int64)
            known[of] = np.where((before < 0) | (before == now), now, 0)
    pair = np.flatnonzero(occurrences)
    roots = find_roots(
        Neighbours(
            keys=keys[pair],
            occurrences=occurrences[pair],
            entries=entries[pair],
            after=beside[0, pair],
            before=beside[1, pair],
        )
    )
    return _of_pairs(keys, entries, pair, roots, rows)


def _told(tables: Sequence[Table]) -> NDArray[np.uint32]:
    """The keys of a volume: all pairs; of the characters those that have a list in each chapter that has pairs of theirs."""
    keys = np.sort(np.concatenate([table.keys for table in tables]), kind="stable")
    keys = keys[changes(keys)]
    wanted, found = np.zeros(0x10000, np.int64), np.zeros(0x10000, np.int64)
    for table in tables:
        characters = table.keys >> np.uint32(16)
        wanted[characters[changes(characters)]] += 1
        found[table.keys[table.occurrences == 0] >> np.uint32(16)] += 1
    character = keys >> np.uint32(16)
    alone = (keys & np.uint32(0xFFFF)) == 1
    told: NDArray[np.uint32] = keys[~alone | (found[character] == wanted[character])]
    return told


def _of_pairs(
    keys: NDArray[np.uint32], entries: Numbers, pair: Numbers, roots: Roots, rows: Sequence[tuple[Numbers, Numbers]]
) -> Lists:
    def spread(values: Numbers | NDArray[np.uint32], otherwise: Numbers | int) -> Numbers:
        column = np.zeros(len(keys), np.int64) + otherwise
        column[pair] = values
        return column

    chains = np.zeros((len(keys), roots.after.shape[1] + roots.before.shape[1]), np.int64)
    chains[pair] = np.hstack([roots.after, roots.before])
    kind = np.where(roots.alias, ALIAS, np.where(entries[pair] <= RARE, BARE, OWN))
    return Lists(
        keys=keys,
        step=keys.astype(np.int64) - np.append(0, keys[:-1]),
        entries=entries,
        kind=spread(kind, BARE),
        root=spread(roots.key, 0),
        distance=spread(roots.distance, 0),
        chains=chains,
        rows=rows,
    )
