"""Heads: what stands in the files of a volume before the bytes of its lists and positions. See docs/search-format.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from generator.search.bits import Numbers
from generator.search.packing import Bytes, varints
from generator.search.tables import RUN_ENTRIES, Table
from generator.search.union import ALIAS, BARE, OWN, Lists


@dataclass(frozen=True, kw_only=True)
class Packed:
    """Pieces of bytes, one behind the other: piece i is `data[at[i]:at[i + 1]]`."""

    data: bytes
    at: Numbers

    @classmethod
    def of(cls, data: Bytes, at: Numbers) -> Packed:
        """Pieces of an array."""
        return cls(data=data.tobytes(), at=at)

    @property
    def sizes(self) -> Numbers:
        """The size of each."""
        return np.diff(self.at)

    def between(self, edges: Numbers) -> list[bytes]:
        """The bytes from each edge to the next, told as numbers of pieces."""
        return [self.data[start:end] for start, end in pairwise(self.at[edges].tolist())]


@dataclass(frozen=True, kw_only=True)
class Runs:
    """Runs of positions in the order in which they are written: of which list and chapter, from where to where, of how many entries."""

    of: Numbers
    chapter: Numbers
    start: Numbers
    end: Numbers
    entries: Numbers


def heads_of(lists: Lists, tables: Sequence[Table]) -> Packed:
    """Write each list's head as varints: see docs/search-format.md."""
    count = len(lists.keys)
    alias, bare = lists.kind == ALIAS, lists.kind == BARE
    holders, held = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for chapter, (_, of) in enumerate(lists.rows):
        holders[of] |= 1 << chapter
        held[of] += 1
    several = int(len(tables) > 1)
    width = np.where(held == 1, 2, 3)  # numbers that are told of each holder
    first = 2 + 2 * alias + several  # place of the first holder's
    beside = first + held * width
    half = lists.chains.shape[1] // 2
    lengths = [(lists.chains[:, side] > 0).sum(axis=1) for side in (slice(half), slice(half, None))]
    at = np.append(0, np.cumsum(beside + np.where(bare, 0, 1 + lengths[0] + lengths[1])))
    values = np.zeros(int(at[-1]), np.int64)
    start = at[:-1]
    values[start] = lists.step
    values[start + 1] = lists.entries * 4 + lists.kind
    values[start[alias] + 2] = lists.root[alias]
    values[start[alias] + 3] = lists.distance[alias]
    if several:
        values[start + first - 1] = holders
    next_place = start + first
    for table, (row, of) in zip(tables, lists.rows, strict=True):
        place = next_place[of]
        many = held[of] > 1
        values[place[many]] = table.entries[row[many]]
        values[place + many] = table.inside[row]
        values[place + many + 1] = np.diff(table.list_at)[row]
        next_place[of] += width[of]
    told = np.flatnonzero(~bare)
    values[(start + beside)[told]] = 16 * lengths[0][told] + lengths[1][told]
    where, character = np.nonzero(lists.chains[told])
    rank = np.arange(len(where)) - np.searchsorted(where, where)
    values[(start + beside)[told][where] + 1 + rank] = lists.chains[told][where, character]
    data, byte_at = varints(values)
    return Packed.of(data, byte_at[at])


def runs_of(lists: Lists, tables: Sequence[Table]) -> Runs:
    """The runs of all own lists, list after list, chapter after chapter."""
    columns = []
    for chapter, (table, told) in enumerate(zip(tables, lists.rows, strict=True)):
        own = lists.kind[told[1]] == OWN
        row, of = told[0][own], told[1][own]
        counts = table.run_counts
        first, counts = (np.cumsum(counts) - counts)[row], counts[row]
        number = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        run = np.repeat(first, counts) + number
        entries = np.repeat(table.entries[row].astype(np.int64), counts) - RUN_ENTRIES * number
        chapters = np.full(len(run), chapter)
        ends = table.run_at[run], table.run_at[run + 1]
        columns.append((np.repeat(of, counts), chapters, *ends, np.minimum(entries, RUN_ENTRIES)))
    of, *others = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.argsort(of, kind="stable")
    chapters, start, end, entries = (column[order] for column in others)
    return Runs(of=of[order], chapter=chapters, start=start, end=end, entries=entries)


def list_bytes(lists: Lists, tables: Sequence[Table]) -> Numbers:
    """The bytes of each list, in all chapters."""
    total = np.zeros(len(lists.keys), np.int64)
    for table, (row, of) in zip(tables, lists.rows, strict=True):
        total[of] += np.diff(table.list_at)[row]
    return total
