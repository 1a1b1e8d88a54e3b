"""`new`: a skeleton that the model and the schema accept, and that `check` helps to fill in."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from generator.__main__ import main
from generator.check import check_notice
from generator.commands.new import skeleton, year_of
from generator.faults import errors
from generator.load.notices import parse_notice
from generator.model.words import INSPECTION_TYPES, KINDS, LEVELS, STATUSES, WORDINGS
from generator.schema import notice_schema
from tests.test_schema import as_an_editor_reads


def test_the_skeleton_is_a_draft_that_the_model_and_the_schema_accept() -> None:
    loaded, faults = parse_notice("x.yaml", "x", skeleton().encode())
    assert faults == []
    assert loaded is not None
    assert loaded.notice.draft
    jsonschema.validate(as_an_editor_reads(skeleton()), notice_schema())


def test_check_names_each_place_to_be_filled_in_and_nothing_is_an_error_yet() -> None:
    loaded, _ = parse_notice("x.yaml", "x", skeleton().encode())
    assert loaded is not None
    faults = check_notice(loaded.notice, loaded.source)
    assert errors(faults) == []
    assert [fault.line for fault in faults if fault.code == "Q101"] == [
        number for number, line in enumerate(skeleton().split("\n"), start=1) if "【待填】" in line
    ]


def test_a_skeleton_left_as_it_is_cannot_be_published() -> None:
    loaded, _ = parse_notice("x.yaml", "x", skeleton().replace("draft: true", "draft: false").encode())
    assert loaded is not None
    assert "Q101" in [fault.code for fault in errors(check_notice(loaded.notice, loaded.source))]


def test_every_suggestion_in_a_comment_is_accepted_when_uncommented() -> None:
    head, _, body = skeleton().partition("\n\n")
    assert head.startswith("# ")
    text = re.sub(r"^( *)# ( *(?:- )?[a-z_]+:)", r"\1\2", body, flags=re.MULTILINE)
    assert len(re.findall(r"^ *#", text, re.MULTILINE)) == 0
    _, faults = parse_notice("x.yaml", "x", text.encode())
    assert [str(fault) for fault in faults] == []


@pytest.mark.parametrize("word", [*KINDS, *WORDINGS, *INSPECTION_TYPES, *LEVELS, *STATUSES])
def test_the_skeleton_names_every_word_of_the_closed_sets(word: str) -> None:
    assert word in skeleton()


@pytest.mark.parametrize(
    ("name", "year"), [("suqian-2023", "2023"), ("2022", "2022"), ("a-20231", "2026"), ("a", "2026")]
)
def test_the_year_is_that_at_the_end_of_the_id_or_else_todays(name: str, year: str) -> None:
    assert year_of(name, date(2026, 3, 1)) == year


def test_it_writes_the_file_says_where_and_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notices" / "2023" / "suqian-2023.yaml"
    assert main(["new", "suqian-2023", "--content", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{path.as_posix()}\n"
    assert path.read_bytes().startswith(b"# yaml-language-server: $schema=../../../schema/notice.schema.json\n")
    path.write_bytes(b"mine")
    for more in ([], ["--year", "2024"]):
        assert main(["new", "suqian-2023", "--content", str(tmp_path), *more]) == 2
    assert [file.read_bytes() for file in tmp_path.rglob("*.yaml")] == [b"mine"]


@pytest.mark.parametrize(
    "arguments", [["../x"], ["a b"], ["A"], ["nul"], ["a", "--year", "24"], ["a", "--year", "../.."]]
)
def test_what_is_no_safe_path_is_refused_and_nothing_is_written(tmp_path: Path, arguments: list[str]) -> None:
    assert main(["new", *arguments, "--content", str(tmp_path / "content")]) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notices").write_bytes(b"a file, not a folder")
    assert main(["new", "a-2024", "--content", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("错误：写不了文件 ")
