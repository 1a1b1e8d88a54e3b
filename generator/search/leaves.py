"""Leaves: what the chapters of a volume say of each pair, bound into files of a few kilobytes.

Tables of chapters go in, files come out, named by their number, and the directory that says which of them holds a pair.
A list longer than a leaf is a leaf of its own. The positions of a leaf's entries stand in files beside it, so that a search reads only
those that matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Numbers
from generator.search.kinship import RARE, Neighbours, Roots, find_roots
from generator.search.packing import Bytes, checked, varints
from generator.search.tables import BLOCK_ENTRIES, Table

LEAF_BYTES = 3_600  # of lists, and of positions that stand with them, in a volume of few chapters
_WITHIN = 1_600  # entries of a leaf that has its positions within, likewise
_FEW = 2  # chapters; with more, leaves grow, but slower than the lists that they hold
_POSITION_BYTES = 1.25  # of an entry, about
_OWN, _ALIAS, _BARE = range(3)  # kinds of lists; _BARE has no positions


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
class _Slices:
    """Slices of the chapters' data, in the order in which they are written; `of` is the number of the list of each."""

    of: Numbers
    chapter: Numbers
    start: Numbers
    end: Numbers

    @property
    def sizes(self) -> Numbers:
        """Bytes."""
        return self.end - self.start

    def cut(self, data: Sequence[bytes]) -> list[bytes]:
        """The slices themselves."""
        columns = (self.chapter.tolist(), self.start.tolist(), self.end.tolist())
        return [data[chapter][start:end] for chapter, start, end in zip(*columns, strict=True)]


def leaf_files(tables: Sequence[Table]) -> tuple[dict[str, bytes], Numbers]:
    """Make all leaves and files of positions: path → content. Then the directory of the leaves.

    The directory: number of leaves; the distances between their first pairs; their sizes in units of 64 bytes.
    """
    lists = _lists(tables)
    heads = _heads(lists, tables)
    runs, run_entries = _runs(lists, tables)
    growth = math.sqrt(max(1, len(tables) / _FEW))
    size = np.array([len(head) for head in heads], np.int64) + _list_bytes(lists, tables)
    edges = _edges(size, np.where(lists.kind == _OWN, lists.entries, 0), growth)
    entries = np.diff(np.append(0, np.cumsum(np.where(lists.kind == _OWN, lists.entries, 0)))[edges])
    within = (entries > 0) & (entries <= _WITHIN * growth)
    positions = _positions(runs, run_entries, edges, within, tables)
    files: dict[str, bytes] = {}
    sizes = []
    counts = _parts(*varints(2 * np.diff(edges) + within))
    for number, (head, bodies, (start, end)) in enumerate(
        zip(counts, _bodies(lists, tables, edges), pairwise(edges.tolist()), strict=True)
    ):
        beside = positions[number]
        content = b"".join((head, *heads[start:end], *bodies, *(beside if within[number] else ())))
        files[f"lists/{number >> 8}/{number & 255}.bin"] = checked(content)
        sizes.append((len(content) + 4 + 63) >> 6)
        if not within[number]:
            for block, run in enumerate(beside):
                files[f"positions/{number >> 8}/{number & 255}-{block}.bin"] = checked(run)
    deltas = np.diff(lists.keys[edges[:-1]].astype(np.int64), prepend=0)
    return files, np.concatenate([np.array([len(sizes)], np.int64), deltas, np.array(sizes, np.int64)])


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
    lists = _of_pairs(keys, entries, pair, roots)
    told = [(row[lists.kind[of] != _ALIAS], of[lists.kind[of] != _ALIAS]) for row, of in rows]
    return replace(lists, rows=told)


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


def _of_pairs(keys: NDArray[np.uint32], entries: Numbers, pair: Numbers, roots: Roots) -> _Lists:
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
        rows=(),
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
    first = 2 + np.where(alias, 2, several)  # place of the first holder's
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
        values[start[~alias] + 2] = holders[~alias]
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


def _bodies(lists: _Lists, tables: Sequence[Table], edges: Numbers) -> Iterator[list[bytes]]:
    """The bytes of each leaf's lists, chapter after chapter."""
    chapters = []
    for table, (row, of) in zip(tables, lists.rows, strict=True):
        told = _kept(table.lists.tobytes(), table.list_at, row)
        at = np.append(0, np.cumsum(np.diff(table.list_at)[row]))[np.searchsorted(of, edges)].tolist()
        chapters.append([told[start:end] for start, end in pairwise(at)])
    yield from map(list, zip(*chapters, strict=True))


def _kept(data: bytes, at: Numbers, rows: Numbers) -> bytes:
    """The data of some rows, ascending, put together."""
    if len(rows) in (0, len(at) - 1):
        return data if len(rows) else b""
    breaks = np.flatnonzero(np.diff(rows) != 1)
    first, last = rows[np.append(0, breaks + 1)], rows[np.append(breaks, len(rows) - 1)]
    return b"".join([data[start:end] for start, end in zip(at[first].tolist(), at[last + 1].tolist(), strict=True)])


def _runs(lists: _Lists, tables: Sequence[Table]) -> tuple[_Slices, Numbers]:
    """The runs of all own lists, list after list, chapter after chapter; and how many entries each has."""
    columns = []
    for chapter, (table, told) in enumerate(zip(tables, lists.rows, strict=True)):
        own = lists.kind[told[1]] == _OWN
        row, of = told[0][own], told[1][own]
        counts = table.run_counts
        first = (np.cumsum(counts) - counts)[row]
        number = np.arange(int(counts[row].sum())) - np.repeat(np.cumsum(counts[row]) - counts[row], counts[row])
        run = np.repeat(first, counts[row]) + number
        left = np.repeat(table.entries[row].astype(np.int64), counts[row]) - BLOCK_ENTRIES * number
        columns.append(
            (
                np.repeat(of, counts[row]),
                np.full(len(run), chapter),
                table.run_at[run],
                table.run_at[run + 1],
                np.minimum(left, BLOCK_ENTRIES),
            )
        )
    of, chapters, start, end, entries = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.argsort(of, kind="stable")
    return _Slices(of=of[order], chapter=chapters[order], start=start[order], end=end[order]), entries[order]


def _positions(
    runs: _Slices, entries: Numbers, edges: Numbers, within: NDArray[np.bool_], tables: Sequence[Table]
) -> list[list[bytes]]:
    """The files of positions of each leaf, without their check sums; one, if they stand within."""
    data = runs.cut([table.runs.tobytes() for table in tables])
    lengths = _parts(*varints(runs.sizes))
    bounds = np.searchsorted(runs.of, edges).tolist()
    entry = entries.tolist()
    leaves = []
    for (start, end), inside in zip(pairwise(bounds), within.tolist(), strict=True):
        most = math.inf if inside else BLOCK_ENTRIES
        files = []
        first, held = start, 0
        for index in range(start, end):
            if held and held + entry[index] > most:
                files.append(b"".join(lengths[first:index] + data[first:index]))
                first, held = index, 0
            held += entry[index]
        if held:
            files.append(b"".join(lengths[first:end] + data[first:end]))
        leaves.append(files)
    return leaves
