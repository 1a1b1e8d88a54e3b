"""The client's scripts as they are published. The other tests of this folder run them in that form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.search.scripts import lean, lean_style
from tests.conftest import ROOT

SCRIPTS = sorted((ROOT / "templates/theme/assets/search").glob("*.js"))


def test_comments_blank_lines_and_indentation_go() -> None:
    script = "// @ts-check\n/** One\n * two.\n */\nfunction f() {\n\n  return 1; // why\n  /* all */\n  /** @type {X} */ (y).z();\n}\n"
    assert lean(script) == "function f() {return 1;(y).z();}\n"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_written_so_that_this_is_safe(path: Path) -> None:
    """No template literal spans lines, no code stands behind the end of a comment of several lines, no text looks like a comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.count("`") % 2] == []
    assert [
        line for line in lines if line.strip().startswith("*") and not line.rstrip().endswith("*/") and "*/" in line
    ] == []
    assert [
        line
        for line in lines
        for comment in re.finditer(r"/\*| // |^// ", line.strip())
        if any(line.strip()[: comment.start()].count(quote) % 2 for quote in "\"'`")
    ] == []


def test_the_style_keeps_its_rules() -> None:
    style = "/* One\n two. */\n.a > b,\n.c:hover {\n  color: red; margin: 0 1px;\n}\n"
    assert lean_style(style) == ".a > b,.c:hover{color:red;margin:0 1px;}\n"
    assert not re.search("[\"']", (SCRIPTS[0].parent / "search.css").read_text(encoding="utf-8"))
