"""A page's characters with their boxes → lines of text in reading order, and the cells of ruled tables.

Geometry only, no meaning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

_NEAR = 2.5
_THIN = 2.5
_GAP = 0.18
_MIN_RULE = 8.0
_IDEOGRAPH = re.compile(r"[〇\u3400-\u9fff\uf900-\ufaff]")
_AT_LEFT = frozenset("，。、：；！？）》】〉〕”’")
_AT_RIGHT = frozenset("（《【〈〔“‘")


@dataclass(frozen=True, kw_only=True)
class Glyph:
    """A character and its box; `y` grows upwards."""

    char: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of the box."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    @property
    def size(self) -> float:
        """The larger side."""
        return max(self.right - self.left, self.top - self.bottom)


@dataclass(kw_only=True)
class PageLine:
    """A line of text on a page."""

    page: int
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A drawn straight line."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def across(self) -> bool:
        """Whether it runs across the page."""
        return self.right - self.left >= self.top - self.bottom


def lines_of(page: int, glyphs: list[Glyph], rules: list[Rule]) -> list[PageLine]:
    """Lines and tables of a page, from top to bottom."""
    grids = _grids(rules)
    inside: dict[int, list[Glyph]] = defaultdict(list)
    outside: list[Glyph] = []
    for glyph in glyphs:
        place = next((i for i, grid in enumerate(grids) if grid.holds(glyph)), None)
        (outside if place is None else inside[place]).append(glyph)
    lines = _rows_of(page, outside)
    for index, found in inside.items():
        rows = grids[index].fill(found)
        if len(rows) * len(rows[0]) > 1:
            grid = grids[index]
            lines.append(
                PageLine(
                    page=page,
                    text="",
                    left=grid.xs[0],
                    right=grid.xs[-1],
                    bottom=grid.ys[0],
                    top=grid.ys[-1],
                    size=10,
                    rows=rows,
                )
            )
        else:
            lines += _rows_of(page, found)
    return sorted(lines, key=lambda line: -line.top)


def _rows_of(page: int, glyphs: list[Glyph]) -> list[PageLine]:
    """Group characters into lines by their height on the page, from the top, each from left to right."""
    groups: list[list[Glyph]] = []
    for glyph in glyphs:
        last = groups[-1] if groups else None
        if last and _same_line(last, glyph):
            last.append(glyph)
        else:
            groups.append([glyph])
    merged: list[list[Glyph]] = []
    for group in sorted(groups, key=lambda g: -max(glyph.middle[1] for glyph in g)):
        if merged and _same_line(merged[-1], group[0]):
            merged[-1] += group
        else:
            merged.append(group)
    return [line for group in merged if (line := _line(page, sorted(group, key=lambda g: g.left)))]


def _same_line(group: list[Glyph], glyph: Glyph) -> bool:
    base = max(group[-6:], key=lambda g: g.size)
    return abs(base.middle[1] - glyph.middle[1]) <= max(base.size, glyph.size) * 0.5


def _line(page: int, glyphs: list[Glyph]) -> PageLine | None:
    text, edge = "", None
    size = sorted(glyph.size for glyph in glyphs)[len(glyphs) // 2]
    cells = _cells(glyphs)
    wide = size * _GAP + _usual_gap(glyphs, cells)
    for glyph, (left, right) in zip(glyphs, cells, strict=True):
        if edge is not None and left - edge > wide and not text.endswith(" "):
            text += " "
        text += glyph.char
        edge = right
    if not text.strip():
        return None
    return PageLine(
        page=page,
        text=text.strip(),
        left=glyphs[0].left,
        right=glyphs[-1].right,
        bottom=min(g.bottom for g in glyphs),
        top=max(g.top for g in glyphs),
        size=size,
    )


def _cells(glyphs: list[Glyph]) -> list[tuple[float, float]]:
    """From where to where the characters of a line take up room.

    Some files give boxes that fit the strokes (月 is narrower than 国, and ， stands at the left of its square), between which
    there seem to be gaps: a Chinese character has a square around its middle, a mark of punctuation the rest of its own.
    """
    square = max((glyph.right - glyph.left for glyph in glyphs if _IDEOGRAPH.match(glyph.char)), default=0.0)
    cells = []
    for glyph in glyphs:
        left, right, char = glyph.left, glyph.right, glyph.char.strip()
        if _IDEOGRAPH.match(char):
            middle = glyph.middle[0]
            left, right = min(left, middle - square / 2), max(right, middle + square / 2)
        elif char in _AT_LEFT:
            right = max(right, left + square)
        elif char in _AT_RIGHT:
            left = min(left, right - square)
        cells.append((left, right))
    return cells


def _usual_gap(glyphs: list[Glyph], cells: list[tuple[float, float]]) -> float:
    """How far apart characters stand in a justified line: the middle of the gaps beside Chinese characters."""
    pairs = pairwise(zip(glyphs, cells, strict=True))
    gaps = sorted(two[1][0] - one[1][1] for one, two in pairs if not (one[0].char.isascii() and two[0].char.isascii()))
    return max(gaps[len(gaps) // 2], 0) if len(gaps) > 2 else 0


@dataclass(kw_only=True)
class _Grid:
    """A ruled table: the places of its vertical and horizontal rules, rising."""

    xs: list[float]
    ys: list[float]
    rules: list[Rule] = field(default_factory=list)

    def holds(self, glyph: Glyph) -> bool:
        x, y = glyph.middle
        return self.xs[0] < x < self.xs[-1] and self.ys[0] < y < self.ys[-1]

    def fill(self, glyphs: list[Glyph]) -> tuple[tuple[str, ...], ...]:
        """The text of each cell, from the top row down."""
        cells: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
        for glyph in glyphs:
            x, y = glyph.middle
            column = max(i for i, edge in enumerate(self.xs) if edge <= x)
            row = max(i for i, edge in enumerate(self.ys) if edge <= y)
            cells[row, column].append(glyph)
        height, width = len(self.ys) - 1, len(self.xs) - 1
        rows = [
            tuple("".join(line.text for line in _rows_of(0, cells[row, column])) for column in range(width))
            for row in range(height - 1, -1, -1)
        ]
        return tuple(row for row in rows if any(row)) or (("",),)


def _grids(rules: list[Rule]) -> list[_Grid]:
    """Connected sets of horizontal and vertical rules that make up at least two cells."""
    long = [rule for rule in rules if max(rule.right - rule.left, rule.top - rule.bottom) >= _MIN_RULE]
    grids = []
    for group in _connected(long):
        upright = [r for r in group if not r.across]
        xs = _places([(r.left + r.right) / 2 for r in upright])
        ends = [end for r in upright for end in (r.bottom, r.top)]  # where a page break cuts a row, only these show it
        ys = _places([(r.bottom + r.top) / 2 for r in group if r.across] + ([min(ends), max(ends)] if ends else []))
        if len(xs) >= 2 and len(ys) >= 2 and (len(xs) > 2 or len(ys) > 2):
            grids.append(_Grid(xs=xs, ys=ys))
    return grids


def _connected(rules: list[Rule]) -> list[list[Rule]]:
    parents = list(range(len(rules)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    order = sorted(range(len(rules)), key=lambda i: rules[i].left)
    active: list[int] = []
    for i in order:
        active = [j for j in active if rules[j].right + _NEAR >= rules[i].left]
        for j in active:
            if rules[i].bottom <= rules[j].top + _NEAR and rules[j].bottom <= rules[i].top + _NEAR:
                parents[root(i)] = root(j)
        active.append(i)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for i, rule in enumerate(rules):
        groups[root(i)].append(rule)
    return list(groups.values())


def _places(values: list[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > 2 * _NEAR:
            places.append(value)
    return places


def rule_from_box(left: float, bottom: float, right: float, top: float) -> list[Rule]:
    """The rules that a drawn path stands for.

    Itself if it is thin, its four sides if it is a box, nothing if it is a speck.
    """
    if min(right - left, top - bottom) <= _THIN:
        return [Rule(left=left, bottom=bottom, right=right, top=top)] if max(right - left, top - bottom) > _THIN else []
    return [
        Rule(left=left, bottom=bottom, right=right, top=bottom),
        Rule(left=left, bottom=top, right=right, top=top),
        Rule(left=left, bottom=bottom, right=left, top=top),
        Rule(left=right, bottom=bottom, right=right, top=top),
    ]
