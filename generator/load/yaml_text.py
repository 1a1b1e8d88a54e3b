"""YAML text → plain data in which every scalar is text, with the place of each value. Knows nothing of notices.

Works on libyaml's event stream with an explicit stack: a file nested a hundred thousand deep, which overflows the C stack of
`yaml.compose`, is refused here like any other fault. Codes: Y1xx.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from generator.faults import Fault, Key, KeyPath, Source

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_ALIASES = 16

Data = str | None | list[Any] | dict[str, Any]

_BOM = b"\xef\xbb\xbf"
_PROBLEMS = (  # libyaml's wording, in part → what the editor reads, and the next step
    (
        "cannot start any token",
        "这里的字符不能出现在行首或值的开头",
        "缩进只用空格，不用制表符（Tab）；含特殊符号的文字请加引号，或改用 | 另起一行书写。",
    ),
    (
        "mapping values are not allowed",
        "一行里出现了第二个“冒号加空格”，或者缩进不对",
        "文字里有“: ”时请给整段文字加引号；否则检查本行缩进。",
    ),
    ("did not find expected key", "缩进或层次不对", "同一级的键必须左对齐；检查本行与上一行的缩进。"),
    (
        "could not find expected ':'",
        "这里缺少冒号，或者文字跑出了缩进",
        "每个键后面写“: ”（冒号加空格）；多行文字必须比键多缩进。",
    ),
    ("block sequence entries are not allowed", "列表符号“-”的位置不对", "列表项另起一行，并与同级对齐。"),
    ("did not find expected '-' indicator", "列表缩进不一致", "同一列表的“-”必须左对齐。"),
    ("unexpected end of stream", "引号没有闭合", "检查是否漏写了右引号。"),
    ("document separator", "引号没有闭合", "检查是否漏写了右引号。"),
    ("did not find expected ',' or", "方括号或花括号没有闭合", "补上 ] 或 }，或者改成一项一行的写法。"),
    ("did not find the expected node", "这里少了一个值", "补上值，或删去多余的符号。"),
    ("unacceptable character", "文件里有不可见的控制字符", "删除该字符后重新保存。"),
    ("control characters are not allowed", "文件里有不可见的控制字符", "删除该字符后重新保存。"),
    ("undefined alias", "引用了没有定义的别名（*…）", "以 * 开头的文字请加引号。"),
    ("found undefined tag handle", "使用了未知的标签（!…）", "以 ! 开头的文字请加引号。"),
    ("while scanning an alias", "以 * 开头的文字被当成了别名", "请给以 * 开头的文字加引号。"),
    ("while scanning an anchor", "以 & 开头的文字被当成了锚点", "请给以 & 开头的文字加引号。"),
)


@dataclass(kw_only=True)
class Parsed:
    """The outcome: data (None if the file could not be read at all), where things stand, and what was wrong."""

    data: Data
    source: Source
    faults: list[Fault] = field(default_factory=list)


def read_yaml(path: str, raw: bytes) -> Parsed:
    """Read the bytes of a file. Every fault becomes a `Fault`; data is `None` when the text cannot be used."""
    text, faults = _decode(path, raw)
    if text is None:
        return Parsed(data=None, source=Source(path=path, text=""), faults=faults)
    plain = Source(path=path, text=text)
    if not text.strip():
        return Parsed(
            data=None, source=plain, faults=[plain.fault("Y104", "文件是空的", hint="用 make new ID=… 生成一份样稿。")]
        )
    builder = _Builder(plain)
    try:
        builder.run()
    except yaml.MarkedYAMLError as error:
        return Parsed(data=None, source=plain, faults=[*faults, *builder.faults, _syntax_fault(plain, error)])
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        where = Source(path=path, text=text, marks={(): (line, 1)})
        return Parsed(
            data=None,
            source=plain,
            faults=[*faults, where.fault("Y110", "文件里有不可见的控制字符", hint="删除该字符后重新保存。")],
        )
    except _Refused as refusal:
        return Parsed(data=None, source=plain, faults=[*faults, *builder.faults, refusal.fault])
    source = Source(path=path, text=text, marks=builder.marks)
    return Parsed(data=builder.data, source=source, faults=faults + builder.faults)


def _decode(path: str, raw: bytes) -> tuple[str | None, list[Fault]]:
    faults: list[Fault] = []
    nothing = Source(path=path, text="")
    if len(raw) > MAX_BYTES:
        return None, [
            nothing.fault(
                "Y101",
                f"文件有 {len(raw):,} 字节，超过上限 {MAX_BYTES:,} 字节",
                hint="一份通报一个文件；请拆分或清理。",
            )
        ]
    if raw.startswith(_BOM):
        raw = raw[len(_BOM) :]
        faults.append(
            nothing.fault(
                "Y102", "文件开头有 BOM 标记（已忽略）", severity="warning", hint="在编辑器里另存为“UTF-8（无 BOM）”。"
            )
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        where = Source(path=path, text="", marks={(): (line, 1)})
        kind = "UTF-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "GBK 等其他编码"
        return None, [where.fault("Y103", f"文件不是 UTF-8 编码（可能是 {kind}）", hint="在编辑器里另存为“UTF-8”。")]
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        where = Source(path=path, text=text, marks={(): (line, 1)})
        faults.append(
            where.fault(
                "Y105",
                "换行符是 Windows 式的 CRLF（已按 LF 处理）",
                severity="warning",
                hint="在编辑器右下角把 CRLF 改为 LF 后保存。",
            )
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, faults


class _Refused(Exception):  # noqa: N818 - carries a fault out of the event loop, never leaves this module
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(kw_only=True)
class _Frame:
    """A collection being filled: `key` is the key that waits for its value, or the next index."""

    value: list[Any] | dict[str, Any]
    path: KeyPath
    key: str | None = None
    anchor: str | None = None


class _Builder:
    """Turns events into data; keeps marks and collects faults."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.data: Data = None
        self.marks: dict[KeyPath, tuple[int, int]] = {}
        self.faults: list[Fault] = []
        self._stack: list[_Frame] = []
        self._anchors: dict[str, Data] = {}
        self._aliases = 0
        self._documents = 0

    def run(self) -> None:
        for event in _events(self.source.text):
            place = (event.start_mark.line + 1, event.start_mark.column + 1)
            match event:
                case yaml.DocumentStartEvent():
                    self._documents += 1
                    if self._documents > 1:
                        raise self._refuse(
                            "Y106", "一个文件里有两份文档（多出一行 ---）", place, "删去 ---，一份通报一个文件。"
                        )
                case yaml.AliasEvent():
                    self._alias(event, place)
                case yaml.ScalarEvent():
                    self._scalar(event, place)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._open(event, place)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    frame = self._stack.pop()
                    if frame.anchor:
                        self._anchors[frame.anchor] = frame.value

    def _refuse(self, code: str, message: str, place: tuple[int, int], hint: str) -> _Refused:
        here = Source(path=self.source.path, text=self.source.text, marks={(): place})
        return _Refused(here.fault(code, message, hint=hint))

    def _open(self, event: yaml.CollectionStartEvent, place: tuple[int, int]) -> None:
        self._check_tag(event, place)
        if len(self._stack) >= MAX_DEPTH:
            raise self._refuse("Y107", f"嵌套超过 {MAX_DEPTH} 层", place, "检查多余的括号或缩进。")
        frame = self._stack[-1] if self._stack else None
        if frame and isinstance(frame.value, dict) and frame.key is None:
            raise self._refuse("Y108", "键必须是文字，不能是列表或另一组键", place, "含 { 或 [ 的文字请加引号。")
        value: list[Any] | dict[str, Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._put(value, place)
        self._stack.append(_Frame(value=value, path=path, anchor=event.anchor))

    def _scalar(self, event: yaml.ScalarEvent, place: tuple[int, int]) -> None:
        self._check_tag(event, place)
        frame = self._stack[-1] if self._stack else None
        if frame and isinstance(frame.value, dict) and frame.key is None:
            if event.value in frame.value:
                here = Source(path=self.source.path, text=self.source.text, marks={(): place})
                first = self.marks[(*frame.path, event.value)][0]
                self.faults.append(
                    here.fault(
                        "Y109", f"键“{event.value}”重复，前面第 {first} 行已经写过", hint="删去一处，或把内容合到一起。"
                    )
                )
            frame.key = event.value
            return
        is_null = event.implicit[0] and event.value in ("", "~", "null")
        value = None if is_null else event.value
        if event.anchor:
            self._anchors[event.anchor] = value
        self._put(value, place)

    def _alias(self, event: yaml.AliasEvent, place: tuple[int, int]) -> None:
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise self._refuse("Y111", f"别名（*…）超过 {MAX_ALIASES} 处", place, "把内容直接写出来。")
        if event.anchor not in self._anchors:
            raise self._refuse(
                "Y112", f"别名 *{event.anchor} 没有定义，或者引用了自己", place, "以 * 开头的文字请加引号。"
            )
        frame = self._stack[-1]
        if isinstance(frame.value, dict) and frame.key is None:
            raise self._refuse("Y108", "键不能是别名", place, "以 * 开头的文字请加引号。")
        value = self._anchors[event.anchor]
        if isinstance(value, list | dict):
            raise self._refuse(
                "Y111", f"别名 *{event.anchor} 引用了一整组内容", place, "别名只能引用单个文字；请把内容直接写出来。"
            )
        self._put(value, place)

    def _check_tag(self, event: yaml.NodeEvent, place: tuple[int, int]) -> None:
        if event.tag is not None and event.tag != "!":
            raise self._refuse(
                "Y113", f"不允许使用标签 {event.tag}", place, "删去以 ! 开头的标签；以 ! 开头的文字请加引号。"
            )

    def _put(self, value: Data, place: tuple[int, int]) -> KeyPath:
        if not self._stack:
            self.data = value
            self.marks[()] = place
            return ()
        frame = self._stack[-1]
        key: Key
        if isinstance(frame.value, dict):
            assert frame.key is not None
            key, frame.key = frame.key, None
            frame.value[key] = value
        else:
            key = len(frame.value)
            frame.value.append(value)
        path = (*frame.path, key)
        self.marks[path] = place
        return path


def _events(text: str) -> Iterator[Any]:
    loader = yaml.CSafeLoader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _syntax_fault(source: Source, error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = f"{error.problem or ''} {error.context or ''}"
    here = Source(path=source.path, text=source.text, marks={(): place})
    for part, message, hint in _PROBLEMS:
        if part in said:
            return here.fault("Y110", message, hint=hint)
    return here.fault("Y110", f"YAML 写法有误（{said.strip()}）", hint="检查本行和上一行的缩进、冒号和引号。")
