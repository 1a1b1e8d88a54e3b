"""What a person who waits is told."""

from __future__ import annotations

import io

from generator.progress import Progress, Step


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def tell(stream: io.StringIO, *steps: tuple[float, Step]) -> str:
    times = iter([time for time, _ in steps])
    progress = Progress(stream, lambda: next(times))
    for _, step in steps:
        progress(step)
    progress.end()
    return stream.getvalue()


STEPS = (
    (0.0, Step(name="构建网页", done=40, total=100, reused=40)),
    (0.01, Step(name="构建网页", done=41, total=100, reused=40)),
    (2.0, Step(name="构建网页", done=100, total=100, reused=40)),
    (3.0, Step(name="汇总网站")),
)


def test_a_log_has_a_line_when_a_stage_begins_and_one_when_it_is_done() -> None:
    assert tell(io.StringIO(), *STEPS).splitlines() == [
        "· 构建网页 40/100 份，其中 40 份沿用上次的结果",
        "· 构建网页 100/100 份，其中 40 份沿用上次的结果，每秒 30 份",
        "· 汇总网站",
    ]


def test_a_stage_with_nothing_left_to_do_has_one_line() -> None:
    steps = ((0.0, Step(name="构建网页", done=2, total=2, reused=2)), (0.1, Step(name="汇总网站")))
    assert tell(io.StringIO(), *steps).splitlines() == ["· 构建网页 2/2 份，其中 2 份沿用上次的结果", "· 汇总网站"]


def test_a_terminal_shows_a_bar_that_moves() -> None:
    lines = tell(_Terminal(), *STEPS)
    assert "\r\x1b[K· 构建网页 █████████░" in lines
    assert "41/100" not in lines  # too soon after the last drawing
    assert lines.endswith("· 汇总网站\n")
    assert lines.count("\n") == 2
