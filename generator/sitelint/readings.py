"""Every text that a finished file carries, whatever it is packed in: bytes go in, texts come out.

Knows HTML, JSON, gzip, Brotli, SQLite and the search's own text files. A file that cannot be unpacked is read as it
stands.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, Final

import brotli  # type: ignore[import-untyped]
import lxml.etree
import lxml.html

_GZIP: Final = b"\x1f\x8b"
_SQLITE: Final = b"SQLite format 3\0"
_STORED_BLOCK: Final = 15  # gzip header and block header before the phrases
_MOST: Final = 1 << 28


def readings(files: dict[str, Path]) -> Iterator[tuple[str, str]]:
    """Each file's path with each text in it.

    A packed twin (`x.gz`, `x.br`) of a file with the same bytes is not read twice.
    """
    for path, file in files.items():
        data = file.read_bytes()
        if path.endswith((".gz", ".br")) and (twin := files.get(path[:-3])):
            data = unpacked(path, data)
            if data == twin.read_bytes():
                continue
        if data.startswith(_SQLITE):
            yield from ((path, text) for text in _database_texts(file))
        else:
            yield from ((path, text) for text in texts(path, data, _phrases(path, files)))


def texts(path: str, data: bytes, phrases: bytes | None = None) -> Iterator[str]:
    """The texts of one file's bytes."""
    data = unpacked(path, data)
    if phrases is not None:
        data = _after(phrases, data)
    text = _decoded(path, data)
    if path.endswith((".html", ".htm")):
        yield from html_texts(text)
        return
    yield text
    if "&" in text and "<" in text:
        yield unescape(text)
    if text.lstrip()[:1] in ("{", "["):
        yield from _json_texts(text)


def unpacked(path: str, data: bytes) -> bytes:
    """The bytes within gzip or Brotli; others as they are."""
    try:
        if data.startswith(_GZIP):
            return gzip.decompress(data)
        if path.endswith(".br"):
            return bytes(brotli.decompress(data))
    except (OSError, EOFError, zlib.error, brotli.error):
        return data
    return data


def html_texts(text: str) -> tuple[str, str]:
    """A page's text without tags, and what else it says: attributes' values and comments."""
    if not text.strip():
        return "", ""
    root = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    said = [str(value) for element in root.iter() if isinstance(element.tag, str) for value in element.attrib.values()]
    said += [str(comment.text or "") for comment in root.iter(lxml.etree.Comment)]
    return "".join(map(str, root.itertext())), "\n".join(said)


def _json_texts(text: str) -> Iterator[str]:
    """Keys and strings of JSON, of each line if it is a document of its own (ndjson)."""
    for document in (text, *(text.splitlines() if "\n" in text.strip() else ())):
        try:
            value = json.loads(document)
        except (ValueError, RecursionError):
            continue
        yield "\n".join(_strings(value))
        if document is text:
            return


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _database_texts(file: Path) -> Iterator[str]:
    """Every text value of every table."""
    with sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            quoted = '"' + table.replace('"', '""') + '"'
            rows = connection.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - the name comes from the file itself, quoted
            yield "\n".join(value for row in rows for value in row if isinstance(value, str))
    connection.close()


def _phrases(path: str, files: dict[str, Path]) -> bytes | None:
    """What a text file of the search leans on (docs/search-format.md); None for other files."""
    generation, found, _ = path.partition("/texts/")
    file = files.get(f"{generation}/phrases.bin") if found else None
    return unpacked("", file.read_bytes())[_STORED_BLOCK:] if file else None


def _after(phrases: bytes, data: bytes) -> bytes:
    """Inflate the rest of a stream that begins with the phrases."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS, zdict=phrases).decompress(data, _MOST)
    except zlib.error:
        return data


def _decoded(path: str, data: bytes) -> str:
    """UTF-8 if it is; UTF-16 where the search writes it; else whatever is left of it."""
    if path.endswith(".bin") and len(data) % 2 == 0 and (data[:2] in (b"[\0", b"{\0") or path.endswith("phrases.bin")):
        return data.decode("utf-16-le", "replace")
    return data.decode("utf-8", "replace")
