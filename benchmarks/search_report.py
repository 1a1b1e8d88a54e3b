"""The table of `benchmarks.search`: figures in, Markdown with the machine's description out."""

from __future__ import annotations

import os
import platform
import statistics
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(kw_only=True)
class Figures:
    """What was measured of one search; None where it was not."""

    name: str
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


def report(rows: list[Figures], count: int, browser: str) -> str:
    """The table, with the machine that it was measured on."""
    names = [
        "",
        "build (s)",
        "index (MB)",
        "files",
        "before the first query (KB)",
        "per query, mean (KB)",
        "95th percentile (KB)",
        "requests",
        "ten results, median (ms)",
        "exact number, median (ms)",
        "wrong / asked",
        "note",
    ]
    lines = [
        f"{count} made-up notices; {platform.system()}, {processor()}; Chromium {browser}, Python {platform.python_version()}.",
        "",
        f"Load of the machine over five minutes: {load()}. Above the number of cores, times are too long.",
        "",
    ]
    lines += ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in rows]
    return "\n".join([*lines, "", *EXPLAINED])


EXPLAINED = (
    "- Ours and Pagefind are asked in turn, query by query, in a Chromium that nobody watches: an instrument like Playwright is told of"
    " each request by several messages, and takes the processors that the search needs, so it would measure itself. Each query has a"
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
    "- Ours is made in chapters of some 375 notices in the order of their paths, side by side on all cores.",
)


def cells(row: Figures) -> list[str]:
    """The figures of one search as the table shows them."""
    sizes = sorted(row.query_bytes) or [0]
    return [
        row.name,
        f"{row.build_seconds:.1f}",
        f"{row.index_bytes / 1e6:.1f}",
        f"{row.files:,}",
        f"{row.first_bytes / 1e3:.0f}",
        f"{statistics.mean(sizes) / 1e3:.1f}",
        f"{sizes[int(0.95 * len(sizes))] / 1e3:.0f}",
        f"{statistics.mean(row.query_requests):.1f}" if row.query_requests else "—",
        f"{statistics.median(row.query_ms):.0f}" if row.query_ms else "—",
        f"{statistics.median(row.total_ms):.0f}" if row.total_ms else "—",
        f"{row.wrong} / {row.asked}",
        row.note,
    ]
