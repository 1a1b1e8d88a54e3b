"""Bits: many small numbers as one stream of bits, coded by Rice's method; whole arrays at a time.

A Rice code of parameter k is the number's upper bits as so many zeros and a one, then its k low bits, low bit first. A
number whose
upper part is 32 or more is 32 zeros, a one, and the number in 24 bits. Streams fill bytes from their lowest bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ESCAPE = 32
ESCAPE_BITS = 24
_STRETCH = 1 << 14  # codes written at a time: they stay in the processor's cache

Numbers = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Codes:
    """Codes of at most 63 bits: `bits` holds each code's bits, the first lowest; `lengths` says how many they are."""

    bits: NDArray[np.uint64]
    lengths: Numbers


def rice(values: NDArray[np.int32] | Numbers, parameters: Numbers | int) -> Codes:
    """Code each value by its parameter."""
    numbers = values.astype(np.uint64)
    low_bits = np.asarray(parameters).astype(np.uint64)
    upper = numbers >> low_bits
    bits = numbers - (upper << low_bits)
    bits <<= np.uint64(1)
    bits |= np.uint64(1)
    bits <<= upper
    lengths = upper + low_bits
    lengths += np.uint64(1)
    escaped = np.flatnonzero(upper >= ESCAPE)
    bits[escaped] = (numbers[escaped] << np.uint64(ESCAPE + 1)) | np.uint64(1 << ESCAPE)
    lengths[escaped] = ESCAPE + 1 + ESCAPE_BITS
    return Codes(bits=bits, lengths=lengths.view(np.int64))


def parameter(span: NDArray[np.int64] | int, count: NDArray[np.int64]) -> Numbers:
    """The best parameter for `count` ascending numbers below `span`: log2 of 0.69 times their mean distance, rounded down."""
    mean = (np.asarray(span, np.int64) * 177) // (256 * np.maximum(count, 1))
    return log2(mean)


def log2(values: Numbers) -> Numbers:
    """The logarithm of each, rounded down; 0 of 0."""
    exponent: Numbers = np.frexp(np.maximum(values, 1).astype(np.float64))[1].astype(np.int64)
    return exponent - 1


def pack(streams: Sequence[tuple[Codes, Numbers]]) -> tuple[NDArray[np.uint8], Numbers]:
    """Write groups of codes, each from a whole byte on; group i is group i of each stream, one behind the other.

    A stream: its codes, and the number of each group's first, with the end as one more. Returns the bytes and where each group's
    begin, with the end as one more.
    """
    ends = [np.append(0, np.cumsum(codes.lengths)) for codes, _ in streams]
    sizes = [np.diff(end[bounds]) for end, (_, bounds) in zip(ends, streams, strict=True)]
    at = np.append(0, np.cumsum((sum(sizes) + 7) >> 3))
    words = np.zeros((int(at[-1]) >> 3) + 2, np.uint64)
    begin = 8 * at[:-1]
    for (codes, bounds), end, size in zip(streams, ends, sizes, strict=True):
        _write(words, codes, end[:-1] + np.repeat(begin - end[bounds[:-1]], np.diff(bounds)))
        begin = begin + size
    return words.astype("<u8", copy=False).view(np.uint8)[: at[-1]], at


def _write(words: NDArray[np.uint64], codes: Codes, offset: Numbers) -> None:
    """Write each code from the given bit on."""
    for start in range(0, len(offset), _STRETCH):
        some = slice(start, start + _STRETCH)
        bits, at = codes.bits[some], offset[some]
        word, within = at >> 6, (at & 63).view(np.uint64)
        first = np.flatnonzero(changes(word))
        words[word[first]] |= np.bitwise_or.reduceat(bits << within, first)
        last = np.append(first[1:], len(at)) - 1
        spills = last[within[last] + codes.lengths[some][last].view(np.uint64) > 64]
        words[word[spills] + 1] |= bits[spills] >> (np.uint64(64) - within[spills])


def changes(values: NDArray[np.uint32] | NDArray[np.int32] | Numbers) -> NDArray[np.bool_]:
    """For each number, whether it differs from the one before; true of the first."""
    changed = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed
