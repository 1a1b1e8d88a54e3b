"""Packing: numbers as varints, bytes as gzip or with a check sum, the same bytes on every machine."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]

_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LEVEL = 5  # 6 takes a fifth longer and saves four bytes of a thousand


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


def gzip_bytes(data: bytes) -> bytes:
    """Compress as gzip without name, time or system, so that equal data gives equal bytes."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(data) + deflate.flush()
    return _GZIP_HEADER + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def checked(data: bytes) -> bytes:
    """Bytes that cannot be compressed, and their check sum."""
    return data + struct.pack("<I", zlib.crc32(data))


def after(phrases: bytes, data: bytes | memoryview) -> bytes:
    """Deflate data that may refer to the phrases as if they stood before it; then its check sum."""
    deflate = _primed(phrases).copy()
    return deflate.compress(data) + deflate.flush() + struct.pack("<I", zlib.crc32(data))


@lru_cache(maxsize=1)
def _primed(phrases: bytes) -> zlib._Compress:
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, -15, zdict=phrases)
