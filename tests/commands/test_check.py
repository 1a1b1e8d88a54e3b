"""`check` as it is called: what goes to stdout, what to stderr, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.__main__ import main

GOOD = """\
title: 通报
wording: 原文
issuer: {name: 某某}
published: 2024-01-01
opening: 电话：0527-88859050。
contact: {phones: 0527-88859050}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("site_name: 某某网\n", encoding="utf-8")
    write(tmp_path / "content", "good", GOOD)
    for name in ("about", "reuse"):
        page = tmp_path / f"content/pages/{name}.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text("一段\n", encoding="utf-8")
    return tmp_path


def write(content: Path, name: str, text: str) -> None:
    path = content / "notices" / "2024" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def test_warnings_alone_are_no_failure_and_the_site_is_checked_too(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("mkdocs.yml:1:1: S103 警告：没有写 site_url（网站地址）\n")
    assert err == "检查 1 个文件：0 个错误，12 个警告。\n"


def test_all_faults_of_all_files_are_listed_by_place(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project / "content", "b", GOOD + "nots: x\nopenin: y\n")
    write(project / "content", "a", "titel: [")
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    places = [line.split(" ")[0] for line in out.splitlines() if line.startswith("content/")]
    assert places == [
        "content/notices/2024/a.yaml:1:8:",
        "content/notices/2024/b.yaml:7:1:",
        "content/notices/2024/b.yaml:8:1:",
    ]
    assert err == "检查 3 个文件：3 个错误，12 个警告。\n"


def test_pages_that_every_page_leads_to_are_missed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "content/pages/reuse.md").unlink()
    assert main(["check"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("content/pages/reuse.md:1:1: Y208 警告：没有“如何阅读与使用”这一页")
    assert err == "检查 1 个文件：0 个错误，13 个警告。\n"


def test_personal_data_outside_of_notices_is_told_before_it_is_published(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "content/pages/about.md").write_text("# 关于\n\n联系人手机13912345678。\n", encoding="utf-8")
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("extra:\n  contact_phone: 139-1234-5678\n  organizer: 某某县委巡察办13812345678\n")
    allowed = (
        GOOD.replace("opening: ", "opening: 值班13812345678。")
        + "allow: [{text: '13812345678', reason: 公开的值班电话}]\n"
    )
    write(project / "content", "duty", allowed)
    assert main(["check", "--format", "json"]) == 0
    told = [fault for fault in json.loads(capsys.readouterr().out) if fault["code"] == "P108"]
    places = [(fault["path"], fault["line"], fault["column"], fault["quote"]) for fault in told]
    assert places == [
        ("content/pages/about.md", 3, 6, "联系人手机139******78。"),
        ("mkdocs.yml", 3, 18, "contact_phone: 139********78"),
    ]


def test_an_attached_file_that_is_not_there_is_missed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project / "content", "good", GOOD + "attachments: [{text: 附件：清单, file: list.pdf}, {text: 附件2}]\n")
    assert main(["check"]) == 1
    assert "good.yaml:7:35: Y207 没有附件文件 list.pdf\n" in capsys.readouterr().out
    (project / "content/files/good").mkdir(parents=True)
    (project / "content/files/good/list.pdf").write_bytes(b"%PDF")
    assert main(["check"]) == 0


def test_a_path_is_checked_alone_be_it_file_or_folder(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project / "content", "a", "titel: [")
    assert main(["check", "content/notices/2024/good.yaml"]) == 0
    assert capsys.readouterr() == ("", "检查 1 个文件：0 个错误，0 个警告。\n")
    assert main(["check", "content", "content/notices/2024/a.yaml"]) == 1
    assert capsys.readouterr().err == "检查 2 个文件：1 个错误，0 个警告。\n"


def test_another_content_folder_can_be_checked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project / "other", "a", "titel: [")
    assert main(["check", "--content", "other"]) == 1
    assert "\nother/notices/2024/a.yaml:1:8: Y111 " in capsys.readouterr().out


def test_json_is_a_list_of_the_same_faults(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(project / "content", "a", GOOD + "nots: x\n")
    assert main(["check", "--format", "json", "content"]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "path": "content/notices/2024/a.yaml",
            "line": 7,
            "column": 1,
            "code": "M101",
            "severity": "error",
            "message": "这里没有“nots”这个键",
            "quote": "nots: x",
            "hint": "是不是想写 notes？",
        }
    ]


@pytest.mark.parametrize("arguments", [["nowhere"], ["content", "nowhere/x.yaml"], ["--content", "nowhere"]])
def test_a_path_that_is_not_there_is_wrong_use(
    project: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *arguments]) == 2
    assert "nowhere" in capsys.readouterr().err
