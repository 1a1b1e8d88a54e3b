"""The tables of `benchmarks.build`: figures in, Markdown with the machine's description out."""

from __future__ import annotations

import platform
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from benchmarks.process import Measured
from benchmarks.tables import figure, markdown_table, processor

_PACKAGES = ("mkdocs", "mkdocs-material", "jieba", "zensical", "hugo", "pagefind")
_HEAD = """# Build time, beside other site builders

Made-up notices of some 11,500 characters, built side by side in one run by `make bench`: the contenders take turns, each in an empty
folder; figures are medians of the runs, those in brackets the least and the most; ratios are medians of the ratios of each turn.

- This project: `build` as it is by default, from YAML that it checks; search index, open data, feeds and compressed twins
  included; the SQLite database only up to 500 notices, as it is by default. The others get the text as Markdown, and make pages, one list
  and a search index.
- MkDocs + Material, and Zensical: stock, search for Chinese as Material documents it (`lang: zh`, with jieba, which cuts words), notices
  outside the navigation, as inside it each page would list them all. Hugo + Pagefind (extended): a minimal template.
- CPU: user and system time of all processes. Peak of one process: resident memory as the kernel keeps it; of all: proportional shares,
  looked at five times a second, so that a shorter peak is missed.
- Nothing changed, one edit (a sentence in one notice in the middle): the same command again. Preview: from a save until `serve` shows it.
- What a turn wrote stays there, emptied, until the end: just after many files were removed, some file systems are slow to make others.
"""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn of a contender: a build in an empty folder, one with nothing changed, one after an edit; bytes and files of the site."""

    cold: Measured
    unchanged: Measured | None
    edited: Measured | None
    bytes: int
    files: int

    @property
    def peak(self) -> int:
        """The most memory of one process in any of the builds, in bytes."""
        return max(build.peak for build in self._builds)

    @property
    def peak_together(self) -> int:
        """The most memory of all processes in any of the builds, in bytes."""
        return max(build.peak_together for build in self._builds)

    @property
    def _builds(self) -> list[Measured]:
        return [build for build in (self.cold, self.unchanged, self.edited) if build]


@dataclass(kw_only=True)
class Row:
    """What was measured of one contender with `count` notices, a turn an entry; `preview` in seconds, where there is one."""

    name: str
    count: int
    turns: list[Turn] = field(default_factory=list)
    preview: list[float] = field(default_factory=list)


Rows = dict[tuple[str, int], Row]
"""Contender's name and number of notices → what was measured."""

OF_TURN: dict[str, Callable[[Turn], float | None]] = {
    "cold": lambda turn: turn.cold.seconds,
    "CPU": lambda turn: turn.cold.cpu_seconds,
    "peak of one": lambda turn: turn.peak,
    "peak of all": lambda turn: turn.peak_together,
    "output": lambda turn: turn.bytes,
    "nothing changed": lambda turn: turn.unchanged.seconds if turn.unchanged else None,
    "one edit": lambda turn: turn.edited.seconds if turn.edited else None,
}


def ratio(one: Row | None, other: Row | None, name: str = "cold") -> float | None:
    """The median of the ratios of each turn; None where one of them was not measured."""
    if one is None or other is None:
        return None
    pairs = [(OF_TURN[name](a), OF_TURN[name](b)) for a, b in zip(one.turns, other.turns, strict=True)]
    ratios = [a / b for a, b in pairs if a is not None and b]
    return statistics.median(ratios) if ratios else None


def table(rows: Sequence[Row]) -> list[str]:
    """One line a contender."""
    names = (
        "", "notices", "cold (s)", "pages/s", "CPU (s)", "peak of one process (MB)", "peak of all (MB)", "output (MB)", "files",
        "nothing changed (s)", "one edit (s)", "preview (s)",
    )  # fmt: skip
    return markdown_table(names, [_cells(row) for row in rows])


def _cells(row: Row) -> list[str]:
    turns = row.turns
    cold = [turn.cold.seconds for turn in turns]
    return [
        row.name,
        f"{row.count:,}",
        _spread(cold),
        f"{row.count / statistics.median(cold):.0f}",
        f"{statistics.median(turn.cold.cpu_seconds for turn in turns):.1f}",
        f"{statistics.median(turn.peak for turn in turns) / 1e6:.0f}",
        f"{statistics.median(turn.peak_together for turn in turns) / 1e6:.0f}",
        f"{statistics.median(turn.bytes for turn in turns) / 1e6:.1f}",
        f"{statistics.median(turn.files for turn in turns):,.0f}",
        _spread([turn.unchanged.seconds for turn in turns if turn.unchanged]),
        _spread([turn.edited.seconds for turn in turns if turn.edited]),
        _spread(row.preview),
    ]


def ratios(ours: Sequence[Row], others: Sequence[Row]) -> list[str]:
    """Figures of this project divided by those of each other contender."""
    lines = [
        [f"{one.name} ÷ {other.name}", *(figure(ratio(one, other, name)) for name in OF_TURN)]
        for other in others
        for one in ours
    ]
    return markdown_table(("", *OF_TURN), lines)


def section(count: int, runs: int, load: str, left_out: Sequence[str], tables: Sequence[Sequence[str]]) -> str:
    """What one run of the benchmark says, under a heading that names the number of notices."""
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    lines = [
        heading(count),
        "",
        f"{runs} run{'s' * (runs > 1)}; {platform.system()}, {processor()}; Python {platform.python_version()}, {versions}.",
        f"Load of the machine over five minutes before the first run: {load}; well above 0, times are too long.",
    ]
    if left_out:
        lines.append(f"Left out: {', '.join(left_out)}.")
    for part in tables:
        lines += ["", *part] if part else []
    return "\n".join(lines) + "\n"


def heading(count: int) -> str:
    """The heading of the section for a number of notices."""
    return f"## {count:,} notices"


def merged(old: str, count: int, new: str) -> str:
    """The results with the section for `count` notices put in the place of its predecessor; sections stand by size."""
    parts = re.split(r"^(?=## )", old, flags=re.MULTILINE)[1:]
    sections = {int(re.sub(r"\D", "", part.partition("\n")[0])): part.strip() + "\n" for part in parts}
    sections[count] = new
    return "\n".join([_HEAD, *(text for _, text in sorted(sections.items()))])


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "—"
    middle = f"{statistics.median(values):.2f}"
    return f"{middle} ({min(values):.2f}–{max(values):.2f})" if len(values) > 1 else middle
