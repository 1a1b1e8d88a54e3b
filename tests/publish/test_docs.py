"""`docs/publishing.md` and `docs/security.md` say what is so: commands that exist, codes that exist, tests that exist."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex

import pytest

from generator.commands import COMMANDS
from tests.deploy.server import ROOT

PUBLISHING = (ROOT / "docs/publishing.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs/security.md").read_text(encoding="utf-8")
LINES = sorted(set(re.findall(r"^\$ python -m generator (.+)$", PUBLISHING, re.MULTILINE)))
REFERENCES = sorted({*re.findall(r"`([a-z]+/test_\w+\.py)(?:::(test_\w+))?`", SECURITY)})


@pytest.mark.parametrize("line", LINES)
def test_a_documented_command_is_understood(line: str) -> None:
    name, *arguments = shlex.split(line)
    module = importlib.import_module(COMMANDS[name])
    parser = argparse.ArgumentParser(exit_on_error=False)
    module.add_arguments(parser)
    assert parser.parse_args(arguments)


def test_every_command_of_publishing_is_documented() -> None:
    assert {"publish", "rollback", "releases", "verify", "keygen"} <= {line.split()[0] for line in LINES}


def test_every_code_of_the_lint_is_documented_and_no_other() -> None:
    modules = sorted((ROOT / "generator/sitelint").glob("*.py"))
    used = {code for path in modules for code in re.findall(r'"(L\d{3})"', path.read_text(encoding="utf-8"))}
    assert re.findall(r"^\| (L\d{3}) \|", PUBLISHING, re.MULTILINE) == sorted(used)


@pytest.mark.parametrize(("file", "test"), REFERENCES)
def test_the_threat_model_names_tests_that_exist(file: str, test: str) -> None:
    path = ROOT / "tests" / file
    assert path.exists()
    assert not test or f"def {test}(" in path.read_text(encoding="utf-8")
