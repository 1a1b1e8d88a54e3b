"""What is settled before anything is indexed: the chapters of a volume, and the notices that tell which phrases are frequent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

MOST_CHAPTERS: Final = 32
"""Chapters of a volume: so many bits say which of them hold a pair."""
_SAMPLE: Final = 72  # notices whose phrases are counted


def sample(identifiers: Iterable[str]) -> list[str]:
    """The ids of the notices in which phrases are counted: those with the smallest hashes."""
    return sorted(identifiers, key=lambda each: hashlib.sha256(each.encode()).digest())[:_SAMPLE]
