"""What pydantic says about a notice's data → faults in Chinese, at the right line. Codes: M1xx.

Knows the model; reads no files, changes no data.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from generator.faults import Fault, Key, KeyPath, Source
from generator.load.yaml_text import MAX_FAULTS, Parsed
from generator.model.notice import MAX_DEPTH, Block, NoticeFile, TableBlock


@dataclass(frozen=True)
class _Wording:
    code: str
    message: str
    hint: str = ""  # without one, the description of the field


_SHAPES = {
    "string_type": "文字",
    "tuple_type": "列表（每项前写“- ”）",
    "model_type": "一组“键: 值”",
    "model_attributes_type": "一组“键: 值”",
    "dict_type": "一组“键: 值”",
    "bool_parsing": " true 或 false",
    "bool_type": " true 或 false",
    "int_parsing": "整数",
    "int_type": "整数",
    "date_type": "日期，例如 2024-01-05",
    "date_from_datetime_parsing": "日期，例如 2024-01-05",
    "date_from_datetime_inexact": "日期，例如 2024-01-05",
    "date_parsing": "日期，例如 2024-01-05",
    "too_short": "非空的列表",
}
_WORDINGS = {
    "missing": _Wording("M102", "缺少必填的“{key}”"),
    "literal_error": _Wording("M103", "“{key}”的值“{said}”不在规定用语之内", "可以写：{allowed}。"),
    "date": _Wording("M104", "“{said}”不是有效日期", "写成 2024-01-05；说不准的日期照录原文文字，例如 2022年8月下旬。"),
    "single_line": _Wording("M105", "“{key}”只能写一行", "多段文字请放进 text。"),
    "item_heading": _Wording("M106", "item_heading 里必须有 {{finding}}，序号只能用 {{n}}、{{一}}、{{①}}、{{１}}"),
    "empty_change": _Wording(
        "M111", "这处改动没有写改动前后的文字", "写 before（改动前）或 after（改动后），至少一项。"
    ),
    "reserved_file": _Wording(
        "M112",
        "附件不能叫“{said}”：本站在这份通报的网址下有同名的文件",
        "给文件改名，例如 attachment.pdf，file 随着改。",
    ),
    "alike_files": _Wording(
        "M113",
        "附件文件名“{said}”与“{other}”容易互相顶替",
        "不能只差大小写，也不能只差末尾的 .gz（本站用来放压缩件）；给其中一个改名，file 随着改。",
    ),
    "too_deep": _Wording("M107", f"标题层次超过 {MAX_DEPTH} 级", "把这一层改为段落或事项。"),
    "table_column": _Wording("M108", "items 指到的列超出了表格（共 {width} 列）", "列从 1 数起。"),
    "items_elsewhere": _Wording(
        "M114",
        "这里的表格不能写 items",
        "整改事项直接列在表里的，把表格放进 sections 下某一级的 text；否则删去 items。",
    ),
    "string_too_short": _Wording("M109", "“{key}”不能为空"),
    "string_too_long": _Wording("M109", "“{key}”超过 {max_length} 个字符"),
    "string_pattern_mismatch": _Wording("M109", "“{key}”的写法不合要求：“{said}”"),
}
_MAX_SAID = 40
_RUN_ON = re.compile("[a-z_]+[:：]")
_SURELY, _PERHAPS = 0.75, 0.6  # how alike two keys are, at least, for one to be a slip for the other
_SHAPE = "shape"
_TEXT_SHAPE = "文字或表格（- table: …）"


@dataclass(frozen=True, kw_only=True)
class _Error:
    """One error of pydantic, placed: `at` is its path in the file; it is about field `info` of model `owner`."""

    kind: str
    key: str
    at: KeyPath
    value: Any
    owner: type[BaseModel]
    info: FieldInfo | None
    context: dict[str, Any]

    @property
    def said(self) -> str:
        text = self.value if isinstance(self.value, str) else ""
        return text if len(text) <= _MAX_SAID else text[:_MAX_SAID] + "…"

    @property
    def description(self) -> str:
        return f"{self.key}：{self.info.description}。" if self.info and self.info.description else ""


def model_faults(details: Sequence[ErrorDetails], parsed: Parsed) -> list[Fault]:
    """Word all errors of one validation. Where pydantic tried several types for one value, one fault is left."""
    faults: dict[tuple[KeyPath, str], Fault] = {}
    for one in details[:MAX_FAULTS]:
        error = _place(one, parsed.data)
        if error.kind == "string_type" and isinstance(error.value, dict) and _is_text(error.info):
            continue  # a table was written; what is wrong with the table comes as errors of its own
        if error.kind == "missing" and error.owner is TableBlock and error.value:
            continue  # what was written in place of the table comes as an error of its own
        group = _SHAPE if error.kind in _SHAPES else f"{error.kind} {error.key}"
        faults.setdefault((error.at, group), _fault(error, parsed))
    return list(faults.values())


def _fault(error: _Error, parsed: Parsed) -> Fault:
    if error.kind == "extra_forbidden":
        return _extra_fault(error, parsed)
    wording = _WORDINGS.get(error.kind)
    if wording is None:
        return _shape_fault(error, parsed.source)
    allowed = "、".join(re.findall(r"'([^']*)'", str(error.context.get("expected", ""))))
    facts = {**error.context, "key": error.key, "said": error.said, "allowed": allowed}
    message, hint = wording.message.format(**facts), wording.hint.format(**facts)
    at = _too_deep(parsed.data, ()) if error.kind == "too_deep" else error.at
    return parsed.source.fault(wording.code, message, at=at, hint=hint or error.description)


def _too_deep(section: Any, at: KeyPath, depth: int = 0) -> KeyPath:
    """The first section, at a place of valid data or below it, that stands too deep; nowhere if there is none."""
    if depth > MAX_DEPTH:
        return at
    below = (
        _too_deep(one, (*at, "sections", index), depth + 1) for index, one in enumerate(section.get("sections") or [])
    )
    return next(filter(None, below), ())


def _shape_fault(error: _Error, source: Source) -> Fault:
    shape = _SHAPES.get(error.kind, f"别的写法（{error.kind}）")
    if error.kind == "greater_than_equal":
        shape = f"不小于 {error.context['ge']} 的整数"
    if _is_text(error.info):
        shape = _TEXT_SHAPE
    index = error.at[-1] if error.at else ""
    name = f"“{error.key or '文件'}”" + (f"的第 {index + 1} 项" if isinstance(index, int) else "")
    found = "，这里是空的" if error.value is None else f"，不能是“{error.said}”" if error.said else ""
    return source.fault("M110", f"{name}应当是{shape}{found}", at=error.at, hint=error.description)


def _extra_fault(error: _Error, parsed: Parsed) -> Fault:
    own = list(error.owner.model_fields)
    homes = sorted({place for place, model in _homes() if error.key in model.model_fields and model is not error.owner})
    near = difflib.get_close_matches(error.key, own, n=1, cutoff=_SURELY if homes else _PERHAPS)
    if error.key == "id":
        hint = "编号就是文件名，不必另写。"
    elif _RUN_ON.match(error.key):
        hint = "键后面写英文冒号和一个空格，例如 name: 中共某某县委员会。"
    elif near:
        hint = f"是不是想写 {near[0]}？"
    elif error.owner is TableBlock and not homes:
        hint = "文字里有“冒号加空格”时，给整段文字加引号；要写表格，这里的键是 table。"
    elif homes:
        hint = f"{error.key} 应当写在 {'、'.join(homes)} 里；检查缩进。"
    else:
        hint = f"这里可以写：{'、'.join(own)}。"
    place = parsed.keys.get(error.at)
    source = parsed.source.at(place) if place else parsed.source
    return source.fault("M101", f"这里没有“{error.key}”这个键", at=() if place else error.at, hint=hint)


def _place(details: ErrorDetails, data: Any) -> _Error:
    """Follow pydantic's location through the file's data and, side by side, through the model."""
    path: list[Key] = []
    owner: type[BaseModel] = NoticeFile
    inside: list[type[BaseModel]] = [NoticeFile]
    info: FieldInfo | None = None
    key = ""
    for part in details["loc"]:
        if isinstance(part, int):
            if isinstance(data, list):
                index = _raw_index(data, part) if _is_text(info) else part
                path.append(index)
                data = data[index]
            continue
        home = next((model for model in inside if part in model.model_fields), None)
        if home:
            owner, info, key = home, home.model_fields[part], part
            inside = list(_models(info.annotation))
        elif isinstance(data, dict) and part in data:
            owner, info, key = (inside or [owner])[0], None, part
        else:
            continue  # pydantic's own step: the name of a union member or of a type
        if isinstance(data, dict) and part in data:
            path.append(part)
            data = data[part]
    return _Error(
        kind=details["type"],
        key=key,
        at=tuple(path),
        value=data,
        owner=owner,
        info=info,
        context=details.get("ctx", {}),
    )


def _raw_index(parts: list[Any], flat: int) -> int:
    """Where in the file's list the block stands that is `flat` in the model's tuple (there, each line is a block)."""
    blocks = (
        sum(1 for line in part.split("\n") if line.strip()) if isinstance(part, str) else int(part is not None)
        for part in parts
    )
    return next(index for index, end in enumerate(accumulate(blocks)) if flat < end)


def _is_text(info: FieldInfo | None) -> bool:
    return info is not None and info.annotation == tuple[Block, ...]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for part in get_args(annotation):
        yield from _models(part)


def _homes() -> Iterator[tuple[str, type[BaseModel]]]:
    """Every model with the name of the key under which it is written."""
    seen: set[type[BaseModel]] = set()
    queue: list[type[BaseModel]] = [NoticeFile]
    yield "最外层", NoticeFile
    while queue:
        model = queue.pop(0)
        seen.add(model)
        for name, info in model.model_fields.items():
            for part in _models(info.annotation):
                yield name, part
                if part not in seen:
                    queue.append(part)
