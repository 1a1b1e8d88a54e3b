"""`NoticeFile` → the YAML text that a person would want to edit. Reading the text again gives the same notice.

Keys stand in the model's order, defaults are left out, paragraphs stand one a line in literal blocks, and a scalar is
quoted only where YAML, or a reader who guesses types, would take it for something else. Pure: no I/O.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from generator.faults import KeyPath
from generator.model.notice import NoticeFile, TableBlock

_NEVER_WRAP = 1 << 30
_FLOW_WIDTH = 100
_STEP = "  "
_ONE_AS_SCALAR = frozenset({"name", "forms"})
_LITERAL_LINE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]+")


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One line of output; `paths` are the key paths whose values begin on it."""

    text: str
    paths: tuple[KeyPath, ...] = ()

    def indented(self) -> _Row:
        return _Row(text=_STEP + self.text if self.text else "", paths=self.paths)


def notice_yaml(notice: NoticeFile, comments: Mapping[KeyPath, str] | None = None) -> str:
    """Write a notice as YAML; put each comment as `# …` lines above the key it is about.

    A comment on a path that has no line of its own stands above its nearest parent that has one, or at the top.
    """
    rows = list(_mapping(notice, ()))
    known = {path for row in rows for path in row.paths}
    waiting: dict[KeyPath, list[str]] = {}
    for path, text in (comments or {}).items():
        waiting.setdefault(_nearest(path, known), []).extend(line for line in text.split("\n") if line.strip())
    lines = [f"# {line}" for line in waiting.pop((), [])]
    for row in rows:
        indent = row.text[: len(row.text) - len(row.text.lstrip(" "))]
        lines += [f"{indent}# {line}" for path in row.paths for line in waiting.pop(path, [])]
        lines.append(row.text)
    return "\n".join(lines) + "\n"


def _nearest(path: KeyPath, known: set[KeyPath]) -> KeyPath:
    while path and path not in known:
        path = path[:-1]
    return path


def _mapping(model: BaseModel, at: KeyPath) -> Iterator[_Row]:
    """The keys of a model that differ from their defaults; the id is the file's name and stands nowhere."""
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if (name == "id" and isinstance(model, NoticeFile)) or (not info.is_required() and value == info.default):
            continue
        if _is_text(info):
            yield from _text(name, value, (*at, name))
        else:
            yield from _entry(name, value, (*at, name))


def _entry(key: str, value: Any, at: KeyPath) -> Iterator[_Row]:
    label = _scalar(key)
    if isinstance(value, tuple) and len(value) == 1 and key in _ONE_AS_SCALAR:
        yield _Row(text=f"{label}: {_scalar(value[0])}", paths=(at,))
    elif isinstance(value, tuple) and all(isinstance(part, str) for part in value):
        yield _Row(text=f"{label}: {_flow(value)}", paths=(at,))
    elif isinstance(value, BaseModel | dict | tuple):
        nested = list(_nested(value, at))
        if not nested:
            yield _Row(text=f"{label}: {'[]' if isinstance(value, tuple) else '{}'}", paths=(at,))
            return
        yield _Row(text=f"{label}:", paths=(at,))
        yield from (row.indented() for row in nested)
    else:
        yield _Row(text=f"{label}: {_scalar(value)}", paths=(at,))


def _nested(value: BaseModel | dict[str, Any] | tuple[Any, ...], at: KeyPath) -> Iterator[_Row]:
    if isinstance(value, BaseModel):
        yield from _mapping(value, at)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _entry(key, inner, (*at, key))
    else:
        for index, inner in enumerate(value):
            yield from _list_entry(inner, (*at, index))


def _list_entry(value: Any, at: KeyPath) -> Iterator[_Row]:
    if isinstance(value, tuple) and all(isinstance(cell, str) for cell in value):
        yield from _table_row(value, at)
        return
    rows = list(_nested(value, at))
    if not rows:
        yield _Row(text="- {}", paths=(at,))
        return
    yield from _dashed(rows, at)


def _dashed(rows: Sequence[_Row], at: KeyPath) -> Iterator[_Row]:
    first, *rest = rows
    yield _Row(text=f"- {first.text}", paths=(at, *first.paths))
    yield from (row.indented() for row in rest)


def _table_row(cells: tuple[str, ...], at: KeyPath) -> Iterator[_Row]:
    flow = _flow(cells)
    if len(flow) <= _FLOW_WIDTH:
        yield _Row(text=f"- {flow}", paths=(at,))
    else:
        yield from _dashed([_Row(text=f"- {_scalar(cell)}") for cell in cells], at)


def _is_text(info: FieldInfo) -> bool:
    """Whether a field is the model's `Text`: paragraphs and tables."""
    return any(TableBlock in get_args(part) for part in get_args(info.annotation))


def _text(label: str, blocks: tuple[Any, ...], at: KeyPath) -> Iterator[_Row]:
    if all(isinstance(block, str) and _LITERAL_LINE.fullmatch(block) for block in blocks):
        yield _Row(text=f"{label}: |", paths=(at,))
        yield from (_Row(text=_STEP + block) for block in blocks)
        return
    yield _Row(text=f"{label}:", paths=(at,))
    in_literal = False
    for index, block in enumerate(blocks):
        path = (*at, index)
        is_literal = isinstance(block, str) and _LITERAL_LINE.fullmatch(block) is not None
        if is_literal and not in_literal:
            yield _Row(text=f"{_STEP}- |", paths=(path,))
        if is_literal:
            yield _Row(text=2 * _STEP + block)
        elif isinstance(block, str):
            yield _Row(text=f"{_STEP}- {_scalar(block)}", paths=(path,))
        else:
            yield from (row.indented() for row in _dashed(list(_mapping(block, path)), path))
        in_literal = is_literal


def _flow(values: Sequence[str]) -> str:
    dumped = yaml.safe_dump(list(values), allow_unicode=True, default_flow_style=True, width=_NEVER_WRAP)
    return str(dumped).strip("\n")


def _scalar(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int):
        return str(value).lower()
    dumped: str = yaml.safe_dump(str(value), allow_unicode=True, width=_NEVER_WRAP, default_style=_style(str(value)))
    return dumped.removesuffix("\n").removesuffix("\n...").removesuffix("\n")


def _style(value: str) -> str | None:
    """Double quotes where a line break, or digits that a type-guessing reader might mangle, stand in the text."""
    if "\n" in value or re.fullmatch(r"[\d*]+", value):
        return '"'
    return None
