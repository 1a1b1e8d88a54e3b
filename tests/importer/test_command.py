"""The `import` and `export` commands, run as an editor runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.commands import DONE, FAULTS, MISUSE
from tests.importer.conftest import CASES

_SOURCE = CASES / "correction.txt"
_ID = "nanpingxian-shuiliju-2024"


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_import_writes_a_draft_and_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", _SOURCE, "--output", tmp_path) == DONE
    out = capsys.readouterr().out
    assert f"→ {(tmp_path / _ID).as_posix()}.yaml\n  认出事项 2 个，标题 2 个；全文核对一致\n" in out
    assert "这是草稿（draft: true）" in out
    assert "draft: true" in (tmp_path / f"{_ID}.yaml").read_text(encoding="utf-8")


def test_exported_text_is_the_text_that_was_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", _SOURCE, "--output", tmp_path)
    capsys.readouterr()
    assert run("export", tmp_path / f"{_ID}.yaml", "--format", "text") == DONE
    assert capsys.readouterr().out == _SOURCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["a-1", "."])
def test_what_is_no_file_is_not_exported(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", tmp_path / name, "--format", "text") == MISUSE
    out, err = capsys.readouterr()
    assert out == ""
    assert f"没有这个文件：{(tmp_path / name).as_posix()}。" in err


def test_a_file_that_is_no_notice_file_is_told_and_the_export_has_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("title: 甲\n", encoding="utf-8")
    assert run("export", path, "--format", "text") == FAULTS
    out, err = capsys.readouterr()
    assert out == ""
    assert "文件名不以 .yaml 结尾" in err


def test_exported_json_has_the_items(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", _SOURCE, "--output", tmp_path, "--id", "a-1")
    capsys.readouterr()
    assert run("export", tmp_path / "a-1.yaml", "--format", "json") == DONE
    found = json.loads(capsys.readouterr().out)
    assert [item["finding"] for item in found["items"]] == ["河道采砂监管宽松软", "水库除险加固进度缓慢"]


def test_the_report_as_json_names_doubts_and_their_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", CASES / "damaged-dates.txt", "--output", tmp_path, "--format", "json")
    (found,) = json.loads(capsys.readouterr().out)
    assert {"at": ["inspection", "start"], "message": "日期“20241021日”残缺，没有猜测，请对照原件填写"} in found[
        "doubts"
    ]
    assert (found["items"], found["left_out"]) == (2, [])


def test_nothing_is_overwritten_without_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", _SOURCE, "--output", tmp_path, "--id", "a-1")
    target = tmp_path / "a-1.yaml"
    target.write_text("编辑过", encoding="utf-8")
    assert run("import", _SOURCE, "--output", tmp_path, "--id", "a-1") == MISUSE
    assert target.read_text(encoding="utf-8") == "编辑过"
    assert "要覆盖请加 --force" in capsys.readouterr().err
    assert run("import", _SOURCE, "--output", tmp_path, "--id", "a-1", "--force") == DONE
    assert target.read_text(encoding="utf-8") != "编辑过"


def test_the_same_source_twice_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", _SOURCE, "--output", tmp_path)
    assert run("import", _SOURCE, "--output", tmp_path) == MISUSE
    assert "已经导入过" in capsys.readouterr().err
    assert len(list(tmp_path.iterdir())) == 1


def test_a_second_notice_of_the_same_issuer_and_year_gets_an_id_of_its_own(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(_SOURCE.read_text(encoding="utf-8").replace("5座", "6座"), encoding="utf-8")
    run("import", _SOURCE, other, "--output", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"{_ID}-2.yaml", f"{_ID}.yaml"]


def test_without_output_the_year_is_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("import", _SOURCE) == DONE
    assert (tmp_path / "content" / "notices" / "2024" / f"{_ID}.yaml").is_file()


def test_a_file_at_its_place_in_a_site_names_the_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "notice.schema.json").write_text("{}", encoding="utf-8")
    assert run("import", _SOURCE) == DONE
    assert run("import", _SOURCE, "--output", tmp_path / "elsewhere") == DONE
    first = "# yaml-language-server: $schema=../../../schema/notice.schema.json\n"
    at_place = (tmp_path / "content" / "notices" / "2024" / f"{_ID}.yaml").read_text(encoding="utf-8")
    assert at_place.startswith(f"{first}title: ")
    assert (tmp_path / "elsewhere" / f"{_ID}.yaml").read_text(encoding="utf-8") == at_place.removeprefix(first)


def test_a_refused_source_leaves_no_file_and_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", CASES / "news-report.txt", _SOURCE, "--output", tmp_path) == FAULTS
    assert [path.name for path in tmp_path.iterdir()] == [f"{_ID}.yaml"]
    assert capsys.readouterr().err.count("错误：") == 1


@pytest.mark.parametrize("wrong", ["../a", "A", "a_b", "a/b", "a-", ""])
def test_an_id_cannot_lead_out_of_the_folder(wrong: str, tmp_path: Path) -> None:
    assert run("import", _SOURCE, "--output", tmp_path, f"--id={wrong}") == MISUSE
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", tmp_path / "none.txt", "--output", tmp_path) == MISUSE
    assert "读不出文件" in capsys.readouterr().err


def test_a_huge_file_is_refused_unread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    huge = tmp_path / "huge.pdf"
    with huge.open("wb") as file:
        file.truncate(50_000_000)
    assert run("import", huge, "--output", tmp_path / "out") == FAULTS
    assert "文件有 50 MB，超过上限 20 MB" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
