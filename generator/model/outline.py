"""The notice as it is read: a flat sequence of units, each character of the text in exactly one of them.

Pages, plain text, `notice.json` and the search index are all made from this one sequence, so that they cannot disagree. Here the
printed numbers, item headings and stable addresses are worked out; nothing is read, written or changed. A notice's outline is worked
out once and kept as long as the notice.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final, Literal

from generator.model.dates import printed
from generator.model.notice import Block, Item, Notice, Section, Table, TableBlock
from generator.model.words import STATUSES, Status

UnitKind = Literal["title", "under_title", "opening", "section", "item", "closing", "attachments", "signature", "notes"]

_DIGITS = "零一二三四五六七八九"
_LABEL = re.compile(
    r"\s*([0-9０-９]{1,2}(?:[.．][0-9０-９]{1,2})+(?=\s|关于|针对|“|$)[.．]?|"
    r"[(（〔\[【]?\s*(?:问题|第)?\s*[(（〔\[【]?\s*(?:[0-9０-９]+|[一二三四五六七八九十百]+|[①-⑳])\s*[)）〕\]】]?(?:是|项)?\s*[.．、:：,，]?)"
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_HEADING_NUMBER = re.compile(r"^\s*[(（〔]?[0-9０-９一二三四五六七八九十百①-⑳]+[)）〕]?\s*[.．、,，:：]?\s*")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """The smallest thing that search finds and a link can point at.

    `heading` is the printed heading line; `run_in` says that it shares a line with the first paragraph of `body`. `depth` counts from
    1 for a top-level section; an item is one deeper than its section. `path` holds the headings above. For items, `finding`,
    `label` (printed number), `status` and `group` (nearest heading) are set. `row` is the cells of an item that stands in a table;
    that table is the last block of the section unit before it.
    """

    kind: UnitKind
    anchor: str
    heading: str = ""
    run_in: bool = False
    body: tuple[Block, ...] = ()
    depth: int = 0
    path: tuple[str, ...] = ()
    finding: str = ""
    label: str = ""
    status: Status | None = None
    aliases: tuple[str, ...] = ()
    row: tuple[str, ...] | None = None
    row_text: str = ""

    @property
    def group(self) -> str | None:
        """The nearest heading above."""
        return self.path[-1] if self.path else None

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The unit's text as issued, a paragraph or table row a line; cells are separated by a tab."""
        if self.row is not None:
            return ("\t".join(self.row),)
        lines = _body_lines(self.body)
        if self.heading and self.run_in and lines:
            return (self.heading + lines[0], *lines[1:])
        return (self.heading, *lines) if self.heading else tuple(lines)

    @cached_property
    def text(self) -> str:
        """The whole text of the unit, lines joined by a line feed."""
        return "\n".join(self.lines)

    @cached_property
    def body_text(self) -> str:
        """The text without the heading; for an item in a table, its cell of measures."""
        if self.row is not None:
            return self.row_text
        return "\n".join(_body_lines(self.body))


_KEPT: Final[dict[int, tuple[weakref.ref[Notice], tuple[Unit, ...]]]] = {}
"""Outlines by the identity of their notice: equality of notices means comparing, or hashing, their whole text."""


def outline(notice: Notice) -> tuple[Unit, ...]:
    """All units of a notice in reading order, with unique anchors. Units without text are left out, but for what holds a table of items."""
    identity = id(notice)
    kept = _KEPT.get(identity)
    if kept is not None and kept[0]() is notice:
        return kept[1]
    used: dict[str, int] = {}
    units = tuple(_unique(unit, used) for unit in _units(notice) if unit.text or table_of_items(unit))
    _KEPT[identity] = weakref.ref(notice, lambda _: _KEPT.pop(identity, None)), units
    return units


def plain_text(notice: Notice) -> str:
    """The notice's text as issued: every line of every unit, in order, ending in a line feed."""
    return "".join(f"{line}\n" for unit in outline(notice) for line in unit.lines)


def table_of_items(unit: Unit) -> Table | None:
    """The table that ends the unit and whose rows, but for empty ones, are the units that follow."""
    last = unit.body[-1] if unit.body else None
    return last.table if isinstance(last, TableBlock) and last.table.items else None


def items(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """The items among the units."""
    return tuple(unit for unit in units if unit.kind == "item")


def count_statuses(units: tuple[Unit, ...]) -> dict[Status, int]:
    """How many items have each status; statuses that do not occur are left out, order is that of the closed set."""
    found = [unit.status for unit in items(units)]
    return {status: found.count(status) for status in STATUSES if status in found}


def _body_lines(body: tuple[Block, ...]) -> list[str]:
    lines: list[str] = []
    for block in body:
        if isinstance(block, str):
            lines.append(block)
        else:
            lines += block_lines(block)
    return lines


def block_lines(block: Block) -> Iterator[str]:
    """A paragraph's one line, or a table's caption and rows — without the rows that are items of their own."""
    if isinstance(block, str):
        yield block
        return
    table = block.table
    if table.caption:
        yield table.caption
    for row in table.rows[: table.header] if table.items else table.rows:
        yield "\t".join(row)


def numeral(sample: str, n: int) -> str:
    """The number n in the style of a sample: `n` or `1` → 12, `１` → １２, `一` → 十二, `①` → ⑫ (to 20, then plain)."""
    if sample == "一":
        return _chinese(n)
    if sample == "①" and 1 <= n <= 20:
        return chr(ord("①") + n - 1)
    if sample == "１":
        return "".join(chr(ord("０") + int(digit)) for digit in str(n))
    return str(n)


def _chinese(n: int) -> str:
    if not 0 < n < 100:
        return str(n)
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def _units(notice: Notice) -> Iterator[Unit]:
    if notice.title_printed:
        yield Unit(kind="title", anchor="title", heading=notice.title)
    yield Unit(kind="under_title", anchor="under-title", body=notice.under_title)
    yield Unit(kind="opening", anchor="opening", body=notice.opening)
    for section in notice.sections:
        yield from _section_units(section, _Context())
    yield Unit(kind="closing", anchor="closing", body=notice.closing)
    yield Unit(kind="attachments", anchor="attachments", body=tuple(a.text for a in notice.attachments))
    yield Unit(kind="signature", anchor="signature", body=signature_lines(notice))
    yield Unit(kind="notes", anchor="notes", body=notice.notes)


def signature_lines(notice: Notice) -> tuple[str, ...]:
    """The lines of the signature in printed order."""
    signature = notice.signature
    day = signature.printed_date or (printed(signature.date) if signature.date else None)
    days = (day,) if day else ()
    return days + signature.name if signature.date_first else signature.name + days


@dataclass(frozen=True, kw_only=True)
class _Context:
    """What a section hands down to what stands in it."""

    depth: int = 0
    path: tuple[str, ...] = ()
    status: Status | None = None
    item_heading: str | None = None
    item_run_in: bool = False

    def enter(self, section: Section) -> _Context:
        run_in = self.item_run_in if section.item_run_in is None else section.item_run_in
        return _Context(
            depth=self.depth + 1,
            path=(*self.path, section.heading) if section.heading else self.path,
            status=section.status or self.status,
            item_heading=section.item_heading or self.item_heading,
            item_run_in=run_in,
        )


def _section_units(section: Section, above: _Context) -> Iterator[Unit]:
    here = above.enter(section)
    name = section.heading or "\n".join(above.path)
    first = Unit(
        kind="section",
        anchor="section-" + _digest(_HEADING_NUMBER.sub("", name)),
        heading=section.heading or "",
        run_in=section.run_in,
        body=section.text,
        depth=here.depth,
        path=above.path,
    )
    if any(isinstance(block, TableBlock) and block.table.items for block in section.text):
        yield from _split_at_item_tables(first, here)
    else:
        yield first
    for index, item in enumerate(section.items, start=1):
        yield _item_unit(item, index, here)
    for child in section.sections:
        yield from _section_units(child, here)


def _split_at_item_tables(first: Unit, here: _Context) -> Iterator[Unit]:
    """The section's own text; where a table holds items, its rows become units and the text after it a unit of its own."""
    unit, body = first, []
    for block in first.body:
        body.append(block)
        if isinstance(block, TableBlock) and block.table.items:
            yield replace(unit, body=tuple(body))
            yield from _row_units(block.table, here)
            unit, body = replace(first, heading="", run_in=False), []
    if body:
        yield replace(unit, body=tuple(body))


def _row_units(table: Table, here: _Context) -> Iterator[Unit]:
    columns = table.items
    assert columns is not None
    for row in filter(any, table.rows[table.header :]):

        def cell(column: int | None, row: tuple[str, ...] = row) -> str:
            return row[column - 1] if column and column <= len(row) else ""

        said = cell(columns.status).strip()
        status = columns.statuses.get(said) or next((s for s in STATUSES if s == said), None)
        finding = cell(columns.finding)
        yield Unit(
            kind="item",
            anchor="item-" + _digest(finding),
            depth=here.depth + 1,
            path=here.path,
            finding=finding,
            label=cell(columns.number),
            status=status if said else here.status,
            row=row,
            row_text=cell(columns.text),
        )


def _item_unit(item: Item, index: int, here: _Context) -> Unit:
    heading = item.heading or _format_heading(here.item_heading or "{finding}", item, index)
    label = item.number or ""
    before_finding = heading.partition(item.finding)[0]
    if found := _LABEL.match(before_finding):
        label = found[1].strip()
    return Unit(
        kind="item",
        anchor="item-" + (item.id or _digest(item.finding)),
        heading=heading,
        run_in=here.item_run_in if item.run_in is None else item.run_in,
        body=item.text,
        depth=here.depth + 1,
        path=here.path,
        finding=item.finding,
        label=label,
        status=item.status or here.status,
        aliases=tuple(f"item-{alias}" for alias in item.aliases),
    )


def _format_heading(pattern: str, item: Item, index: int) -> str:
    """Fill in a pattern, in which texts and the names of placeholders take turns."""
    parts = list(_split_pattern(pattern))
    for place in range(1, len(parts), 2):
        name = parts[place]
        parts[place] = item.finding if name == "finding" else item.number or numeral(name, index)
    return "".join(parts)


@lru_cache(maxsize=256)
def _split_pattern(pattern: str) -> tuple[str, ...]:
    return tuple(_PLACEHOLDER.split(pattern))


def _digest(text: str) -> str:
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return hashlib.sha256(folded.encode()).hexdigest()[:8]


def _unique(unit: Unit, used: dict[str, int]) -> Unit:
    """Keep the first holder of an anchor; tell later ones apart by their heading above, then by counting."""
    anchor = unit.anchor
    if anchor in used and unit.kind == "item":
        anchor = "item-" + _digest(unit.finding + "\n" + "\n".join(unit.path))
    base = anchor
    while anchor in used:
        used[base] += 1
        anchor = f"{base}-{used[base]}"
    used[anchor] = 1
    return unit if anchor == unit.anchor else replace(unit, anchor=anchor)
