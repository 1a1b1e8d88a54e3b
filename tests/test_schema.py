"""The schema that editors' tools read: fresh, and as wide as the loader."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator.load.notices import parse_notice
from generator.schema import fields_text, notice_schema, schema_text
from tests.conftest import ROOT

FILES = sorted([*(ROOT / "content").rglob("*.yaml"), *(ROOT / "tests" / "cases" / "valid").glob("*.yaml")])


class EditorLoader(yaml.SafeLoader):
    """Reads values as VS Code's YAML extension does: YAML 1.2, where a date is a text and `no` is not false."""


EditorLoader.yaml_implicit_resolvers = {}


EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
EditorLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(?:null|~|)$"), [*"n~", ""])
EditorLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[0-9]+$"), list("0123456789"))
EditorLoader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[0-9]+\.[0-9]+$"), list("0123456789"))


def as_an_editor_reads(text: str) -> Any:
    for break_in_yaml_1_1_only in "\u2028\u2029\x85":
        text = text.replace(break_in_yaml_1_1_only, " ")
    return yaml.load(text, Loader=EditorLoader)


def refused(text: str) -> bool:
    return not jsonschema.Draft7Validator(notice_schema()).is_valid(as_an_editor_reads(text))


def test_the_file_in_the_repository_is_what_the_model_gives(root: Path) -> None:
    assert (root / "schema" / "notice.schema.json").read_text(encoding="utf-8") == schema_text()


def test_it_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(notice_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_loader_takes_the_schema_takes(path: Path) -> None:
    loaded, _ = parse_notice(path.name, path.stem, path.read_bytes())
    assert loaded is not None
    jsonschema.validate(as_an_editor_reads(path.read_text(encoding="utf-8")), notice_schema())


SMALLEST = "title: 通报\nwording: 原文\nissuer: {name: 某某}\n"


@pytest.mark.parametrize(
    "wrong",
    [
        "subtitle: x",
        "issuer: {nam: 某某}",
        "sections: [{heading: 一, items: [{text: 一}]}]",
        "sections: [{heading: 一, items: [{finding: 一, status: 完成}]}]",
        "opening: [{tabel: {rows: [[一]]}}]",
        "published: 2024-1-5",
        "revisions: [{date: 昨天, note: 一}]",
        "kind: 函",
        "draft: 也许",
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(wrong: str) -> None:
    assert not refused(SMALLEST)
    assert refused(f"{SMALLEST}{wrong}\n")
    assert parse_notice("x.yaml", "x", f"{SMALLEST}{wrong}\n".encode())[0] is None


def test_every_key_is_explained_in_chinese_and_every_group_is_closed() -> None:
    schema = notice_schema()
    for group in (schema, *schema["definitions"].values()):
        assert group["additionalProperties"] is False
        for key, written in group["properties"].items():
            assert re.search("[一-鿿]", written.get("description", "")), key


def test_the_table_of_keys_is_the_model() -> None:
    assert (ROOT / "docs/fields.md").read_text(encoding="utf-8") == fields_text()
