"""An HTML tree → its visible paragraphs and tables in reading order, each with its ancestors.

Scripts and hidden parts are not text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from generator.importer.document import Refused

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "meta",
        "link",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "form",
        "map",
    ]
) - {"form"}
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "o:p",
        "st1:chsdate",
        "st1:personname",
    ]
)
_HEADING = re.compile(r"h([1-6])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_KEEPS_LINES = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MAX_DEPTH = 400
_LAYOUT_SHARE = 0.7
_CELL_PARAGRAPHS = 15
_MAX_PIECES = 10_000


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A paragraph or table of the page.

    `linked` is how much of it is link text (0–1), `ancestors` from the root inwards.
    """

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    ancestors: tuple[etree._Element, ...]
    linked: float = 0
    level: int | None = None
    line: int = 0

    @property
    def content(self) -> str:
        """All text of the piece."""
        return "\n".join("\t".join(row) for row in self.rows) if self.rows else self.text


class Walker:
    """Collects the pieces of a tree."""

    def __init__(self, root: etree._Element) -> None:
        self.pieces: list[Piece] = []
        self.hidden: list[str] = []
        self.numbered_lists = False
        self._ancestors: list[etree._Element] = []
        self._buffer: list[str] = []
        self._links = 0
        self._level: int | None = None
        self._keeps_lines = False
        self._line = 0
        self._total = len("".join(root.itertext()).strip()) or 1
        self._walk(root, in_link=False)
        self._flush()

    def _walk(self, element: etree._Element, *, in_link: bool) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SKIPPED or len(self._ancestors) > _MAX_DEPTH:
            return
        if _is_hidden(element):
            self.hidden += [text] if (text := clean("".join(str(part) for part in element.itertext()))) else []
            return
        if tag == "br":
            self._flush()
            return
        if tag == "table" and (rows := self._data_rows(element)):
            self._flush()
            self.pieces.append(Piece(rows=rows, ancestors=(*self._ancestors, element), line=element.sourceline or 0))
            return
        block = tag not in _INLINE
        if block:
            self._flush()
        self._ancestors.append(element)
        found = _HEADING.fullmatch(tag)
        outer = self._level, self._keeps_lines
        self._level = int(found[1]) if found else self._level
        self._keeps_lines |= tag == "pre" or _KEEPS_LINES.search(element.get("style", "")) is not None
        self._line = element.sourceline or self._line
        if tag == "li":
            self._number(element)
        self._text(element.text, in_link=in_link or tag == "a")
        for child in element:
            self._walk(child, in_link=in_link or tag == "a")
            self._text(child.tail, in_link=in_link or tag == "a")
        if block:
            self._flush()
        self._ancestors.pop()
        self._level, self._keeps_lines = outer

    def _text(self, text: str | None, *, in_link: bool) -> None:
        if not text:
            return
        for index, line in enumerate(text.split("\n") if self._keeps_lines else [text]):
            if index:
                self._flush()
            self._buffer.append(line)
            if in_link:
                self._links += len("".join(line.split()))

    def _number(self, element: etree._Element) -> None:
        """The number that a browser prints before an entry of an ordered list."""
        parent = element.getparent()
        if parent is None or parent.tag != "ol" or re.search(r"list-style[^;]*none", parent.get("style", "")):
            return
        entries = [child for child in parent if child.tag == "li"]
        start = parent.get("start", "1")
        self._buffer.append(f"{entries.index(element) + (int(start) if start.isdecimal() else 1)}.")
        self.numbered_lists = True

    def _flush(self) -> None:
        text = clean("".join(self._buffer))
        if text and len(self.pieces) >= _MAX_PIECES:
            raise Refused(f"网页里的文字超过 {_MAX_PIECES} 段，不像一份通报；请只保存通报所在的页面")
        if text:
            size = len("".join(text.split())) or 1
            self.pieces.append(
                Piece(
                    text=text,
                    ancestors=tuple(self._ancestors),
                    linked=min(self._links / size, 1),
                    level=self._level,
                    line=self._line,
                )
            )
        self._buffer, self._links = [], 0

    def _data_rows(self, table: etree._Element) -> tuple[tuple[str, ...], ...]:
        """The cells of a table of data; nothing if the table only lays out the page."""
        if table.xpath(".//table"):
            return ()
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        rows = [row for row in rows if row]
        widths = [sum(_span(cell, "colspan") for cell in row) for row in rows]
        if len(rows) < 2 or max(widths, default=0) < 2:
            return ()
        texts = [[_cell_text(cell) for cell in row] for row in rows]
        header = "".join(texts[0])
        size = sum(len(text) for row in texts for text in row)
        if max(len(_paragraphs(cell)) for row in rows for cell in row) > _CELL_PARAGRAPHS:
            return ()
        if size > self._total * _LAYOUT_SHARE and not re.search(r"问题|序号|措施", header):
            return ()
        return _grid(rows, texts)


def _grid(rows: list[list[etree._Element]], texts: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """Cells in their columns: a cell over several rows or columns speaks once, in the first."""
    taken: dict[tuple[int, int], str] = {}
    for y, (row, said) in enumerate(zip(rows, texts, strict=True)):
        x = 0
        for cell, text in zip(row, said, strict=True):
            while (y, x) in taken:
                x += 1
            for dy in range(_span(cell, "rowspan")):
                for dx in range(_span(cell, "colspan")):
                    taken[y + dy, x + dx] = text if (dy, dx) == (0, 0) else ""
            x += _span(cell, "colspan")
    width = max(x for _, x in taken) + 1
    return tuple(tuple(taken.get((y, x), "") for x in range(width)) for y in range(len(rows)))


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), 100)) if value.isdecimal() and len(value) < 4 else 1


def _paragraphs(cell: etree._Element) -> list[str]:
    walker = Walker(cell) if cell.xpath(".//p|.//div|.//br|.//li") else None
    return [piece.text for piece in walker.pieces] if walker else [clean("".join(cell.itertext()))]


def _cell_text(cell: etree._Element) -> str:
    return " ".join(part for part in _paragraphs(cell) if part)


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")) is not None


def clean(text: str) -> str:
    """White space as a browser shows it; a line break inside Chinese leaves no space."""
    text = re.sub(r"(?<=[^\x00-\x7f])[ \t]*[\r\n][ \t\r\n]*(?=[^\x00-\x7f])", "", text)
    return _SPACE.sub(" ", text).strip()
