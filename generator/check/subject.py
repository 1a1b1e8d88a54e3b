"""What a rule looks at: the notice, its units, and every text of it with its place in the file.

Finds places, judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from generator.faults import Fault, KeyPath, Severity, Source
from generator.model.notice import Block, Item, Notice, Section
from generator.model.outline import Unit, items, outline

_ENOUGH = 8  # characters that tell a place in a text apart


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One text of the notice: a value, or one paragraph or cell of a longer text. `at` is the key path of the value."""

    at: KeyPath
    text: str


@dataclass(frozen=True, kw_only=True)
class WrittenItem:
    """An item as the file has it, under the key path `at`, and as it is printed."""

    at: KeyPath
    item: Item
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
        written = _written(self.notice.sections, ("sections",))
        return tuple(
            WrittenItem(at=at, item=item, unit=unit) for (at, item), unit in zip(written, printed, strict=True)
        )

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every text that an editor wrote, in the order of the model."""
        return tuple(_passages(self.notice, ()))

    def section_heading(self, at: KeyPath) -> str | None:
        """The heading of the section in whose own text a key path lies."""
        here: Notice | Section = self.notice
        while len(at) > 2 and at[0] == "sections" and isinstance(at[1], int):
            here, at = here.sections[at[1]], at[2:]
        return here.heading if isinstance(here, Section) and at == ("text",) else None

    def warn(self, code: str, message: str, *, at: KeyPath = (), needle: str = "", hint: str = "") -> Fault:
        """A warning at a key path."""
        return self.source.fault(code, message, at=at, needle=needle, severity="warning", hint=hint)

    def fault_in(
        self, passage: Passage, start: int, code: str, message: str, *, hint: str = "", severity: Severity = "warning"
    ) -> Fault:
        """A fault at a character of a passage; near it where the file writes the passage otherwise (escaped)."""
        line, column = self.source.locate(passage.at, passage.text)
        if self.source.text.split("\n")[line - 1].startswith(passage.text, column - 1):
            column += start
        else:
            line, column = self.source.locate(passage.at, passage.text[start : start + _ENOUGH])
        return self.fault_at((line, column), code, message, hint=hint, severity=severity)

    def fault_at(
        self, place: tuple[int, int], code: str, message: str, *, hint: str = "", severity: Severity = "warning"
    ) -> Fault:
        """A fault at a line and column of the file."""
        here = Source(path=self.source.path, text=self.source.text, marks={(): place})
        return here.fault(code, message, severity=severity, hint=hint)


def _passages(value: Any, at: KeyPath) -> Iterator[Passage]:
    if isinstance(value, str):
        yield Passage(at=at, text=value)
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            if info.annotation == tuple[Block, ...]:
                # Flat in the model, maybe nested in the file: each paragraph is sought from the beginning of the text.
                for block in getattr(value, name):
                    yield from (Passage(at=(*at, name), text=one.text) for one in _passages(block, ()))
            else:
                yield from _passages(getattr(value, name), (*at, name))
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from _passages(one, (*at, index))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _passages(key, (*at, key))
            yield from _passages(one, (*at, key))


def _written(sections: tuple[Section, ...], at: KeyPath) -> Iterator[tuple[KeyPath, Item]]:
    for index, section in enumerate(sections):
        here = (*at, index)
        yield from (((*here, "items", number), item) for number, item in enumerate(section.items))
        yield from _written(section.sections, (*here, "sections"))
