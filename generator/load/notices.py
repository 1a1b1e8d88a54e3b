"""Files under `content/notices/` → `Notice` values with their sources, or faults in Chinese. Codes: Y2xx (files), M1xx (model)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from generator.faults import Fault, Key, KeyPath, Source
from generator.load.yaml_text import MAX_BYTES, read_yaml
from generator.model.notice import ID_PATTERN, MAX_DEPTH, Notice, NoticeFile

_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A notice together with the text it came from, which faults point into."""

    notice: Notice
    source: Source


def find_notices(content: Path) -> list[Path]:
    """All notice files below `content/notices`, sorted by path."""
    return sorted(p for p in (content / "notices").rglob("*") if p.suffix in _SUFFIXES and not p.name.startswith("."))


def load_notices(paths: Sequence[Path], *, root: Path | None = None) -> tuple[list[Loaded], list[Fault]]:
    """Load files; report every fault of every file. Ids are unique over all that is loaded; a later duplicate is a fault.

    `root` is the folder that reported paths are relative to (default: as given).
    """
    loaded: dict[str, Loaded] = {}
    faults: list[Fault] = []
    for path in paths:
        one, found = load_notice(path, shown=_shown(path, root))
        faults += found
        if one is None:
            continue
        if other := loaded.get(one.notice.id):
            faults.append(
                one.source.fault(
                    "Y204", f"编号 {one.notice.id} 与 {other.source.path} 重复", hint="改一个文件名；编号就是文件名。"
                )
            )
            continue
        loaded[one.notice.id] = one
    return list(loaded.values()), faults + list(_alias_faults(loaded))


def load_notice(path: Path, *, shown: str | None = None) -> tuple[Loaded | None, list[Fault]]:
    """Load one file. `shown` is its path as faults name it."""
    name = shown or path.as_posix()
    nothing = Source(path=name, text="")
    if path.is_symlink():
        return None, [nothing.fault("Y202", "不接受符号链接", hint="把文件本身放进来。")]
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raw = b" " * (MAX_BYTES + 1)
        else:
            raw = path.read_bytes()
    except OSError as error:
        return None, [nothing.fault("Y201", f"读不出文件：{error.strerror}", hint="检查文件是否存在、是否有权限。")]
    return parse_notice(name, path.stem, raw)


def parse_notice(path: str, notice_id: str, raw: bytes) -> tuple[Loaded | None, list[Fault]]:
    """Make a notice of the bytes of a file, whose stem is the notice's id."""
    parsed = read_yaml(path, raw)
    faults = list(parsed.faults)
    if not _is_id(notice_id):
        faults.append(
            parsed.source.fault(
                "Y203",
                f"文件名“{notice_id}”不能作编号",
                hint="编号只用小写字母、数字和连字符，例如 suqian-2024.yaml；它就是网址的一部分。",
            )
        )
    if parsed.data is None:
        return None, faults
    if not isinstance(parsed.data, dict):
        return None, [
            *faults,
            parsed.source.fault("Y114", "文件内容不是“键: 值”的形式", hint="用 make new ID=… 生成一份样稿对照。"),
        ]
    fatal = any(fault.severity == "error" for fault in faults)
    try:
        if "id" in parsed.data:
            NoticeFile.model_validate(parsed.data)
        notice = Notice.model_validate({**parsed.data, "id": notice_id if _is_id(notice_id) else "x"})
    except ValidationError as error:
        found = [_model_fault(details, parsed.data, parsed.source) for details in error.errors(include_url=False)]
        return None, [*faults, *_distinct(found)]
    return (None if fatal else Loaded(notice=notice, source=parsed.source)), faults


def _is_id(stem: str) -> bool:
    return re.fullmatch(ID_PATTERN, stem) is not None and len(stem) <= 80


def _shown(path: Path, root: Path | None) -> str:
    if root and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.as_posix()


def _alias_faults(loaded: dict[str, Loaded]) -> Iterator[Fault]:
    taken = {notice_id: one.source.path for notice_id, one in loaded.items()}
    for one in loaded.values():
        for index, alias in enumerate(one.notice.aliases):
            if alias in taken:
                yield one.source.fault("Y205", f"旧编号 {alias} 已被 {taken[alias]} 使用", at=("aliases", index))
            else:
                taken[alias] = one.source.path


def _distinct(faults: Sequence[Fault]) -> list[Fault]:
    return list(dict.fromkeys(faults))


def _model_fault(details: ErrorDetails, data: dict[str, Any], source: Source) -> Fault:
    at = _known_part(details["loc"], data)
    key = next((str(part) for part in reversed(details["loc"]) if isinstance(part, str) and part[:1].islower()), "")
    kind, context = details["type"], details.get("ctx", {})
    value = _look_up(data, at)
    match kind:
        case "extra_forbidden":
            near = difflib.get_close_matches(key, _all_keys(), n=1)
            hint = f"是不是想写 {near[0]}？" if near else "可用的键见 docs/editors.md。"
            return source.fault("M101", f"没有“{key}”这个键，或者它不该写在这里", at=at, hint=hint)
        case "missing":
            return source.fault(
                "M102", f"缺少必填的“{key}”", at=at[:-1] if at and at[-1] == key else at, hint=_description(key)
            )
        case "literal_error":
            allowed = "、".join(_allowed(context.get("expected", "")))
            return source.fault("M103", f"“{key}”的值“{value}”不在规定用语之内", at=at, hint=f"可以写：{allowed}。")
        case "date":
            return source.fault(
                "M104",
                f"“{value}”不是有效日期",
                at=at,
                hint="写成 2024-01-05；说不准的日期照录原文文字，例如 2022年8月下旬。",
            )
        case "single_line":
            return source.fault("M105", f"“{key}”只能写一行", at=at, hint="多段文字请放进 text。")
        case "item_heading":
            return source.fault("M106", "item_heading 里必须有 {finding}，序号只能用 {n}、{一}、{①}、{１}", at=at)
        case "too_deep":
            return source.fault("M107", f"标题层次超过 {MAX_DEPTH} 级", at=("sections",))
        case "table_column":
            return source.fault("M108", f"items 指到的列超出了表格（共 {context['width']} 列）", at=at)
        case "string_pattern_mismatch" | "string_too_short" | "string_too_long":
            return source.fault(
                "M109",
                f"“{key}”的写法不合要求：“{value}”" if value else f"“{key}”不能为空",
                at=at,
                hint=_description(key),
            )
        case _:
            expected = _expected_shape(kind)
            return source.fault(
                "M110", f"“{key or '文件'}”的内容不合要求，应当是{expected}", at=at, hint=_description(key)
            )


def _allowed(expected: str) -> list[str]:
    """The values in pydantic's `'a', 'b' or 'c'`."""
    return re.findall(r"'([^']*)'", expected)


def _expected_shape(kind: str) -> str:
    shapes = {
        "string_type": "文字",
        "tuple_type": "列表（每项前写“- ”）",
        "model_type": "一组“键: 值”",
        "dict_type": "一组“键: 值”",
        "bool_parsing": "true 或 false",
        "bool_type": "true 或 false",
        "int_parsing": "整数",
        "date_type": "日期，例如 2024-01-05",
        "date_from_datetime_parsing": "日期，例如 2024-01-05",
        "date_parsing": "日期，例如 2024-01-05",
        "greater_than_equal": "不小于下限的整数",
        "too_short": "非空的列表",
    }
    return shapes.get(kind, f"别的写法（{kind}）")


def _known_part(loc: tuple[Key, ...], data: Any) -> KeyPath:
    """The error's location without pydantic's own steps (names of union members), as a path into the file."""
    path: list[Key] = []
    for part in loc:
        if isinstance(data, dict) and part in data:
            data = data[part]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _look_up(data: Any, path: KeyPath) -> str:
    for part in path:
        data = data[part]
    return data if isinstance(data, str) else ""


def _description(key: str) -> str:
    for model in _models(NoticeFile):
        if key in model.model_fields:
            return f"{key}：{model.model_fields[key].description}。"
    return ""


def _all_keys() -> list[str]:
    return sorted({name for model in _models(NoticeFile) for name in model.model_fields})


def _models(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> set[type[BaseModel]]:
    """The model and every model that its fields lead to."""
    seen = set() if seen is None else seen
    if model in seen:
        return seen
    seen.add(model)
    for info in model.model_fields.values():
        for part in _parts(info.annotation):
            _models(part, seen)
    return seen


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for part in get_args(annotation):
        yield from _parts(part)
