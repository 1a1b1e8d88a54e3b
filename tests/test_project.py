"""Where a project's files are."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.project import Project


def _write(path: str) -> Callable[[Path], object]:
    def write(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("改了", encoding="utf-8")

    return write


@pytest.mark.parametrize(
    "touch",
    [
        _write("content/notices/2024/a.yaml"),
        _write("content/notices/2024/new.yaml"),
        _write("content/files/a/list.pdf"),
        _write("templates/theme/main.html"),
        _write("mkdocs.yml"),
        lambda root: (root / "content/notices/2024/a.yaml").unlink(),
        lambda root: os.utime(root / "content/notices/2024/a.yaml", ns=(0, 0)),  # as a copy that keeps times
        lambda root: (root / ".build/digests.json").unlink(),
    ],
)
def test_what_was_touched_since_the_last_build_is_seen_at_once(tmp_path: Path, touch: Callable[[Path], object]) -> None:
    for path in ("content/notices/2024/a.yaml", "content/files/a/list.pdf", "templates/theme/main.html", "mkdocs.yml"):
        _write(path)(tmp_path)
    time.sleep(0.05)
    _write(".build/digests.json")(tmp_path)
    project = Project.at(tmp_path)
    assert not project.seems_touched(1)
    time.sleep(0.05)
    touch(tmp_path)
    assert project.seems_touched(1)
    assert not project.seems_touched(9)


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
