"""The hand-written pages: what is taken, what is nobody's page, and what is a fault at its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.faults import Fault
from generator.load.decode import MAX_BYTES
from generator.load.pages import load_pages
from generator.project import Project
from tests.conftest import ROOT


def found(folder: Path) -> tuple[dict[str, str], list[Fault]]:
    """The pages, and every fault but those of pages that are not there."""
    pages, faults = load_pages(folder)
    return pages, [fault for fault in faults if fault.code != "Y208"]


def told(folder: Path) -> list[str]:
    """The first line of each fault of a page that is there."""
    return [first_line(fault, folder) for fault in found(folder)[1]]


def first_line(fault: Fault, folder: Path) -> str:
    return str(fault).partition("\n")[0].replace(f"{folder.as_posix()}/", "")


def test_the_project_s_own_pages_are_read_as_they_stand() -> None:
    folder = Project.at(ROOT).pages_folder
    pages, faults = load_pages(folder)
    assert faults == []
    assert pages == {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    assert list(pages) == ["about.md", "reuse.md"]


def test_no_folder_has_no_pages(tmp_path: Path) -> None:
    assert found(tmp_path / "pages") == ({}, [])


def test_the_pages_that_every_page_leads_to_are_missed(tmp_path: Path) -> None:
    def missed() -> list[str]:
        return [first_line(fault, tmp_path) for fault in load_pages(tmp_path)[1] if fault.code == "Y208"]

    why = "而每个网页的页头和页脚都有通向它的链接；这样的网站不能发布"
    about = f"about.md:1:1: Y208 警告：没有“关于本站”这一页，{why}"
    reuse = f"reuse.md:1:1: Y208 警告：没有“如何阅读与使用”这一页，{why}"
    assert missed() == [about, reuse]
    (tmp_path / "about").mkdir()
    (tmp_path / "about/index.md").write_text("一段", encoding="utf-8")
    assert missed() == [reuse]
    (tmp_path / "reuse.md").write_bytes(b"\xff")  # what is wrong with it is told, and that is enough
    assert missed() == []


def test_pages_lie_in_folders_too_and_have_lf_line_ends(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b/index.md").write_bytes("一\n二\n".encode())
    (tmp_path / "a.md").write_bytes("一\r\n二".encode())
    pages, faults = found(tmp_path)
    assert list(pages.items()) == [("a.md", "一\n二"), ("b/index.md", "一\n二\n")]
    assert [(fault.code, fault.severity) for fault in faults] == [("Y105", "warning")]


def test_what_begins_with_a_dot_is_nobody_s_page(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".x.md", "._about.md", ".git/x.md", "about.md~", "notes.txt"):
        (tmp_path / name).write_bytes(b"\xff")
    (tmp_path / ".#about.md").symlink_to("somebody@machine.4711:1")
    assert found(tmp_path) == ({}, [])


def test_links_are_refused_whether_to_a_file_or_to_a_folder(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "pages"
    outside.mkdir()
    folder.mkdir()
    (outside / "secret.md").write_text("不公开", encoding="utf-8")
    (folder / "link.md").symlink_to(outside / "secret.md")
    (folder / "more").symlink_to(outside, target_is_directory=True)
    (folder / "nowhere.md").symlink_to("nowhere")
    assert found(folder)[0] == {}
    assert told(folder) == [f"{name}:1:1: Y202 不接受符号链接" for name in ("link.md", "more", "nowhere.md")]


def test_what_cannot_be_a_page_is_a_fault_and_costs_no_other_page(tmp_path: Path) -> None:
    for name in ("x.md", "sub", "templates"):
        (tmp_path / name).mkdir()
    for name in ("good.md", "README.md", "sub/readme.md", "templates/a.md", "a\\b.md", "tab\t.md"):
        (tmp_path / name).write_text("一段", encoding="utf-8")
    (tmp_path / "gbk.md").write_bytes("# Title\n\nab关于".encode("gbk"))
    (tmp_path / "nul.md").write_bytes("一\n二\x01".encode())
    (tmp_path / "big.md").write_bytes(b"#" * (MAX_BYTES + 7))
    assert list(found(tmp_path)[0]) == ["good.md", "nul.md"]
    assert told(tmp_path) == [
        "README.md:1:1: Y203 文件名“README.md”不能作网址：README 是留给说明文件的名称，网站没有这样的页面",
        "a\\b.md:1:1: Y203 文件名“a\\b.md”不能作网址：有不允许的字符",
        "big.md:1:1: Y101 文件有 2,000,007 字节，超过上限 2,000,000 字节",
        "gbk.md:3:3: Y103 文件不是 UTF-8 编码（可能是 GBK）",
        "nul.md:2:2: Y110 不允许的字符 U+0001",
        "sub/readme.md:1:1: Y203 文件名“sub/readme.md”不能作网址：README 是留给说明文件的名称，网站没有这样的页面",
        "tab\t.md:1:1: Y203 文件名“tab\t.md”不能作网址：有不允许的字符",
        "templates/a.md:1:1: Y203 文件名“templates/a.md”不能作网址：文件夹 templates 里的文件不会成为页面",
        "x.md:1:1: Y201 读不出文件：这是文件夹",
    ]


def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert told(tmp_path) == ["pipe.md:1:1: Y201 读不出文件：不是普通文件"]


def test_a_page_that_the_system_refuses_to_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("一段", encoding="utf-8")

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert told(tmp_path) == ["a.md:1:1: Y201 读不出文件：没有权限"]
