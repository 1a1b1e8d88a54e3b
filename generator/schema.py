"""The notice model → the JSON Schema that editors' tools read (completion and explanations in Chinese).

It describes what may be written in the file, which is wider than what the model holds: one string for a list of one,
numbers for texts, nothing for an absent fact. `python -m generator.schema` writes `schema/notice.schema.json`, and
the table of keys in `docs/fields.md`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from generator.model.notice import Block, Line, NoticeFile

SCHEMA_FILE = Path("schema/notice.schema.json")
FIELDS_FILE = Path("docs/fields.md")
_DIALECT = "http://json-schema.org/draft-07/schema#"  # what VS Code's YAML extension knows best
_ISO = r"\d{4}-\d{2}-\d{2}"
_DATE = {"type": "string", "pattern": rf"^({_ISO}|.*[一-鿿].*)$"}  # exact, or in words
_DAY = {"type": "string", "pattern": f"^{_ISO}$"}


def notice_schema() -> dict[str, Any]:
    """The schema of a notice file (JSON Schema, draft 7)."""
    schema = NoticeFile.model_json_schema(by_alias=False, ref_template="#/definitions/{model}")
    definitions = schema.pop("$defs")
    for model in _models(NoticeFile):
        written = schema if model is NoticeFile else definitions[model.__name__]
        written["properties"] = {
            name: _property(model, name, written["properties"][name]) for name in model.model_fields
        }
        if model is not NoticeFile:
            written.pop("description", None)  # English, for maintainers
    whole = {"$schema": _DIALECT, **schema, "definitions": dict(sorted(definitions.items()))}
    return dict(_tidy(whole))


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(notice_schema(), ensure_ascii=False, indent=2) + "\n"


def _property(model: type[BaseModel], name: str, written: dict[str, Any]) -> dict[str, Any]:
    info = model.model_fields[name]
    facts = {"description": info.description} if info.description else {}
    if isinstance(written.get("default"), str | bool | int) and written["default"] != "":
        facts["default"] = written["default"]
    kinds = _kinds(info.annotation, written)
    if not info.is_required() and {"type": "null"} not in kinds:
        kinds.append({"type": "null"})
    return {**facts, **(kinds[0] if len(kinds) == 1 else {"anyOf": kinds})}


def _kinds(annotation: Any, written: dict[str, Any]) -> list[dict[str, Any]]:
    """What may be written for one key."""
    text: dict[str, Any] = {"type": ["string", "number"]}
    if annotation == tuple[Block, ...]:
        blocks = {"anyOf": [text, {"$ref": "#/definitions/TableBlock"}, {"type": "null"}]}
        return [text, {"type": "array", "items": blocks}, {"$ref": "#/definitions/TableBlock"}]
    if annotation == tuple[Line, ...]:
        return [text, {"type": "array", "items": {"type": ["string", "number"], "minLength": 1}}]
    kinds = written.get("anyOf") or [
        {key: value for key, value in written.items() if key not in ("default", "description", "title")}
    ]
    if any(kind.get("format") == "date" for kind in kinds):
        return [dict(_DATE if {"type": "string"} in kinds else _DAY)]
    return kinds


def _tidy(value: Any) -> Any:
    """Without pydantic's titles; and a text may be written as a number, as editors' tools see `0012` or `3`."""
    if isinstance(value, list):
        return [_tidy(one) for one in value]
    if not isinstance(value, dict):
        return value
    tidy = {key: _tidy(one) for key, one in value.items() if not (key == "title" and isinstance(one, str))}
    if (
        tidy.get("type") == "string"
        and "enum" not in tidy
        and tidy.get("pattern") not in (_DATE["pattern"], _DAY["pattern"])
    ):
        tidy["type"] = ["string", "number"]
    return tidy


def _models(model: type[BaseModel], seen: list[type[BaseModel]] | None = None) -> list[type[BaseModel]]:
    """The model and every model that its fields lead to."""
    found = [] if seen is None else seen
    if model not in found:
        found.append(model)
        for info in model.model_fields.values():
            for part in _inner(info.annotation):
                _models(part, found)
    return found


def _inner(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _inner(part)]


def fields_text() -> str:
    """The table of all keys for the editors' guide: `docs/fields.md`."""
    parts = ["# 通报文件的全部键\n", "由程序从数据模型生成（`make schema`），请勿手改。带 * 的必填。\n"]
    for model in _models(NoticeFile):
        parts.append(f"## {_place_of(model)}\n\n| 键 | 写什么 |\n|---|---|")
        for name, info in model.model_fields.items():
            mark = "*" if info.is_required() else ""
            parts.append(f"| `{name}`{mark} | {(info.description or '').replace('|', '&#124;')} |")
        parts[-1] += "\n"
    return "\n".join(parts)


def _place_of(model: type[BaseModel]) -> str:
    """Where in a file the keys of a model stand: the keys that lead to it."""
    keys = [
        name
        for parent in _models(NoticeFile)
        for name, info in parent.model_fields.items()
        if model in _inner(info.annotation)
    ]
    return "最上层" if model is NoticeFile else "、".join(f"`{key}`" for key in dict.fromkeys(keys)) + " 之下"


if __name__ == "__main__":
    FIELDS_FILE.write_text(fields_text(), encoding="utf-8", newline="\n")
    SCHEMA_FILE.parent.mkdir(exist_ok=True)
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8", newline="\n")
