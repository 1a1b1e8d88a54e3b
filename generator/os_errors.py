"""What the operating system refused, in Chinese, for the person at the terminal: a full disk, a missing permission."""

from __future__ import annotations

import errno
import sqlite3
from typing import Final

_REASONS: Final = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件超过允许的大小",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "同时打开的文件太多",
    errno.ENFILE: "同时打开的文件太多",
    errno.ENOMEM: "内存不够",
    errno.EEXIST: "这个位置已有同名的文件或文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这个位置是文件夹，不是文件",
    errno.EBUSY: "正被使用",
    errno.EXDEV: "不在同一个文件系统",
    errno.ENOLCK: "这里的文件系统不能加锁",
    errno.ENOSYS: "系统没有这项功能",
}
"""What the environment is to blame for, wherever it happens."""
_WHERE_A_NAME_WAS_GIVEN: Final = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
    errno.ENOEXEC: "它不是程序",
    errno.EADDRINUSE: "已被别的程序占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}
"""What the name may be to blame for that somebody gave."""


def reason(error: BaseException) -> str | None:
    """Why the operating system refused, with the file; None if it is not the environment's doing, but the program's own."""
    if isinstance(error, sqlite3.Error):
        return _REASONS[errno.ENOSPC] if _is_full(error) else None
    if not isinstance(error, OSError) or error.errno not in _REASONS:
        return None
    name = error.filename2 or error.filename  # of a copy, what is written: that disk is full
    return _REASONS[error.errno] + (f"（{name}）" if name else "")


def refusal(error: OSError) -> str:
    """What the operating system said of a file, port or program that somebody named; in its own words where ours are missing."""
    known = _REASONS | _WHERE_A_NAME_WAS_GIVEN
    return known.get(error.errno or 0) or error.strerror or str(error)


def _is_full(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
