"""The client's scripts as they are published. The other tests of this folder run them in that form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.search.scripts import lean
from tests.conftest import ROOT


def test_what_no_browser_needs_goes() -> None:
    script = (
        "// @ts-check\n/** One\n * two.\n */\nfunction f() {\n\n  return 1; // why\n  /** @type {X} */ (y).z();\n}\n"
    )
    assert lean("a/f.js", script.encode()) == b"function f(){return 1;(y).z();}"


def test_texts_and_patterns_stay() -> None:
    script = "const a = [`x  // ${ b + 1 }`, '/* 整改 */  ', / [\"'] \\/\\/ /u];\n"
    assert lean("f.js", script.encode()).decode() == "const a=[`x  // ${ b + 1 }`,'/* 整改 */  ',/ [\"'] \\/\\/ /u];"


def test_a_style_keeps_its_rules() -> None:
    style = '/* One\n two. */\n.a > b,\n.c:hover {\n  color: red; margin: 0 1px;\n  content: "  /* x */ ";\n}\n'
    assert lean("f.css", style.encode()) == b'.a>b,.c:hover{color:red;margin:0 1px;content:"  /* x */ "}'


def test_other_files_stay() -> None:
    assert lean("f.svg", b"<svg>  </svg>") == b"<svg>  </svg>"


@pytest.mark.parametrize(
    "script", sorted((ROOT / "templates/theme/assets/search").glob("*.js")), ids=lambda path: path.name
)
def test_no_script_has_a_template_within_a_template_whose_white_space_would_go(script: Path) -> None:
    assert not re.search(r"`[^`]*\$\{[^}]*`", script.read_text(encoding="utf-8"))
