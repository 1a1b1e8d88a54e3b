"""Finished work on disk, by key: folders of files that are written in one step and never changed.

An entry that no longer looks as it was stored — a file changed, cut or gone — counts as missing and is made again. A copy that keeps
sizes and times (`tar`, `rsync -a`, `cp -a`) is as good as the original, so that a cache can be shared.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread

from generator.build import whole
from generator.build.whole import INDEX, Inodes, whole_entry

_SPARE_ENTRIES = 64
_HALF = "new-"
"""What the name of an entry begins with as long as it is being written."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An entry that is whole: its folder, and its files as far as they were looked at here."""

    folder: Path
    seen: Inodes | None = field(default=None, compare=False, repr=False)

    @property
    def trees(self) -> Inodes:
        """Its files. Raises FileNotFoundError if it is no longer whole.

        Nothing is kept of that here: while this is asked, a thread may be writing the entry to another process.
        """
        trees = self.seen or whole_entry(f"{self.folder}")
        if trees is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), f"{self.folder}")
        return trees

    def read(self, name: str) -> bytes:
        """One of its files."""
        return (self.folder / name).read_bytes()


class Cache:
    """A folder of entries."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ahead: dict[str, Kept] = {}
        self._asked: set[str] = set()
        self._there: set[str] = set()

    def __reduce__(self) -> tuple[type[Cache], tuple[Path]]:
        return type(self), (self.folder,)

    def __contains__(self, key: str) -> bool:
        """Whether there is an entry of a key, whole or not."""
        return (self.folder / key).exists()

    def look_ahead(self, keys: Iterable[str]) -> None:
        """Look up entries that will be asked for soon, while others work: `find` then has them at hand, once."""
        self._ahead.update((key, kept) for key in keys if (kept := self.find(key)))

    def find(self, key: str) -> Kept | None:
        """The entry of a key if it is whole, or None."""
        self._asked.add(key)
        if kept := self._ahead.pop(key, None):
            return kept
        entry = self.folder / key
        seen = whole_entry(f"{entry}")
        if seen is None:
            shutil.rmtree(entry, ignore_errors=True)
            return None
        return Kept(folder=entry, seen=seen)

    def find_all(self, keys: Sequence[str], later: Sequence[str] = ()) -> dict[str, Kept]:
        """Those of some entries that are whole.

        With keys that will be asked for `later`, another process looks at these from their beginning while this one looks at the others;
        each goes on where the other has not been. `find` then has them at hand, once.
        """
        found: dict[str, Kept] = {}
        with _told(self.folder, [*later, *reversed(keys)]) if later else nullcontext(set[str]()) as told:
            for key in (*keys, *reversed(later)):
                if kept := Kept(folder=self.folder / key) if key in told else self.find(key):
                    found[key] = kept
        self._asked.update(keys)
        self._ahead.update((key, found.pop(key)) for key in later if key in found)
        return found

    def latest(self, kind: str) -> Kept | None:
        """The youngest whole entry whose key begins with `kind`."""
        return next((kept for key in self.keys(kind) if (kept := self.find(key))), None)

    def keys(self, kind: str) -> list[str]:
        """The keys of all entries that begin with `kind`, the youngest first; not all need be whole."""
        entries = os.scandir(self.folder) if self.folder.is_dir() else ()
        found = sorted((entry.stat().st_mtime_ns, entry.name) for entry in entries if entry.name.startswith(kind))
        return [key for _, key in reversed(found)]

    def store(self, key: str, files: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> Kept:
        """Write an entry, some of its files as links to those of other entries; an interrupted write leaves no half entry."""
        contents: dict[str, bytes | str] = {**files, **(links or {})}
        return self.fill(key, lambda folder: write_files(folder, contents.items()))

    def fill(self, key: str, write: Callable[[Path], object]) -> Kept:
        """Have an entry written into an empty folder, file by file; an interrupted write leaves no half entry."""
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=_HALF, dir=self.folder))
        try:
            write(temporary)
            trees: dict[str, dict[str, int]] = {}
            stamps: dict[str, dict[str, tuple[int, int]]] = {}
            for path, stat in files_below(temporary):
                tree, _, name = path.partition("/") if "/" in path else (".", "", path)
                trees.setdefault(tree, {})[name] = stat.st_ino
                stamps.setdefault(tree, {})[name] = (stat.st_size, stat.st_mtime_ns)
            (temporary / INDEX).write_text(json.dumps(stamps), encoding="utf-8", newline="\n")
            entry = self.folder / key
            shutil.rmtree(entry, ignore_errors=True)
            temporary.replace(entry)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)  # there is nothing left of it where all went well
        return Kept(folder=entry, seen=trees)

    def sweep(self) -> None:
        """Remove what interrupted builds left half written, and note what else there is: `prune` removes nothing that is made later."""
        entries = list(self.folder.iterdir()) if self.folder.is_dir() else []
        for entry in entries:
            if entry.name.startswith(_HALF):
                shutil.rmtree(entry, ignore_errors=True)
        self._there = {entry.name for entry in entries if not entry.name.startswith(_HALF)}

    def prune(self, keep: Collection[str]) -> None:
        """Remove what was there at the last `sweep`, nobody asked for here and is not to be kept, but for the 64 youngest.

        With these, an edit that is taken back finds its old work. Others may be writing entries meanwhile.
        """
        left = self._there.difference(self._asked, keep)
        there = [entry for entry in os.scandir(self.folder) if entry.name in left] if left else []
        for entry in sorted(there, key=lambda one: (one.stat().st_mtime_ns, one.name))[:-_SPARE_ENTRIES]:
            shutil.rmtree(entry.path, ignore_errors=True)


def write_files(folder: Path, files: Iterable[tuple[str, bytes | str]]) -> None:
    """Write files, given as their paths below a folder and their contents, or, to be linked, the paths of files that have these."""
    made: set[str] = set()
    for name, content in files:
        target = f"{folder}/{name}"
        parent = target.rpartition("/")[0]
        if parent not in made:
            _make_folder(parent)
            made.add(parent)
        if isinstance(content, str):
            place(content, target)
        else:
            with open(target, "xb") as file:  # noqa: PTH123 - never through a link to what another entry holds
                file.write(content)


def _make_folder(folder: str) -> None:
    """Make a folder that may be there already; mostly the one above is, and one call does it."""
    try:
        os.mkdir(folder)  # noqa: PTH102 - ten thousands of files: path objects take longer than the writing
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103


def place(file: str, target: str) -> bool:
    """Put a file at a place where there is none yet: as a link where that can be, else as a copy. Whether it is a link."""
    try:
        os.link(file, target)
    except FileExistsError:
        raise
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(file, target)
        return False
    return True


def files_below(folder: Path) -> list[tuple[str, os.stat_result]]:
    """All files below a folder: path below it, and what the file system says of it; links are not followed."""
    found: list[tuple[str, os.stat_result]] = []
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(f"{folder}/{below}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{below}{entry.name}/")
                else:
                    found.append((below + entry.name, os.lstat(entry.path)))
    return found


@contextmanager
def _told(folder: Path, keys: Iterable[str]) -> Iterator[set[str]]:
    """Have another process look at entries, one after the other, and give the set to which it adds those that are whole.

    None is added where no process can be started.
    """
    told: set[str] = set()
    with ExitStack() as stack:
        with suppress(OSError):
            command = [sys.executable, "-I", "-S", whole.__file__, str(folder)]
            process = Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True, encoding="utf-8")  # noqa: S603 - our own program
            stack.enter_context(process)
            listener = Thread(target=_listen, args=(process, keys, told))
            listener.start()
            stack.callback(listener.join)
            stack.callback(process.kill)
        yield told


def _listen(process: Popen[str], keys: Iterable[str], told: set[str]) -> None:
    assert process.stdin
    assert process.stdout
    with suppress(BrokenPipeError), process.stdin:  # killed, when all was found without it
        process.stdin.write("\n".join(keys))
    for line in process.stdout:
        told.add(line.rstrip("\n"))
