"""A PDF with a text layer → document.

Lines joined into paragraphs, running heads and page numbers set aside, ruled tables kept.
No character is invented or lost at the joints; compatibility radicals (⼀ ⻓), which some fonts yield for ordinary
characters, are read as those characters and reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace

import pypdfium2
from pypdfium2 import raw

from generator.importer.document import Document, LeftOut, Refused
from generator.importer.furniture import is_page_number
from generator.importer.readers.pdf_lines import Glyph, PageLine, Rule, lines_of, rule_from_box
from generator.importer.readers.pdf_paragraphs import join_lines
from generator.importer.readers.radicals import RADICALS
from generator.importer.readers.remarks import PICTURES

MAX_PAGES = 500
MAX_CHARS = 2_000_000
_MAX_OBJECTS = 20_000
_EDGE = 0.12
_LEGIBLE = 12  # points; no picture of words is lower
_SHOWN_PAGES = 5


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
    pictured: list[int] = []
    total = 0
    for number in range(len(pdf)):
        page = pdf[number]
        glyphs = _glyphs(page, changed)
        total += len(glyphs)
        if total > MAX_CHARS:
            raise Refused("PDF 文字过多，没有读取")
        pages.append(lines_of(number + 1, glyphs, _rules(page)))
        if _has_picture(page) or (not glyphs and next(page.get_objects(max_depth=1), None)):
            pictured.append(number + 1)
        heights.append(page.get_height())
        widths.append(page.get_width())
        page.close()
    if not any(
        "\u4e00" <= char <= "\u9fff" for lines in pages for line in lines for char in line.text + str(line.rows)
    ):
        raise Refused("PDF 里没有可读的文字（可能是扫描件）；请先做文字识别（OCR）并校对，或索取 Word 版本")
    body, gone = _without_running(pages, heights)
    remarks: tuple[str, ...] = (f"PDF 里的部首字形已还原成汉字（{_shown(changed)}），请留意",) if changed else ()
    if pictured:
        more = f" 等 {len(pictured)} 页" if len(pictured) > _SHOWN_PAGES else " 页"
        remarks += (f"第 {'、'.join(map(str, pictured[:_SHOWN_PAGES]))}{more}{PICTURES}",)
    blocks = tuple(join_lines(body, max(widths), gone))
    return Document(blocks=blocks, left_out=tuple(gone), remarks=remarks)


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether a page holds a picture that is large enough to hold words."""
    for shape in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = shape.get_bounds()
        if min(right - left, top - bottom) >= _LEGIBLE:
            return True
    return False


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
