"""What the operating system refused, in Chinese, for the person at the terminal: a full disk, a missing permission.

Only what the environment is to blame for; any other error is the program's own.
"""

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
}


def reason(error: BaseException) -> str | None:
    """Why the operating system refused, with the file; None if it is not the environment's doing."""
    if isinstance(error, sqlite3.Error):
        return _REASONS[errno.ENOSPC] if _is_full(error) else None
    if not isinstance(error, OSError) or error.errno not in _REASONS:
        return None
    return _REASONS[error.errno] + (f"（{error.filename}）" if error.filename else "")


def _is_full(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
