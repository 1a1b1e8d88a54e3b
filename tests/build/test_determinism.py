"""Same input, same bytes: whatever the number of workers, the cache's state, locale, time zone, hash seed and umask."""

from __future__ import annotations

import os
from pathlib import Path

from tests.build.test_assemble import tree
from tests.samples import make_notice
from tests.site.conftest import ROOT, build, write


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    content = ROOT / "content"
    first = build(
        content,
        tmp_path / "1/site",
        "--jobs",
        "1",
        PYTHONHASHSEED="1",
        TZ="Asia/Shanghai",
        LC_ALL="C",
        SOURCE_DATE_EPOCH="1",
    )
    mask = os.umask(0o077)
    try:
        second = build(
            content, tmp_path / "2/site", "--jobs", "2", PYTHONHASHSEED="2", TZ="America/New_York", LC_ALL="C.UTF-8"
        )
    finally:
        os.umask(mask)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert tree(tmp_path / "1/site") == tree(tmp_path / "2/site")


def test_a_changed_notice_changes_its_page_whatever_the_cache_holds(tmp_path: Path) -> None:
    content = tmp_path / "content"
    write(content, make_notice(id="one", opening="旧的文字"))
    assert build(content, tmp_path / "site").returncode == 0
    write(content, make_notice(id="one", opening="新的文字"))
    assert build(content, tmp_path / "site").returncode == 0
    page = (tmp_path / "site/notices/one/index.html").read_text(encoding="utf-8")
    assert "新的文字" in page
    assert "旧的文字" not in page
