"""The aims of building: what is asked of this project, what was measured of it, and whether that is met."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator

from benchmarks.build_report import OF_TURN, Row, Rows, ratio
from benchmarks.contenders import OURS, RIVALS, at_once, with_jobs
from benchmarks.tables import Aim, aims_table

_SHARE_OF_RIVAL = {"hugo": 0.4, "mkdocs": 0.15, "zensical": 0.2}
_GROWTH = 10.5
_TWO_PROCESSES = 1.8
_OF_ROW: tuple[tuple[str, float, str, Callable[[Row], float | None]], ...] = (
    ("peak of one process", 600, " MB", lambda row: _middle(row, "peak of one", 1e6)),
    ("peak of all", 1500, " MB", lambda row: _middle(row, "peak of all", 1e6)),
    ("nothing changed", 1.5, " s", lambda row: _middle(row, "nothing changed")),
    ("one edit", 3, " s", lambda row: _middle(row, "one edit")),
    ("preview after one edit", 1, " s", lambda row: statistics.median(row.preview) if row.preview else None),
)


def aims(rows: Rows, count: int, small: int) -> list[str]:
    """A table of the aims. Growth is from `small` notices, with which one process is compared with two, too.

    An aim for another number of notices is shown without a verdict.
    """
    return aims_table(_aims(rows, count, small), count)


def _aims(rows: Rows, count: int, small: int) -> Iterator[Aim]:
    row = rows[OURS.name, count]
    for rival in RIVALS:
        share = ratio(row, rows.get((rival.name, count)))
        yield Aim(name=f"cold ÷ {rival.name}", limit=_SHARE_OF_RIVAL[rival.tool], count=1000, measured=share)
    gain = ratio(rows[with_jobs(1).name, small], rows[with_jobs(2).name, small])
    name = f"one process ÷ two, at {small:,} notices"
    yield Aim(name=name, limit=_TWO_PROCESSES, least=True, measured=gain)
    if count > small:
        growth = ratio(row, rows[row.name, small])
        yield Aim(name=f"cold ÷ cold at {small:,} notices", limit=_GROWTH, count=10000, measured=growth)
    for name, limit, unit, read in _OF_ROW:
        yield Aim(name=name, limit=limit, unit=unit, count=10000, measured=read(row))


def best_gain(rows: Rows, small: int) -> list[str]:
    """A sentence on what two processes could gain on this machine at best: two builds at once, which wait for nothing of each other."""
    alone = ratio(rows[with_jobs(1).name, small], rows[at_once().name, small])
    if alone is None:
        return []
    return [
        f"Two builds of {small:,} notices at once, one process each, were done {2 * alone:.2f} times as fast as one after the other: "
        "about what two processes can gain on this machine at best, while its speed stays the same."
    ]


def _middle(row: Row, name: str, scale: float = 1) -> float | None:
    values = [value for turn in row.turns if (value := OF_TURN[name](turn)) is not None]
    return statistics.median(values) / scale if values else None
