"""Packed twins of a site's text files, `x.gz` and `x.br`, for web servers that hand them out ready-made.

The same bytes in, the same bytes out, on every system: no time, no name, no system in the header. Files that do not
shrink get no twin.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Final

import brotli  # type: ignore[import-untyped]

SUFFIXES: Final = (".html", ".css", ".js", ".mjs", ".json", ".xml", ".txt", ".svg", ".csv", ".ndjson", ".yaml", ".map")
_SMALLEST: Final = 512
_WORTHWHILE: Final = 0.9
_GZIP_LEVEL: Final = 9
_BROTLI_QUALITY: Final = 9
_GZIP_HEADER: Final = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"


def is_packable(path: str, size: int) -> bool:
    """Whether a file of this name and size gets packed twins."""
    return path.endswith(SUFFIXES) and size >= _SMALLEST


def compressed(path: str, data: bytes) -> dict[str, bytes]:
    """The packed twins of one file, by path; none where packing saves less than a tenth."""
    window = max(16, min(22, len(data).bit_length()))  # a larger one only costs time
    twins = {f"{path}.gz": _gzip(data), f"{path}.br": brotli.compress(data, quality=_BROTLI_QUALITY, lgwin=window)}
    return {name: packed for name, packed in twins.items() if len(packed) <= len(data) * _WORTHWHILE}


def with_twins(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, and beside each packable one its twins."""
    twins: dict[str, bytes] = {}
    for path, data in files.items():
        if is_packable(path, len(data)):
            twins.update(compressed(path, data))
    return {**files, **twins}


def is_twin(path: str) -> bool:
    """Whether a file of this name is the packed twin of another."""
    return path.endswith((".gz", ".br"))


def _gzip(data: bytes) -> bytes:
    deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(data) + deflate.flush()
    return _GZIP_HEADER + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
