"""The benchmark of builds: what it runs, counts and keeps. Times are measured, not tested."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.build import plan
from benchmarks.build_aims import aims, best_gain
from benchmarks.build_report import Row, Turn, heading, merged, ratio
from benchmarks.contenders import OURS, ROOT, TOOLS, at_once, edit, with_jobs, write_sources
from benchmarks.process import CommandError, Measured, measure
from generator.load.notices import find_notices, load_notices

_MB = 2**20


def turn(seconds: float) -> Turn:
    build = Measured(seconds=seconds, cpu_seconds=seconds, peak=100 * _MB, peak_together=200 * _MB)
    return Turn(cold=build, unchanged=build, edited=build, bytes=1, files=1)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_command_is_measured_with_its_processes(tmp_path: Path) -> None:
    child = (
        "import time; b = bytearray(50 << 20); e = time.process_time() + .5\nwhile time.process_time() < e: b[0] = 1"
    )
    parent = f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {child!r}]))"
    found = measure([(sys.executable, "-c", parent)], tmp_path, os.environ, tmp_path / "log")
    assert found.cpu_seconds >= 0.5
    assert found.peak > 50 * _MB
    assert found.peak_together > 50 * _MB


def test_a_command_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import sys; print('full disk'); sys.exit(3)")
    with pytest.raises(CommandError, match=r"ended with 3:\nfull disk"):
        measure([command], tmp_path, os.environ, tmp_path / "log")


def test_the_edit_changes_one_sentence_of_one_notice(tmp_path: Path) -> None:
    write_sources(3, tmp_path, {"yaml", "mkdocs", "hugo"})
    for kind in ("yaml", "mkdocs", "hugo"):
        files = {path: path.read_bytes() for path in (tmp_path / kind).rglob("*") if path.is_file()}
        first, second = edit(tmp_path / kind, 1, 0), edit(tmp_path / kind, 1, 1)
        (changed,) = (path for path, before in files.items() if path.read_bytes() != before)
        assert changed.stem == "made-up-00001"
        assert second in changed.read_text(encoding="utf-8")
        assert first not in changed.read_text(encoding="utf-8")
    loaded, faults = load_notices(find_notices(tmp_path / "yaml/content"))
    assert (len(loaded), faults) == (3, [])


def test_growth_is_measured_in_the_same_run() -> None:
    planned = [(task.contender, task.count) for task in plan(10_000, TOOLS)]
    assert len(planned) == len(set(planned))
    assert {(OURS, 1000), (OURS, 10_000), (with_jobs(1), 1000), (at_once(), 1000)} <= set(planned)
    assert {task.contender.tool for task in plan(10_000, ("hugo",))} == {"hugo"}


def test_a_ratio_compares_what_was_measured_in_the_same_turn() -> None:
    one = Row(name="one", count=1, turns=[turn(1), turn(20), turn(3)])
    other = Row(name="other", count=1, turns=[turn(2), turn(10), turn(6)])
    assert ratio(one, other) == 0.5
    assert ratio(one, None) is None


def test_an_aim_for_another_number_of_notices_gets_no_verdict() -> None:
    names = {one.name for one in (OURS, with_jobs(1), with_jobs(2))}
    rows = {(name, 1000): Row(name=name, count=1000, turns=[turn(2)]) for name in names}
    rows["Hugo + Pagefind", 1000] = Row(name="Hugo + Pagefind", count=1000, turns=[turn(10)])
    lines = aims(rows, 1000, 1000)
    assert "| cold ÷ Hugo + Pagefind | ≤ 0.4 at 1,000 notices | 0.20, met |" in lines
    assert "| nothing changed | ≤ 1.5 s at 10,000 notices | 2.00 s |" in lines
    assert "| one process ÷ two, at 1,000 notices | ≥ 1.8 | 1.00, **missed** |" in lines


def test_two_builds_at_once_tell_what_two_processes_can_gain_at_best() -> None:
    rows = {
        (with_jobs(1).name, 1000): Row(name="one", count=1000, turns=[turn(18)]),
        (at_once().name, 1000): Row(name="both", count=1000, turns=[turn(20)]),
    }
    (sentence,) = best_gain(rows, 1000)
    assert "1.80 times as fast" in sentence


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_two_builds_at_once_both_make_a_site(tmp_path: Path) -> None:
    write_sources(2, tmp_path, {"yaml"})
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    measure(at_once().commands, tmp_path / "yaml", environment, tmp_path / "log")
    for site in ("site", "site-apart"):
        assert (tmp_path / "yaml" / site / "index.html").is_file()
    (tmp_path / "yaml/mkdocs.yml").write_text("[", encoding="utf-8")
    with pytest.raises(CommandError):
        measure(at_once().commands, tmp_path / "yaml", environment, tmp_path / "log")


def test_results_for_other_numbers_of_notices_are_kept() -> None:
    text = merged("", 10_000, heading(10_000) + "\n\nlarge figures\n")
    text = merged(text, 1000, heading(1000) + "\n\nfirst figures\n")
    text = merged(text, 1000, heading(1000) + "\n\nsecond figures\n")
    assert "first figures" not in text
    assert text.index("second figures") < text.index("large figures")
    assert text == merged(text, 1000, heading(1000) + "\n\nsecond figures\n")
