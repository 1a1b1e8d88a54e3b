"""Which entries of a cache are whole: also a program of its own, of the standard library alone, that looks at them beside a build.

It reads keys, a line each, and writes those of the entries that are whole.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping

INDEX = "index.json"
Inodes = Mapping[str, Mapping[str, int]]
"""For each folder of an entry (`site`, …) the inodes of all files by their paths below that; ``.`` stands for files in no folder."""


def whole_entry(folder: str) -> Inodes | None:
    """The files of an entry, if all are as they were stored; else None."""
    try:
        with open(f"{folder}/{INDEX}", "rb") as file:  # noqa: PTH123 - ten thousands of files: path objects take longer than the look
            stamps = json.loads(file.read())
        return {tree: _inodes(f"{folder}/{tree}", files) for tree, files in stamps.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _inodes(folder: str, stamps: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Raises ValueError or OSError if a file is not as it was stored."""
    found = {}
    for name, (size, time) in stamps.items():
        stat = os.stat(f"{folder}/{name}")  # noqa: PTH116
        if stat.st_mtime_ns != time or stat.st_size != size:
            raise ValueError(f"{folder}/{name} is not as it was stored")
        found[name] = stat.st_ino
    return found


if __name__ == "__main__":
    for key in sys.stdin.read().split():
        if whole_entry(f"{sys.argv[1]}/{key}") is not None:
            print(key, flush=True)  # noqa: T201
