"""A Word file (.docx) → document.

Paragraphs with automatic numbers written out, tables, footnotes and text boxes (reported).
Only the text parts are read; macros, links and embedded objects are never opened. Headers, footers and deleted text
stay out.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from lxml import etree

from generator.importer.document import Block, Document, LeftOut, Refused
from generator.importer.readers.docx_numbering import Numbering, W, read_numbering
from generator.importer.readers.remarks import PICTURES, about_lettering

MAX_ENTRIES = 2_000
MAX_PART = 40_000_000
MAX_RATIO = 200
_MAX_BLOCKS = 50_000
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DROPPED = frozenset(
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "delInstrText")
) | {f"{_MC}Fallback"}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWN = (
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
)
_PICTURES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_REMARKS = (
    (_PICTURES, PICTURES),
    (_DRAWN, "有图示（SmartArt）或图表，里面的文字没有收入，请照原件录入"),
    ((f"{_MATH}t",), "有公式，已依次写成文字，请对照原件核对"),
)
_BROKEN = "docx 文件不完整或已损坏；请用 Word 打开后重新另存，再导入"
_HEADER_REASON = "页眉页脚"


def read_docx(data: bytes) -> Document:
    """Read a Word file."""
    parts = _open(data)
    main = parts("word/document.xml")
    if main is None:
        raise Refused("这个压缩文件不是 Word 文档（docx）；请提供 docx、PDF、网页或纯文本")
    body = main.find(f"{W}body")
    if body is None:
        raise Refused(_BROKEN)
    reader = _Reader(numbering=read_numbering(parts("word/numbering.xml"), parts("word/styles.xml")))
    reader.read(body)
    for name, label in (("footnotes", "脚注"), ("endnotes", "尾注")):
        reader.notes(parts(f"word/{name}.xml"), label)
    for root in _headers(parts):
        reader.margin(root)
    if not any(block.content.strip() for block in reader.blocks):
        raise Refused("Word 文件里没有文字（可能是扫描图片）；请提供有文字的版本")
    remarks = (*reader.remarks, *about_lettering(reader.raised, reader.struck))
    return Document(blocks=tuple(reader.blocks), left_out=tuple(reader.left_out), remarks=remarks)


def _open(data: bytes) -> Callable[[str], etree._Element | None]:
    """Check the archive's bounds; give a function from a part's name to its tree."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise Refused(_BROKEN) from error
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > max(MAX_RATIO * len(data), 10_000_000):
        raise Refused("docx 解开后过大（疑似压缩炸弹），没有读取")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("docx 加了密码；请去掉密码、另存后再导入")
    names = {entry.filename: entry for entry in entries}

    def part(name: str) -> etree._Element | None:
        if name not in names:
            return None
        if names[name].file_size > MAX_PART:
            raise Refused("docx 解开后过大，没有读取")
        try:
            with archive.open(names[name]) as stream:
                raw = stream.read(MAX_PART + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            ValueError,
            NotImplementedError,
            OSError,
            EOFError,
            RuntimeError,
        ) as error:
            raise Refused(_BROKEN) from error
        return _parse(raw)

    return part


def _headers(part: Callable[[str], etree._Element | None]) -> Iterator[etree._Element]:
    """The headers and footers that the document names, in its order."""
    links = part("word/_rels/document.xml.rels")
    for link in () if links is None else links:
        kind = link.get("Type", "").rsplit("/", 1)[-1]
        target = link.get("Target", "").removeprefix("/word/")
        if kind in ("header", "footer") and (root := part(f"word/{target}")) is not None:
            yield root


def _parse(raw: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(_BROKEN) from error
    if b"<!DOCTYPE" in raw[:4096]:
        raise Refused(_BROKEN)
    return root


@dataclass(kw_only=True)
class _Reader:
    """Collects blocks in reading order."""

    numbering: Numbering
    blocks: list[Block] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    _paragraphs: int = 0
    _joined: str = ""  # what a paragraph said whose end was deleted: the next goes on with it

    def read(self, container: etree._Element) -> None:
        """Read paragraphs and tables, also inside content controls and revisions."""
        for element in container:
            if len(self.blocks) > _MAX_BLOCKS:
                raise Refused("docx 段落过多，没有读取")
            if element.tag == f"{W}tbl":
                self._close()
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)
            elif isinstance(element.tag, str) and element.tag not in _DROPPED:
                self.read(element)
        self._close()

    def _close(self) -> None:
        """End a paragraph whose end was deleted and that none goes on with."""
        self.blocks += [Block(text=line.strip()) for line in self._joined.split("\n") if line.strip()]
        self._joined = ""

    def notes(self, root: etree._Element | None, label: str) -> None:
        """Footnotes stand at the end, each a paragraph."""
        for note in () if root is None else root:
            if note.get(f"{W}type") in (None, "normal") and (text := "".join(_texts(note)).strip()):
                self.blocks.append(Block(text=" ".join(text.split("\n")), place=label))
                self._remark(f"有{label}，已放在文末，请核对")

    def margin(self, root: etree._Element) -> None:
        """What a page header or footer says is listed as left out, each wording once."""
        text = "\n".join(line for line in ("".join(_texts(p)).strip() for p in root.iter(f"{W}p")) if line)
        if text and all(one.text != text for one in self.left_out):
            self.left_out.append(LeftOut(text=text, place="每页", reason=_HEADER_REASON))

    def _paragraph(self, element: etree._Element) -> None:
        self._paragraphs += 1
        place = f"第 {self._paragraphs} 段"
        properties = element.find(f"{W}pPr")
        text = self._joined + "".join(_texts(element))
        self._tell(element, place)
        goes_on = element.find(f"{W}pPr/{W}rPr/{W}del") is not None
        self._joined = text if goes_on else ""
        mark = self.numbering.mark(properties) if text.strip() and not goes_on else ""
        if mark:
            self._remark("Word 自动编号已写成文字，请核对编号")
        lines = [] if goes_on else _marked(mark, text.strip()).split("\n")
        self.blocks += [
            Block(text=line.strip(), place=place, level=self.numbering.outline(properties))
            for line in lines
            if line.strip()
        ]
        for box in element.iter(f"{W}txbxContent"):
            if not _is_fallback(box):
                self._remark("有文本框，文字放在所在段落之后，请核对位置")
                self.read(box)

    def _table(self, table: etree._Element) -> None:
        if any(True for _ in table.iterdescendants(f"{W}tbl")) or (
            len(table.findall(f"{W}tr")) < 2 and len(list(table.iter(f"{W}tc"))) < 2
        ):
            for cell in table.iter(f"{W}tc"):
                outer = takewhile(lambda ancestor: ancestor is not table, cell.iterancestors())
                if all(ancestor.tag != f"{W}tc" for ancestor in outer):
                    self.read(cell)
            return
        place = f"第 {self._paragraphs} 段之后的表格"
        for paragraph in table.iter(f"{W}p"):
            if not _is_fallback(paragraph):
                self._tell(paragraph, place)
        there = [row for row in table.iter(f"{W}tr") if not self._is_deleted(row, place)]
        rows = [row for row in map(self._row, there) if row]
        width = max((len(row) for row in rows), default=0)
        if any(any(cell.strip() for cell in row) for row in rows):
            full = tuple((*row, *[""] * (width - len(row))) for row in rows)
            self.blocks.append(Block(rows=full, place=place))

    def _is_deleted(self, row: etree._Element, place: str) -> bool:
        """Whether a revision deletes a row; what its cells still say is listed."""
        if row.find(f"{W}trPr/{W}del") is None:
            return False
        text = "\t".join(filter(None, ("".join(_texts(cell)).strip() for cell in row.iter(f"{W}tc"))))
        self.left_out += [LeftOut(text=text, place=place, reason="修订中删除的文字")] if text else []
        return True

    def _row(self, row: etree._Element) -> list[str]:
        cells: list[str] = []
        for cell in row.iter(f"{W}tc"):
            properties = cell.find(f"{W}tcPr")
            merged = None if properties is None else properties.find(f"{W}vMerge")
            span = None if properties is None else properties.find(f"{W}gridSpan")
            paragraphs = [self._cell_paragraph(one) for one in cell.iter(f"{W}p") if not _is_fallback(one)]
            goes_on = merged is not None and merged.get(f"{W}val") != "restart"
            text = " ".join(part for part in paragraphs if part)
            cells.append("" if goes_on and not text else text)
            value = "" if span is None else span.get(f"{W}val", "1")
            cells += [""] * (min(int(value), 60) - 1 if value.isdecimal() else 0)
        return cells

    def _cell_paragraph(self, paragraph: etree._Element) -> str:
        text = " ".join("".join(_texts(paragraph)).split("\n")).strip()
        return _marked(self.numbering.mark(paragraph.find(f"{W}pPr")) if text else "", text)

    def _tell(self, paragraph: etree._Element, place: str) -> None:
        """List what of a paragraph does not become text, and remark on what does so imperfectly."""
        own = list(_own(paragraph))
        gone = {
            "修订中删除的文字": "".join(node.text or "" for node in own if node.tag == f"{W}delText"),
            "Word 中设为隐藏的文字": "".join(
                node.text or "" for run in own if _is_hidden(run) for node in run.iter(f"{W}t")
            ),
            "符号字体里的符号，读不出是什么字，请看原件补上": "、".join(
                f"{node.get(f'{W}font')} {node.get(f'{W}char')}"
                for node in own
                if node.tag == f"{W}sym" and not _symbol(node)
            ),
        }
        self.left_out += [LeftOut(text=text, place=place, reason=why) for why, text in gone.items() if text.strip()]
        shown = [(run, "".join(_texts(run))) for run in own if run.tag == f"{W}r" and not _is_hidden(run)]
        self.raised += [text for run, text in shown if _has(run, "vertAlign", "superscript")]
        self.struck += [text for run, text in shown if _has(run, "strike") or _has(run, "dstrike")]
        for tags, text in _REMARKS:
            if any(node.tag in tags for node in own):
                self._remark(text)

    def _remark(self, text: str) -> None:
        if text not in self.remarks:
            self.remarks.append(text)


def _marked(mark: str, text: str) -> str:
    """A number and its paragraph; parted, as Word shows them, where they would make another number: 1. 3个村…, 2.1 …"""
    apart = (mark[-1:].isascii() and mark[-1:].isdigit()) or (mark.endswith(".") and text[:1].isdigit())
    return f"{mark} {text}" if apart and text else mark + text


def _texts(element: etree._Element) -> list[str]:
    """The visible text below an element, text boxes apart."""
    found: list[str] = []
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in _DROPPED or tag == f"{W}txbxContent":
            continue
        if tag == f"{W}r" and _is_hidden(child):
            continue
        if tag in (f"{W}t", f"{_MATH}t"):
            found.append(child.text or "")
        elif tag in (f"{W}tab", f"{W}ptab"):
            found.append(" ")
        elif tag in (f"{W}br", f"{W}cr"):
            found.append("\n")
        elif tag == f"{W}noBreakHyphen":
            found.append("-")
        elif tag == f"{W}sym":
            found.append(_symbol(child))
        else:
            found += _texts(child)
    return found


def _symbol(element: etree._Element) -> str:
    value = element.get(f"{W}char", "")
    code = int(value, 16) if len(value) == 4 and all(c in "0123456789abcdefABCDEF" for c in value) else 0
    return chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code < 0xFFFE else ""


def _own(element: etree._Element) -> Iterator[etree._Element]:
    """All below an element, text boxes and what stands in for them apart."""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in (f"{W}txbxContent", f"{_MC}Fallback"):
            yield child
            yield from _own(child)


def _is_fallback(element: etree._Element) -> bool:
    """Whether an element says again, for old programs, what stands beside it."""
    return any(ancestor.tag == f"{_MC}Fallback" for ancestor in element.iterancestors())


def _is_hidden(run: etree._Element) -> bool:
    return run.tag == f"{W}r" and _has(run, "vanish")


def _has(run: etree._Element, name: str, value: str = "") -> bool:
    """Whether a run has a property of its own: with this value, or switched on."""
    found = run.find(f"{W}rPr/{W}{name}")
    if found is None:
        return False
    said = found.get(f"{W}val", "1")
    return said == value if value else said not in ("0", "false", "off")
