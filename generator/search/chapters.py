"""Chapters: the index of some notices, which knows nothing of others. Segments and phrases go in, a chapter comes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from generator.search.choice import sample
from generator.search.edits import struck_pairs
from generator.search.folding import characters
from generator.search.phrases import frequent_phrases
from generator.search.postings import Corpus
from generator.search.segments import Piece, Segment
from generator.search.tables import Struck, Table, make_table
from generator.search.texts import ENCODING, text_files

_THREADS = 2


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """The index of some notices.

    `texts`: path below the site's root → content, all below `search/<digest>/`. `taken`: the other files there, and for each the path
    of the same file below the folder of the chapter before. `facts`: JSON, what a volume says of the notices; `table`: what it says of
    their pairs, see `Table`.
    """

    texts: Mapping[str, bytes]
    taken: Mapping[str, str]
    facts: bytes
    table: bytes


@dataclass(frozen=True, kw_only=True)
class ChapterBefore:
    """A chapter made before, by the same program and with the same phrases, of which much may be taken.

    `gone`: those of its segments that are others now; `came`: which of the segments now it did not have; `table`: its table; `sums`:
    SHA-256 sums of its texts by their paths below its folder.
    """

    gone: Sequence[Segment]
    came: Collection[int]
    table: bytes | memoryview
    sums: Mapping[str, str]


def phrases_of(segments: Iterable[Segment], chosen: Iterable[str] | None = None) -> bytes:
    """The phrases that texts may refer to, counted in the notices of the given ids; without ids in a sample of all notices."""
    pieces = {piece.record["id"]: piece for segment in segments for piece in segment.pieces()}
    wanted = sample(pieces) if chosen is None else chosen
    blocks = (block for each in wanted if each in pieces for block in pieces[each].blocks)
    return frequent_phrases(str(block, ENCODING) for block in blocks).encode(ENCODING)


def make_chapter(segments: Sequence[Segment], phrases: bytes, before: ChapterBefore | None = None) -> Chapter:
    """Make the index of all notices of the segments; the same whatever their number and order, and whatever was made before."""
    found = [list(segment.pieces()) for segment in segments]
    pieces, old = _in_order(found), _pieces_before(found, before)
    corpus = _corpus(pieces)
    struck = _struck(old, pieces, before) if before else None
    with ThreadPoolExecutor(_THREADS) as threads:
        texts = text_files([piece.blocks for piece in pieces], phrases, threads, same=_same_texts(old, pieces))
        table = make_table(corpus, threads, struck)
        files = dict(texts)
    told = before.sums if before else {}
    sums = {path: told[content] if isinstance(content, str) else sum_of(content) for path, content in files.items()}
    digest = digest_of({"phrases": sum_of(phrases), **sums}.items())
    records = [{name: value for name, value in piece.record.items() if name != "blocks"} for piece in pieces]
    facts = {"digest": digest, "records": records, "characters": characters(table.keys >> np.uint32(16))}
    return Chapter(
        texts={f"search/{digest}/{path}": made for path, made in files.items() if isinstance(made, bytes)},
        taken={f"search/{digest}/{path}": same for path, same in files.items() if isinstance(same, str)},
        facts=json_bytes(facts),
        table=table.to_bytes(),
    )


def digest_of(sums: Iterable[tuple[str, str]]) -> str:
    """The name of a folder of files, told by their paths and SHA-256 sums."""
    return hashlib.sha256("".join(f"{each}  {path}\n" for path, each in sums).encode()).hexdigest()[:16]


def sums_of(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The paths and SHA-256 sums of files."""
    return ((path, sum_of(content)) for path, content in files.items())


def sum_of(content: bytes) -> str:
    """The SHA-256 sum of a file."""
    return hashlib.sha256(content).hexdigest()


def json_bytes(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _in_order(pieces: Iterable[Sequence[Piece]]) -> list[Piece]:
    """All notices in the order of the index: newest first, undated last, then by id."""
    return sorted(chain.from_iterable(pieces), key=lambda piece: (-piece.record["day"], piece.record["id"]))


def _pieces_before(found: Sequence[Sequence[Piece]], before: ChapterBefore | None) -> list[Piece]:
    """All notices of the chapter before in their order; those of segments that stayed are the same objects."""
    if before is None:
        return []
    stayed = [pieces for number, pieces in enumerate(found) if number not in before.came]
    return _in_order([*stayed, *(list(segment.pieces()) for segment in before.gone)])


def _same_texts(before: Sequence[Piece], now: Sequence[Piece]) -> dict[int, int]:
    """The places of notices whose texts are those of a notice before, and its place there."""
    places = {piece.record["id"]: place for place, piece in enumerate(before)}
    both = (
        (place, places[piece.record["id"]], piece) for place, piece in enumerate(now) if piece.record["id"] in places
    )
    return {place: old for place, old, piece in both if before[old] is piece or before[old].blocks == piece.blocks}


def _struck(before: Sequence[Piece], now: Sequence[Piece], chapter: ChapterBefore) -> Struck | None:
    pairs = struck_pairs(before, now)
    return None if pairs is None else Struck(table=Table.from_bytes(chapter.table), pairs=pairs)


def _corpus(pieces: Sequence[Piece]) -> Corpus:
    folded = np.concatenate([piece.folded for piece in pieces] or [np.zeros(0, np.uint16)])
    return Corpus(
        folded=folded,
        starts=np.append(np.int64(0), np.flatnonzero(folded == 0) + 1),
        findings=np.concatenate([piece.findings for piece in pieces] or [np.zeros((0, 2), np.int32)]),
    )
