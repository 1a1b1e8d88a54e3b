"""The command line: what is wrong with a call is said in Chinese; a bug ends with exit code 3 and a hint."""

from __future__ import annotations

import pytest

from generator import __main__ as command_line
from generator.commands import BUG, MISUSE, build


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "缺少：命令"),
        (["build", "--engine", "hugo"], "没有“hugo”这个选择"),
        (["build", "--jobs", "x"], "--jobs 的值“x”不对"),
        (["build", "--jobs", "0"], "--jobs 的值不对：至少 1。"),
        (["build", "--jobs"], "--jobs 后面缺少值"),
        (["build", "--unknown"], "多余的参数：--unknown"),
        (["publish", "www", "--keep", "0"], "--keep 的值不对：至少 1。"),
        (["publish", "www", "--max-removal", "nan"], "--max-removal 的值不对：从 0 到 100。"),
        (["publish", "www", "--max-removal", "x"], "--max-removal 的值“x”不对"),
        (["serve", "--port", "99999"], "--port 的值不对：端口是 0 到 65535 的整数"),
        (["serve", "--port", "x"], "--port 的值“x”不对"),
        (["unknown"], "没有“unknown”这个选择"),
    ],
)
def test_a_wrong_call_is_explained(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(arguments)
    assert ended.value.code == MISUSE
    assert message in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["build", "--content", "nowhere"]) == MISUSE
    assert "没有文件夹 nowhere/notices" in capsys.readouterr().err


def test_a_bug_ends_with_its_own_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_: object) -> int:
        raise RuntimeError("a bug")

    monkeypatch.setattr(build, "run", broken)
    assert command_line.main(["build"]) == BUG
    assert "报给维护者" in capsys.readouterr().err
