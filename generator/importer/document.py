"""The plain document that every reader makes: ordered paragraphs and tables, with their places in the source.

Frozen values only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.load.decode import UNPRINTABLE

_CONTROL = re.compile(rf"{UNPRINTABLE.pattern}|[\ud800-\udfff]")


class Refused(Exception):  # noqa: N818 - a verdict on the source, not a fault of the program
    """The source cannot be imported. The message is one clear Chinese sentence for the editor."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph (`text`) or a table (`rows`).

    `level` is the outline level, where the format knows it (1 is the highest).
    `names` are a table's column headings when they stand in an earlier part of it.
    """

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    place: str = ""
    level: int | None = None
    names: tuple[str, ...] = ()

    @property
    def content(self) -> str:
        """All that the block says."""
        return "\n".join("\t".join(row) for row in self.rows) if self.rows else self.text


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A piece of the source that does not become part of the notice, and why."""

    text: str
    place: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a reader found: blocks in reading order, what it left out, and remarks for the editor (Chinese)."""

    blocks: tuple[Block, ...]
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[str, ...] = ()
    head_title: str = ""


def without_controls(document: Document) -> Document:
    """The document without control characters and byte order marks, which no notice file may hold and nobody sees.

    Says how many there were.
    """
    count = sum(len(_CONTROL.findall(block.content)) for block in document.blocks)
    if not count:
        return document
    blocks = tuple(
        replace(
            block,
            text=_CONTROL.sub("", block.text),
            rows=tuple(tuple(_CONTROL.sub("", cell) for cell in row) for row in block.rows),
        )
        for block in document.blocks
    )
    return replace(document, blocks=blocks, remarks=(*document.remarks, f"去掉了 {count} 个看不见的控制字符"))


def squeeze(text: str) -> str:
    """The text without white space: what two texts are compared by."""
    return "".join(text.split())


def spoken(blocks: Iterable[Block]) -> str:
    """The text of blocks without white space."""
    return squeeze("\n".join(block.content for block in blocks))
