"""Known: what was worked out of the lists of a volume, kept for the next one, in which an edit has changed few of them.

The lists of two volumes and the tables of the chapters that differ go in; out comes which lists, and which leaves, are the same in both.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Numbers
from generator.search.kinship import CHAIN
from generator.search.tables import Table, changed_keys
from generator.search.union import Lists

SIZES = ("head", "bytes", "positions")
"""Of each list in all chapters: the bytes of its head, of the list, and of its positions with their lengths."""
_TOLD = ("step", "kind", "root", "distance", "chains")
_ROW = np.dtype(
    [
        ("key", "<u4"),
        ("step", "<u4"),
        ("kind", "u1"),
        ("root", "<u4"),
        ("distance", "<u4"),
        ("chains", "<u2", 2 * CHAIN),
        *((name, "<u4") for name in SIZES),
    ]
)
_COUNT = struct.Struct("<Q")


@dataclass(frozen=True, kw_only=True)
class Known:
    """The lists of a volume, a row a list, ascending by `key`: what their heads say but for what the chapters say, and their sizes.

    `edges`: of each leaf the number of its first list, and the end.
    """

    lists: NDArray[np.void]
    edges: Numbers

    def to_bytes(self) -> bytes:
        """For a cache; `from_bytes` reads it back."""
        return b"".join((_COUNT.pack(len(self.edges)), self.edges.astype("<i8").tobytes(), self.lists.tobytes()))

    @staticmethod
    def from_bytes(data: bytes) -> Known:
        """Read back what `to_bytes` gave."""
        (count,) = _COUNT.unpack_from(data)
        lists_at = _COUNT.size + 8 * count
        return Known(
            lists=np.frombuffer(data, _ROW, -1, lists_at), edges=np.frombuffer(data, "<i8", count, _COUNT.size)
        )


@dataclass(frozen=True, kw_only=True)
class Last:
    """An earlier volume of as many chapters: what is known of it, and the tables of those chapters that were others, by their places."""

    known: Known
    tables: Mapping[int, Table]


@dataclass(frozen=True, kw_only=True)
class Same:
    """Lists of which head, bytes and positions are the same in the last volume: for each list of a volume whether it is one of them.

    `number`: its number there, or −1.
    """

    held: NDArray[np.bool_]
    number: Numbers

    @staticmethod
    def none(lists: Lists) -> Same:
        """Of a volume that is bound by itself."""
        return Same(held=np.zeros(len(lists.keys), bool), number=np.full(len(lists.keys), -1))

    def leaves(self, edges: Numbers, before: Numbers) -> dict[int, int]:
        """The leaves that hold the same lists, and the number of each in the last volume; `before`: the edges there."""
        if len(edges) < 2:
            return {}
        whole = np.flatnonzero(np.logical_and.reduceat(self.held, edges[:-1]))
        first, end = self.number[edges[whole]], self.number[edges[whole + 1] - 1] + 1
        leaf = np.minimum(np.searchsorted(before, first), len(before) - 2)
        found = (before[leaf] == first) & (before[leaf + 1] == end)
        return dict(zip(whole[found].tolist(), leaf[found].tolist(), strict=True))


def rows_of(lists: Lists) -> NDArray[np.void]:
    """The lists as `Known` has them, their sizes yet to be told."""
    rows = np.zeros(len(lists.keys), _ROW)
    rows["key"] = lists.keys
    for name in _TOLD:
        rows[name] = getattr(lists, name)
    return rows


def same_lists(rows: NDArray[np.void], tables: Sequence[Table], last: Last) -> Same:
    """Which lists are the same in the last volume; `tables`: those of all chapters now."""
    before = last.known.lists
    at = np.searchsorted(before["key"], rows["key"])
    held = np.append(before["key"], 0)[at] == rows["key"]
    for name in _TOLD:
        both = np.flatnonzero(held)
        held[both] = _alike(rows[name][both], before[name][at[both]])
    for place, table in last.tables.items():
        held &= ~np.isin(rows["key"], changed_keys(table, tables[place]))
    return Same(held=held, number=np.where(held, at, -1))


def _alike(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    equal = np.asarray(one == other)
    rows: NDArray[np.bool_] = np.logical_and.reduce(equal, axis=tuple(range(1, equal.ndim)))
    return rows
