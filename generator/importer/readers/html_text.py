"""An HTML tree → its visible paragraphs and tables in reading order, each with its ancestors.

Scripts and hidden parts are not text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from generator.importer.document import Refused
from generator.importer.readers.docx_numbering import numeral

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
_HANZI = "chineseCounting"
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:([^;]*)", re.IGNORECASE)
_UNCOUNTED = frozenset(["none", "disc", "circle", "square"])
_NUMERALS = {
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "decimal-leading-zero": "decimalZero",
    "cjk-ideographic": _HANZI,
    "simp-chinese-informal": _HANZI,
    "trad-chinese-informal": _HANZI,
}
"""How lists are counted, in the words of the web and in Word's."""
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_ICON = 32
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


@dataclass(frozen=True, kw_only=True)
class Trace:
    """Something that plain text cannot show; `place` is the index of the piece that it stands in, or before."""

    what: Literal["picture", "raised", "struck"]
    text: str
    place: int


class Walker:
    """Collects the pieces of a tree."""

    def __init__(self, root: etree._Element, *, is_cell: bool = False) -> None:
        self.pieces: list[Piece] = []
        self.hidden: list[str] = []
        self.traces: list[Trace] = []
        self.unveiled = False
        self._shown = 0 if is_cell else _length(root)
        self.numbered_lists = False
        self._counted: dict[etree._Element, int] = {}
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
        if _is_hidden(element) and not self._is_main(element):
            self.hidden += [text] if (text := clean("".join(str(part) for part in element.itertext()))) else []
            return
        self._trace(element)
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

    def _is_main(self, element: etree._Element) -> bool:
        """Whether a hidden part holds more text than all others: the article, which the page's script shows when it is there."""
        main = 0 < self._shown < 2 * _length(element)
        self.unveiled |= main
        return main

    def _trace(self, element: etree._Element) -> None:
        tag, style = element.tag, element.get("style", "")
        what: Literal["picture", "raised", "struck"]
        if tag == "img":
            if _is_icon(element):
                return
            what = "picture"
        elif tag == "sup" or _RAISED.search(style):
            what = "raised"
        elif tag in ("del", "s", "strike") or _STRUCK.search(style):
            what = "struck"
        else:
            return
        self.traces.append(Trace(what=what, text=clean("".join(element.itertext())), place=len(self.pieces)))

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
        if parent is None or parent.tag != "ol":
            return
        style = _LIST_STYLE.search(element.get("style", "")) or _LIST_STYLE.search(parent.get("style", ""))
        named = [word for word in style[1].lower().split() if word in _NUMERALS or word in _UNCOUNTED] if style else []
        kind = named[0] if named else element.get("type") or parent.get("type") or ""
        if kind in _UNCOUNTED:
            return
        number = _whole(element, "value", self._counted.get(parent, _whole(parent, "start", 1) - 1) + 1)
        self._counted[parent] = number
        form = _NUMERALS.get(kind, "decimal")
        self._buffer.append(numeral(number, form) + ("、" if form == _HANZI else "."))
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
        cells = [[Walker(cell, is_cell=True) for cell in row] for row in rows]
        texts = [[" ".join(piece.text for piece in cell.pieces) for cell in row] for row in cells]
        header = "".join(texts[0])
        size = sum(len(text) for row in texts for text in row)
        if max(len(cell.pieces) for row in cells for cell in row) > _CELL_PARAGRAPHS:
            return ()
        if size > self._total * _LAYOUT_SHARE and not re.search(r"问题|序号|措施", header):
            return ()
        for cell in (cell for row in cells for cell in row):
            self.hidden += cell.hidden
            self.traces += [replace(trace, place=len(self.pieces)) for trace in cell.traces]
            self.numbered_lists |= cell.numbered_lists
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


def _whole(element: etree._Element, name: str, default: int) -> int:
    value = element.get(name, "").strip()
    return int(value) if value.isdecimal() and len(value) < 5 else default


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), 100)) if value.isdecimal() and len(value) < 4 else 1


def _length(element: etree._Element) -> int:
    """How much text an element holds, scripts and the like apart."""
    if not isinstance(element.tag, str) or element.tag in _SKIPPED:
        return 0
    own = len("".join((element.text or "").split()))
    return own + sum(_length(child) + len("".join((child.tail or "").split())) for child in element)


def _is_icon(element: etree._Element) -> bool:
    sizes = [element.get(name, "").removesuffix("px") for name in ("width", "height")]
    return any(size.isdecimal() and int(size) <= _ICON for size in sizes)


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")) is not None


def clean(text: str) -> str:
    """White space as a browser shows it; a line break inside Chinese leaves no space."""
    text = re.sub(r"(?<=[^\x00-\x7f])[ \t]*[\r\n][ \t\r\n]*(?=[^\x00-\x7f])", "", text)
    return _SPACE.sub(" ", text).strip()
