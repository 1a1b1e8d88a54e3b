"""The report of `benchmarks.search`: figures in, Markdown with the machine's description out."""

from __future__ import annotations

import platform
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.tables import Aim, aims_table, markdown_table, processor

PAGEFIND = "Pagefind"


@dataclass(kw_only=True)
class Figures:
    """What was measured of one search of `count` notices."""

    name: str
    count: int
    build_seconds: float = 0
    index_bytes: int = 0
    first_bytes: float = 0
    query_bytes: list[int] = field(default_factory=list)
    query_requests: list[int] = field(default_factory=list)
    query_ms: list[float] = field(default_factory=list)
    total_ms: list[float] = field(default_factory=list)
    files: int = 0
    asked: int = 0
    wrong: int = 0
    note: str = ""

    @property
    def mean_bytes(self) -> float:
        """Of a query."""
        return statistics.mean(self.query_bytes or [0])

    @property
    def most_bytes(self) -> int:
        """Of a query, at the 95th percentile."""
        sizes = sorted(self.query_bytes) or [0]
        return sizes[int(0.95 * len(sizes))]


def report(ours: Figures, rivals: Sequence[Figures], larger: Figures | None, browser: str, load: str) -> str:
    """All that one run tells: a section for the notices that rivals searched, too, and one for more of them."""
    lines = [
        "# Search, beside others",
        "",
        f"Made-up notices; {platform.system()}, {processor()}; Chromium {browser}, Python {platform.python_version()}.",
        f"Load of the machine over five minutes before the run: {load}; well above 0, times are too long.",
        *_section([ours, *rivals], _aims(ours, rivals)),
        *(_section([larger], _aims_of_growth(larger, ours)) if larger else []),
        "",
        *EXPLAINED,
    ]
    return "\n".join(lines)


def _section(rows: Sequence[Figures], aims: Iterator[Aim]) -> list[str]:
    count = rows[0].count
    lines = ["", f"## {count:,} notices", "", *markdown_table(_COLUMNS, [_cells(row) for row in rows])]
    return [*lines, "", *aims_table(aims, count)]


def _aims(ours: Figures, rivals: Sequence[Figures]) -> Iterator[Aim]:
    yield Aim(name="answers that a plain scan does not give", limit=0, measured=ours.wrong)
    for rival in rivals:
        if rival.name == PAGEFIND:
            yield Aim(
                name="before the first query ÷ Pagefind", limit=0.25, measured=ours.first_bytes / rival.first_bytes
            )
            yield Aim(name="per query ÷ Pagefind", limit=0.75, measured=ours.mean_bytes / rival.mean_bytes)
            yield Aim(name="index ÷ Pagefind", limit=1, measured=ours.index_bytes / rival.index_bytes)
            yield Aim(name="build ÷ Pagefind", limit=0.25, measured=ours.build_seconds / rival.build_seconds)
    for name, limit, unit, measured in (
        ("before the first query", 82, " KB", ours.first_bytes / 1e3),
        ("per query, mean", 41.25, " KB", ours.mean_bytes / 1e3),
        ("per query, 95th percentile", 150, " KB", ours.most_bytes / 1e3),
        ("index", 28, " MB", ours.index_bytes / 1e6),
        ("ten results, median", 50, " ms", statistics.median(ours.query_ms)),
    ):
        yield Aim(name=name, limit=limit, unit=unit, count=1000, measured=measured)


def _aims_of_growth(larger: Figures, ours: Figures) -> Iterator[Aim]:
    growth = larger.count / ours.count
    yield Aim(name="answers that a plain scan does not give", limit=0, measured=larger.wrong)
    middle = statistics.median(larger.query_ms)
    yield Aim(name="ten results, median", limit=100, unit=" ms", count=10_000, measured=middle)
    for name, one, other in (
        ("build", larger.build_seconds, ours.build_seconds),
        ("index", larger.index_bytes, ours.index_bytes),
    ):
        yield Aim(name=f"{name} ÷ that of {ours.count:,} notices", limit=1.05 * growth, measured=one / other)


EXPLAINED = (
    "- Ours and Pagefind are asked in turn, query by query, in a Chromium that nobody watches: an instrument like Playwright is told of"
    " each request by several messages, and takes the processors that the search needs, so it would measure itself. The window is a"
    " private one: what it keeps, it keeps in memory, as Playwright's do, and a slow disk is not measured, either. Each query has a"
    " page of its own in the one window, on a host of its own, thus with empty caches and a process of its own; that every file of the"
    " start was fetched again is checked. The page takes the times by its own clock and reports them when all is done. Bytes (of bodies)"
    " and requests stand in nginx's log.",
    "- Before the first query: what is sent until nothing more has been for a quarter of a second, so that what a start goes on to load"
    " counts as well; the server does not compress. Ours includes the search page, its scripts and style; the first key loads nothing more."
    " Pagefind: likewise, with the interface that its documentation begins with and what `init()` fetches: WebAssembly, list of pages.",
    "- Per query: what is sent after that, with the text of ten results, again until nothing more comes. Pagefind: `search()` of its"
    " programming interface, then `data()` of ten results, which is each page's whole text; without drawing.",
    "- Ten results: until they are drawn; exact number: until the number of all results stands there, too. Ours are drawn by the page.",
    "- Material answers while one types: one page for all queries, no further bytes, so Playwright drives it; time to the last change of"
    " its results.",
    "- Ours counts units, compared one by one with a plain scan; the others count pages, compared with the pages that hold the text.",
    "- Build: until all files are written; of ours and Pagefind the median of three. Ours is made in chapters of some 375 notices in the"
    " order of their paths, side by side on all cores, from notices that are read; Pagefind reads pages.",
)

_COLUMNS = (
    "", "build (s)", "index (MB)", "files", "before the first query (KB)", "per query, mean (KB)", "95th percentile (KB)", "requests",
    "ten results, median (ms)", "exact number, median (ms)", "wrong / asked", "note",
)  # fmt: skip


def _cells(row: Figures) -> list[str]:
    return [
        row.name,
        f"{row.build_seconds:.1f}",
        f"{row.index_bytes / 1e6:.1f}",
        f"{row.files:,}",
        f"{row.first_bytes / 1e3:.0f}",
        f"{row.mean_bytes / 1e3:.1f}",
        f"{row.most_bytes / 1e3:.0f}",
        f"{statistics.mean(row.query_requests):.1f}" if row.query_requests else "—",
        f"{statistics.median(row.query_ms):.0f}" if row.query_ms else "—",
        f"{statistics.median(row.total_ms):.0f}" if row.total_ms else "—",
        f"{row.wrong} / {row.asked}",
        row.note,
    ]
