"""Every text that a finished file carries, whatever it is packed in: bytes go in, texts come out.

Knows JSON, gzip, SQLite and the search's own text files; pages are read by `page`. A file that cannot be unpacked is
read as it stands.
"""

from __future__ import annotations

import functools
import gzip
import json
import re
import sqlite3
import struct
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from typing import Any, Final

from generator.sitelint.page import APART, page_texts, parse_page

PAGE: Final = (".html", ".htm")
TWIN: Final = ".gz"
_GZIP: Final = b"\x1f\x8b"
_SQLITE: Final = b"SQLite format 3\0"
_MOST: Final = 1 << 28
_PICTURE_IN_STYLE: Final = re.compile(r"""url\((["']?)data:.*?\1\)""")
"""A picture, whose outline is a long row of numbers; the pictures in files of their own are not read either."""


def file_texts(site: Path, path: str) -> Iterator[str]:
    """The texts of a file that is no page and no attachment.

    A packed twin (`x.gz`) of a file with the same bytes says nothing new.
    """
    file = site / path
    data = file.read_bytes()
    if data.startswith(_SQLITE):
        yield from _database_texts(file)
        return
    data = _unpacked(data)
    if path.endswith(TWIN):
        path = path.removesuffix(TWIN)
        if (twin := site / path).is_file() and twin.read_bytes() == data:
            return
    yield from texts(path, data, _phrases(site, path))


def texts(path: str, data: bytes, phrases: Sequence[bytes] = ()) -> Iterator[str]:
    """The texts of unpacked bytes."""
    data = next((found for each in phrases if (found := _after(each, data)) is not None), data)
    if path.endswith(PAGE) and (root := parse_page(data)) is not None:
        yield from page_texts(root)
        return
    text = _decoded(data)
    yield _PICTURE_IN_STYLE.sub("url()", text) if path.endswith(".css") else text
    if "&" in text and "<" in text:
        yield unescape(text)
    if text.lstrip()[:1] in ("{", "["):
        yield from _json_texts(text)


def _unpacked(data: bytes) -> bytes:
    """The bytes within gzip; others as they are."""
    if not data.startswith(_GZIP):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return data


def _json_texts(text: str) -> Iterator[str]:
    """Keys and strings of JSON, of each line if it is a document of its own (ndjson)."""
    for document in (text, *(text.splitlines() if "\n" in text.strip() else ())):
        try:
            value = json.loads(document)
        except (ValueError, RecursionError):
            continue
        yield APART.join(_strings(value))
        if document is text:
            return


def _strings(document: Any) -> Iterator[str]:
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _database_texts(file: Path) -> Iterator[str]:
    """Every text value of every table."""
    with sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            quoted = '"' + table.replace('"', '""') + '"'
            rows = connection.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - the name comes from the file itself, quoted
            yield APART.join(value for row in rows for value in row if isinstance(value, str))
    connection.close()


def _phrases(site: Path, path: str) -> tuple[bytes, ...]:
    """What a text file of the search may lean on, one of which it does (docs/search-format.md); nothing for other files."""
    return _phrases_in(site / "search") if path.startswith("search/") and "/texts/" in path else ()


@functools.lru_cache(maxsize=1)  # asked once a file, of one site after another
def _phrases_in(search: Path) -> tuple[bytes, ...]:
    return tuple({_unpacked(file.read_bytes()): None for file in sorted(search.glob("*/phrases.bin"))})


def _after(phrases: bytes, data: bytes) -> bytes | None:
    """Inflate a stream that begins with the phrases; None if its check sum says that it does not."""
    try:
        text = zlib.decompressobj(-zlib.MAX_WBITS, zdict=phrases).decompress(data, _MOST)
    except zlib.error:
        return None
    return text if data.endswith(struct.pack("<I", zlib.crc32(text))) else None


def _decoded(data: bytes) -> str:
    """UTF-8 if it is; UTF-16 if it says so; else GB 18030, as the search and old Chinese text files have it."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")
