"""A full disk, in two ways.

`filled` lets this process write no more than so many bytes below a folder, for any user and on any system. `on_tmpfs` runs
a program on a small disk of its own, where Linux lets the user mount one.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_INODE = 256  # bytes that a folder, a link or a new file takes by itself


class _Disk:
    """What is left below a folder; writing more fails as the system would have it fail."""

    def __init__(self, root: Path, left: int) -> None:
        self.root, self.left = str(root) + os.sep, left

    def holds(self, path: object) -> bool:
        return isinstance(path, str | os.PathLike) and str(path).startswith(self.root)

    def take(self, size: int, path: object) -> None:
        if size > self.left:
            self.left = 0
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        self.left -= size


@contextmanager
def filled(root: Path, left: int) -> Iterator[None]:
    """Within the context, `left` bytes are left below `root`. What C libraries write by themselves is not counted."""
    disk, real_open = _Disk(root, left), io.open

    class Raw(io.FileIO):
        def write(self, data: Any) -> int:
            disk.take(memoryview(data).nbytes, self.name)
            return super().write(data)

    def limited_open(file: Any, mode: str = "r", *args: Any, **named: Any) -> Any:
        if not disk.holds(file) or not set(mode) & set("wax+"):
            return real_open(file, mode, *args, **named)
        disk.take(_INODE, file)
        raw = Raw(file, mode.replace("b", "").replace("t", ""))
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(buffered, named.get("encoding"), named.get("errors"), named.get("newline"))

    def limited(real: Callable[..., Any], place: int) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            if disk.holds(args[place]):
                disk.take(_INODE, args[place])
            return real(*args, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io, "open", limited_open)
        patch.setattr(builtins, "open", limited_open)
        patch.setattr(shutil, "_USE_CP_SENDFILE", False)
        for name, place in (("mkdir", 0), ("link", 1), ("symlink", 1)):
            patch.setattr(os, name, limited(getattr(os, name), place))
        yield


_MOUNT = 'mount -t tmpfs -o size="$1" none "$2" && shift 2 && exec "$@"'


def on_tmpfs(size: str, folder: Path, *program: str) -> subprocess.CompletedProcess[str]:
    """Run Python with a disk of this size mounted at a folder; nobody else sees that disk, and it goes with the process."""
    mounted = ["unshare", "-rm", "sh", "-c", _MOUNT, "sh", size, str(folder)]
    command = [*mounted, sys.executable, *program]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)


def ways(folder: Path) -> list[str]:
    """The ways that this machine has: the first one always."""
    can_mount = shutil.which("unshare") and on_tmpfs("100k", folder, "-c", "").returncode == 0
    return ["counted", "tmpfs"] if can_mount else ["counted"]
