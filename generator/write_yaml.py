"""`NoticeFile` → the YAML text that a person would want to edit. Reading the text again gives the same notice.

Keys stand in the model's order, defaults are left out, paragraphs stand one a line in literal blocks, and a scalar is
quoted only where YAML, or a reader who guesses types, would take it for something else. Pure: no I/O.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, get_args

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

# What PyYAML's emitter decides for a scalar on one line, without the emitter, which takes a tenth of a millisecond a scalar.
_ON_ONE_LINE = re.compile(r"[ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*")
_PLAINLY = re.compile(r"[一-鿿][一-鿿0-9A-Za-z,.;()、。《》“”，；！？（）]*")
"""Begins like no indicator, number or date, and has no blank, colon or `#` in it: most texts, found to be plain at one look."""

_INDICATOR_FIRST = re.compile(r"[#,\[\]{}&*!|>'\"%@` ]|---|\.\.\.|[?:\-](?: |$)")
_INDICATOR_WITHIN = re.compile(r":(?: |$)| (?:#|$)")
_DIGITS = re.compile(r"[\d*]+")
_BREAKS = re.compile("[\n\x85\u2028\u2029]")  # where YAML 1.1 breaks a line; PyYAML would indent what follows
_FLOW_INDICATOR = re.compile(r"[,?\[\]{}:]")
_GUESSED = yaml.SafeDumper.yaml_implicit_resolvers
"""By its first character, what a reader who guesses types takes for something else than text."""


class _Row(NamedTuple):
    """One line of output; `paths` are the key paths whose values begin on it."""

    text: str
    paths: tuple[KeyPath, ...] = ()


def notice_yaml(notice: NoticeFile, comments: Mapping[KeyPath, str] | None = None) -> str:
    """Write a notice as YAML; put each comment as `# …` lines above the key it is about.

    A comment on a path that has no line of its own stands above its nearest parent that has one, or at the top.
    """
    rows: list[_Row] = []
    _mapping(rows, notice, (), "")
    lines = _commented(rows, comments) if comments else [row.text for row in rows]
    return "\n".join(lines) + "\n"


def public_yaml(notice: NoticeFile) -> bytes:
    """What a public notice gives away: all but what only its editors need to know."""
    return notice_yaml(notice.model_copy(update={"allow": ()})).encode()


def _commented(rows: Sequence[_Row], comments: Mapping[KeyPath, str]) -> list[str]:
    known = {path for row in rows for path in row.paths}
    waiting: dict[KeyPath, list[str]] = {}
    for path, text in comments.items():
        waiting.setdefault(_nearest(path, known), []).extend(line for line in text.split("\n") if line.strip())
    lines = [f"# {line}" for line in waiting.pop((), [])]
    for row in rows:
        indent = row.text[: len(row.text) - len(row.text.lstrip(" "))]
        lines += [f"{indent}# {line}" for path in row.paths for line in waiting.pop(path, [])]
        lines.append(row.text)
    return lines


def _nearest(path: KeyPath, known: set[KeyPath]) -> KeyPath:
    while path and path not in known:
        path = path[:-1]
    return path


class _Field(NamedTuple):
    """A key of a model. `default` is what need not be written; nothing equals that of a required key."""

    name: str
    default: object
    is_text: bool


@functools.cache
def _fields(model: type[BaseModel]) -> tuple[_Field, ...]:
    """The keys of a model in its order; the id is the file's name and stands nowhere."""
    return tuple(
        _Field(name=name, default=object() if info.is_required() else info.default, is_text=_is_text(info))
        for name, info in model.model_fields.items()
        if not (name == "id" and issubclass(model, NoticeFile))
    )


def _is_text(info: FieldInfo) -> bool:
    """Whether a field is the model's `Text`: paragraphs and tables."""
    return any(TableBlock in get_args(part) for part in get_args(info.annotation))


def _mapping(rows: list[_Row], model: BaseModel, at: KeyPath, indent: str) -> None:
    """Add the keys of a model that differ from their defaults. Every function here adds rows, indented as they will stand."""
    for name, default, is_text in _fields(type(model)):
        value = getattr(model, name)
        if value != default:
            add = _text if is_text else _entry
            add(rows, name, value, (*at, name), indent)


def _entry(rows: list[_Row], key: str, value: Any, at: KeyPath, indent: str) -> None:
    label = f"{indent}{_key(key)}:"
    if isinstance(value, str):
        rows.append(_Row(f"{label} {_scalar(value)}", (at,)))
    elif isinstance(value, tuple) and len(value) == 1 and key in _ONE_AS_SCALAR:
        rows.append(_Row(f"{label} {_scalar(value[0])}", (at,)))
    elif isinstance(value, tuple) and all(isinstance(part, str) for part in value):
        rows.append(_Row(f"{label} {_flow(value)}", (at,)))
    elif isinstance(value, BaseModel | dict | tuple):
        start = len(rows)
        rows.append(_Row(label, (at,)))
        _nested(rows, value, at, indent + _STEP)
        if len(rows) == start + 1:
            rows[start] = _Row(f"{label} {{}}", (at,))
    else:
        rows.append(_Row(f"{label} {_scalar(value)}", (at,)))


@functools.lru_cache(maxsize=256)
def _key(key: str) -> str:
    return _scalar(key)


def _nested(rows: list[_Row], value: BaseModel | dict[str, Any] | tuple[Any, ...], at: KeyPath, indent: str) -> None:
    if isinstance(value, BaseModel):
        _mapping(rows, value, at, indent)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _entry(rows, key, inner, (*at, key), indent)
    else:
        for index, inner in enumerate(value):
            _list_entry(rows, inner, (*at, index), indent)


def _list_entry(rows: list[_Row], value: Any, at: KeyPath, indent: str) -> None:
    if isinstance(value, tuple):
        _table_row(rows, value, at, indent)
        return
    start = len(rows)
    _nested(rows, value, at, indent + _STEP)
    if len(rows) == start:
        rows.append(_Row(f"{indent}- {{}}", (at,)))
    else:
        _dash(rows, start, at, indent)


def _dash(rows: list[_Row], start: int, at: KeyPath, indent: str) -> None:
    """Make a list entry of the rows from `start` on: put a dash where the first one is indented a step deeper."""
    rows[start] = _Row(f"{indent}- {rows[start].text[len(indent) + len(_STEP) :]}", (at,))


def _table_row(rows: list[_Row], cells: tuple[str, ...], at: KeyPath, indent: str) -> None:
    flow = _flow(cells)
    if len(flow) <= _FLOW_WIDTH:
        rows.append(_Row(f"{indent}- {flow}", (at,)))
    else:
        start = len(rows)
        rows += [_Row(f"{indent}{_STEP}- {_scalar(cell)}") for cell in cells]
        _dash(rows, start, at, indent)


def _text(rows: list[_Row], label: str, blocks: tuple[Any, ...], at: KeyPath, indent: str) -> None:
    if all(isinstance(block, str) and _LITERAL_LINE.fullmatch(block) for block in blocks):
        rows.append(_Row(f"{indent}{label}: |", (at,)))
        rows += [_Row(f"{indent}{_STEP}{block}") for block in blocks]
        return
    rows.append(_Row(f"{indent}{label}:", (at,)))
    in_literal = False
    for index, block in enumerate(blocks):
        path = (*at, index)
        is_literal = isinstance(block, str) and _LITERAL_LINE.fullmatch(block) is not None
        if is_literal and not in_literal:
            rows.append(_Row(f"{indent}{_STEP}- |", (path,)))
        if is_literal:
            rows.append(_Row(f"{indent}{2 * _STEP}{block}"))
        elif isinstance(block, str):
            rows.append(_Row(f"{indent}{_STEP}- {_scalar(block)}", (path,)))
        else:
            start = len(rows)
            _mapping(rows, block, path, indent + 2 * _STEP)
            _dash(rows, start, path, indent + _STEP)
        in_literal = is_literal


def _flow(values: Sequence[str]) -> str:
    if all(_ON_ONE_LINE.fullmatch(value) for value in values):
        return f"[{', '.join(_on_one_line(value, in_flow=True) for value in values)}]"
    style = '"' if any(map(_BREAKS.search, values)) else None
    dumped = yaml.safe_dump(
        list(values), allow_unicode=True, default_flow_style=True, default_style=style, width=_NEVER_WRAP
    )
    return str(dumped).strip("\n")


def _scalar(value: object) -> str:
    if isinstance(value, str) and _PLAINLY.fullmatch(value):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | int):
        return str(value).lower()
    text = str(value)
    style = _style(text)
    if style and text.isascii() and text.isprintable():
        return f'"{text}"'
    if style is None and _ON_ONE_LINE.fullmatch(text):
        return _on_one_line(text, in_flow=False)
    dumped: str = yaml.safe_dump(text, allow_unicode=True, width=_NEVER_WRAP, default_style=style)
    return dumped.removesuffix("\n").removesuffix("\n...").removesuffix("\n")


def _on_one_line(text: str, *, in_flow: bool) -> str:
    """A text of printable characters as `yaml.safe_dump` writes it: plain if it reads as text again, or in single quotes."""
    indicator = (
        _INDICATOR_FIRST.match(text) or _INDICATOR_WITHIN.search(text) or (in_flow and _FLOW_INDICATOR.search(text))
    )
    if indicator or any(pattern.match(text) for _, pattern in _GUESSED.get(text[:1], ())):
        return "'" + text.replace("'", "''") + "'"
    return text


def _style(value: str) -> str | None:
    """Double quotes where a line break, or digits that a type-guessing reader might mangle, stand in the text."""
    if _BREAKS.search(value) or _DIGITS.fullmatch(value):
        return '"'
    return None
