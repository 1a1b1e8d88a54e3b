"""What a rule looks at: the notice, its units, and every text of it with its place in the file.

Finds places, judges nothing.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

from pydantic import BaseModel

from generator.faults import Fault, KeyPath, Severity, Source
from generator.model.notice import Block, Item, Notice, Section, Table, TableBlock
from generator.model.outline import Unit, items, outline

_ENOUGH = 8  # characters that tell a place in a text apart


class Passage(NamedTuple):
    """One text of the notice: a value, or one paragraph or cell of a longer text. `at` is the key path of the value."""

    at: KeyPath
    text: str


class WrittenItem(NamedTuple):
    """An item as the file has it, under the key path `at`, and as it is printed."""

    at: KeyPath
    item: Item
    unit: Unit


class WrittenRow(NamedTuple):
    """A row of a table of items, in the text under the key path `at`, and the item that it is."""

    at: KeyPath
    table: Table
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A notice under examination, with the source that faults point into."""

    notice: Notice
    source: Source

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        return outline(self.notice)

    @cached_property
    def items(self) -> tuple[WrittenItem, ...]:
        """Every item that is written as such, not as a row of a table."""
        printed = [unit for unit in items(self.units) if unit.row is None]
        written = (
            ((*at, "items", number), item)
            for at, section in _sections(self.notice.sections, ("sections",))
            for number, item in enumerate(section.items)
        )
        return tuple(WrittenItem(at, item, unit) for (at, item), unit in zip(written, printed, strict=True))

    @cached_property
    def rows(self) -> tuple[WrittenRow, ...]:
        """Every item that is a row of a table."""
        printed = [unit for unit in items(self.units) if unit.row is not None]
        written = (
            ((*at, "text"), block.table)
            for at, section in (_sections(self.notice.sections, ("sections",)) if printed else ())
            for block in section.text
            if isinstance(block, TableBlock) and block.table.items
            for _ in filter(any, block.table.rows[block.table.header :])
        )
        return tuple(WrittenRow(at, table, unit) for (at, table), unit in zip(written, printed, strict=True))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every text that an editor wrote, in the order of the model."""
        found: list[Passage] = []
        _collect(self.notice, (), found)
        return tuple(found)

    @cached_property
    def prose(self) -> str:
        """All passages as one text, each followed by a line feed, so that a rule needs but one look to find nothing."""
        return "".join([f"{passage.text}\n" for passage in self.passages])

    @cached_property
    def _starts(self) -> list[int]:
        """Where in `prose` each passage starts."""
        return list(accumulate((len(passage.text) + 1 for passage in self.passages), initial=0))

    def passages_with(self, sign: re.Pattern[str]) -> Iterator[Passage]:
        """The passages in which a pattern is found, in order; now and then also one before them, which it runs over into."""
        found = sign.search(self.prose)
        while found:
            index = bisect_right(self._starts, found.start()) - 1
            yield self.passages[index]
            found = sign.search(self.prose, self._starts[index + 1])

    def section_heading(self, at: KeyPath) -> str | None:
        """The heading of the section in whose own text a key path lies."""
        if at[-3:-2] == ("items",):
            return None
        here: Notice | Section = self.notice
        while len(at) > 2 and at[0] == "sections" and isinstance(at[1], int):
            here, at = here.sections[at[1]], at[2:]
        return here.heading if isinstance(here, Section) and at == ("text",) else None

    def warn(self, code: str, message: str, *, at: KeyPath = (), needle: str = "", hint: str) -> Fault:
        """A warning at a key path."""
        return self.source.fault(code, message, at=at, needle=needle, severity="warning", hint=hint)

    def fault_in(
        self, passage: Passage, start: int, code: str, message: str, *, hint: str, severity: Severity = "warning"
    ) -> Fault:
        """A fault at a character of a passage; near it where the file writes the passage otherwise (escaped)."""
        line, column = self.source.locate(passage.at, passage.text)
        if self.source.lines[line - 1].startswith(passage.text, column - 1):
            column += start
        else:
            line, column = self.source.locate(passage.at, passage.text[start : start + _ENOUGH])
        return self.source.at((line, column)).fault(code, message, hint=hint, severity=severity)


def _collect(value: Any, at: KeyPath, found: list[Passage]) -> None:
    if isinstance(value, str):
        found.append(Passage(at, value))
    elif isinstance(value, BaseModel):
        for name, is_text in _fields(type(value)):
            if inner := getattr(value, name):
                (_collect_text if is_text else _collect)(inner, (*at, name), found)
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            _collect(one, (*at, index), found)
    elif isinstance(value, dict):
        for key, one in value.items():
            _collect(key, (*at, key), found)
            _collect(one, (*at, key), found)


def _collect_text(blocks: tuple[Block, ...], at: KeyPath, found: list[Passage]) -> None:
    """Flat in the model, maybe nested in the file: each paragraph is sought from the beginning of the text."""
    for block in blocks:
        if isinstance(block, str):
            found.append(Passage(at, block))
        else:
            inside: list[Passage] = []
            _collect(block, (), inside)
            found += [Passage(at, one.text) for one in inside]


@functools.cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    """The fields of a model, each with whether it is a text of several blocks."""
    return tuple((name, info.annotation == tuple[Block, ...]) for name, info in model.model_fields.items())


def _sections(sections: tuple[Section, ...], at: KeyPath) -> Iterator[tuple[KeyPath, Section]]:
    for index, section in enumerate(sections):
        here = (*at, index)
        yield here, section
        yield from _sections(section.sections, (*here, "sections"))
