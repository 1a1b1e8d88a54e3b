"""Lines of PDF pages → paragraphs and tables, also over page breaks.

No character is invented or lost at the joints; repeated table headings are listed as left out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from generator.importer.document import Block, LeftOut
from generator.importer.folding import fold
from generator.importer.marks import read_mark
from generator.importer.readers.pdf_lines import PageLine

_ENDS = "。;:!?"
_NEVER_FIRST = frozenset("。,、;:!?)]”’》】%")


def join_lines(lines: list[PageLine], width: float, gone: list[LeftOut]) -> list[Block]:
    """Make paragraphs and tables of lines in reading order; what is left out is added to `gone`."""
    text_lines = [line for line in lines if not line.rows]
    margins = _margins(text_lines, width)
    blocks: list[Block] = []
    last: PageLine | None = None
    for line in lines:
        if line.rows:
            blocks = _with_table(blocks, line, last, gone)
            last = line
            continue
        if last is not None and not last.rows and _goes_on(last, line, margins):
            blocks[-1] = Block(text=_joined(blocks[-1].text, line.text), place=blocks[-1].place)
        else:
            blocks.append(Block(text=line.text, place=f"第 {line.page} 页"))
        last = line
    return blocks


@dataclass(frozen=True, kw_only=True)
class _Margins:
    """Where lines begin and end, how far apart they stand, and whether paragraphs are indented."""

    left: float
    right: float
    pitch: float
    indents: bool


def _margins(lines: list[PageLine], width: float) -> _Margins:
    left = _margin([line.left for line in lines], highest=False)
    indented = [line for line in lines if 1.5 * line.size < line.left - left < 2.6 * line.size]
    return _Margins(
        left=left,
        right=_right_margin(lines, width - left),
        pitch=_pitch(lines),
        indents=len(indented) >= max(2, len(lines) * 0.1),
    )


def _right_margin(lines: list[PageLine], mirrored: float) -> float:
    """Where full lines end; where there are too few of them to tell, the left margin mirrored."""
    furthest = max((line.right for line in lines), default=0)
    full = [line for line in lines if line.right > furthest - line.size]
    if len(full) < max(3, len(lines) * 0.15):
        return max(furthest, mirrored)
    return _margin([line.right for line in lines], highest=True)


def _pitch(lines: list[PageLine]) -> float:
    """How far apart the lines of a paragraph stand: the closest that is common."""
    steps = Counter(
        round(above.bottom - below.bottom)
        for above, below in pairwise(lines)
        if above.page == below.page and above.bottom - below.bottom > 0.8 * below.size
    )
    common = [step for step, count in steps.items() if count >= max(2, sum(steps.values()) * 0.1)]
    return float(min(common or steps or [1000]))


def _with_table(blocks: list[Block], line: PageLine, last: PageLine | None, gone: list[LeftOut]) -> list[Block]:
    """A table at the top of a page goes on with the one that ended the page before."""
    if last is not None and last.rows and last.page + 1 == line.page and len(last.rows[0]) == len(line.rows[0]):
        if line.rows[0] == blocks[-1].rows[0]:
            gone.append(LeftOut(text="\t".join(line.rows[0]), place=f"第 {line.page} 页", reason="续表重复的表头"))
        return [*blocks[:-1], Block(rows=_continued(blocks[-1].rows, line.rows), place=blocks[-1].place)]
    return [*blocks, Block(rows=line.rows, place=f"第 {line.page} 页表格")]


def _continued(above: tuple[tuple[str, ...], ...], below: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Rows over a page break; a first row without its first cell is the rest of the last one.

    A repeated header row stays out.
    """
    if below[0] == above[0]:
        below = below[1:]
    if below and not below[0][0] and above[-1][0]:
        joined = tuple(one + two for one, two in zip(above[-1], below[0], strict=True))
        return (*above[:-1], joined, *below[1:])
    return (*above, *below)


def _margin(values: list[float], *, highest: bool) -> float:
    """The margin at which most lines begin or end."""
    if not values:
        return 0
    common = Counter(round(value / 3) * 3 for value in values)
    often = [value for value, count in common.items() if count >= max(2, len(values) * 0.08)] or list(common)
    return float(max(often) if highest else min(often))


def _goes_on(last: PageLine, line: PageLine, margins: _Margins) -> bool:
    """Whether a line continues the paragraph: what it begins with had no room on the line before.

    It is not indented, of one size, near.
    """
    em = max(last.size, line.size)
    left, right, pitch, indents = margins.left, margins.right, margins.pitch, margins.indents
    if abs(last.size - line.size) > 0.15 * em or (last.page == line.page and last.bottom - line.bottom > 1.25 * pitch):
        return False
    if fold(line.text)[:1] in _NEVER_FIRST:
        return True
    if line.left > left + 1.2 * em or last.right + _first_piece(line.text) * em < right - 0.4 * em:
        return False
    if indents or fold(last.text)[-1:] not in _ENDS:
        return True
    return not read_mark(fold(line.text)).kind and last.right >= right - 1.6 * em


def _first_piece(text: str) -> float:
    """The width in em of what cannot be broken at the start of a line.

    A run of Latin letters and digits, or one character.
    """
    run = re.match(r"[!-~]+", text)
    width = 0.55 * len(run[0]) if run else 1.0
    rest = text[len(run[0]) if run else 1 :]
    return width + (1.0 if fold(rest)[:1] in _NEVER_FIRST else 0.0)


def _joined(text: str, more: str) -> str:
    apart = text[-1:].isascii() and text[-1:].isalpha() and more[:1].isascii() and more[:1].isalpha()
    return text + (" " if apart else "") + more
