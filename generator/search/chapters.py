"""Chapters: the index of some notices, which knows nothing of others. Segments and phrases go in, a chapter comes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from generator.search.folding import characters
from generator.search.postings import Corpus
from generator.search.segments import Piece, Segment
from generator.search.tables import make_table
from generator.search.texts import frequent_phrases, sample, text_files

_THREADS = 2


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """The index of some notices.

    `texts`: path below the site's root → content, all below `search/<digest>/`. `facts`: JSON, what a volume says of the notices;
    `table`: what it says of their pairs, see `Table`.
    """

    texts: Mapping[str, bytes]
    facts: bytes
    table: bytes


def phrases_of(segments: Iterable[Segment], chosen: Iterable[str] | None = None) -> bytes:
    """The phrases that texts may refer to, counted in the notices of the given ids; without ids in a sample of all notices."""
    pieces = {piece.record["id"]: piece for segment in segments for piece in segment.pieces()}
    wanted = sample(pieces) if chosen is None else chosen
    return frequent_phrases(block for each in wanted if each in pieces for block in pieces[each].blocks)


def make_chapter(segments: Sequence[Segment], phrases: bytes) -> Chapter:
    """Make the index of all notices of the segments; the same whatever the number and order of the segments."""
    pieces = _in_order(segments)
    corpus = _corpus(pieces)
    with ThreadPoolExecutor(_THREADS) as threads:
        texts = text_files([piece.blocks for piece in pieces], phrases, threads)
        table = make_table(corpus, threads)
        files = dict(texts)
    digest = digest_of(sums_of({"phrases": phrases, **files}))
    records = [{name: value for name, value in piece.record.items() if name != "blocks"} for piece in pieces]
    facts = {"digest": digest, "records": records, "characters": characters(corpus.folded)}
    return Chapter(
        texts={f"search/{digest}/{path}": content for path, content in files.items()},
        facts=json_bytes(facts),
        table=table.to_bytes(),
    )


def digest_of(sums: Iterable[tuple[str, str]]) -> str:
    """The name of a folder of files, told by their paths and SHA-256 sums."""
    return hashlib.sha256("".join(f"{each}  {path}\n" for path, each in sums).encode()).hexdigest()[:16]


def sums_of(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The paths and SHA-256 sums of files."""
    return ((path, hashlib.sha256(content).hexdigest()) for path, content in files.items())


def json_bytes(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _in_order(segments: Sequence[Segment]) -> list[Piece]:
    """All notices in the order of the index: newest first, undated last, then by id."""
    pieces = [piece for segment in segments for piece in segment.pieces()]
    return sorted(pieces, key=lambda piece: (-piece.record["day"], piece.record["id"]))


def _corpus(pieces: Sequence[Piece]) -> Corpus:
    folded = np.concatenate([piece.folded for piece in pieces] or [np.zeros(0, np.uint16)])
    return Corpus(
        folded=folded,
        starts=np.append(np.int64(0), np.flatnonzero(folded == 0) + 1),
        findings=np.concatenate([piece.findings for piece in pieces] or [np.zeros((0, 2), np.int32)]),
    )
