"""Tables: all that a chapter knows of its pairs, packed, in the order of the pairs, so that a volume can bind several of them.

A corpus goes in, a table comes out; a table can be kept as bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Numbers
from generator.search.kinship import find_neighbours
from generator.search.lists import character_entries, pack_lists, pack_positions, pair_entries
from generator.search.packing import Bytes
from generator.search.postings import Corpus, Places, divide, find_postings

Kind = TypeVar("Kind", bound=np.generic)
RUN_ENTRIES = 8_192  # of a run of positions
_COUNT = struct.Struct("<Q")
_TYPES = {
    "keys": "<u4",
    "after": "<u2",
    "before": "<u2",
    "list_at": "<i8",
    "run_at": "<i8",
    "lists": "u1",
    "runs": "u1",
}
_PLAIN = "<i4"


@dataclass(frozen=True, kw_only=True)
class Table:
    """The lists of a chapter, a row a list, ascending by `keys`: pairs, and characters that have a list of their own.

    `entries`, `inside` (of these, in findings) and `occurrences` count; `after` and `before` are the characters that follow and precede
    all occurrences, or 0. List i is `lists[list_at[i]:list_at[i + 1]]`. Its runs of positions, one for every
    `RUN_ENTRIES` entries, a character's list has none, follow each other in `runs`, run r is `runs[run_at[r]:run_at[r + 1]]`.
    """

    keys: NDArray[np.uint32]
    entries: NDArray[np.int32]
    inside: NDArray[np.int32]
    occurrences: NDArray[np.int32]
    after: NDArray[np.uint16]
    before: NDArray[np.uint16]
    list_at: Numbers
    lists: Bytes
    run_at: Numbers
    runs: Bytes

    @property
    def run_counts(self) -> Numbers:
        """Number of runs of each list."""
        return np.where(self.occurrences > 0, -(-self.entries // RUN_ENTRIES), 0).astype(np.int64)

    def to_bytes(self) -> bytes:
        """The table for a cache; `from_bytes` reads it back."""
        parts = []
        for field in fields(self):
            data = getattr(self, field.name).astype(_TYPES.get(field.name, _PLAIN), copy=False).tobytes()
            parts += [_COUNT.pack(len(data)), data]
        return b"".join(parts)

    @staticmethod
    def from_bytes(data: bytes | memoryview) -> Table:
        """Read a table back; its arrays are views of the bytes."""
        columns = {}
        at = 0
        for field in fields(Table):
            (size,) = _COUNT.unpack_from(data, at)
            at += _COUNT.size
            kind = np.dtype(_TYPES.get(field.name, _PLAIN))
            columns[field.name] = np.frombuffer(data, kind, size // kind.itemsize, at)
            at += size
        return Table(**columns)


def changed_keys(before: Table, now: Table) -> NDArray[np.uint32]:
    """The keys of lists that only one of two tables has, or that have other entries or other bytes in the other."""
    keys, one, other = np.intersect1d(before.keys, now.keys, assume_unique=True, return_indices=True)
    same = (before.entries[one] == now.entries[other]) & (before.inside[one] == now.inside[other])
    for first, second in zip(_columns(before), _columns(now), strict=True):
        rows = np.flatnonzero(same)
        same[rows] = _same(*first, one[rows], *second, other[rows])
    return np.concatenate([np.setxor1d(before.keys, now.keys, assume_unique=True), keys[~same]])


def _columns(table: Table) -> Iterator[tuple[NDArray[Any], Numbers]]:
    """What a table holds of each list: its bytes, its runs' bytes, and their lengths; each with where that of a list begins."""
    run_first = np.append(0, np.cumsum(table.run_counts))
    yield table.lists, table.list_at
    yield table.runs, table.run_at[run_first]
    yield np.diff(table.run_at), run_first


def _same(
    one: NDArray[Any], at: Numbers, rows: Numbers, other: NDArray[Any], other_at: Numbers, other_rows: Numbers
) -> NDArray[np.bool_]:
    """Of rows of one column, whether they hold the same as those of another."""
    sizes = np.diff(at)[rows]
    same: NDArray[np.bool_] = sizes == np.diff(other_at)[other_rows]
    equal = np.flatnonzero(same)
    differs = np.flatnonzero(kept(one, at, rows[equal]) != kept(other, other_at, other_rows[equal]))
    same[equal[np.searchsorted(np.cumsum(sizes[equal]), differs, side="right")]] = False
    return same


def kept(data: NDArray[Kind], at: Numbers, rows: Numbers) -> NDArray[Kind]:
    """The data of some rows, ascending, put together; row i is `data[at[i]:at[i + 1]]`."""
    if len(rows) == len(at) - 1:
        return data
    breaks = np.flatnonzero(np.diff(rows) != 1)
    first, last = rows[np.append(0, breaks + 1)[: len(rows)]], rows[np.append(breaks, len(rows) - 1)[: len(rows)]]
    starts: list[int] = at[first].tolist()
    ends: list[int] = at[last + 1].tolist()
    return np.concatenate([data[:0], *(data[start:end] for start, end in zip(starts, ends, strict=True))])


def make_table(corpus: Corpus, threads: Executor) -> Table:
    """Find and pack all lists of a corpus, a part of the pairs at a time."""

    def make(at: Places) -> Table:
        return _part(corpus, at)

    return _joined(list(threads.map(make, divide(corpus.folded))) if corpus.units else [])


def _part(corpus: Corpus, at: Places) -> Table:
    postings = find_postings(corpus, at)
    beside = find_neighbours(postings, corpus.folded)
    pairs = pair_entries(postings)
    lists = pack_lists(pairs, corpus.units)
    runs, run_at = pack_positions(postings, corpus.starts, _run_starts(postings.pair_entry))
    characters = character_entries(pairs, corpus.units)
    own = pack_lists(characters, corpus.units)
    nothing = np.zeros(len(characters.keys), np.int64)
    keys = np.concatenate([postings.keys, characters.keys])
    order = np.argsort(keys, kind="stable")
    data, list_at = _in_order(
        np.concatenate([lists.data, own.data]), np.append(lists.at, own.at[1:] + lists.at[-1]), order
    )

    def column(of_pairs: NDArray[np.int64], of_characters: NDArray[np.int64]) -> Numbers:
        return np.concatenate([of_pairs, of_characters])[order]

    return Table(
        keys=keys[order],
        entries=column(pairs.counts, characters.counts).astype(np.int32),
        inside=column(lists.insides, own.insides).astype(np.int32),
        occurrences=column(beside.occurrences, nothing).astype(np.int32),
        after=column(beside.after, nothing).astype(np.uint16),
        before=column(beside.before, nothing).astype(np.uint16),
        list_at=list_at,
        lists=data,
        run_at=run_at,
        runs=runs,
    )


def _run_starts(pair_entry: Numbers) -> Numbers:
    """The number of each run's first entry."""
    runs = -(-np.diff(pair_entry) // RUN_ENTRIES)
    number = np.arange(int(runs.sum())) - np.repeat(np.cumsum(runs) - runs, runs)
    starts: Numbers = np.repeat(pair_entry[:-1], runs) + RUN_ENTRIES * number
    return starts


def _in_order(data: Bytes, at: Numbers, order: Numbers) -> tuple[Bytes, Numbers]:
    """Put slices of data in another order."""
    if np.array_equal(order, np.arange(len(order))):
        return data, at
    whole, starts, ends = data.tobytes(), at[order].tolist(), at[order + 1].tolist()
    moved = b"".join([whole[start:end] for start, end in zip(starts, ends, strict=True)])
    return np.frombuffer(moved, np.uint8), np.append(0, np.cumsum(np.diff(at)[order]))


def _joined(parts: Sequence[Table]) -> Table:
    """Put the parts of a table, which follow each other, together."""

    def column(name: str) -> Any:
        empty = np.zeros(0, _TYPES.get(name, _PLAIN))
        return np.concatenate([empty, *(getattr(part, name) for part in parts)])

    def places(name: str) -> Any:
        sizes = [np.diff(getattr(part, name)) for part in parts]
        return np.append(0, np.cumsum(np.concatenate([np.zeros(0, np.int64), *sizes])))

    return Table(
        **{field.name: (places if field.name.endswith("_at") else column)(field.name) for field in fields(Table)}
    )
