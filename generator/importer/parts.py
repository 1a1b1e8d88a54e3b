"""Document, head and tail → its parts: opening, body with roles, closing, attachments.

Every block between head and tail lands in exactly one part, in order.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.importer.document import Document
from generator.importer.ending import attachments_start, closing_start
from generator.importer.signature import Tail
from generator.importer.structure import find_structure
from generator.importer.tables import holds_items, part_groups
from generator.importer.title import Head
from generator.importer.views import TEXT, Structure, View, view


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The document cut into its parts."""

    head: Head
    tail: Tail
    opening: list[View]
    body: Structure
    closing: list[View]
    attachments: list[View]


def cut_document(document: Document, head: Head, tail: Tail, *, with_items: bool, coarse: bool) -> Parts:
    """Cut a document between head and tail into opening, body, closing and attachments."""
    blocks = [
        part
        for block in document.blocks[head.body : tail.start]
        for part in (part_groups(block) if block.rows else [block])
    ]
    body = [view(block) for block in blocks if block.content.strip()]
    if coarse:
        return Parts(head=head, tail=tail, opening=body, body=Structure(views=[]), closing=[], attachments=[])
    listed = attachments_start(body, min(1, len(body)))
    body, attachments = body[:listed], body[listed:]
    structure = find_structure(body)
    if not with_items:
        structure = _without_items(structure)
    first = next((i for i, role in enumerate(structure.roles) if role.kind != "text"), None)
    opening_end = _opening_end(structure.views) if first is None else first
    if first is not None and _captions(structure.views, first, with_items):
        opening_end = _captions(structure.views, first, with_items)
    last = max((i for i, role in enumerate(structure.roles) if role.kind != "text"), default=opening_end - 1)
    in_item = last >= 0 and bool(structure.roles) and structure.roles[max(last, 0)].kind == "item"
    about_contact = (
        last >= opening_end and "联系" in structure.views[last].folded and structure.roles[last].kind == "section"
    )
    end = closing_start(structure.views, max(last + 1, opening_end), in_item=in_item, plan_ahead=about_contact)
    return Parts(
        head=head,
        tail=tail,
        opening=structure.views[:opening_end],
        body=Structure(views=structure.views[opening_end:end], roles=structure.roles[opening_end:end]),
        closing=structure.views[end:],
        attachments=attachments,
    )


def _captions(views: list[View], first: int, with_items: bool) -> int:  # noqa: FBT001
    """Where a table of items, with its caption, comes before the first heading: there the opening ends."""
    for index in range(min(first, len(views))):
        if with_items and holds_items(views[index].block):
            return max(index - 1, 1)
    return 0


def _opening_end(views: list[View]) -> int:
    """Without any heading or item.

    The opening ends before a table of items (and its caption), else it is the first paragraph.
    """
    for index, one in enumerate(views):
        if holds_items(one.block):
            return max(index - 1, 1)
    return min(1, len(views))


def _without_items(structure: Structure) -> Structure:
    return Structure(views=structure.views, roles=[TEXT if role.kind == "item" else role for role in structure.roles])
