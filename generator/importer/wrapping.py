"""Hard-wrapped lines → paragraphs. Only white space is lost at the seams; page numbers between the lines are set aside.

A text counts as hard-wrapped if most of its lines end at the same margin in the middle of a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from generator.importer.days import whole_day
from generator.importer.document import Block, LeftOut
from generator.importer.finding import LABELS
from generator.importer.folding import fold_visible
from generator.importer.furniture import is_page_number
from generator.importer.marks import read_mark
from generator.importer.signature import is_signatory

_ENDS = "。;:!?”’)】》"
_FEWEST = 8
_WHOLE_LABEL = 5  # 整改情况：; what is shorter can be the rest of a word broken at the margin
_TITLE = re.compile(r".{0,60}关于.{4,60}(?:通报|报告|公示)")
_MAX_WIDTH = 140


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the source; `number` counts from 1."""

    text: str
    number: int


def width(text: str) -> int:
    """The width of a text in half-width columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


@dataclass(frozen=True, kw_only=True)
class Margin:
    """Where lines are broken: at so many columns or characters (`measure`); `share` of the lines are that long."""

    at: int
    measure: Callable[[str], int]
    slack: int
    share: float


_MEASURES: tuple[tuple[Callable[[str], int], int, int], ...] = ((width, 30, 4), (len, 15, 1))


def wrap_margin(lines: list[Line]) -> Margin | None:
    """The margin at which the lines are wrapped, in columns or in characters; None if they are not."""
    found = [one for measure, least, slack in _MEASURES if (one := _margin(lines, measure, least, slack))]
    return max(found, key=lambda one: one.share, default=None)


def _margin(lines: list[Line], measure: Callable[[str], int], least: int, slack: int) -> Margin | None:
    sizes = [measure(line.text.rstrip()) for line in lines if line.text.strip()]
    if len(sizes) < _FEWEST:
        return None
    common = Counter(size // 2 * 2 if slack > 1 else size for size in sizes if size >= least).most_common(3)
    at = max((size for size, _ in common), default=0)
    at = max((size for size in sizes if size <= at + slack), default=0)
    if not least <= at <= _MAX_WIDTH or sum(size > at + 1 for size in sizes) > len(sizes) * 0.05:
        return None
    full = [line for line in lines if at - slack <= measure(line.text.rstrip()) <= at + 1]
    broken = [line for line in full if fold_visible(line.text).rstrip()[-1:] not in _ENDS]
    if len(full) < max(4, len(sizes) * 0.2) or len(broken) < len(full) * 0.7:
        return None
    return Margin(at=at, measure=measure, slack=slack, share=len(full) / len(sizes))


def join_lines(lines: list[Line]) -> tuple[list[Block], list[LeftOut]]:
    """Make paragraphs of lines: as they are, or joined where the text is hard-wrapped."""
    margin = wrap_margin(lines)
    if not margin:
        return [_block([line]) for line in lines if line.text.strip()], []
    blocks: list[Block] = []
    left_out: list[LeftOut] = []
    open_lines: list[Line] = []
    gap = False
    for line in lines:
        if not line.text.strip():
            gap = bool(open_lines)
        elif is_page_number(line.text) and not read_mark(fold_visible(line.text)).kind:
            left_out.append(LeftOut(text=line.text.strip(), place=f"第 {line.number} 行", reason="页码"))
        elif open_lines and _goes_on(open_lines[-1], line, margin, gap=gap):
            open_lines.append(line)
            gap = False
        else:
            blocks += [_block(open_lines)] if open_lines else []
            open_lines, gap = [line], False
    return blocks + ([_block(open_lines)] if open_lines else []), left_out


def _goes_on(last: Line, line: Line, margin: Margin, *, gap: bool) -> bool:
    """Whether a line continues the paragraph: the one before is full, this one is not indented, no words tell otherwise."""
    full = margin.measure(last.text.rstrip()) >= margin.at - margin.slack
    indented = line.text[:1] in " \t\u3000\xa0" and width(line.text[: len(line.text) - len(line.text.lstrip())]) >= 2
    ended = fold_visible(last.text).rstrip()[-1:] in "。;:!?"
    if not full or indented:
        return False
    return not ((gap and ended) or _begins_anew(fold_visible(last.text).strip(), fold_visible(line.text), ended=ended))


def _begins_anew(before: str, folded: str, *, ended: bool) -> bool:
    """Whether words alone show that a line begins a paragraph: a title before it, or a mark or label at its start."""
    kind = read_mark(folded).kind
    return (
        _TITLE.fullmatch(before) is not None
        or kind in ("part", "hanzi", "hanzi_paren", "question")
        or (ended and (bool(kind) or is_signatory(folded) or whole_day(folded) is not None))
        or ((label := LABELS.match(folded)) is not None and len(label[0].strip()) >= _WHOLE_LABEL)
    )


def _block(lines: list[Line]) -> Block:
    place = f"第 {lines[0].number} 行" if len(lines) == 1 else f"第 {lines[0].number}–{lines[-1].number} 行"
    text = ""
    for line in lines:
        apart = text[-1:] == " " and text[-2:-1].isascii() and line.text.strip()[:1].isascii()
        text = (text if apart else text.rstrip()) + line.text.lstrip()
    return Block(text=text.strip(), place=place)
