"""The house as DESIGN draws it: which part may import which, and one door that documents itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.commands import COMMANDS

ROOT = Path(__file__).parents[1]

MAY_IMPORT = {
    "faults": set(),
    "model": set(),
    "write_yaml": {"faults", "model"},
    "schema": {"model"},
    "load": {"faults", "model", "os_errors"},
    "check": {"faults", "model"},
    "render": {"model"},
    "index": {"model"},
    "search": {"model"},
    "build": {"faults", "lock"},
    "importer": {"faults", "model", "load", "write_yaml"},
    "publish": {"faults", "model", "lock", "os_errors"},
    "sitelint": {"faults", "model"},
    "shard": {"faults", "model", "write_yaml", "load", "check", "render", "index", "search", "build"},
    "lock": {"faults"},
    "os_errors": set(),
    "digests": set(),
    "progress": set(),
    "project": {"faults"},
    "executors": {"faults"},
    "workers": {"faults", "executors"},
    "versions": {"build", "shard"},
    "remote": {"faults", "build", "shard", "versions"},
    "run": {"build", "model", "progress", "project", "publish", "shard", "versions", "workers"},
    "shard_files": {"faults", "model", "index", "search", "build", "publish", "run", "shard"},
    "shards": {
        "faults",
        "model",
        "load",
        "build",
        "digests",
        "progress",
        "project",
        "remote",
        "run",
        "shard",
        "shard_files",
    },
    "overview": {"faults", "model", "render", "index", "build", "publish", "run", "shard", "shard_files", "shards"},
    "search_parts": {"search", "build", "publish", "run", "shard_files"},
    "search_index": {"search", "build", "run", "search_parts", "shard", "shard_files", "shards"},
    "whole_site": {
        "model",
        "index",
        "search",
        "build",
        "publish",
        "run",
        "shard",
        "shard_files",
        "shards",
        "search_index",
    },
    "pipeline": {
        "faults",
        "model",
        "load",
        "check",
        "index",
        "build",
        "publish",
        "progress",
        "project",
        "run",
        "shard",
        "shards",
        "overview",
        "whole_site",
        "workers",
    },
    "processes": {"build", "check", "model", "pipeline", "search", "write_yaml"},
    "attempt": {"faults", "os_errors"},
    "preview": {"attempt", "faults", "build", "load", "os_errors", "project", "pipeline", "shard"},
    "attached": {"importer", "sitelint"},
    "finished_site": {"attached", "faults", "model", "write_yaml", "check", "load", "sitelint", "project"},
}
"""For each part of the package, the other parts that it may import.

Stages never import each other; `shard`, `overview`, `whole_site` and `pipeline` order them.
"""


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    parts = {name.split(".")[1] for name in names if name.startswith("generator.")}
    return parts - {"__version__"}


each_module = pytest.mark.parametrize(
    "path", sorted((ROOT / "generator").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)


@each_module
def test_a_part_imports_only_what_the_table_allows(path: Path) -> None:
    part = path.relative_to(ROOT / "generator").parts[0].removesuffix(".py")
    if part in ("commands", "__main__", "__init__"):
        return
    assert _imports(path) - {part} <= MAY_IMPORT[part]


@each_module
def test_no_pattern_repeats_a_group_possessively(path: Path) -> None:
    """Python before 3.11.5, such as Debian 12 has, loses matches of such groups; only what stands in the texts of patterns is looked at."""
    assert not re.findall(r"\)[*+?}]\+", path.read_text("utf-8")), "repeat a single character, or without the last +"


def test_only_the_engine_module_knows_a_builder() -> None:
    knows = re.compile(r"^\s*(from|import)\s+(mkdocs|properdocs|zensical)\b", re.MULTILINE)
    guilty = [
        path.name for path in (ROOT / "generator").rglob("*.py") if knows.search(path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "generator", command, "--help"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert re.search(r"[\u4e00-\u9fff]", run.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    guides = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    assert any(f"generator {command}" in guide.read_text(encoding="utf-8") for guide in guides)


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    run = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert [target for target in phony[1].split() if f"make {target} " not in run.stdout] == []


def test_ci_runs_the_commands_of_the_readme() -> None:
    ci, readme = (ROOT / ".ci/run").read_text(encoding="utf-8"), (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("make site", "make test"):
        assert command in ci
        assert command in readme
