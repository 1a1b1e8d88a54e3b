"""The client's scripts as they are published. The other tests of this folder run them in that form."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.search.scripts import lean
from tests.conftest import ROOT

SCRIPTS = sorted((ROOT / "templates/theme/assets/search").glob("*.js"))


def test_comment_lines_blank_lines_and_indentation_go() -> None:
    script = "// @ts-check\n/** One\n * two.\n */\nfunction f() {\n\n  return 1; // why\n  /* all */\n  /** @type {X} */ (y).z();\n}\n"
    assert lean(script) == "function f() {\nreturn 1; // why\n/** @type {X} */ (y).z();\n}\n"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_written_so_that_this_is_safe(path: Path) -> None:
    """No template literal spans lines, and no code stands behind the end of a comment of several lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.count("`") % 2] == []
    assert [
        line for line in lines if line.strip().startswith("*") and not line.rstrip().endswith("*/") and "*/" in line
    ] == []
