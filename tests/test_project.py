"""Where a project's files are."""

from __future__ import annotations

from pathlib import Path

from generator.project import Project


def test_no_file_is_attached_through_a_link(tmp_path: Path) -> None:
    files = tmp_path / "content" / "files"
    for folder in (files / "one", tmp_path / "outside"):
        folder.mkdir(parents=True)
        (folder / "list.txt").write_text("清单", encoding="utf-8")
    (files / "one" / "link.txt").symlink_to(tmp_path / "outside" / "list.txt")
    (files / "two").symlink_to(tmp_path / "outside", target_is_directory=True)
    project = Project.at(tmp_path)
    assert list(project.attached("one")) == ["list.txt"]
    assert project.attached("two") == {}
