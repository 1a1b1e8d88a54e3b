"""What the trees of a site hold, remembered between builds, so that an update looks at what changed and not at every name.

A tree is remembered as the cache entries that it was made of, and what the file system says of each of its folders. A folder's time of
change moves whenever a name in it comes, goes, or is given to another file, and no program can set it back. So while all folders are as
they were, the tree holds the files of those entries, by name and inode; a file that was changed in place shows in the entry that it is a
link to.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generator.build.cache import Kept

_SECONDS = 0.02  # within which a file system may not tell two changes apart
_FINE = 1_000_000  # nanoseconds; one whose times are all multiples of it may not do so for longer

Stamp = list[int]
"""Inode and time of change of a folder; of a tree's own folder, which is moved when trees are swapped, the time of change of its names."""


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A tree: stamps of the folders of its cache entries, by their keys, and of its own folders by path, the tree itself as ``""``.

    A folder that was touched and not looked at since has no stamp. An entry that was removed and made again has another stamp, whatever its
    inode.
    """

    entries: Mapping[str, Stamp]
    folders: Mapping[str, Stamp | None]


class Trees:
    """The record of trees, by the inodes of their own folders, which stay the same when a tree is moved."""

    def __init__(self, record: Path) -> None:
        self._record = record
        self._changed = False
        self._ahead: dict[str, Tree | None] = {}

    @cached_property
    def _known(self) -> dict[str, Tree]:
        """The record, if there is one that can be read; of a large site that takes a while, so not before it is needed."""
        try:
            read = json.loads(self._record.read_bytes())
            return {
                root: Tree(entries=dict(one["entries"]), folders=dict(one["folders"])) for root, one in read.items()
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def keys(self, folder: Path) -> Set[str]:
        """The keys of the entries that a tree held when that was written down; none, if nothing was."""
        known = self._known.get(_root(folder)) if folder.is_dir() else None
        return known.entries.keys() if known else set()

    def look_ahead(self, folders: Iterable[Path]) -> None:
        """Look at trees that will be asked for soon, while others work: `seen` then has the answer at hand, once."""
        self._ahead = {_root(folder): self.seen(folder) for folder in folders if folder.exists()}

    def filled(self, folder: Path, tree: Tree | None) -> None:
        """Take in what a tree holds that was just filled: `seen` then has the answer at hand, once."""
        self._ahead[_root(folder)] = tree

    def seen(self, folder: Path) -> Tree | None:
        """What a tree is known to hold, if all its folders are as they were when that was written down."""
        if folder.is_symlink() or not folder.is_dir():
            return None
        root = _root(folder)
        if root in self._ahead:
            return self._ahead.pop(root)
        known = self._known.get(root)
        try:
            if known is None or any(stamp != stamp_of(folder, name) for name, stamp in known.folders.items()):
                return None
        except OSError:
            return None
        return known

    def note(self, folder: Path, tree: Tree | None) -> None:
        """Take down what a folder holds now, or that nothing is known of it."""
        root = _root(folder)
        if tree is None:
            self._known.pop(root, None)
        else:
            self._known[root] = tree
        self._changed = True

    def save(self, folders: Sequence[Path]) -> None:
        """Write down what is known of some trees, wherever they are now, if there is anything new.

        Where that cannot be, there is no record, and the next build compares all: the site stands already, and no error is told.
        """
        if not self._changed:
            return
        time.sleep(_SECONDS)  # what happens to a folder from now on shows in its stamp
        found: dict[str, Tree] = {}
        for folder in folders:
            if folder.is_dir() and (known := self._known.get(_root(folder))):
                stamps = {name: stamp or stamp_of(folder, name) for name, stamp in known.folders.items()}
                found[_root(folder)] = Tree(entries=known.entries, folders=stamps)
        times = [stamp[1] for tree in found.values() for stamp in tree.folders.values() if stamp]
        coarse = all(moment % _FINE == 0 for moment in times)
        text = json.dumps({root: {"entries": tree.entries, "folders": tree.folders} for root, tree in found.items()})
        if coarse or not _written(self._record, text):
            self._record.unlink(missing_ok=True)


def _written(record: Path, text: str) -> bool:
    temporary = record.with_suffix(".new")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(record)
    except OSError:
        temporary.unlink(missing_ok=True)
        return False
    return True


def entries_of(parts: Iterable[Kept]) -> dict[str, Stamp]:
    """The stamps of the folders of some entries, by their keys."""
    return {part.folder.name: stamp_of(part.folder.parent, part.folder.name) for part in parts}


def stamp_of(tree: Path | str, name: str) -> Stamp:
    """What the file system says of a folder in a tree."""
    stat = os.stat(f"{tree}/{name}")  # noqa: PTH116 - ten thousands of them
    return [stat.st_ino, stat.st_ctime_ns if name else stat.st_mtime_ns]


def _root(folder: Path) -> str:
    return str(folder.stat().st_ino)
