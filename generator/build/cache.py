"""Finished work on disk, by key: folders of files that are written in one step and never changed.

An entry that no longer looks as it was stored — a file changed, cut or gone — counts as missing and is made again.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

_INDEX = "index.json"


class Cache:
    """A folder of entries."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> Path | None:
        """The folder of an entry that is whole, or None."""
        entry = self._folder / key
        try:
            stamps = json.loads((entry / _INDEX).read_text(encoding="utf-8"))
            whole = all(_stamp(entry / name) == stamp for name, stamp in stamps.items())
        except (OSError, ValueError, AttributeError):
            whole = False
        if not whole:
            shutil.rmtree(entry, ignore_errors=True)
        return entry if whole else None

    def store(self, key: str, files: Mapping[str, bytes]) -> Path:
        """Write an entry; an interrupted write leaves no half entry."""
        return self.fill(key, lambda folder: _write(folder, files))

    def fill(self, key: str, write: Callable[[Path], object]) -> Path:
        """Have an entry written into an empty folder, file by file; an interrupted write leaves no half entry."""
        self._folder.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix="new-", dir=self._folder))
        write(temporary)
        written = (path for path in sorted(temporary.rglob("*")) if path.is_file())
        stamps = {path.relative_to(temporary).as_posix(): _stamp(path) for path in written}
        (temporary / _INDEX).write_text(json.dumps(stamps), encoding="utf-8", newline="\n")
        entry = self._folder / key
        shutil.rmtree(entry, ignore_errors=True)
        temporary.replace(entry)
        return entry

    def prune(self, keep: Iterable[str]) -> None:
        """Remove every entry but those to keep, so that the cache stays as large as the site."""
        wanted = set(keep)
        for entry in sorted(self._folder.iterdir()) if self._folder.is_dir() else ():
            if entry.name not in wanted:
                shutil.rmtree(entry, ignore_errors=True)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    made: set[Path] = {folder}
    for name, content in files.items():
        target = folder / name
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_bytes(content)


def _stamp(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]
