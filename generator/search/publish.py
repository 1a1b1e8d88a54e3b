"""Publishing: segments go in, the files of the index come out, the same whatever the number and order of the segments.

All files but `search/index.json` lie in a folder named by a digest of their content, so that a reader never mixes two
indexes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.search.catalog import catalog_bytes, counts_bytes, identifiers_bytes
from generator.search.folding import table_bytes
from generator.search.leaves import BLOCK_ENTRIES, leaf_files
from generator.search.postings import Corpus
from generator.search.segments import Segment
from generator.search.texts import UNITS, text_files

FORMAT = 2


def merge(segments: Sequence[Segment]) -> dict[str, bytes]:
    """Make the published files of all segments: path below the site's root → content. Notices are ordered newest first."""
    records, corpus = _in_order(segments)
    files = dict(sorted(_files(records, corpus)))
    generation = _digest(files)
    entry = {
        "format": FORMAT,
        "generation": generation,
        "notices": len(records),
        "units": len(corpus.starts) - 1,
        "text_units": UNITS,
        "block_entries": BLOCK_ENTRIES,
    }
    published = {f"search/{generation}/{path}": content for path, content in files.items()}
    published["search/index.json"] = (json.dumps(entry) + "\n").encode()
    return published


def _files(records: Sequence[dict[str, Any]], corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    yield "catalog.bin", catalog_bytes(records)
    yield "units.bin", counts_bytes(records)
    yield "ids.bin", identifiers_bytes(records)
    yield "fold.bin", table_bytes(corpus.folded)
    yield from leaf_files(corpus)
    yield from text_files(records)


def _digest(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path, content in files.items():
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _in_order(segments: Sequence[Segment]) -> tuple[list[dict[str, Any]], Corpus]:
    """Put all notices in the order of the index: newest first, undated last, then by id."""
    pieces = [piece for segment in segments for piece in _pieces(segment)]
    pieces.sort(key=lambda piece: piece[0]["id"])
    pieces.sort(key=lambda piece: (str(piece[0]["year"] or ""), piece[0]["published"] or ""), reverse=True)
    folded = np.concatenate([folded for _, folded, _ in pieces] or [np.zeros(0, np.uint16)])
    ends = np.flatnonzero(folded == 0).astype(np.int64) + 1
    corpus = Corpus(
        folded=folded,
        starts=np.append(np.int64(0), ends),
        findings=np.concatenate([findings for _, _, findings in pieces] or [np.zeros((0, 2), np.int32)]),
    )
    return [record for record, _, _ in pieces], corpus


def _pieces(segment: Segment) -> Iterator[tuple[dict[str, Any], NDArray[np.uint16], NDArray[np.int32]]]:
    """Cut a segment into its notices."""
    starts = np.append(np.int64(0), np.flatnonzero(segment.folded == 0).astype(np.int64) + 1)
    unit = 0
    for record in segment.records:
        end = unit + len(record["units"])
        yield record, segment.folded[starts[unit] : starts[end]], segment.findings[unit:end]
        unit = end
