"""Leaves: the lists of neighbouring pairs packed into files of a few kilobytes, and the directory that says which leaf holds a pair.

The corpus goes in, files come out, named by their number. A list longer than a leaf is a leaf of its own. The
positions of a leaf's
entries stand in files beside it, a fixed number of entries a file, so that a search reads only those that matter.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from generator.search.bits import Numbers
from generator.search.kinship import (
    RARE,
    Neighbours,
    Roots,
    find_neighbours,
    find_roots,
    joined,
)
from generator.search.lists import (
    Entries,
    character_entries,
    pack_lists,
    pack_positions,
    pair_entries,
)
from generator.search.packing import checked, varints
from generator.search.postings import Corpus, Places, Postings, divide, find_postings

LEAF_BYTES = 3_600  # of lists, and of positions that stand with them
BLOCK_ENTRIES = 8_192  # entries whose positions share a file
_WITHIN = 1_600  # entries of a leaf that has its positions within
_POSITION_BYTES = 1.25  # of an entry, about
_OWN, _ALIAS, _BARE = range(3)  # kinds of lists; _BARE has no positions


@dataclass(frozen=True, kw_only=True)
class _Leaf:
    """A file of lists with its files of positions; `first_key` is its first pair."""

    first_key: int
    content: bytes
    positions: list[bytes]


@dataclass(frozen=True, kw_only=True)
class _Table:
    """Lists ascending by key, of pairs and of single characters; aliases have no bytes of their own."""

    keys: NDArray[np.uint32]
    entries: Numbers
    head: list[bytes]
    data: list[bytes]
    kind: Numbers


def leaf_files(corpus: Corpus, threads: Executor) -> tuple[dict[str, bytes], Numbers]:
    """Make all leaves and files of positions: path → content. Then the directory of the leaves.

    The directory: number of leaves; the distances between their first pairs; their sizes in units of 64 bytes.
    """
    leaves = _leaves(corpus, threads) if corpus.units else []
    files: dict[str, bytes] = {}
    for number, leaf in enumerate(leaves):
        files[f"lists/{number >> 8}/{number & 255}.bin"] = leaf.content
        for block, content in enumerate(leaf.positions):
            files[f"positions/{number >> 8}/{number & 255}-{block}.bin"] = content
    deltas = np.diff(np.array([leaf.first_key for leaf in leaves], np.int64), prepend=0)
    sizes = np.array([(len(leaf.content) + 63) >> 6 for leaf in leaves], np.int64)
    return files, np.concatenate([np.array([len(leaves)], np.int64), deltas, sizes])


def _leaves(corpus: Corpus, threads: Executor) -> list[_Leaf]:
    """Find all pairs and their kinship, then pack them, a part at a time."""

    def look(at: Places) -> tuple[Postings, Neighbours]:
        postings = find_postings(corpus, at)
        return postings, find_neighbours(postings, corpus.folded)

    found = list(threads.map(look, divide(corpus.folded)))
    roots = find_roots(joined([neighbours for _, neighbours in found]))
    ends = np.cumsum([0, *(len(postings.keys) for postings, _ in found)]).tolist()
    packing = [
        threads.submit(_pack, postings, roots.part(start, end), corpus)
        for (postings, _), start, end in zip(found, ends[:-1], ends[1:], strict=True)
    ]
    found.clear()  # so that the memory of each is free when it is packed
    return [leaf for packed in packing for leaf in packed.result()]


def _pack(postings: Postings, roots: Roots, corpus: Corpus) -> list[_Leaf]:
    kind = np.where(roots.alias, _ALIAS, np.where(postings.entry_counts <= RARE, _BARE, _OWN))
    table = _table(pair_entries(postings), roots, kind, corpus.units)
    edges = _edges(table)
    positioned = np.append(0, np.cumsum(np.where(table.kind == _OWN, table.entries, 0)))[edges]
    first, files = _blocks(positioned)
    blocks = _slices(*pack_positions(postings, corpus.starts, kind == _OWN, first))
    entries = np.diff(positioned)
    within = (entries > 0) & (entries <= _WITHIN)
    heads = _slices(*varints(2 * np.diff(edges) + within))
    return [
        _leaf(table, slice(*lists), head, blocks[slice(*of)], within=inside)
        for lists, of, head, inside in zip(
            pairwise(edges.tolist()), pairwise(files.tolist()), heads, within.tolist(), strict=True
        )
    ]


def _leaf(table: _Table, lists: slice, head: bytes, positions: list[bytes], *, within: bool) -> _Leaf:
    content = b"".join((head, *table.head[lists], *table.data[lists], *(positions if within else ())))
    return _Leaf(
        first_key=int(table.keys[lists.start]),
        content=checked(content),
        positions=[] if within else list(map(checked, positions)),
    )


def _table(pairs: Entries, roots: Roots, kind: Numbers, units: int) -> _Table:
    characters = character_entries(pairs, units)
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
        entries=columns[:, 1],
        head=_heads(keys[order], columns, chains[order]),
        data=bodies,
        kind=kinds,
    )


def _slices(data: NDArray[np.uint8], at: Numbers) -> list[bytes]:
    whole, edges = data.tobytes(), at.tolist()
    return [whole[start:end] for start, end in zip(edges[:-1], edges[1:], strict=True)]


def _heads(keys: NDArray[np.uint32], columns: Numbers, chains: Numbers) -> list[bytes]:
    """Write each list's head as varints.

    Distance from the key before (of a leaf's first list: without meaning); entries × 4 + kind; of an alias the root and its distance, of
    others entries in findings and bytes; what always follows and precedes, unless bare.
    """
    kind = columns[:, 0]
    half = chains.shape[1] // 2
    lengths = (chains[:, :half] > 0).sum(axis=1) * 16 + (chains[:, half:] > 0).sum(axis=1)
    values = np.column_stack(
        [np.diff(keys.astype(np.int64), prepend=0), columns[:, 1] * 4 + kind, columns[:, 2:], lengths, chains]
    )
    present = np.ones(values.shape, bool)
    present[:, 2:4] = (kind == _ALIAS)[:, np.newaxis]
    present[:, 4:6] = (kind != _ALIAS)[:, np.newaxis]
    present[:, 6] = kind != _BARE
    present[:, 7:] = (kind != _BARE)[:, np.newaxis] & (chains > 0)
    data, at = varints(values[present])
    return _slices(data, at[np.append(0, np.cumsum(present.sum(axis=1)))])


def _edges(table: _Table) -> Numbers:
    """Group lists into leaves, as many neighbours as fit, positions counted if there are few: the number of each first, and the end."""
    edges = [0]
    positions = np.where((table.kind == _OWN) & (table.entries <= _WITHIN), table.entries * _POSITION_BYTES, 0)
    size = 0.0
    for index, (head, data, beside) in enumerate(zip(table.head, table.data, positions.tolist(), strict=True)):
        length = len(head) + len(data) + beside
        if size and size + length > LEAF_BYTES:
            edges.append(index)
            size = 0.0
        size += length
    return np.array([*edges, len(table.head)], np.int64)


def _blocks(positioned: Numbers) -> tuple[Numbers, Numbers]:
    """Cut the entries that have positions, of leaves given by the number of the first and the end, into files of positions.

    Returns the number of each file's first entry, and the number of each leaf's first file, with the end as one more.
    """
    counts = -(-np.diff(positioned) // BLOCK_ENTRIES)
    files = np.append(0, np.cumsum(counts))
    number = np.arange(files[-1]) - np.repeat(files[:-1], counts)
    return np.repeat(positioned[:-1], counts) + BLOCK_ENTRIES * number, files
