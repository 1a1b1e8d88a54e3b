"""Leaves: what the chapters of a volume say of each pair, bound into files of a few kilobytes.

Tables of chapters go in, files come out, named by their number, and the directory that says which of them holds a pair.
A list longer than a leaf is a leaf of its own. The positions of a leaf's entries stand in files beside it, so that a search reads only
those that matter.

An edit changes few lists. Those that are the same as in a volume bound before are told apart without being made, and so are their leaves.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Numbers
from generator.search.heads import Packed, heads_of, list_bytes, runs_of
from generator.search.known import SIZES, Known, Last, Same, rows_of, same_lists
from generator.search.packing import checked, varints
from generator.search.tables import RUN_ENTRIES, Table, kept
from generator.search.union import OWN, Lists, unite

LEAF_BYTES = 2_900  # of lists, and of positions that stand with them, in a volume of few chapters
_WITHIN = 1_300  # entries of a leaf that has its positions within, likewise
_FEW = 2  # chapters; with more, leaves grow, but slower than the lists that they hold
_POSITION_BYTES = 1.25  # of an entry, about


class Leaves:
    """The leaves of a volume.

    `block`: the most entries whose positions share a file. `directory`: number of leaves; the distances between their first pairs; their
    sizes in units of 256 bytes. `known`: what the next volume may want to know. `same`: the leaves whose files are, byte for byte, those
    of a leaf of the last volume, and the number that it has there.
    """

    def __init__(self, tables: Sequence[Table], last: Last | None = None) -> None:
        self._tables = tables
        self._lists = unite(tables)
        rows = rows_of(self._lists)
        same = same_lists(rows, tables, last) if last else Same.none(self._lists)
        self._struck = ~same.held
        self._made = _Pieces(self._lists.some(self._struck), tables)
        for name in SIZES:
            if last:
                rows[name][same.held] = last.known.lists[name][same.number[same.held]]
            rows[name][self._struck] = self._made.sizes[name]
        growth = math.sqrt(max(1, len(tables) / _FEW))
        self.block = int(RUN_ENTRIES * growth)
        own = np.where(self._lists.kind == OWN, self._lists.entries, 0)
        size = rows["head"].astype(np.int64) + rows["bytes"]
        self._edges = _edges(size, own, growth)
        entries = _sums(own, self._edges)
        self._within = (entries > 0) & (entries <= _WITHIN * growth)
        self._counts = Packed.of(*varints(2 * np.diff(self._edges) + self._within))
        positions = np.where(self._within, _sums(rows["positions"], self._edges), 0)
        sizes = (self._counts.sizes + _sums(size, self._edges) + 4 + positions + 255) >> 8
        distances = np.diff(self._lists.keys[self._edges[:-1]].astype(np.int64), prepend=0)
        self.directory = np.concatenate([np.array([len(sizes)], np.int64), distances, sizes])
        self.known = Known(lists=rows, edges=self._edges)
        self.same = same.leaves(self._edges, last.known.edges) if last else {}

    def __len__(self) -> int:
        return len(self._within)

    def files(self, but: Collection[int] = ()) -> Iterator[list[tuple[str, bytes]]]:
        """The files of each leaf, lists and positions, by path; without some leaves."""
        wanted = np.ones(len(self), bool)
        wanted[list(but)] = False
        held = np.diff(self._edges)
        told = np.repeat(wanted, held)
        made = self._made if np.array_equal(told, self._struck) else _Pieces(self._lists.some(told), self._tables)
        edges = np.append(0, np.cumsum(held[wanted]))
        numbers = self._counts.between(np.arange(len(self) + 1))
        heads, bodies, cuts = made.heads.between(edges), made.bodies(edges), pairwise(made.runs_before(edges))
        for leaf, head, body, cut in zip(np.flatnonzero(wanted).tolist(), heads, bodies, cuts, strict=True):
            within = bool(self._within[leaf])
            positions = made.positions(slice(*cut), math.inf if within else self.block)
            lists = b"".join((numbers[leaf], head, *body, *(positions if within else ())))
            contents = map(checked, [lists, *(() if within else positions)])
            yield list(zip(leaf_paths(leaf), contents, strict=False))


class _Pieces:
    """The bytes of some lists of a volume: `heads`, and what the chapters hold of each."""

    def __init__(self, lists: Lists, tables: Sequence[Table]) -> None:
        self._lists = lists
        self._tables = tables
        self.heads = heads_of(lists, tables)
        self._runs = runs_of(lists, tables)
        self._lengths = Packed.of(*varints(self._runs.end - self._runs.start))

    @property
    def sizes(self) -> dict[str, Numbers]:
        """Of each list what `Known` tells of its bytes."""
        of_runs = self._runs.end - self._runs.start + self._lengths.sizes
        positions = _sums(of_runs, self.runs_before(np.arange(len(self._lists.keys) + 1)))
        return dict(zip(SIZES, (self.heads.sizes, list_bytes(self._lists, self._tables), positions), strict=True))

    def bodies(self, edges: Numbers) -> Iterator[tuple[memoryview, ...]]:
        """The bytes of the lists from each edge to the next, told as numbers of lists, chapter after chapter."""
        chapters = []
        for table, (row, of) in zip(self._tables, self._lists.rows, strict=True):
            data = kept(table.lists, table.list_at, row).data
            at = np.append(0, np.cumsum(np.diff(table.list_at)[row]))[np.searchsorted(of, edges)]
            chapters.append([data[start:end] for start, end in pairwise(at.tolist())])
        return zip(*chapters, strict=True)

    def runs_before(self, edges: Numbers) -> list[int]:
        """How many runs stand before each edge."""
        found: list[int] = np.searchsorted(self._runs.of, edges).tolist()
        return found

    @cached_property
    def _run_bytes(self) -> list[memoryview]:
        return [table.runs.data for table in self._tables]

    def positions(self, cut: slice, most: float) -> list[bytes]:
        """Some runs, as many in a file as have together no more entries than that."""
        runs, data = self._runs, self._run_bytes
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


def _sums(values: Numbers | NDArray[np.uint32], edges: Numbers | Sequence[int]) -> Numbers:
    """The sum of the numbers from each edge to the next."""
    sums: Numbers = np.diff(np.append(0, np.cumsum(values, dtype=np.int64))[edges])
    return sums


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
