"""The body of a notice → the role of each paragraph: heading, item or text.

What a mark means differs from notice to notice: (1) is an item in one and a measure in another. So the words decide
first (关于“…”问题), then how the others of the same kind around it look, and only then the mark.
"""

from __future__ import annotations

from generator.importer.finding import find_finding
from generator.importer.framed_items import find_framed_items
from generator.importer.headings import find_headings
from generator.importer.plain_items import find_headings_as_items, find_inline_items, find_plain_items
from generator.importer.views import TEXT, Structure, View, split_numbered


def find_structure(views: list[View]) -> Structure:
    """Decide the role of every view; a paragraph that holds a row of numbered items is cut into them first."""
    views = [piece for one in views for piece in split_numbered(one)]
    found = Structure(views=views, roles=[TEXT] * len(views))
    framed = [None if one.is_table else find_finding(one.folded, one.mark) for one in views]
    find_headings(found, framed)
    find_framed_items(found, framed)
    find_inline_items(found)
    find_plain_items(found)
    find_headings_as_items(found)
    return found
