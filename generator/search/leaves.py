"""Leaves: the lists of neighbouring pairs packed into files of a few kilobytes, and the directory that says which leaf holds a pair.

The corpus goes in, files come out, named by their number. A list longer than a leaf is a leaf of its own. The
positions of a leaf's
entries stand in files beside it, a fixed number of entries a file, so that a search reads only those that matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Numbers
from generator.search.kinship import (
    RARE,
    Neighbours,
    Roots,
    count_repeats,
    find_neighbours,
    find_roots,
    joined,
    told_entries,
)
from generator.search.lists import (
    Relation,
    character_entries,
    pack_lists,
    pack_positions,
    pair_entries,
)
from generator.search.packing import gzip_bytes, stored, varints
from generator.search.postings import Corpus, Postings, find_postings, part_numbers

LEAF_BYTES = 2_500
BLOCK_ENTRIES = 4_096  # entries whose positions share a file
_OWN, _DERIVED, _ALIAS, _BARE = range(4)  # kinds of lists; _BARE has no positions
_THREADS = 2


@dataclass(frozen=True, kw_only=True)
class _Leaf:
    """A file of lists with its files of positions; `first_key` is its first pair."""

    first_key: int
    content: bytes
    positions: list[bytes]


@dataclass(frozen=True, kw_only=True)
class _Table:
    """Lists ascending by key, of pairs and of single characters (`pair` -1); aliases have no bytes of their own."""

    keys: NDArray[np.uint32]
    pair: Numbers
    head: list[bytes]
    data: list[bytes]
    kind: Numbers


def leaf_files(corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of all leaves and positions, and of `pairs.bin`, the directory."""
    leaves = _leaves(corpus) if corpus.units else []
    for number, leaf in enumerate(leaves):
        yield numbered("lists", number), leaf.content
        for block, content in enumerate(leaf.positions):
            yield f"{numbered('positions', number)[:-4]}-{block}.bin", content
    yield "pairs.bin", _directory(leaves)


def numbered(folder: str, number: int) -> str:
    """Name a numbered file, 256 numbers a folder."""
    return f"{folder}/{number >> 8}/{number & 255}.bin"


def _leaves(corpus: Corpus) -> list[_Leaf]:
    """Find the kinship of all pairs, then pack them, a part at a time; postings are found twice, for memory holds not all of them."""
    part, count = part_numbers(corpus.folded)
    repeats = np.zeros(len(corpus.folded), np.uint8)

    def find(number: int) -> Postings:
        return find_postings(corpus, np.flatnonzero(part == number))

    def look(number: int) -> Neighbours:
        postings = find(number)
        count_repeats(postings, repeats)
        return find_neighbours(postings, corpus.folded)

    with ThreadPoolExecutor(_THREADS) as pool:
        numbers = [number for number in range(count) if np.any(part == number)]
        parts = list(pool.map(look, numbers))
        roots = find_roots(joined(parts))
        ends = np.cumsum([0, *(len(each.keys) for each in parts)]).tolist()
        packed = pool.map(
            lambda number, start, end: _pack(find(number), roots.part(start, end), repeats, corpus.units),
            numbers,
            ends[:-1],
            ends[1:],
        )
        return [leaf for leaves in packed for leaf in leaves]


def _pack(postings: Postings, roots: Roots, repeats: NDArray[np.uint8], units: int) -> list[_Leaf]:
    kind = np.where(roots.alias, _ALIAS, np.where(roots.derived, _DERIVED, _OWN))
    kind = np.where((kind == _OWN) & (postings.entry_counts <= RARE), _BARE, kind)
    table = _table(postings, roots, kind, units)
    cuts = _cuts(table)
    groups = [_blocks(postings, table, start, end) for start, end in cuts]
    relation = Relation(
        positioned=kind <= _DERIVED, derived=kind == _DERIVED, told=told_entries(postings, roots, repeats)
    )
    flat = np.array([entry for group in groups for entry in group], np.int64)
    data, at = pack_positions(postings, relation, flat)
    blocks = iter(_slices(data, at))
    return [
        _Leaf(
            first_key=int(table.keys[start]),
            content=stored(
                b"".join((varints([end - start])[0].tobytes(), *table.head[start:end], *table.data[start:end]))
            ),
            positions=[stored(next(blocks)) for _ in group],
        )
        for (start, end), group in zip(cuts, groups, strict=True)
    ]


def _table(postings: Postings, roots: Roots, kind: Numbers, units: int) -> _Table:
    pairs = pair_entries(postings)
    characters = character_entries(pairs)
    bare = np.zeros(len(characters.keys), np.int64)
    keys = np.concatenate([pairs.keys, characters.keys])
    order = np.argsort(keys, kind="stable")
    packed = pack_lists(pairs, units), pack_lists(characters, units)
    data = [body for lists in packed for body in _slices(lists.data, lists.at)]
    kinds = np.append(kind, bare + _BARE)[order]
    bodies = [
        b"" if is_alias else data[index]
        for index, is_alias in zip(order.tolist(), (kinds == _ALIAS).tolist(), strict=True)
    ]
    columns = np.column_stack(
        [
            kinds,
            np.append(pairs.counts, characters.counts)[order],
            np.append(roots.key, bare)[order],
            np.append(roots.distance, bare)[order],
            np.append(packed[0].insides, packed[1].insides)[order],
            np.array([len(body) for body in bodies], np.int64),
        ]
    )
    chains = np.zeros((len(keys), roots.after.shape[1] + roots.before.shape[1]), np.int64)
    chains[: len(kind)] = np.hstack([roots.after, roots.before])
    return _Table(
        keys=keys[order],
        pair=np.append(np.arange(len(kind)), bare - 1)[order],
        head=_heads(keys[order], columns, chains[order]),
        data=bodies,
        kind=kinds,
    )


def _slices(data: NDArray[np.uint8], at: Numbers) -> list[bytes]:
    whole, edges = data.tobytes(), at.tolist()
    return [whole[start:end] for start, end in zip(edges[:-1], edges[1:], strict=True)]


def _heads(keys: NDArray[np.uint32], columns: Numbers, chains: Numbers) -> list[bytes]:
    """Write each list's head as varints.

    Distance from the key before (of a leaf's first list: without meaning); entries × 4 + kind; root and its distance, if
    any; entries in findings and bytes, unless an alias; what always follows and precedes, unless bare.
    """
    kind, distance = columns[:, 0], columns[:, 3]
    half = chains.shape[1] // 2
    lengths = (chains[:, :half] > 0).sum(axis=1) * 16 + (chains[:, half:] > 0).sum(axis=1)
    values = np.column_stack(
        [np.diff(keys.astype(np.int64), prepend=0), columns[:, 1] * 4 + kind, columns[:, 2:], lengths, chains]
    )
    values[:, 3] = np.where(distance < 0, -2 * distance - 1, 2 * distance)
    present = np.ones(values.shape, bool)
    present[:, 2:4] = ((kind == _DERIVED) | (kind == _ALIAS))[:, np.newaxis]
    present[:, 4:6] = (kind != _ALIAS)[:, np.newaxis]
    present[:, 6] = kind != _BARE
    present[:, 7:] = (kind != _BARE)[:, np.newaxis] & (chains > 0)
    data, at = varints(values[present])
    return _slices(data, at[np.append(0, np.cumsum(present.sum(axis=1)))])


def _cuts(table: _Table) -> list[tuple[int, int]]:
    """Group lists into leaves: as many neighbours as fit."""
    cuts: list[tuple[int, int]] = []
    start = size = 0
    for index, (head, data) in enumerate(zip(table.head, table.data, strict=True)):
        length = len(head) + len(data)
        if size and size + length > LEAF_BYTES:
            cuts.append((start, index))
            start, size = index, 0
        size += length
    cuts.append((start, len(table.head)))
    return cuts


def _blocks(postings: Postings, table: _Table, start: int, end: int) -> list[int]:
    """The entries with which a leaf's files of positions begin."""
    pairs = table.pair[start:end][table.kind[start:end] <= _DERIVED]
    if not len(pairs):
        return []
    base = np.append(0, np.cumsum(postings.entry_counts[pairs]))
    at = np.arange(0, base[-1], BLOCK_ENTRIES)
    which = np.searchsorted(base, at, side="right") - 1
    first: list[int] = (postings.pair_entry[pairs[which]] + at - base[which]).tolist()
    return first


def _directory(leaves: list[_Leaf]) -> bytes:
    """Number of leaves; then the distances between their first pairs; then the leaves' sizes in units of 64 bytes."""
    deltas = np.diff(np.array([leaf.first_key for leaf in leaves], np.int64), prepend=0)
    sizes = np.array([(len(leaf.content) + 63) >> 6 for leaf in leaves], np.int64)
    return gzip_bytes(varints(np.concatenate([[len(leaves)], deltas, sizes]))[0].tobytes(), level=9)
