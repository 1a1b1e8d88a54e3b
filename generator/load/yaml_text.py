"""YAML text → plain data in which every scalar is text, with the place of each key and value. Knows nothing of notices.

Works on libyaml's event stream with an explicit stack: a file nested a hundred thousand deep, which overflows the C
stack of `yaml.compose`, is refused here like any other fault. Codes: Y1xx.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import yaml

from generator.faults import Fault, Key, KeyPath, Severity, Source
from generator.load.decode import UNPRINTABLE, decode
from generator.load.yaml_messages import syntax_fault

MAX_DEPTH = 40
MAX_ALIASES = 16
MAX_FAULTS = 200  # of one kind of check in one file: with more, it is not a notice

Data = str | None | list[Any] | dict[str, Any]
Place = tuple[int, int]

_NULLS = ("", "~", "null", "Null", "NULL")
_COMMENT_WITHOUT_SPACE = re.compile(r"\s+#(?=[^\s#])")
_CJK_FOLD = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’] [\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’]")
_UNPRINTABLE_ESCAPED = re.compile(rf"{UNPRINTABLE.pattern}|\r")
# YAML 1.1 breaks lines at these three; editors and this project do not. libyaml is shown stand-ins, which no file has.
_STAND_INS = {"\u2028": "\U0001fffe", "\u2029": "\U0001ffff", "\x85": "\U0002fffe"}
_HIDE = str.maketrans(_STAND_INS)
_REVEAL = str.maketrans({stand_in: char for char, stand_in in _STAND_INS.items()})


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """The outcome: data (None if the file could not be read at all), where things stand, and what was wrong.

    `source.marks` has the place of each value, `keys` that of each key of a mapping.
    """

    data: Data
    source: Source
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_yaml(path: str, raw: bytes) -> Parsed:
    """Read the bytes of a file. Every fault becomes a `Fault`; data is `None` when the text cannot be used."""
    text, faults = decode(path, raw)
    if text is None:
        return Parsed(data=None, source=Source(path=path, text=""), faults=faults)
    plain = Source(path=path, text=text)
    builder = _Builder(plain)
    try:
        builder.run()
    except yaml.MarkedYAMLError as error:
        return Parsed(data=None, source=plain, faults=[*faults, *builder.faults, syntax_fault(plain, error)])
    except _Refused as refusal:
        return Parsed(data=None, source=plain, faults=[*faults, *builder.faults, refusal.fault])
    faults += [*builder.faults, *islice(builder.unused_anchors(), MAX_FAULTS)]
    if builder.data is None:
        faults.append(plain.fault("Y104", "文件是空的", hint="用 make new ID=… 生成一份样稿。"))
    source = Source(path=path, text=text, marks=builder.marks)
    return Parsed(data=builder.data, source=source, keys=builder.keys, faults=faults)


class _Refused(Exception):  # noqa: N818 - carries a fault out of the event loop, never leaves this module
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(kw_only=True, slots=True)
class _Frame:
    """A collection being filled; `wants_key` says that a key comes next, `key` is the one that waits for its value."""

    value: list[Any] | dict[str, Any]
    path: KeyPath
    wants_key: bool
    key: str = ""


class _Builder:
    """Turns events into data; keeps marks and collects faults."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.data: Data = None
        self.marks: dict[KeyPath, Place] = {}
        self.keys: dict[KeyPath, Place] = {}
        self.faults: list[Fault] = []
        self._hidden = _has_breaks(source.text)
        self._has_hash = "#" in source.text
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Data, Place]] = {}
        self._used: set[str] = set()
        self._aliases = 0
        self._documents = 0

    def run(self) -> None:
        takers: dict[type, Callable[[Any, Place], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._begin,
        }
        for event in _events(self.source.text):
            if take := takers.get(type(event)):
                mark = event.start_mark
                take(event, (mark.line + 1, mark.column + 1))

    def unused_anchors(self) -> Iterator[Fault]:
        for name, (_, place) in self._anchors.items():
            if name not in self._used:
                hint = "以 & 开头的文字请加引号；不用的锚点请删去。"
                yield self._fault("Y117", f"“&{name}”被当成锚点，不会出现在通报里", place, hint)

    def _fault(self, code: str, message: str, place: Place, hint: str) -> Fault:
        return self.source.at(place).fault(code, message, hint=hint)

    def _begin(self, _: yaml.DocumentStartEvent, place: Place) -> None:
        self._documents += 1
        if self._documents > 1:
            hint = "删去 ---，一份通报一个文件。"
            raise _Refused(self._fault("Y112", "一个文件里有两份文档（多出一行 ---）", place, hint))

    def _close(self, *_: object) -> None:
        self._stack.pop()

    def _open(self, event: yaml.CollectionStartEvent, place: Place) -> None:
        self._check_tag(event, place)
        if len(self._stack) >= MAX_DEPTH:
            raise _Refused(self._fault("Y113", f"嵌套超过 {MAX_DEPTH} 层", place, "检查多余的括号或缩进。"))
        if self._stack and self._stack[-1].wants_key:
            hint = "以 { 或 [ 开头的文字请加引号。"
            raise _Refused(self._fault("Y114", "键必须是文字，不能是列表或另一组键", place, hint))
        value: list[Any] | dict[str, Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._put(value, place)
        if event.anchor:
            self._anchors[event.anchor] = (value, place)
        self._stack.append(_Frame(value=value, path=path, wants_key=isinstance(value, dict)))

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> None:
        self._check_tag(event, place)
        value = event.value.translate(_REVEAL) if self._hidden else event.value
        if event.style != "|":
            self._check_text(event, value, place)
        if self._stack and self._stack[-1].wants_key:
            self._key(self._stack[-1], value, place)
            return
        data = None if not event.style and value in _NULLS else value
        if event.anchor:
            self._anchors[event.anchor] = (data, place)
        self._put(data, place)

    def _key(self, frame: _Frame, key: str, place: Place) -> None:
        path = (*frame.path, key)
        if path in self.keys:
            first = self.keys[path][0]
            hint = "删去一处，或把内容合到一起。"
            self._report("Y115", f"键“{key}”重复，前面第 {first} 行已经写过", place, hint)
        self.keys[path] = place
        frame.key, frame.wants_key = key, False

    def _alias(self, event: yaml.AliasEvent, place: Place) -> None:
        name = event.anchor or ""
        self._aliases += 1
        quote_it = "以 * 开头的文字请加引号。"
        if self._aliases > MAX_ALIASES:
            raise _Refused(self._fault("Y116", f"别名（*…）超过 {MAX_ALIASES} 处", place, "把内容直接写出来。"))
        if name not in self._anchors:
            raise _Refused(self._fault("Y116", f"别名 *{name} 没有定义", place, quote_it))
        if self._stack[-1].wants_key:
            raise _Refused(self._fault("Y114", "键不能是别名", place, quote_it))
        value = self._anchors[name][0]
        if isinstance(value, list | dict):
            hint = "别名只能引用单个文字；请把内容直接写出来。"
            raise _Refused(self._fault("Y116", f"别名 *{name} 引用了一整组内容", place, hint))
        self._used.add(name)
        self._put(value, place)

    def _check_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: Place) -> None:
        if event.tag is not None:
            hint = "以 ! 开头的文字请加引号；其余标签请删去。"
            raise _Refused(self._fault("Y118", f"不允许使用标签 {event.tag}", place, hint))

    def _check_text(self, event: yaml.ScalarEvent, value: str, place: Place) -> None:
        """Warn where YAML drops or alters what was typed: a comment, a folded line; refuse unprintable escapes.

        Of a literal text (`|`) there is nothing to say.
        """
        assert event.start_mark
        assert event.end_mark
        last = event.end_mark.line
        if self._has_hash and not event.style and last < len(self.source.lines):
            rest = self.source.lines[last][event.end_mark.column :]
            if _COMMENT_WITHOUT_SPACE.match(rest):
                hint = "要保留就给整段文字加引号；注释请写成“# ”。"
                self._report("Y119", f"“{rest.strip()}”被当成注释，不会出现在通报里", place, hint, "warning")
        if last > event.start_mark.line and not event.style and value.startswith("｜"):
            self._report("Y111", "这里用了全角的“｜”", place, "换成英文的 |，文字从下一行写起。")
        elif last > event.start_mark.line and _CJK_FOLD.search(value):
            self._report("Y120", "换行在这里会变成空格", place, "改用 | 另起一行书写，一段一行。", "warning")
        if event.style == '"':
            for bad in dict.fromkeys(_UNPRINTABLE_ESCAPED.findall(value)):
                self._report("Y110", f"不允许的字符 U+{ord(bad):04X}", place, "删去该字符。")

    def _report(self, code: str, message: str, place: Place, hint: str, severity: Severity = "error") -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(replace(self._fault(code, message, place, hint), severity=severity))

    def _put(self, value: Data, place: Place) -> KeyPath:
        if not self._stack:
            self.data = value
            self.marks[()] = place
            return ()
        frame = self._stack[-1]
        key: Key
        if isinstance(frame.value, dict):
            key, frame.wants_key = frame.key, True
            frame.value[key] = value
        else:
            key = len(frame.value)
            frame.value.append(value)
        path = (*frame.path, key)
        self.marks[path] = place
        return path


def _events(text: str) -> Iterator[Any]:
    loader = yaml.CSafeLoader(text.translate(_HIDE) if _has_breaks(text) else text)
    try:
        yield from iter(loader.get_event, None)
    finally:
        loader.dispose()


def _has_breaks(text: str) -> bool:
    """Whether there is anything to hide from libyaml."""
    return any(char in text for char in _STAND_INS)
