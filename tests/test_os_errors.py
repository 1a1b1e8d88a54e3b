"""What the operating system refuses is told in Chinese where it is known, and in its own words where it is not."""

from __future__ import annotations

import errno

import pytest

from generator.os_errors import reason, refusal


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "x"), "没有这个文件或文件夹"),
        (PermissionError(errno.EACCES, "Permission denied"), "没有权限"),
        (OSError(errno.EADDRINUSE, "Address already in use"), "已被别的程序占用"),
        (OSError(errno.EPROTO, "Protocol error"), "Protocol error"),
        (OSError("no number"), "no number"),
    ],
)
def test_a_refusal_is_told_in_chinese_where_it_is_known(error: OSError, told: str) -> None:
    assert refusal(error) == told


def test_a_file_that_the_program_expected_is_not_the_environment_s_fault() -> None:
    assert reason(FileNotFoundError(errno.ENOENT, "No such file or directory", "x")) is None
    assert reason(OSError(errno.ENOSPC, "No space left on device", "x")) == "磁盘已满（x）"


def test_of_a_copy_the_file_that_is_written_is_named() -> None:
    assert reason(OSError(errno.ENOSPC, "No space left on device", "from", None, "to")) == "磁盘已满（to）"
