"""Packed twins of a site's text files, `x.gz` and `x.br`, for web servers that hand them out ready-made.

The same bytes in, the same bytes out, on every system: no time, no name, no system in the header. Files that do not shrink get no twin.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import brotli  # type: ignore[import-untyped]

SUFFIXES: Final = (".html", ".css", ".js", ".mjs", ".json", ".xml", ".txt", ".svg", ".csv", ".ndjson", ".yaml", ".map")
_SMALLEST: Final = 512
_WORTHWHILE: Final = 0.9
_GZIP_LEVEL: Final = 9
_BROTLI_QUALITY: Final = 9
_GZIP_HEADER: Final = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
_SETTINGS: Final = f"gzip-{_GZIP_LEVEL} brotli-{_BROTLI_QUALITY} {brotli.__version__} {zlib.ZLIB_RUNTIME_VERSION}"


def is_packable(path: str, size: int) -> bool:
    """Whether a file of this name and size gets packed twins."""
    return path.endswith(SUFFIXES) and size >= _SMALLEST


def compressed(path: str, data: bytes) -> dict[str, bytes]:
    """The packed twins of one file, by path; none where packing saves less than a tenth."""
    twins = {f"{path}.gz": _gzip(data), f"{path}.br": brotli.compress(data, quality=_BROTLI_QUALITY)}
    return {name: packed for name, packed in twins.items() if len(packed) <= len(data) * _WORTHWHILE}


def compress_folder(folder: Path, *, cache: Path | None = None, jobs: int = 2) -> int:
    """Give every packable file below a folder its twins; return how many files were written.

    `cache` keeps twins by content from build to build; those that this run did not need are removed from it.
    """
    packable = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and is_packable(path.relative_to(folder).as_posix(), path.stat().st_size)
    ]
    with ThreadPoolExecutor(jobs) as pool:
        made = list(pool.map(lambda path: _pack(path, cache), packable))
    if cache and cache.is_dir():
        _prune(cache, {key for key, _ in made})
    return sum(count for _, count in made)


def _pack(path: Path, cache: Path | None) -> tuple[str, int]:
    """Write the twins of one file; return its key in the cache and their number."""
    data = path.read_bytes()
    key = hashlib.sha256(_SETTINGS.encode() + b"\0" + data).hexdigest()
    kept = cache / key if cache else None
    if kept and (kept / "done").is_file():
        twins = {f"{path.name}{one.suffix}": one.read_bytes() for one in kept.glob("twin.*")}
    else:
        twins = compressed(path.name, data)
        if kept:
            _keep(kept, twins.items())
    for name, packed in twins.items():
        path.with_name(name).write_bytes(packed)
    return key, len(twins)


def _keep(kept: Path, twins: Iterable[tuple[str, bytes]]) -> None:
    """Store twins; `done` comes last, so that what was cut short is made anew."""
    kept.mkdir(parents=True, exist_ok=True)
    for name, packed in twins:
        (kept / f"twin{Path(name).suffix}").write_bytes(packed)
    (kept / "done").write_bytes(b"")


def _prune(cache: Path, needed: set[str]) -> None:
    for folder in cache.iterdir():
        if folder.name not in needed and folder.is_dir():
            for file in folder.iterdir():
                file.unlink()
            folder.rmdir()


def _gzip(data: bytes) -> bytes:
    deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(data) + deflate.flush()
    return _GZIP_HEADER + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
