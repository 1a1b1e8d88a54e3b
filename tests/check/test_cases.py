"""Each case is a file: what is valid has no fault at all, what is not has exactly those written beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.check import check_notice
from generator.faults import Fault, errors
from generator.load.notices import parse_notice
from tests.conftest import ROOT

CASES = ROOT / "tests" / "cases"
VALID = sorted((CASES / "valid").glob("*.yaml"))
INVALID = sorted((CASES / "invalid").glob("*.yaml"))
USABLE = ("bom", "crlf")


def faults_of(path: Path) -> list[Fault]:
    loaded, faults = parse_notice(path.name, path.stem, path.read_bytes())
    return sorted([*faults, *(check_notice(loaded.notice, loaded.source) if loaded else ())])


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_notice_has_no_fault(path: Path) -> None:
    assert [str(fault) for fault in faults_of(path)] == []


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_notice_has_exactly_the_faults_written_beside_it(path: Path, *, update: bool) -> None:
    found = "".join(f"{fault}\n" for fault in faults_of(path))
    expected = path.with_suffix(".faults.txt")
    if update:
        expected.write_text(found, encoding="utf-8", newline="\n")
    assert found == expected.read_text(encoding="utf-8")
    assert found


def test_every_case_has_its_expectation_and_every_expectation_its_case() -> None:
    assert [path.stem for path in INVALID] == [
        path.name.removesuffix(".faults.txt") for path in sorted((CASES / "invalid").glob("*.faults.txt"))
    ]


@pytest.mark.parametrize("name", USABLE)
def test_a_byte_order_mark_or_windows_line_ends_cost_no_notice(name: str) -> None:
    path = CASES / "invalid" / f"{name}.yaml"
    loaded, faults = parse_notice(path.name, path.stem, path.read_bytes())
    assert loaded is not None
    assert loaded.notice.title == "关于巡察整改情况的通报"
    assert errors(faults) == []


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_every_fault_points_into_its_file_and_says_what_to_do(path: Path) -> None:
    lines = path.read_bytes().count(b"\n") + 1
    for fault in faults_of(path):
        assert 1 <= fault.line <= lines
        assert fault.column >= 1
        assert fault.hint
