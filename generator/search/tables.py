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
from generator.search.edits import places_of
from generator.search.kinship import find_neighbours
from generator.search.lists import character_entries, frequent_characters, pack_lists, pack_positions, pair_entries
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
_COLUMNS = ("keys", "entries", "inside", "occurrences", "after", "before")


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
    """The data of some rows put together; row i is `data[at[i]:at[i + 1]]`."""
    breaks = np.flatnonzero(np.diff(rows) != 1)
    if len(rows) == len(at) - 1 and not len(breaks):
        return data
    first, last = rows[np.append(0, breaks + 1)[: len(rows)]], rows[np.append(breaks, len(rows) - 1)[: len(rows)]]
    starts: list[int] = at[first].tolist()
    ends: list[int] = at[last + 1].tolist()
    return np.concatenate([data[:0], *(data[start:end] for start, end in zip(starts, ends, strict=True))])


@dataclass(frozen=True, kw_only=True)
class Struck:
    """The table of a chapter before an edit that left its units their numbers, and the pairs, ascending, that the edit struck."""

    table: Table
    pairs: NDArray[np.uint32]


def make_table(corpus: Corpus, threads: Executor, struck: Struck | None = None) -> Table:
    """Find and pack all lists of a corpus, a part of the pairs at a time; after an edit only those that it struck."""

    def make(at: Places) -> Table:
        return _of_pairs(corpus, at)

    if struck is None:
        parts = divide(corpus.folded) if corpus.units else []
        return _with_characters(corpus, _joined(list(threads.map(make, parts))), None)
    alone = (struck.table.keys & np.uint32(0xFFFF)) == 1
    stays = np.flatnonzero(~alone & ~np.isin(struck.table.keys, struck.pairs))
    places = places_of(corpus.folded, struck.pairs)
    pairs = _joined([*map(make, [places] if len(places) else []), _rows(struck.table, stays)])
    return _with_characters(corpus, pairs, struck)


def _with_characters(corpus: Corpus, pairs: Table, struck: Struck | None) -> Table:
    """Add the lists of characters to those of all pairs, and put them in order."""
    characters = frequent_characters(pairs.keys, pairs.entries, corpus.units)
    parts = [pairs]
    if struck:
        untouched = np.setdiff1d(characters, struck.pairs >> np.uint32(16))
        characters = np.setdiff1d(characters, untouched)
        keys = (untouched.astype(np.uint32) << np.uint32(16)) | np.uint32(1)
        parts.append(_rows(struck.table, np.searchsorted(struck.table.keys, keys)))
    parts.append(_of_characters(corpus, characters))
    whole = _joined(parts)
    return _rows(whole, np.argsort(whole.keys, kind="stable"))


def _of_pairs(corpus: Corpus, at: Places) -> Table:
    """The lists of the pairs that begin at some places: of each pair all."""
    postings = find_postings(corpus, at)
    beside = find_neighbours(postings, corpus.folded)
    lists = pack_lists(pair_entries(postings), corpus.units)
    runs, run_at = pack_positions(postings, corpus.starts, _run_starts(postings.pair_entry))
    return Table(
        keys=postings.keys,
        entries=postings.entry_counts.astype(np.int32),
        inside=lists.insides.astype(np.int32),
        occurrences=beside.occurrences.astype(np.int32),
        after=beside.after.astype(np.uint16),
        before=beside.before.astype(np.uint16),
        list_at=lists.at,
        lists=lists.data,
        run_at=run_at,
        runs=runs,
    )


def _of_characters(corpus: Corpus, characters: Numbers) -> Table:
    """The lists of some characters, which have no positions."""
    entries = character_entries(corpus, characters)
    lists = pack_lists(entries, corpus.units)
    nothing = np.zeros(len(entries.keys), np.int32)
    return Table(
        keys=entries.keys,
        entries=entries.counts.astype(np.int32),
        inside=lists.insides.astype(np.int32),
        occurrences=nothing,
        after=nothing.astype(np.uint16),
        before=nothing.astype(np.uint16),
        list_at=lists.at,
        lists=lists.data,
        run_at=np.zeros(1, np.int64),
        runs=np.zeros(0, np.uint8),
    )


def _run_starts(pair_entry: Numbers) -> Numbers:
    """The number of each run's first entry."""
    runs = -(-np.diff(pair_entry) // RUN_ENTRIES)
    number = np.arange(int(runs.sum())) - np.repeat(np.cumsum(runs) - runs, runs)
    starts: Numbers = np.repeat(pair_entry[:-1], runs) + RUN_ENTRIES * number
    return starts


def _rows(table: Table, rows: Numbers) -> Table:
    """Some rows of a table, in the order in which they are given."""
    run_first = np.append(0, np.cumsum(table.run_counts))
    run_sizes = kept(np.diff(table.run_at), run_first, rows)
    columns = {name: getattr(table, name)[rows] for name in _COLUMNS}
    return Table(
        **columns,
        list_at=np.append(0, np.cumsum(np.diff(table.list_at)[rows])),
        lists=kept(table.lists, table.list_at, rows),
        run_at=np.append(0, np.cumsum(run_sizes)),
        runs=kept(table.runs, table.run_at[run_first], rows),
    )


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
