"""Views with roles → the sections of a notice. Order is kept to the letter.

Every piece lands where it stands in the source.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from generator.importer.folding import fold, fold_visible
from generator.importer.marks import read_number
from generator.importer.status import heading_status, tag_status, text_status
from generator.importer.tables import holds_items, is_caption, is_numbered_caption, read_plain_table, read_table
from generator.importer.views import Role, Structure, View
from generator.model.notice import MAX_DEPTH, Block, Item, Section, TableBlock
from generator.model.words import Status

_DIGITS = re.compile(r"[0-9]+|[０-９]+|[一二三四五六七八九十]+|[①-⑳]")
_BLANK = " \t\xa0\u3000\u200b\u200c\u200d\u2060\ufeff"


@dataclass
class _Entry:
    """An item being filled."""

    heading: str
    finding: str
    mark: str
    run_in: bool
    tag: Status | None
    text: list[Block] = field(default_factory=list)


@dataclass
class _Node:
    """A section being filled."""

    heading: str | None = None
    rank: int = -1
    run_in: bool = False
    text: list[Block] = field(default_factory=list)
    items: list[_Entry] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether paragraphs can still be added to the section's own text."""
        return not self.items and not self.children


def assemble(structure: Structure, *, with_items: bool = True) -> tuple[Section, ...]:
    """Build the section tree; without items, tables are only tables."""
    root = _Node()
    stack = [root]
    views, roles = structure.views, structure.roles
    caption = ""
    for index, (view, role) in enumerate(zip(views, roles, strict=True)):
        if role.kind == "section":
            _open_section(stack, view, role)
        elif role.kind == "item":
            stack[-1].items.append(_entry(view, role))
        elif view.is_table:
            table = (
                read_table(view.block.rows, caption, view.block.names)
                if with_items
                else read_plain_table(view.block.rows, caption)
            )
            _add(stack, TableBlock(table=table))
            caption = ""
        elif _is_caption(views, index):
            if _heads_items(views, index) and not is_numbered_caption(view.folded):
                _open_section(stack, view, Role(kind="section", rank=_caption_rank(stack), end=len(view.folded)))
            else:
                caption = view.text
        else:
            _add(stack, view.text)
    return tuple(_section(node) for node in _top(root))


def _open_section(stack: list[_Node], view: View, role: Role) -> None:
    while len(stack) > 1 and stack[-1].rank >= role.rank:
        stack.pop()
    if len(stack) > MAX_DEPTH:
        stack[-1].text.append(view.text) if stack[-1].is_open else _add(stack, view.text)
        return
    heading, rest = (part.strip() for part in view.parted(role.end))
    node = _Node(heading=heading, rank=role.rank, run_in=bool(rest))
    if rest:
        node.text.append(rest)
    stack[-1].children.append(node)
    stack.append(node)


def _entry(view: View, role: Role) -> _Entry:
    found = role.found
    assert found is not None
    heading, rest = (part.strip() for part in view.parted(found.end))
    entry = _Entry(
        heading=heading,
        finding=view.cut(found.start, found.stop).strip() or view.text.strip(),
        mark=_printed_mark(view),
        run_in=bool(rest),
        tag=tag_status(view.folded[: found.start]) or tag_status(view.folded[found.stop : found.end]),
    )
    if rest:
        entry.text.append(rest)
    return entry


def _printed_mark(view: View) -> str:
    return view.cut(0, view.mark.end).strip(_BLANK) if view.mark.kind else ""


def _add(stack: list[_Node], block: Block) -> None:
    """Add text where it stands.

    To the last item, or to the section, or to an unheaded section after its subsections.
    """
    node = stack[-1]
    if isinstance(block, TableBlock) and block.table.items and not node.is_open:
        node.children.append(_Node(text=[block]))
    elif node.children and node.children[-1].heading is None:
        node.children[-1].text.append(block)
    elif node.children:
        node.children.append(_Node(text=[block]))
    elif node.items:
        node.items[-1].text.append(block)
    else:
        node.text.append(block)


def _is_caption(views: list[View], index: int) -> bool:
    return index + 1 < len(views) and views[index + 1].is_table and is_caption(views[index].folded)


def _heads_items(views: list[View], index: int) -> bool:
    return holds_items(views[index + 1].block)


def _caption_rank(stack: list[_Node]) -> int:
    return stack[-1].rank + 1 if len(stack) > 1 else 1


def _top(root: _Node) -> list[_Node]:
    """The root's own text and items become an unheaded section in front."""
    own = [_Node(text=root.text, items=root.items)] if root.text or root.items else []
    return own + root.children


def _section(node: _Node) -> Section:
    pattern, run_in = _shared(node.items)
    return Section(
        heading=node.heading,
        run_in=node.run_in,
        text=tuple(node.text),
        status=heading_status(fold_visible(node.heading))
        if node.heading and (node.items or node.children or _has_rows(node))
        else None,
        item_heading=pattern,
        item_run_in=run_in,
        items=tuple(_item(entry, i, pattern, run_in=bool(run_in)) for i, entry in enumerate(node.items, start=1)),
        sections=tuple(_section(child) for child in node.children),
    )


def _has_rows(node: _Node) -> bool:
    return any(isinstance(block, TableBlock) and block.table.items for block in node.text)


def _shared(entries: list[_Entry]) -> tuple[str | None, bool | None]:
    """The heading pattern of most items, and whether most are run in."""
    if not entries:
        return None, None
    patterns = Counter(pattern for i, entry in enumerate(entries, start=1) if (pattern := _pattern(entry)))
    best, count = patterns.most_common(1)[0] if patterns else (None, 0)
    pattern = best if best != "{finding}" and (count > 1 or (count == len(entries) == 1)) else None
    run_in = sum(entry.run_in for entry in entries) * 2 > len(entries)
    return pattern, run_in or None


def _pattern(entry: _Entry) -> str | None:
    """The heading with its number and its finding made placeholders."""
    if re.search(r"[{}]", entry.heading) or not entry.heading.startswith(entry.mark):
        return None
    after = entry.heading[len(entry.mark) :]
    before, found, behind = after.partition(entry.finding)
    digits = _DIGITS.search(entry.mark)
    if not found or not entry.finding:
        return None
    if _is_uncounted(entry.mark):
        return None
    mark = entry.mark
    if digits:
        first = digits[0][0]
        name = (
            "n"
            if first.isascii()
            else "１"
            if first in "０１２３４５６７８９"
            else "①"
            if "①" <= first <= "⑳"
            else "一"
        )
        mark = f"{mark[: digits.start()]}{{{name}}}{mark[digits.end() :]}"
    return f"{mark}{before}{{finding}}{behind}"


def _is_uncounted(mark: str) -> bool:
    """Whether a mark holds numbers in which no pattern counts on: ⒈ and ㈠, which are one character, and 2.1."""
    return len(_DIGITS.findall(mark)) > 1 or (not _DIGITS.search(mark) and any(char.isnumeric() for char in mark))


def _item(entry: _Entry, index: int, pattern: str | None, *, run_in: bool) -> Item:
    same = pattern is not None and _pattern(entry) == pattern
    digits = None if _is_uncounted(entry.mark) else _DIGITS.search(entry.mark)
    expected = (
        digits
        and read_number(fold(digits[0])) == index
        and (fold(digits[0]) != "0" and not digits[0].startswith(("0", "０")))
    )
    number: str | None = None
    if same and digits and not expected:
        number = digits[0]
    elif entry.mark and not (digits and entry.heading.startswith(entry.mark)):
        number = entry.mark
    plain_heading = None if same or (pattern is None and entry.heading == entry.finding) else entry.heading
    return Item(
        finding=entry.finding,
        number=number,
        heading=plain_heading,
        run_in=None if entry.run_in == run_in else entry.run_in,
        status=entry.tag or text_status([fold_visible(part) for part in entry.text if isinstance(part, str)]),
        text=tuple(entry.text),
    )
