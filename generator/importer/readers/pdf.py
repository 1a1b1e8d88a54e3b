"""A PDF with a text layer → document.

Lines joined into paragraphs, running heads and page numbers set aside, ruled tables kept.
No character is invented or lost at the joints; compatibility radicals (⼀ ⻓), which some fonts yield for ordinary
characters, are read as those characters and reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from generator.importer.document import Block, Document, LeftOut, Refused
from generator.importer.folding import fold
from generator.importer.furniture import is_page_number
from generator.importer.marks import read_mark
from generator.importer.readers.pdf_lines import Glyph, PageLine, Rule, lines_of, rule_from_box
from generator.importer.readers.radicals import RADICALS

MAX_PAGES = 500
MAX_CHARS = 2_000_000
_MAX_OBJECTS = 20_000
_EDGE = 0.12
_ENDS = "。;:!?"
_NEVER_FIRST = frozenset("。,、;:!?)]”’》】%")


def read_pdf(data: bytes) -> Document:
    """Read a PDF file."""
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refused("PDF 加了密码；请去掉密码后再导入") from error
        raise Refused("PDF 文件不完整或已损坏；请重新下载或另存后再导入") from error
    try:
        return _read(pdf)
    except pypdfium2.PdfiumError as error:
        raise Refused("PDF 文件不完整或已损坏；请重新下载或另存后再导入") from error
    finally:
        pdf.close()


def _read(pdf: pypdfium2.PdfDocument) -> Document:
    if len(pdf) > MAX_PAGES:
        raise Refused(f"PDF 有 {len(pdf)} 页，超过上限 {MAX_PAGES} 页")
    pages: list[list[PageLine]] = []
    heights: list[float] = []
    widths: list[float] = []
    changed: Counter[str] = Counter()
    total = 0
    for number in range(len(pdf)):
        page = pdf[number]
        glyphs = _glyphs(page, changed)
        total += len(glyphs)
        if total > MAX_CHARS:
            raise Refused("PDF 文字过多，没有读取")
        pages.append(lines_of(number + 1, glyphs, _rules(page)))
        heights.append(page.get_height())
        widths.append(page.get_width())
        page.close()
    if not any(
        "\u4e00" <= char <= "\u9fff" for lines in pages for line in lines for char in line.text + str(line.rows)
    ):
        raise Refused("PDF 里没有可读的文字（可能是扫描件）；请先做文字识别（OCR）并校对，或索取 Word 版本")
    body, gone = _without_running(pages, heights)
    remarks = (f"PDF 里的部首字形已还原成汉字（{_shown(changed)}），请留意",) if changed else ()
    blocks = tuple(_paragraphs(body, max(widths), gone))
    return Document(blocks=blocks, left_out=tuple(gone), remarks=remarks)


def _shown(changed: Counter[str]) -> str:
    pairs = [f"{char}→{RADICALS[char]}" for char, _ in changed.most_common(3)]
    return f"{'、'.join(pairs)} 等 {sum(changed.values())} 处"


def _glyphs(page: pypdfium2.PdfPage, changed: Counter[str]) -> list[Glyph]:
    text = page.get_textpage()
    found: list[Glyph] = []
    count = min(text.count_chars(), MAX_CHARS)
    index = 0
    while index < count:
        code, width = raw.FPDFText_GetUnicode(text, index), 1
        if 0xD800 <= code < 0xDC00 and index + 1 < count:
            low = raw.FPDFText_GetUnicode(text, index + 1)
            code, width = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), 2
        if raw.FPDFText_IsHyphen(text, index) == 1:
            code = ord("-")  # at the end of a line the library gives a control character for it
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if char.isspace() and found and not raw.FPDFText_IsGenerated(text, index):
            found[-1] = replace(found[-1], char=found[-1].char.rstrip() + " ")
        elif char and not char.isspace() and unicodedata.category(char) != "Cc" and char not in "\ufffe\uffff":
            left, bottom, right, top = text.get_charbox(index, loose=True)
            if char in RADICALS:
                changed[char] += 1
                char = RADICALS[char]
            found.append(Glyph(char=char, left=left, bottom=bottom, right=right, top=top))
        index += width
    text.close()
    return found


def _rules(page: pypdfium2.PdfPage) -> list[Rule]:
    rules: list[Rule] = []
    for number, shape in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if number > _MAX_OBJECTS:
            break
        left, bottom, right, top = shape.get_bounds()
        rules += rule_from_box(left, bottom, right, top)
    return rules


def _without_running(pages: list[list[PageLine]], heights: list[float]) -> tuple[list[PageLine], list[LeftOut]]:
    """Take away page numbers, and lines in the margins that return on several pages."""
    edges = Counter(
        re.sub(r"\d+", "#", line.text)
        for lines, height in zip(pages, heights, strict=True)
        for line in lines
        if _at_edge(line, height)
    )
    body: list[PageLine] = []
    gone: list[LeftOut] = []
    for lines, height in zip(pages, heights, strict=True):
        for line in lines:
            place = f"第 {line.page} 页"
            if _at_edge(line, height) and is_page_number(line.text):
                gone.append(LeftOut(text=line.text, place=place, reason="页码"))
            elif (
                _at_edge(line, height)
                and len(pages) > 1
                and edges[re.sub(r"\d+", "#", line.text)] >= max(2, len(pages) * 0.6)
            ):
                gone.append(LeftOut(text=line.text, place=place, reason="页眉页脚"))
            else:
                body.append(line)
    return body, gone


def _at_edge(line: PageLine, height: float) -> bool:
    return not line.rows and (line.bottom > height * (1 - _EDGE) or line.top < height * _EDGE)


def _paragraphs(lines: list[PageLine], width: float, gone: list[LeftOut]) -> list[Block]:
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
