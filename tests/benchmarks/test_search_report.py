"""The report of the search benchmark: what it judges, and of how many notices. Times are measured, not tested."""

from __future__ import annotations

from benchmarks.search_report import PAGEFIND, Figures, report


def figures(name: str, count: int, scale: float = 1) -> Figures:
    return Figures(
        name=name,
        count=count,
        build_seconds=4 * scale,
        index_bytes=int(20e6 * scale),
        first_bytes=75e3 * scale,
        query_bytes=[int(40e3 * scale)] * 20,
        query_requests=[10],
        query_ms=[60 * scale],
        total_ms=[60 * scale],
        asked=10,
    )


def line(text: str, start: str) -> str:
    (found,) = (each for each in text.splitlines() if each.startswith(f"| {start} |"))
    return found


def test_what_is_asked_is_judged() -> None:
    text = report(figures("this search", 1000), [figures(PAGEFIND, 1000, 5)], None, "1", "0")
    assert line(text, "before the first query ÷ Pagefind") == (
        "| before the first query ÷ Pagefind | ≤ 0.25 | 0.20, met |"
    )
    assert (
        line(text, "ten results, median") == "| ten results, median | ≤ 50 ms at 1,000 notices | 60.00 ms, **missed** |"
    )
    assert line(text, "per query, 95th percentile").endswith("| 40.00 KB, met |")


def test_the_larger_site_has_a_section_of_its_own() -> None:
    text = report(figures("this search", 1000), [], figures("this search", 10_000, 1.5), "1", "0")
    first, second = text.split("## 10,000 notices")
    assert "Pagefind |" not in first
    assert line(first, "ten results, median").endswith("60.00 ms, **missed** |")
    assert line(second, "ten results, median") == "| ten results, median | ≤ 100 ms at 10,000 notices | 90.00 ms, met |"
    assert line(second, "index ÷ that of 1,000 notices") == "| index ÷ that of 1,000 notices | ≤ 10.5 | 1.50, met |"
