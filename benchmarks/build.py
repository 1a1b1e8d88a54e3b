"""Measures builds of made-up notices beside MkDocs + Material, Zensical, and Hugo + Pagefind, taking turns in one run.

`make bench` prints tables and puts them into benchmarks/RESULTS.md; `N=10000` builds so many, `RUNS=5` so often, `ONLY=ours,hugo`
leaves the others out.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.build_aims import aims, best_gain
from benchmarks.build_report import Row, Rows, Turn, merged, ratios, section, table
from benchmarks.contenders import (
    OURS,
    RIVALS,
    ROOT,
    TOOLS,
    Contender,
    at_once,
    edit,
    page_of,
    with_jobs,
    write_sources,
)
from benchmarks.previewed import seconds_to_preview
from benchmarks.process import CommandError, Measured, measure
from benchmarks.tables import load

_SMALL = 1000
_TRIED = 3
_RECORDED_RUNS = 3
_KEEPS = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_ENVIRONMENT = {**_KEEPS, "PYTHONPATH": str(ROOT)}
"""That of somebody who builds sites: Python keeps what it compiled of each contender."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """What a contender does in each turn; `again` says whether it builds with nothing changed, and after an edit, too."""

    contender: Contender
    count: int
    again: bool


def main() -> None:
    """Measure, print, and keep the result. Ends with status 2 on wrong use, 1 where a contender fails."""
    args = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("make bench: stopped"))  # what it started and wrote goes with it
    if why := unusable(args.only):
        sys.exit(f"make bench: {why}")
    tasks = plan(args.notices, args.only)
    before = load()
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as work:
            rows = measured(tasks, args.runs, Path(work))
            if OURS.tool in args.only:
                rows[OURS.name, args.notices].preview = previews(args.notices, args.runs, Path(work))
    except CommandError as error:
        sys.exit(f"make bench: {error}")
    text = report(rows, args.notices, args.runs, before)
    print(text)
    if args.runs < _RECORDED_RUNS:
        print(f"fewer than {_RECORDED_RUNS} runs: {args.output} stays as it is", file=sys.stderr)
        return
    old = args.output.read_text(encoding="utf-8") if args.output.exists() else ""
    args.output.write_text(merged(old, args.notices, text), encoding="utf-8", newline="\n")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build", description=__doc__)
    parser.add_argument("--notices", type=_positive, default=_SMALL, metavar="N", help="how many notices")
    parser.add_argument("--runs", type=_positive, default=_RECORDED_RUNS, metavar="N", help="turns of each contender")
    parser.add_argument("--only", type=_tools, default=TOOLS, metavar="NAME,…", help=f"of {', '.join(TOOLS)}")
    parser.add_argument(
        "--output", type=Path, default=Path(__file__).with_name("RESULTS.md"), help="where to keep them"
    )
    return parser.parse_args()


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _tools(text: str) -> tuple[str, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in TOOLS]:
        raise argparse.ArgumentTypeError(f"nobody is called {', '.join(unknown)}; there are {', '.join(TOOLS)}")
    return tuple(names) or TOOLS


def unusable(only: Sequence[str]) -> str:
    """Why this machine cannot run the benchmark; empty if it can."""
    if not Path("/proc/self/smaps_rollup").exists():
        return "memory is measured by /proc/…/smaps_rollup, which only Linux has"
    packages = {"hugo": ("hugo", "pagefind"), "mkdocs": ("mkdocs", "material", "jieba"), "zensical": ("zensical",)}
    wanted = [package for tool in only for package in packages.get(tool, ())]
    if missing := [package for package in wanted if importlib.util.find_spec(package) is None]:
        return f"{', '.join(missing)} not installed; pip install -r requirements/bench.txt"
    return ""


def plan(count: int, only: Sequence[str]) -> list[Task]:
    """What is measured in each turn; what is compared with one another stands together, since the machine's speed drifts.

    One process is compared with two, and with two builds at once, and growth is told from, 1,000 notices at most.
    """
    small, tasks = min(count, _SMALL), []
    if OURS.tool in only:
        tasks.append(Task(contender=OURS, count=count, again=True))
        beside = dict.fromkeys((OURS, with_jobs(1), with_jobs(2), at_once()))
        tasks += [Task(contender=one, count=small, again=False) for one in beside if (one, small) != (OURS, count)]
    return tasks + [Task(contender=rival, count=count, again=True) for rival in RIVALS if rival.tool in only]


def measured(tasks: Sequence[Task], runs: int, work: Path) -> Rows:
    """Let the contenders take turns. Each makes a small site first, so that none starts cold for being the first."""
    kinds = {task.contender.source for task in tasks}
    for count in {_TRIED, *(task.count for task in tasks)}:
        say(f"writing {count:,} notices")
        write_sources(count, work / str(count), kinds)
    for contender in dict.fromkeys(task.contender for task in tasks):
        say(f"trying {contender.name}")
        take_turn(Task(contender=contender, count=_TRIED, again=True), work)
    rows: Rows = {(t.contender.name, t.count): Row(name=t.contender.name, count=t.count) for t in tasks}
    for number in range(runs * len(tasks)):
        task = tasks[number % len(tasks)]
        turn = take_turn(task, work)
        rows[task.contender.name, task.count].turns.append(turn)
        parts = {"cold": turn.cold, "nothing changed": turn.unchanged, "one edit": turn.edited}
        times = ", ".join(f"{name} {one.seconds:.2f} s" for name, one in parts.items() if one)
        say(f"{number + 1}/{runs * len(tasks)} {task.contender.name}, {task.count:,} notices: {times}")
    return rows


def take_turn(task: Task, work: Path) -> Turn:
    """Build in an empty folder, then with nothing changed, then after an edit. Raises CommandError if a page or the index is missing."""
    middle, one = task.count // 2, task.contender
    folder = fresh(work, task)
    site = folder / one.site

    def build() -> Measured:
        return measure(one.commands, folder, _ENVIRONMENT, work / "log")

    cold = build()
    missing = [path for number in range(task.count) if not (site / (path := page_of(number))).is_file()]
    if missing or not (site / one.index).is_file():
        raise CommandError(f"{one.name} did not make {(missing or [one.index])[0]}")
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    unchanged = edited = None
    if task.again:
        unchanged = build()
        new = edit(folder, middle, 0)
        edited = build()
        if new not in (site / page_of(middle)).read_text(encoding="utf-8"):
            raise CommandError(f"{one.name} did not build the edited page anew: {page_of(middle)}")
    vacate(folder)
    return Turn(cold=cold, unchanged=unchanged, edited=edited, bytes=sum(sizes), files=len(sizes))


def previews(count: int, edits: int, work: Path) -> list[float]:
    """How long the preview took to show each of some edits."""
    say(f"preview, {count:,} notices")
    folder = fresh(work, Task(contender=OURS, count=count, again=False))
    return seconds_to_preview(folder, count // 2, edits, _ENVIRONMENT, work / "log")


def fresh(work: Path, task: Task) -> Path:
    """A folder of its own with the sources of a contender."""
    folder = Path(tempfile.mkdtemp(prefix="turn-", dir=work))
    return Path(shutil.copytree(work / str(task.count) / task.contender.source, folder, dirs_exist_ok=True))


def vacate(folder: Path) -> None:
    """Give the space of a folder's files back, but leave the files.

    ext4 without a journal steps over every file that was removed within the last minutes, one by one, whenever it makes a new one: with
    ten thousands removed after a turn, a third of the next one's processor time.
    """
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.truncate(path, 0)


def report(rows: Rows, count: int, runs: int, before: str) -> str:
    """All that is to be told of one run of the benchmark."""
    ours = [row] if (row := rows.get((OURS.name, count))) else []
    others = [row for one in RIVALS if (row := rows.get((one.name, count)))]
    measured_names = {name for name, _ in rows}
    left_out = [one.name for one in (OURS, *RIVALS) if one.name not in measured_names]
    small = min(count, _SMALL)
    judged = [aims(rows, count, small), best_gain(rows, small)] if ours else []
    return section(count, runs, before, left_out, [table(list(rows.values())), ratios(ours, others), *judged])


def say(text: str) -> None:
    """Tell somebody who waits."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
