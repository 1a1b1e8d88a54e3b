"""Texts: what results show, in small files that are compressed with the site's most frequent phrases in view.

Records of notices go in, files come out: `phrases.bin` (the phrases, fetched once), and a file for every few units of
a notice. A
text file is the rest of a gzip stream whose beginning the reader makes from the phrases.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from generator.search.packing import after, gzip_bytes, opening

UNITS = 6  # units a file
_PHRASES_SIZE = 12_000  # characters; with two bytes each well inside the 32,768 bytes that deflate looks back
_SAMPLE = 4_000  # units whose phrases are counted
_CLAUSE = re.compile(r"[^，,。；;：:、\n]{3,40}[，,。；;：:、]?")


def text_files(records: Sequence[dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of the phrases and of all text files."""
    phrases = frequent_phrases(records).encode("utf-16-le", "surrogatepass")
    yield "phrases.bin", gzip_bytes(opening(phrases), level=9)
    with ThreadPoolExecutor(4) as pool:
        for files in pool.map(lambda ordinal: _notice_files(ordinal, records[ordinal], phrases), range(len(records))):
            yield from files


def frequent_phrases(records: Sequence[dict[str, Any]]) -> str:
    """Join the clauses that save most, the best last, where references to them are shortest."""
    texts = [unit[4] for record in records for unit in record["units"]]
    step = max(1, len(texts) // _SAMPLE)
    counts = Counter(clause for text in texts[::step] for clause in _CLAUSE.findall(text))
    saving = sorted(((count * len(clause), clause) for clause, count in counts.items() if count > 1), reverse=True)
    chosen: list[str] = []
    size = 0
    for _, clause in saving:
        if size + len(clause) > _PHRASES_SIZE:
            break
        chosen.append(clause)
        size += len(clause)
    return "".join(reversed(chosen))


def _notice_files(ordinal: int, record: dict[str, Any], phrases: bytes) -> list[tuple[str, bytes]]:
    """A notice's units as JSON: [id, title, issuer, published, region], then a list a unit: anchor, kind, finding, status, text."""
    head = [record["id"], record["title"], record["issuer"], record["published"], record["region_name"]]
    units = record["units"]
    return [
        (text_path(ordinal, start // UNITS), after(phrases, _encode([head, *units[start : start + UNITS]])))
        for start in range(0, len(units), UNITS)
    ]


def text_path(ordinal: int, block: int) -> str:
    """Name the file of some units of the notice that stands at `ordinal` in the index."""
    return f"texts/{ordinal >> 8}/{ordinal & 255}-{block}.bin"


def _encode(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le", "surrogatepass")
