"""Publishing: segments go in, the files of the index come out, the same whatever the number and order of the segments.

The index of a site is made of volumes, each the index of some notices alone; `search/index.json` names them. All files of a volume lie in a
folder named by a digest of their content, so that a reader never mixes two indexes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from generator.search.catalog import catalog_bytes, identifiers_bytes
from generator.search.folding import characters, table_bytes
from generator.search.leaves import BLOCK_ENTRIES, leaf_files
from generator.search.packing import gzip_bytes, varints
from generator.search.postings import Corpus
from generator.search.segments import Piece, Segment
from generator.search.texts import UNITS, text_files

FORMAT = 3
_THREADS = 2


@dataclass(frozen=True, kw_only=True)
class Volume:
    """The index of some notices.

    `files`: path below the site's root → content, all below `search/<digest>/`. `facts`: a JSON document of a few
    kilobytes, what `search_head` needs to know of the volume.
    """

    files: Mapping[str, bytes]
    facts: bytes


def make_volume(segments: Sequence[Segment]) -> Volume:
    """Make the index of all notices of the segments, newest first; the same whatever the number and order of the segments."""
    pieces = _in_order(segments)
    records = [piece.record for piece in pieces]
    corpus = _corpus(pieces)
    files = dict(sorted(_files(pieces, corpus)))
    digest = _digest(files)
    facts = {
        "digest": digest,
        "notices": len(records),
        "units": corpus.units,
        "newest": records[0]["day"] if records else 0,
        "oldest": records[-1]["day"] if records else 0,
        "characters": characters(corpus.folded),
    }
    return Volume(
        files={f"search/{digest}/{path}": content for path, content in files.items()},
        facts=_json(facts),
    )


def search_head(facts: Sequence[bytes]) -> dict[str, bytes]:
    """Make `search/index.json`, which names the volumes, that with the newest notice first, and the table for folding."""
    volumes = sorted((json.loads(each) for each in facts), key=lambda volume: str(volume["digest"]))
    volumes.sort(key=lambda volume: (int(volume["newest"]), int(volume["oldest"])), reverse=True)
    table = {"fold.bin": table_bytes(set().union(*(volume.pop("characters") for volume in volumes)))}
    folding = _digest(table)
    head = {
        "format": FORMAT,
        "folding": folding,
        "text_units": UNITS,
        "block_entries": BLOCK_ENTRIES,
        "volumes": volumes,
    }
    return {"search/index.json": _json(head) + b"\n", f"search/{folding}/fold.bin": table["fold.bin"]}


def merge(segments: Sequence[Segment]) -> dict[str, bytes]:
    """Make the files of a site of one volume: path below the site's root → content."""
    volume = make_volume(segments)
    return {**volume.files, **search_head([volume.facts])}


def _files(pieces: Sequence[Piece], corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    records = [piece.record for piece in pieces]
    with ThreadPoolExecutor(_THREADS) as threads:
        texts = text_files([piece.blocks for piece in pieces], threads)
        leaves, directory = leaf_files(corpus, threads)
    yield from leaves.items()
    yield from texts
    yield "start.bin", _start(records, directory)
    yield "catalog.bin", catalog_bytes(records)
    yield "ids.bin", identifiers_bytes(records)


def _start(records: Sequence[dict[str, Any]], directory: np.ndarray[Any, np.dtype[np.int64]]) -> bytes:
    """Number of notices; the number of units of each; how much older than the notice before each is; the directory of the leaves."""
    days = [99_991_231, *(record["day"] for record in records)]
    older = [before - day for before, day in zip(days, days[1:], strict=False)]
    units = [len(record["statuses"]) for record in records]
    return gzip_bytes(varints([len(records), *units, *older, *directory.tolist()])[0].tobytes())


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path, content in files.items():
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _json(value: Any) -> bytes:
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
