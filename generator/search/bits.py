"""Bits: many small numbers as one stream of bits, coded by Rice's method; whole arrays at a time.

A Rice code of parameter k is the number's upper bits as so many zeros and a one, then its k low bits, low bit first. A
number whose
upper part is 32 or more is 32 zeros, a one, and the number in 24 bits. Streams fill bytes from their lowest bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ESCAPE = 32
ESCAPE_BITS = 24

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
    exponent: Numbers = np.frexp(np.maximum(mean, 1).astype(np.float64))[1].astype(np.int64)
    return exponent - 1


def pack(codes: Codes, group_first: Numbers) -> tuple[NDArray[np.uint8], Numbers]:
    """Write the codes one after another; each group, given by the number of its first code, begins at a whole byte.

    Returns the bytes and where each group's begin, with the end as one more entry.
    """
    ends = np.cumsum(codes.lengths)
    starts = ends - codes.lengths
    group_first = np.asarray(group_first, np.int64)
    group_bits = np.diff(np.append(starts, ends[-1:])[np.append(group_first, len(starts))]) if len(starts) else starts
    group_at = np.zeros(len(group_first) + 1, np.int64)
    np.cumsum((group_bits + 7) >> 3, out=group_at[1:])
    shift = 8 * group_at[:-1] - starts[group_first]
    offset = starts + np.repeat(shift, np.diff(np.append(group_first, len(starts))))
    return _words(codes, offset, int(group_at[-1])), group_at


def _words(codes: Codes, offset: Numbers, size: int) -> NDArray[np.uint8]:
    words = np.zeros((size >> 3) + 2, np.uint64)
    if len(offset):
        word, within = offset >> 6, (offset & 63).astype(np.uint64)
        first = np.flatnonzero(np.diff(word, prepend=-1))
        words[word[first]] = np.bitwise_or.reduceat(codes.bits << within, first)
        spills = np.flatnonzero((offset & 63) + codes.lengths > 64)
        words[word[spills] + 1] |= codes.bits[spills] >> (np.uint64(64) - within[spills])
    return words.astype("<u8").view(np.uint8)[:size]
