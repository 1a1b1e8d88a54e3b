"""Leaves: what the chapters of a volume say of each pair, bound into files of a few kilobytes.

Tables of chapters go in, files come out, named by their number, and the directory that says which of them holds a pair.
A list longer than a leaf is a leaf of its own. The positions of a leaf's entries stand in files beside it, so that a search reads only
those that matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Numbers
from generator.search.kinship import RARE, Neighbours, Roots, find_roots
from generator.search.packing import Bytes, checked, varints
from generator.search.tables import RUN_ENTRIES, Table

LEAF_BYTES = 2_900  # of lists, and of positions that stand with them, in a volume of few chapters
_WITHIN = 1_300  # entries of a leaf that has its positions within, likewise
_FEW = 2  # chapters; with more, leaves grow, but slower than the lists that they hold
_POSITION_BYTES = 1.25  # of an entry, about
_OWN, _ALIAS, _BARE = range(3)  # kinds of lists; only _OWN has positions of its own


@dataclass(frozen=True, kw_only=True)
class _Lists:
    """The lists of a volume, ascending by key: all that stands in their heads but for what each chapter has of them.

    `rows`: for each chapter, those of its rows that are told, and the number of the list of each.
    """

    keys: NDArray[np.uint32]
    entries: Numbers
    kind: Numbers
    root: Numbers
    distance: Numbers
    chains: Numbers
    rows: Sequence[tuple[Numbers, Numbers]]


@dataclass(frozen=True, kw_only=True)
class _Runs:
    """Runs of positions in the order in which they are written: of which list and chapter, from where to where, of how many entries."""

    of: Numbers
    chapter: Numbers
    start: Numbers
    end: Numbers
    entries: Numbers


class Leaves:
    """The leaves of a volume.

    `block`: the most entries whose positions share a file. `directory`: number of leaves; the distances between their first pairs; their
    sizes in units of 256 bytes.
    """

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables
        self._lists = _lists(tables)
        self._heads = _heads(self._lists, tables)
        self._runs = _runs(self._lists, tables)
        self._lengths = _parts(*varints(self._runs.end - self._runs.start))
        growth = math.sqrt(max(1, len(tables) / _FEW))
        self.block = int(RUN_ENTRIES * growth)
        own = np.where(self._lists.kind == _OWN, self._lists.entries, 0)
        size = _sizes(self._heads) + _list_bytes(self._lists, tables)
        self._edges = _edges(size, own, growth)
        entries = np.diff(np.append(0, np.cumsum(own))[self._edges])
        self._within = (entries > 0) & (entries <= _WITHIN * growth)
        self._counts = _parts(*varints(2 * np.diff(self._edges) + self._within))
        self._run_at = np.searchsorted(self._runs.of, self._edges)
        beside = np.append(0, np.cumsum(self._runs.end - self._runs.start + _sizes(self._lengths)))[self._run_at]
        length = _sizes(self._counts) + np.diff(np.append(0, np.cumsum(size))[self._edges]) + 4
        first = self._lists.keys[self._edges[:-1]].astype(np.int64)
        sizes = (length + np.where(self._within, np.diff(beside), 0) + 255) >> 8
        self.directory = np.concatenate([np.array([len(sizes)], np.int64), np.diff(first, prepend=0), sizes])

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The files of lists and of positions, by path."""
        bodies = _bodies(self._lists, self._tables, self._edges)
        runs = [table.runs.data for table in self._tables]
        columns = zip(
            self._counts, pairwise(self._edges.tolist()), bodies, pairwise(self._run_at.tolist()), strict=True
        )
        for number, (count, (start, end), body, cut) in enumerate(columns):
            within = bool(self._within[number])
            positions = self._positions(slice(*cut), runs, math.inf if within else self.block)
            head: tuple[bytes | memoryview, ...] = (count, *self._heads[start:end], *body)
            yield f"lists/{number >> 8}/{number & 255}.bin", checked(b"".join((*head, *positions) if within else head))
            for block, content in enumerate(() if within else positions):
                yield f"positions/{number >> 8}/{number & 255}-{block}.bin", checked(content)

    def _positions(self, cut: slice, data: Sequence[memoryview], most: float) -> list[bytes]:
        """Some runs, as many in a file as have together no more entries than that."""
        runs = self._runs
        columns = (runs.chapter[cut].tolist(), runs.start[cut].tolist(), runs.end[cut].tolist())
        parts = [data[chapter][start:end] for chapter, start, end in zip(*columns, strict=True)]
        lengths = self._lengths[cut]
        edges, held = [0], 0
        for index, entries in enumerate(runs.entries[cut].tolist()):
            if held and held + entries > most:
                edges.append(index)
                held = 0
            held += entries
        edges.append(len(parts))
        return [b"".join((*lengths[start:end], *parts[start:end])) for start, end in pairwise(edges) if end > start]


def _lists(tables: Sequence[Table]) -> _Lists:
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
    keys = np.unique(np.concatenate([table.keys for table in tables]))
    wanted, found = np.zeros(0x10000, np.int64), np.zeros(0x10000, np.int64)
    for table in tables:
        wanted[np.unique(table.keys >> np.uint32(16))] += 1
        found[table.keys[table.occurrences == 0] >> np.uint32(16)] += 1
    character = keys >> np.uint32(16)
    alone = (keys & np.uint32(0xFFFF)) == 1
    told: NDArray[np.uint32] = keys[~alone | (found[character] == wanted[character])]
    return told


def _of_pairs(
    keys: NDArray[np.uint32], entries: Numbers, pair: Numbers, roots: Roots, rows: Sequence[tuple[Numbers, Numbers]]
) -> _Lists:
    def spread(values: Numbers | NDArray[np.uint32], otherwise: Numbers | int) -> Numbers:
        column = np.zeros(len(keys), np.int64) + otherwise
        column[pair] = values
        return column

    chains = np.zeros((len(keys), roots.after.shape[1] + roots.before.shape[1]), np.int64)
    chains[pair] = np.hstack([roots.after, roots.before])
    kind = np.where(roots.alias, _ALIAS, np.where(entries[pair] <= RARE, _BARE, _OWN))
    return _Lists(
        keys=keys,
        entries=entries,
        kind=spread(kind, _BARE),
        root=spread(roots.key, 0),
        distance=spread(roots.distance, 0),
        chains=chains,
        rows=rows,
    )


def _list_bytes(lists: _Lists, tables: Sequence[Table]) -> Numbers:
    """The bytes of each list, in all chapters."""
    total = np.zeros(len(lists.keys), np.int64)
    for table, (row, of) in zip(tables, lists.rows, strict=True):
        total[of] += np.diff(table.list_at)[row]
    return total


def _heads(lists: _Lists, tables: Sequence[Table]) -> list[bytes]:
    """Write each list's head as varints: see docs/search-format.md."""
    count = len(lists.keys)
    alias, bare = lists.kind == _ALIAS, lists.kind == _BARE
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
    values[start] = np.diff(lists.keys.astype(np.int64), prepend=0)
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
    return _parts(data, byte_at[at])


def _sizes(parts: Sequence[bytes]) -> Numbers:
    return np.array([len(part) for part in parts], np.int64)


def _parts(data: Bytes, at: Numbers) -> list[bytes]:
    whole, edges = data.tobytes(), at.tolist()
    return [whole[start:end] for start, end in pairwise(edges)]


def _edges(sizes: Numbers, positioned: Numbers, growth: float) -> Numbers:
    """Group lists into leaves, as many neighbours as fit, positions counted if there are few: the number of each first, and the end."""
    beside = np.where(positioned <= _WITHIN * growth, positioned * _POSITION_BYTES, 0)
    edges = [0]
    size, most = 0.0, LEAF_BYTES * growth
    for index, length in enumerate((sizes + beside).tolist()):
        if size and size + length > most:
            edges.append(index)
            size = 0.0
        size += length
    return np.array([*edges, len(sizes)] if len(sizes) else [0], np.int64)


def _bodies(lists: _Lists, tables: Sequence[Table], edges: Numbers) -> Iterator[tuple[memoryview, ...]]:
    """The bytes of each leaf's lists, chapter after chapter."""
    chapters = []
    for table, (row, of) in zip(tables, lists.rows, strict=True):
        told = _kept(table.lists.data, table.list_at, row)
        at = np.append(0, np.cumsum(np.diff(table.list_at)[row]))[np.searchsorted(of, edges)].tolist()
        chapters.append([told[start:end] for start, end in pairwise(at)])
    return zip(*chapters, strict=True)


def _kept(data: memoryview, at: Numbers, rows: Numbers) -> memoryview:
    """The data of some rows, ascending, put together."""
    if len(rows) == len(at) - 1:
        return data
    breaks = np.flatnonzero(np.diff(rows) != 1)
    first, last = rows[np.append(0, breaks + 1)], rows[np.append(breaks, len(rows) - 1)]
    starts, ends = at[first].tolist(), at[last + 1].tolist()
    return memoryview(b"".join([data[start:end] for start, end in zip(starts, ends, strict=True)]))


def _runs(lists: _Lists, tables: Sequence[Table]) -> _Runs:
    """The runs of all own lists, list after list, chapter after chapter."""
    columns = []
    for chapter, (table, told) in enumerate(zip(tables, lists.rows, strict=True)):
        own = lists.kind[told[1]] == _OWN
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
    return _Runs(of=of[order], chapter=chapters, start=start, end=end, entries=entries)
