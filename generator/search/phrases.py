"""Phrases: what all texts of a site are packed with in view, chosen so that they hold as much as they can of what comes again.

Texts go in, one text of a few thousand characters comes out. A clause is worth taking for the strings of four characters in it that are
frequent in the texts, and that no clause taken before it has.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_SIZE = 11_000  # characters; with two bytes each well inside the 32,768 bytes that deflate looks back
_CLAUSE = re.compile(r"[^，,。；;：:、\n\"\\\[\]]{3,40}[，,。；;：:、]?")
_GRAM = 4  # characters: eight bytes, and so one number
_BITS = 20  # of the numbers that strings are counted by
_SCATTER = 0x9E3779B97F4A7C15  # 2**64 by the golden ratio: its multiples lie far from each other (Knuth, volume 3, 6.4)


def frequent_phrases(texts: Iterable[str]) -> str:
    """Join those clauses that come more than once and save most, the best last, where references to them are shortest."""
    texts = list(texts)
    counts = Counter(clause for text in texts for clause in _CLAUSE.findall(text))
    clauses = sorted(clause for clause, count in counts.items() if count > 1)
    ends = np.cumsum([0, *(len(clause.encode("utf-16-le")) // 2 for clause in clauses)]).tolist()
    together = _buckets("".join(clauses))
    held = [together[start : max(start, end - _GRAM + 1)] for start, end in pairwise(ends)]
    worth = np.bincount(_buckets("".join(texts)), minlength=1 << _BITS)

    def costs(number: int) -> float:
        return -float(worth[held[number]].sum()) / len(clauses[number])

    waiting = [(costs(number), number) for number in range(len(clauses))]
    heapq.heapify(waiting)
    chosen: list[str] = []
    size = 0
    while waiting:
        _, number = heapq.heappop(waiting)
        now = costs(number)
        if waiting and now > waiting[0][0]:
            heapq.heappush(waiting, (now, number))
            continue
        size += len(clauses[number])
        if not now or size > _SIZE:
            break
        chosen.append(clauses[number])
        worth[held[number]] = 0
    return "".join(reversed(chosen))


def _buckets(text: str) -> NDArray[np.int64]:
    """A number for each string of four code units in a text: the same for the same string, and seldom that of another."""
    units = np.frombuffer(text.encode("utf-16-le"), "<u2").astype(np.uint64)
    count = max(0, len(units) - _GRAM + 1)
    grams = np.zeros(count, np.uint64)
    for place in range(_GRAM):
        grams |= units[place : place + count] << np.uint64(16 * place)
    grams *= np.uint64(_SCATTER)
    return (grams >> np.uint64(64 - _BITS)).view(np.int64)
