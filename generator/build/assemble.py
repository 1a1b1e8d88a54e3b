"""The finished site: a tree of files brought up to date beside the old one, then put in its place in one step.

A build that dies at any instant leaves the old site whole. Linux swaps two folders in one system call; elsewhere two renames follow each
other, and the next build completes a swap that was cut in between. What was the site before the swap is kept as the spare tree, which the
next build brings up to date: it only touches files that differ. Files are hard links to the cache where the file system can, so that equal
inodes mean equal files. Which entries a tree holds is remembered as long as its folders are as they were (`trees.py`); else all is
compared.
"""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from generator.build.cache import Cache, Kept, place
from generator.build.trees import Stamp, Tree, Trees, entries_of, stamp_of
from generator.faults import GeneratorError
from generator.lock import alone

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_MANY = 100  # files, from which on it is worth while to move their folder
_BUSY = "另一个构建正在进行，请等它结束后再试。"


@contextmanager
def building(output: Path, work: Path) -> Iterator[Path]:
    """Give a folder to build in, alone: the spare tree, if there is one that can be swapped with `output`, else an empty one.

    Raises GeneratorError if another build of the same output or with the same work folder is running.
    """
    with alone(work / "lock", _BUSY), alone(output.parent / f".{output.name}.lock", _BUSY):
        _recover(output)
        _sweep(output)
        mask = os.umask(0o022)  # a web server must be able to read the site, whoever built it
        try:
            spare = work / "spare"
            _make_folder(spare)
            yield spare if _is_near(spare, output) else next_to(output)
        finally:
            _sweep(output)
            os.umask(mask)


def next_to(output: Path) -> Path:
    """Make an empty folder beside the site's, which is gone when the build ends unless it was given another name."""
    folder = Path(tempfile.mkdtemp(prefix=f".{output.name}.next-", dir=output.parent))
    folder.chmod(0o755)
    return folder


def _sweep(output: Path) -> None:
    for stale in output.parent.glob(f".{glob.escape(output.name)}.next-*"):
        shutil.rmtree(stale, ignore_errors=True)


def _make_folder(tree: Path) -> None:
    """Make a folder of a build's own; a link or a file in its place is removed, and what a link leads to is not touched."""
    if tree.is_symlink() or (tree.exists() and not tree.is_dir()):
        tree.unlink()
    tree.mkdir(parents=True, exist_ok=True)


def _is_near(spare: Path, output: Path) -> bool:
    """Whether a folder can be renamed from beside the one to beside the other: two mounts of one file system look alike, but are not."""
    probe = Path(tempfile.mkdtemp(prefix=f".{output.name}.next-", dir=output.parent))
    try:
        probe.rename(spare.parent / probe.name)
        (spare.parent / probe.name).rmdir()
    except OSError:
        probe.rmdir()
        return False
    return True


def holds(tree: Path, parts: Sequence[Kept], kinds: Collection[str], trees: Trees) -> bool:
    """Whether a folder holds exactly the files of some cache entries that lie in their folders `kinds`.

    Never, where files cannot be linked.
    """
    if tree.is_symlink() or not tree.is_dir():
        return False
    if known := trees.seen(tree):
        return known.entries == entries_of(parts)
    found, folders = _present(tree, comparable=_comparable(tree, parts))
    if found != _files(parts, kinds):
        return False
    trees.note(tree, Tree(entries=entries_of(parts), folders=folders))
    return True


def bring(tree: Path, parts: Sequence[Kept], kinds: Collection[str], trees: Trees) -> None:
    """Make a folder hold exactly the files of some cache entries that lie in their folders `kinds`, and take that down."""
    known = trees.seen(tree)
    if known is None or known.entries != entries_of(parts):
        trees.note(tree, fill(tree, parts, kinds, known))


def fill(tree: Path, parts: Sequence[Kept], kinds: Collection[str], known: Tree | None = None) -> Tree | None:
    """Make a folder, of which something may be known, hold exactly the files of some cache entries; what is the same is not touched.

    What is known of it now: nothing, where files cannot be linked.
    """
    _make_folder(tree)
    old = _old(tree, parts, kinds, known)
    after = _files(old.came, kinds)
    needed = _folders_of(after)
    dropped, new, moved = _differences(old, after, needed)
    if folders_moved := _folders_moved(old, needed, moved):
        for source, name in folders_moved.items():
            os.rename(f"{tree}/{source}", f"{tree}/{name}")  # noqa: PTH104 - with ten thousands of files, path objects take longer than the work
        old = _renamed(old, folders_moved)
        dropped, new, moved = _differences(old, after, needed)
    folders = {**old.folders, **dict.fromkeys(map(_parent, (*dropped, *new)))}
    for name in dropped.keys() - moved.values():
        os.unlink(f"{tree}/{name}")  # noqa: PTH108
    for folder in sorted(needed - old.folders.keys(), key=len):
        os.mkdir(f"{tree}/{folder}")  # noqa: PTH102
        folders[folder] = folders[_parent(folder)] = None
    for name, source in moved.items():
        os.rename(f"{tree}/{source}", f"{tree}/{name}")  # noqa: PTH104
    for folder in sorted(old.suspects - needed, key=len, reverse=True):
        if not os.listdir(f"{tree}/{folder}"):  # noqa: PTH208
            os.rmdir(f"{tree}/{folder}")  # noqa: PTH106
            folders.pop(folder)
            folders[_parent(folder)] = None
    missing = new.keys() - moved.keys()
    linked = [
        place(f"{part.folder}/{kind}/{name}", f"{tree}/{name}")
        for part in old.came
        for kind in kinds
        for name in part.trees.get(kind, {}).keys() & missing
    ]
    return Tree(entries=entries_of(parts), folders=folders) if all(linked) and old.comparable else None


def _differences(
    old: _Old, after: Mapping[str, int], needed: Set[str]
) -> tuple[dict[str, int], dict[str, int], dict[str, str]]:
    """Files to be dropped and new ones, with their inodes; and which new names are those of files to be dropped under another."""
    dropped = {name: inode for name, inode in old.files.items() if after.get(name) != inode}
    new = {name: inode for name, inode in after.items() if old.files.get(name) != inode}
    return dropped, new, _moved(dropped, new, needed | old.folders.keys())


def _moved(dropped: Mapping[str, int], new: Mapping[str, int], folders: Set[str]) -> dict[str, str]:
    """Which new names are those of files that stand under a name that is no longer wanted; where no file and no folder is in the way.

    A volume or chapter of the search index that changed a little has all its files in another folder.
    """
    at = {inode: name for name, inode in dropped.items() if inode > 0 and name not in folders}
    free = ((name, inode) for name, inode in new.items() if name not in dropped and name not in folders)
    return {name: at.pop(inode) for name, inode in free if inode in at}


def _folders_moved(old: _Old, needed: Set[str], moved: Mapping[str, str]) -> dict[str, str]:
    """Folders that are needed no longer, to be moved whole, and where: most of a volume's files stay the same in an edit.

    None of these places lies in another, and none is moved to where something is.
    """
    counts = Counter(_where_apart(source, name) for name, source in moved.items())
    chosen: dict[str, str] = {}
    for (source, name), count in counts.most_common():
        if count < _MANY:
            break
        idle = source in old.folders and source not in needed
        free = _parent(name) in old.folders and name not in old.folders and name not in old.files
        places = (source, name, *chosen, *chosen.values())
        if idle and free and not any(map(_nested, *zip(*combinations(places, 2), strict=True))):
            chosen[source] = name
    return chosen


def _where_apart(one: str, other: str) -> tuple[str, str]:
    """Two paths without the end that they share."""
    parts, others = one.split("/"), other.split("/")
    while parts and others and parts[-1] == others[-1]:
        parts.pop()
        others.pop()
    return "/".join(parts), "/".join(others)


def _nested(one: str, other: str) -> bool:
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _renamed(old: _Old, folders: Mapping[str, str]) -> _Old:
    """What a tree holds after some of its folders got other names."""

    def now(path: str) -> str:
        folder = path
        while folder:
            if folder in folders:
                return folders[folder] + path[len(folder) :]
            folder = _parent(folder)
        return path

    stamps = {now(path): stamp for path, stamp in old.folders.items()}
    changed = {*folders.values(), *map(_parent, (*folders, *folders.values()))}
    return replace(
        old,
        files={now(path): inode for path, inode in old.files.items()},
        folders={path: None if path in changed else stamp for path, stamp in stamps.items()},
        suspects={now(path) for path in old.suspects},
    )


@dataclass(frozen=True, kw_only=True)
class _Old:
    """What of a tree is to be compared with what is wanted.

    `files`: inodes by path; `came`: the entries whose files are to be there; `folders`: all, with their stamps; `suspects`: those that may
    be needed no longer; `comparable`: whether inodes say anything.
    """

    files: Mapping[str, int]
    came: Sequence[Kept]
    folders: Mapping[str, Stamp | None]
    suspects: Set[str]
    comparable: bool


def _old(tree: Path, parts: Sequence[Kept], kinds: Collection[str], known: Tree | None) -> _Old:
    """If the tree is known, and all entries that it holds and should not are still there, only what differs; else everything."""
    if known:
        wanted = entries_of(parts)
        gone = [_entry(parts[0].folder.parent, *one) for one in known.entries.items() if wanted.get(one[0]) != one[1]]
        if None not in gone:
            files = _files(filter(None, gone), kinds)
            came = [part for part in parts if known.entries.get(part.folder.name) != wanted[part.folder.name]]
            return _Old(files=files, came=came, folders=known.folders, suspects=_folders_of(files), comparable=True)
    comparable = _comparable(tree, parts)
    files, folders = _present(tree, comparable=comparable)
    return _Old(files=files, came=parts, folders=folders, suspects=folders.keys() - {""}, comparable=comparable)


def _comparable(tree: Path, parts: Sequence[Kept]) -> bool:
    """Whether inodes say anything: not on another file system than the cache's."""
    return all(part.folder.stat().st_dev == tree.stat().st_dev for part in parts[:1])


def _entry(cache: Path, key: str, stamp: Stamp) -> Kept | None:
    """A cache entry, if its folder still is that of the stamp."""
    kept = Cache(cache).find(key)
    return kept if kept and entries_of([kept])[key] == stamp else None


def _files(parts: Iterable[Kept], kinds: Collection[str]) -> dict[str, int]:
    return {name: inode for part in parts for kind in kinds for name, inode in part.trees.get(kind, {}).items()}


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def _folders_of(names: Iterable[str]) -> set[str]:
    needed: set[str] = set()
    for name in names:
        folder = _parent(name)
        while folder and folder not in needed:
            needed.add(folder)
            folder = _parent(folder)
    return needed


def _present(tree: Path, *, comparable: bool) -> tuple[dict[str, int], dict[str, Stamp | None]]:
    """What a folder holds: the inodes of its files, as the folders tell them without a look at each file, and the stamps of the folders.

    Where inodes say nothing, every file counts as different (-1).
    """
    files: dict[str, int] = {}
    folders: dict[str, Stamp | None] = {}
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        folders[folder] = stamp_of(tree, folder)
        below = f"{folder}/" if folder else ""
        with os.scandir(f"{tree}/{below}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(below + entry.name)
                else:
                    files[below + entry.name] = (comparable and entry.inode()) or -1
    return files, folders


def swap(staging: Path, output: Path) -> None:
    """Put the finished `staging` in the place of `output`; the old site ends up where `staging` was."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise GeneratorError(f"输出位置 {output} 不是普通文件夹。")
    if output.is_mount():
        raise GeneratorError(f"输出位置 {output} 是挂载点，不能整体替换；请输出到它里面的文件夹，例如 {output}/site。")
    if not output.exists():
        staging.rename(output)
        return
    if not _exchange(staging, output):
        old = _set_aside(output)
        output.rename(old)
        staging.rename(output)
        old.rename(staging)


def _set_aside(output: Path) -> Path:
    return output.parent / f".{output.name}.old"


def _recover(output: Path) -> None:
    """Finish what a swap of two renames left when it was cut in between."""
    old = _set_aside(output)
    if not old.exists():
        return
    if output.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.rename(output)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step (Linux `renameat2`, RENAME_EXCHANGE); False where that is not to be had."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(other))
