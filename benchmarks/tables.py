"""What the reports of benchmarks share: the machine's description, tables in Markdown, and aims with what was measured of them."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Aim:
    """A figure that is to be `limit` at most (at least, for `least`) with `count` notices (None: with any number)."""

    name: str
    limit: float
    measured: float | None
    unit: str = ""
    least: bool = False
    count: int | None = None


def aims_table(aims: Iterable[Aim], count: int) -> list[str]:
    """A table of those aims that were measured, with `count` notices: an aim for another number is shown without a verdict."""
    lines = [_line(aim, count) for aim in aims if aim.measured is not None]
    return markdown_table(("", "aim", "this project"), lines)


def _line(aim: Aim, count: int) -> list[str]:
    limit = f"{'≥' if aim.least else '≤'} {aim.limit:g}{aim.unit}"
    if aim.count is not None:
        limit += f" at {aim.count:,} notices"
    return [aim.name, limit, _judged(aim, count)]


def _judged(aim: Aim, count: int) -> str:
    measured = aim.measured
    told = figure(measured) + (aim.unit if measured is not None else "")
    if measured is None or aim.count not in {None, count}:
        return told
    met = measured >= aim.limit if aim.least else measured <= aim.limit
    return f"{told}, {'met' if met else '**missed**'}"


def markdown_table(names: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    """A table's lines; none if there is nothing below its head."""
    if not lines:
        return []
    return [f"| {' | '.join(cells)} |" for cells in (names, ["---"] * len(names), *lines)]


def figure(value: float | None) -> str:
    """A figure with three places at most; a dash for what was not measured."""
    return "—" if value is None else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def processor() -> str:
    """The processor's model and the machine's memory, where the system tells."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
    memory = Path("/proc/meminfo").read_text("utf-8").split()[1] if Path("/proc/meminfo").exists() else "0"
    return f"{model}, {os.cpu_count()} cores, {int(memory) / 2**20:.0f} GB"


def load() -> str:
    """How busy the machine was in the last minutes, where the system tells."""
    return f"{os.getloadavg()[1]:.1f}" if hasattr(os, "getloadavg") else "unknown"
