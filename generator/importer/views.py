"""The blocks of the body as the understanding looks at them: with folded text, mark, and the role that each plays."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from generator.importer.document import Block
from generator.importer.finding import Found
from generator.importer.folding import UNSEEN, fold_visible
from generator.importer.marks import Mark, MarkKind, read_mark

RoleKind = Literal["text", "section", "item", "caption"]


@dataclass(frozen=True, kw_only=True)
class View:
    """A paragraph or table.

    `text` has no white space at its ends. `folded` is what is read: it has no invisible characters either, and
    `places` says where each of its characters stands in `text` (empty if the two have the same length).
    """

    block: Block
    text: str
    folded: str
    mark: Mark
    places: tuple[int, ...] = ()

    def cut(self, start: int, stop: int) -> str:
        """The words that stand at these places of `folded`."""
        if not self.places or start >= stop:
            return self.text[start:stop]
        return self.text[self.places[start] : self.places[min(stop, len(self.places)) - 1] + 1]

    def parted(self, *ends: int) -> list[str]:
        """The whole text, cut at these places of `folded`; invisible characters go with what is before them."""
        cuts = [([*self.places, len(self.text)][end] if self.places and end else end) for end in ends]
        return [self.text[start:stop] for start, stop in pairwise([0, *cuts, len(self.text)])]

    @property
    def is_table(self) -> bool:
        """Whether this is a table."""
        return bool(self.block.rows)


@dataclass(frozen=True, kw_only=True)
class Role:
    """What a view is. For a section, `end` is where its heading ends and `rank` how deep it stands.

    For an item, `found` says more.
    """

    kind: RoleKind = "text"
    rank: int = 9
    end: int = 0
    found: Found | None = None


TEXT = Role()
FORMAL: tuple[MarkKind, ...] = (
    "hanzi",
    "hanzi_paren",
    "digit",
    "decimal",
    "digit_paren",
    "circled",
    "question",
    "bullet",
)
MARKED_HEADING: tuple[MarkKind, ...] = ("part", "hanzi", "hanzi_paren")
SHARE = 0.6  # of a row of paragraphs that must look like findings, for all of the row to be items


@dataclass
class Structure:
    """Views with their roles, in step."""

    views: list[View]
    roles: list[Role] = field(default_factory=list)


def view(block: Block, text: str | None = None) -> View:
    """Look at a block, or at a piece of its text."""
    wording = (block.text if text is None else text).strip()
    places: tuple[int, ...] = ()
    if UNSEEN.search(wording):
        places = tuple(place for place, char in enumerate(wording) if not UNSEEN.match(char))
    folded = fold_visible(wording)
    return View(block=block, text=wording, folded=folded, mark=read_mark(folded) if wording else Mark(), places=places)


_INLINE = re.compile(
    r"(?:^|(?<=[。;:]))\s*(?=(?:[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]{1,2}[,、]|[(]\d{1,2}[)]|"
    r"\d{1,2}[.、]|[①-⑳])\s*[,:]?(?:针对|关于)[^。;]{2,120}?问题)"
)


def split_numbered(one: View) -> list[View]:
    """Cut a paragraph that is a row of numbered items (1.针对“…”问题,…。2.针对…) into them; else the view itself."""
    pieces = split_inline(one) if one.mark.kind == "digit" else [one]
    row = all(a.mark.kind == b.mark.kind and b.mark.value == a.mark.value + 1 for a, b in pairwise(pieces))
    return pieces if row else [one]


def split_inline(one: View) -> list[View]:
    """Cut a paragraph that holds several items (一是针对“…”问题,…。二是针对…) into a view an item.

    Else the view itself.
    Only white space is lost at the cuts.
    """
    if one.is_table:
        return [one]
    places = [found.end() for found in _INLINE.finditer(one.folded)]
    if len(places) < 2:
        return [one]
    return [view(one.block, piece) for piece in one.parted(*places) if piece.strip()]
