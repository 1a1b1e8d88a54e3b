"""Leaves: what the chapters of a volume say of each pair, bound into files of a few kilobytes.

Tables of chapters go in, files come out, named by their number, and the directory that says which of them holds a pair.
A list longer than a leaf is a leaf of its own. The positions of a leaf's entries stand in files beside it, so that a search reads only
those that matter.

An edit changes few leaves. Those that are the same as in a volume bound before are told apart without being made.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Numbers
from generator.search.kinship import RARE, Neighbours, Roots, find_roots
from generator.search.packing import Bytes, checked, varints
from generator.search.tables import RUN_ENTRIES, Table, changed_keys, kept

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


class Leaves:
    """The leaves of a volume.

    `block`: the most entries whose positions share a file. `directory`: number of leaves; the distances between their first pairs; their
    sizes in units of 256 bytes.
    """

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables
        self._lists = _lists(tables)
        self._runs = _runs(self._lists, tables)
        self._lengths = Packed.of(*varints(self._runs.end - self._runs.start))
        growth = math.sqrt(max(1, len(tables) / _FEW))
        self.block = int(RUN_ENTRIES * growth)
        own = np.where(self._lists.kind == _OWN, self._lists.entries, 0)
        heads = _heads(self._lists, tables)
        size = heads.sizes + _list_bytes(self._lists, tables)
        self._edges = _edges(size, own, growth)
        entries = np.diff(np.append(0, np.cumsum(own))[self._edges])
        self._within = (entries > 0) & (entries <= _WITHIN * growth)
        counts = Packed.of(*varints(2 * np.diff(self._edges) + self._within))
        columns = counts.between(np.arange(len(self._edges))), heads.between(self._edges)
        self._heads = [number + head for number, head in zip(*columns, strict=True)]
        self._run_at = np.searchsorted(self._runs.of, self._edges)
        beside = np.append(0, np.cumsum(self._runs.end - self._runs.start + self._lengths.sizes))[self._run_at]
        length = counts.sizes + np.diff(np.append(0, np.cumsum(size))[self._edges]) + 4
        self._first = self._lists.keys[self._edges[:-1]]
        sizes = (length + np.where(self._within, np.diff(beside), 0) + 255) >> 8
        distances = np.diff(self._first.astype(np.int64), prepend=0)
        self.directory = np.concatenate([np.array([len(sizes)], np.int64), distances, sizes])

    @cached_property
    def frames(self) -> list[str]:
        """Of each leaf a hash over all that stands in its files but for the bytes of lists and positions."""
        firsts = self._first.tolist()
        return [
            hashlib.sha256(b"%d %d " % (self.block, first) + head).hexdigest()[:32]
            for first, head in zip(firsts, self._heads, strict=True)
        ]

    def same(self, before: Mapping[int, Table], frames: Sequence[str]) -> dict[int, int]:
        """The leaves whose files are, byte for byte, those of a leaf of an earlier volume, and the number that it has there.

        `before`: the tables of those of its chapters that were others, by their places; `frames`: its frames.
        """
        changed = [changed_keys(table, self._tables[place]) for place, table in before.items()]
        struck = np.searchsorted(self._first, np.concatenate([np.zeros(0, np.uint32), *changed]), side="right") - 1
        numbers = {frame: number for number, frame in enumerate(frames)}
        others = set(range(len(self))).difference(struck.tolist())
        return {number: numbers[frame] for number in sorted(others) if (frame := self.frames[number]) in numbers}

    def __len__(self) -> int:
        return len(self._heads)

    def files(self, but: Collection[int] = ()) -> Iterator[list[tuple[str, bytes]]]:
        """The files of each leaf, lists and positions, by path; without some leaves."""
        wanted = np.ones(len(self), bool)
        wanted[list(but)] = False
        bodies = _bodies(self._lists, self._tables, self._edges, wanted)
        runs = [table.runs.data for table in self._tables]
        for number, body in zip(np.flatnonzero(wanted).tolist(), bodies, strict=True):
            within = bool(self._within[number])
            cut = slice(*self._run_at[number : number + 2].tolist())
            positions = self._positions(cut, runs, math.inf if within else self.block)
            lists = b"".join((self._heads[number], *body, *(positions if within else ())))
            contents = map(checked, [lists, *(() if within else positions)])
            yield list(zip(leaf_paths(number), contents, strict=False))

    def _positions(self, cut: slice, data: Sequence[memoryview], most: float) -> list[bytes]:
        """Some runs, as many in a file as have together no more entries than that."""
        runs = self._runs
        columns = (runs.chapter[cut].tolist(), runs.start[cut].tolist(), runs.end[cut].tolist())
        parts = [data[chapter][start:end] for chapter, start, end in zip(*columns, strict=True)]
        edges, held = [0], 0
        for index, entries in enumerate(runs.entries[cut].tolist()):
            if held and held + entries > most:
                edges.append(index)
                held = 0
            held += entries
        edges.append(len(parts))
        lengths = self._lengths.between(np.array(edges) + cut.start)
        return [
            b"".join((length, *parts[start:end]))
            for length, (start, end) in zip(lengths, pairwise(edges), strict=True)
            if end > start
        ]


def leaf_paths(leaf: int) -> Iterator[str]:
    """Where a leaf's files stand in the volume's folder: its lists, then as many files of positions as there may be."""
    place = f"{leaf >> 8}/{leaf & 255}"
    yield f"lists/{place}.bin"
    yield from (f"positions/{place}-{block}.bin" for block in count())


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


def _heads(lists: _Lists, tables: Sequence[Table]) -> Packed:
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
    return Packed.of(data, byte_at[at])


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


def _bodies(
    lists: _Lists, tables: Sequence[Table], edges: Numbers, wanted: NDArray[np.bool_]
) -> Iterator[tuple[memoryview, ...]]:
    """The bytes of the lists of each leaf that is wanted, chapter after chapter."""
    chapters = []
    told = np.repeat(wanted, np.diff(edges))
    leaves = np.flatnonzero(wanted)
    for table, (row, of) in zip(tables, lists.rows, strict=True):
        some = np.flatnonzero(told[of])
        data = kept(table.lists, table.list_at, row[some]).data
        at = np.append(0, np.cumsum(np.diff(table.list_at)[row[some]]))[np.searchsorted(of[some], edges)]
        ends = zip(at[leaves].tolist(), at[leaves + 1].tolist(), strict=True)
        chapters.append([data[start:end] for start, end in ends])
    return zip(*chapters, strict=True)


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
