"""What README, changelog and guides name is there: the files that they lead to, the targets of `make`, the options of commands."""

from __future__ import annotations

import argparse
import importlib
import re
from pathlib import Path

import pytest

from generator.commands import COMMANDS

ROOT = Path(__file__).parents[1]
GUIDES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
each_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())


def options(command: str) -> set[str]:
    parser = argparse.ArgumentParser()
    importlib.import_module(COMMANDS[command]).add_arguments(parser)
    return set(re.findall(r"--[a-z-]+", parser.format_help()))


@each_guide
def test_each_link_within_the_repository_leads_to_a_file(guide: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", guide.read_text(encoding="utf-8"))
    assert [link for link in links if not (guide.parent / link).exists()] == []


@each_guide
def test_each_target_of_make_is_there(guide: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"(?:`|\$ )make ([a-z-]+)", guide.read_text(encoding="utf-8"))
    assert [name for name in named if name not in targets] == []


@each_guide
def test_each_option_of_a_command_is_one(guide: Path) -> None:
    lines = re.findall(r"python -m generator ([a-z]+)([^`\n]*)", guide.read_text(encoding="utf-8"))
    wrong = [
        f"{command} {option}"
        for command, rest in lines
        if command in COMMANDS
        for option in re.findall(r"(?<![\w-])--[a-z-]+", rest)
        if option not in options(command)
    ]
    assert wrong == []
