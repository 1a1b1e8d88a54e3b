"""The table of faults that editors look things up in names exactly the codes that there are."""

from __future__ import annotations

import re
from pathlib import Path


def test_every_code_has_its_row_and_every_row_its_code(root: Path) -> None:
    code = re.compile(r'"([A-Z]\d{3})"')
    folders = [root / "generator", *(root / "generator" / stage for stage in ("load", "check"))]
    modules = [path for folder in folders for path in sorted(folder.glob("*.py"))]
    used = {found for path in modules for found in code.findall(path.read_text(encoding="utf-8"))}
    rows = re.findall(r"^\| ([A-Z]\d{3}) \|", (root / "docs" / "faults.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == sorted(rows)
    assert len(rows) == len(set(rows))
    assert set(rows) == used
