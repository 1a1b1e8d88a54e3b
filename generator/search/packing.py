"""Packing: numbers as varints and bytes as gzip, the same bytes on every machine."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
LEVEL = 6


def varints(values: ArrayLike) -> tuple[Bytes, Offsets]:
    """Encode numbers below 2**35, low seven bits first, top bit set on all bytes but a number's last.

    Returns the bytes and, for each number, where it begins; one more entry says where the last ends.
    """
    numbers = np.asarray(values).astype(np.uint64)
    lengths = np.ones(len(numbers), np.int64)
    for bits in (7, 14, 21, 28):
        lengths += numbers >= 1 << bits
    offsets = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    out = np.zeros(int(offsets[-1]), np.uint8)
    for index in range(int(lengths.max(initial=0))):
        chosen = lengths > index
        part = (numbers[chosen] >> np.uint64(7 * index)).astype(np.uint8) & 0x7F
        part |= np.where(lengths[chosen] > index + 1, 0x80, 0).astype(np.uint8)
        out[offsets[:-1][chosen] + index] = part
    return out, offsets


def gzip_bytes(data: bytes, *, level: int = LEVEL) -> bytes:
    """Compress as gzip without name, time or system, so that equal data gives equal bytes."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
    return GZIP_HEADER + deflate.compress(data) + deflate.flush() + _trailer(zlib.crc32(data), len(data))


def stored(data: bytes) -> bytes:
    """Wrap bytes that cannot be compressed as gzip, for its check sum."""
    blocks = [data[start : start + 0xFFFF] for start in range(0, len(data), 0xFFFF)] or [b""]
    parts = [
        struct.pack("<BHH", index == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
        for index, block in enumerate(blocks)
    ]
    return GZIP_HEADER + b"".join(parts) + _trailer(zlib.crc32(data), len(data))


def after(phrases: bytes, data: bytes) -> bytes:
    """Compress data as the rest of a gzip stream that begins with `opening(phrases)`, so that it may refer to the phrases."""
    deflate = _primed(phrases).copy()
    body = deflate.compress(data) + deflate.flush()
    return body + _trailer(zlib.crc32(data, _sum(phrases)), len(phrases) + len(data))


@lru_cache(maxsize=1)
def _primed(phrases: bytes) -> zlib._Compress:
    return zlib.compressobj(LEVEL, zlib.DEFLATED, -15, zdict=phrases)


@lru_cache(maxsize=1)
def _sum(phrases: bytes) -> int:
    return zlib.crc32(phrases)


def opening(phrases: bytes) -> bytes:
    """Begin a gzip stream with phrases, fewer than 65,536 bytes, as one stored block."""
    return GZIP_HEADER + b"\0" + struct.pack("<HH", len(phrases), len(phrases) ^ 0xFFFF) + phrases


def _trailer(check: int, length: int) -> bytes:
    return struct.pack("<II", check, length & 0xFFFFFFFF)
