"""A file → its bytes → its text, with LF line ends, or the fault that makes it unreadable. Knows nothing of YAML.

Characters that no text file should hold are reported, each at its place, and replaced by U+FFFD, so that reading can
go on. Codes: Y101–Y105, Y110, Y201, Y202.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from generator.faults import Fault, Source
from generator.os_errors import refusal

MAX_BYTES = 2_000_000
_MAX_CONTROL_FAULTS = 10
_BOM = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_PERHAPS_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ufefe\uff00-\ufffd]")
"""All of `UNPRINTABLE`, and every other character beyond U+FFFF, which makes it ten times as fast."""


def decode(path: str, raw: bytes) -> tuple[str | None, list[Fault]]:
    """Read bytes as UTF-8. The text is `None` where the file cannot be used at all; warnings may come with a text."""
    nothing = Source(path=path, text="")
    if len(raw) > MAX_BYTES:
        return None, [_too_big(path, len(raw))]
    faults: list[Fault] = []
    if raw.startswith(_BOM):
        raw = raw[len(_BOM) :]
        hint = "在编辑器里另存为“UTF-8（无 BOM）”。"
        faults.append(nothing.fault("Y102", "文件开头有 BOM 标记（已忽略）", severity="warning", hint=hint))
    if raw.startswith(_UTF16_MARKS) or raw.count(0) * 4 > len(raw):
        return None, [_encoding_fault(nothing, "可能是 UTF-16")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [*faults, _encoding_fault(_at(path, raw, error.start), _likely_encoding(raw))]
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        faults.append(
            Source(path=path, text=text, marks={(): (line, 1)}).fault(
                "Y105",
                "换行符是 Windows 式的 CRLF（已按 LF 处理）",
                severity="warning",
                hint="在编辑器右下角把 CRLF 改为 LF 后保存。",
            )
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _PERHAPS_UNPRINTABLE.search(text):
        return text, faults
    faults += _unprintable_faults(path, text)
    return UNPRINTABLE.sub("\ufffd", text), faults


def read_file(path: Path, shown: str) -> tuple[bytes | None, list[Fault]]:
    """The bytes of a plain file, or why it is not read: a link leads anywhere, a pipe would be waited for."""
    nothing = Source(path=shown, text="")
    if path.is_symlink():
        return None, [nothing.fault("Y202", "不接受符号链接", hint="把文件本身放进来。")]
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            hint = f"文件夹的名字不要以 {path.suffix} 结尾。"
            return None, [nothing.fault("Y201", "读不出文件：这是文件夹", hint=hint)]
        if not stat.S_ISREG(facts.st_mode):
            return None, [nothing.fault("Y201", "读不出文件：不是普通文件", hint="把文件本身放进来。")]
        if facts.st_size > MAX_BYTES:
            return None, [_too_big(shown, facts.st_size)]
        return path.read_bytes(), []
    except OSError as error:
        hint = "检查文件是否存在、是否有权限。"
        return None, [nothing.fault("Y201", f"读不出文件：{refusal(error)}", hint=hint)]


def _too_big(path: str, size: int) -> Fault:
    """The fault of a file over the limit, which need not be read to know."""
    return Source(path=path, text="").fault(
        "Y101", f"文件有 {size:,} 字节，超过上限 {MAX_BYTES:,} 字节", hint="一份通报一个文件；请拆分或清理。"
    )


def _unprintable_faults(path: str, text: str) -> Iterator[Fault]:
    found = list(UNPRINTABLE.finditer(text))
    for match in found[:_MAX_CONTROL_FAULTS]:
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
        here = Source(path=path, text=UNPRINTABLE.sub("\ufffd", text), marks={(): (line, column)})
        more = f"（全文共 {len(found)} 处）" if len(found) > _MAX_CONTROL_FAULTS else ""
        yield here.fault("Y110", f"不允许的字符 U+{ord(match[0]):04X}{more}", hint="删除该字符后重新保存。")


def _encoding_fault(where: Source, guess: str) -> Fault:
    return where.fault("Y103", f"文件不是 UTF-8 编码（{guess}）", hint="在编辑器里另存为“UTF-8”。")


def _at(path: str, raw: bytes, offset: int) -> Source:
    line = raw.count(b"\n", 0, offset) + 1
    before = raw[raw.rfind(b"\n", 0, offset) + 1 : offset]
    return Source(path=path, text="", marks={(): (line, len(before.decode("utf-8")) + 1)})


def _likely_encoding(raw: bytes) -> str:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "也可能已经损坏"
    return "可能是 GBK"
