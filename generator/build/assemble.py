"""The finished site: gathered beside the old one, then put in its place in one step.

A build that dies at any instant leaves the old site whole. Linux swaps two folders in one system call; elsewhere two renames follow each
other, and the next build completes a swap that was cut in between.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from generator.faults import GeneratorError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def building(output: Path) -> Iterator[Path]:
    """Give an empty folder beside `output` to build in, alone; clear away what an interrupted build left.

    Raises GeneratorError if another build of the same output is running, or the folder cannot be written.
    """
    with alone(output.parent / f".{output.name}.lock"):
        _recover(output)
        for stale in output.parent.glob(f".{output.name}.next-*"):
            shutil.rmtree(stale, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{output.name}.next-", dir=output.parent))
        mask = os.umask(0o022)  # a web server must be able to read the site, whoever built it
        staging.chmod(0o755)
        try:
            yield staging
        finally:
            os.umask(mask)
            shutil.rmtree(staging, ignore_errors=True)


def assemble(staging: Path, folders: Sequence[Path], files: Mapping[str, bytes]) -> None:
    """Fill `staging` with the files of all folders, then with `files` by path.

    Files of folders are hard-linked where the file system can: they are never changed in place.
    """
    for name, path in _files_of(folders).items():
        _place(path, staging / name)
    for name, content in sorted(files.items()):
        target = staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def write_source(folder: Path, folders: Sequence[Path], files: Mapping[str, bytes]) -> None:
    """Make `folder` hold exactly the files of `folders` and `files`; what is the same already is not touched."""
    linked = _files_of(folders)
    for path in sorted(folder.rglob("*"), reverse=True):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif name not in linked and name not in files:
            path.unlink()
    for name, path in linked.items():
        target = folder / name
        if not (target.is_file() and target.samefile(path)):
            target.unlink(missing_ok=True)
            _place(path, target)
    for name, content in files.items():
        target = folder / name
        if not target.is_file() or target.read_bytes() != content:
            target.unlink(missing_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _files_of(folders: Sequence[Path]) -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _place(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(path)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(path, target)


def swap(staging: Path, output: Path) -> None:
    """Put the finished `staging` in the place of `output`; the old site ends up where `staging` was."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise GeneratorError(f"输出位置 {output} 不是普通文件夹。")
    if not output.exists():
        staging.rename(output)
        return
    if not _exchange(staging, output):
        old = _set_aside(output)
        output.rename(old)
        staging.rename(output)
        shutil.rmtree(old, ignore_errors=True)


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


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock file; the operating system lets go of it when the process ends, however it ends.

    Raises GeneratorError if another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        if not _try_lock(file):
            raise GeneratorError("另一个构建正在进行，请等它结束后再试。")
        yield


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - exists on POSIX only

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
