"""The SHA-256 of files, remembered between builds: a file that the file system says was not touched is not read again."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

_TICK = 2_000_000_000  # nanoseconds within which some file systems cannot tell two changes apart


class Digests:
    """Digests by path, with what the file system said of the file when it was read."""

    def __init__(self, record: Path) -> None:
        """Read the record, if there is one that can be read."""
        self._record = record
        self._new: dict[str, tuple[list[int], str]] = {}
        try:
            self._old: dict[str, tuple[list[int], str]] = dict(json.loads(record.read_bytes()))
        except (OSError, ValueError, TypeError):
            self._old = {}

    def remembered(self, path: Path) -> str | None:
        """The digest of a plain file that is as it was when it was last read."""
        name = str(path)
        known = self._old.get(name)
        try:
            if known is None or list(known[0]) != _stamp(name):
                return None
        except (OSError, TypeError, IndexError, KeyError):
            return None
        self._new[name] = known
        return known[1]

    def last(self, path: Path) -> str | None:
        """The digest of a file when it was last read, whatever was done to it since."""
        try:
            return str(self._old[str(path)][1])
        except (KeyError, TypeError, IndexError):
            return None

    def remember(self, path: Path, content: bytes) -> str:
        """Work out the digest of what was read from a file, and keep it; if the file may yet change without a trace, as `last` alone."""
        digest = hashlib.sha256(content).hexdigest()
        try:
            stamp = _stamp(str(path))
        except OSError:
            return digest
        settled = stamp[0] == len(content) and stamp[1] < time.time_ns() - _TICK
        self._new[str(path)] = (stamp if settled else [], digest)
        return digest

    def save(self) -> None:
        """Write the record of the files asked for since it was read; those not asked for are forgotten."""
        if self._new != self._old:
            self._record.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._record.with_suffix(".new")
            temporary.write_text(json.dumps(self._new), encoding="utf-8", newline="\n")
            temporary.replace(self._record)


def _stamp(path: str) -> list[int]:
    stat = os.lstat(path)
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
