"""Faults in content: values, not exceptions, so that one run can report all of all files.

A fault knows where it is (path, line, column), what it is (a stable code) and how an editor reads it (Chinese). This module reads and
prints nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

Severity = Literal["error", "warning"]
Key = str | int
KeyPath = tuple[Key, ...]


class GeneratorError(Exception):
    """The environment or the way of calling is wrong (exit code 2). The message is for the person at the terminal, in Chinese."""


@dataclass(frozen=True, order=True, kw_only=True)
class Fault:
    """One fault of one file. `line` and `column` count from 1; `path` is as the user would type it, with `/`.

    `hint` is the next step, which no fault is without.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = "error"
    quote: str = ""
    hint: str

    def __str__(self) -> str:
        label = "警告：" if self.severity == "warning" else ""
        text = f"{self.path}:{self.line}:{self.column}: {self.code} {label}{self.message}"
        if self.quote:
            text += f"\n    | {self.quote}"
        return f"{text}\n    → {self.hint}"

    def as_json(self) -> dict[str, str | int]:
        """The same facts under stable English keys, for `check --format json`."""
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "quote": self.quote,
            "hint": self.hint,
        }


def errors(faults: Sequence[Fault]) -> list[Fault]:
    """Those faults that forbid publishing."""
    return [fault for fault in faults if fault.severity == "error"]


_QUOTE_CONTEXT = 30


@dataclass(frozen=True, kw_only=True)
class Source:
    """The text of a file and where in it each key stands, so that a fault can point at its line.

    `marks` maps a key path, such as `("sections", 1, "items", 0, "finding")`, to the (line, column) of its value, both from 1; the
    path of a key that does not belong there is found too.
    """

    path: str
    text: str
    marks: Mapping[KeyPath, tuple[int, int]] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text, without their line feeds."""
        return _lines(self.text)

    def at(self, place: tuple[int, int]) -> Source:
        """The same text, in which what has no key path of its own stands at a line and column."""
        return replace(self, marks={(): place})

    def fault(
        self,
        code: str,
        message: str,
        *,
        at: KeyPath = (),
        needle: str = "",
        severity: Severity = "error",
        hint: str,
    ) -> Fault:
        """Make a fault that points at the value under `at`, or, more exactly, at the first `needle` from there on."""
        line, column = self.locate(at, needle)
        return Fault(
            path=self.path,
            line=line,
            column=column,
            code=code,
            message=message,
            severity=severity,
            quote=self.quote(line, column),
            hint=hint,
        )

    def locate(self, at: KeyPath, needle: str = "") -> tuple[int, int]:
        """The place of a key path (of its nearest known parent, if it is unknown), or of `needle` at or after that place."""
        while at and at not in self.marks:
            at = at[:-1]
        line, column = self.marks.get(at, (1, 1))
        if not needle:
            return line, column
        for number, text in enumerate(self.lines[line - 1 :], start=line):
            found = text.find(needle, column - 1 if number == line else 0)
            if found >= 0:
                return number, found + 1
        return line, column

    def quote(self, line: int, column: int) -> str:
        """The line, shortened around the column when it is long."""
        if not 1 <= line <= len(self.lines):
            return ""
        whole = self.lines[line - 1].rstrip("\r")
        start, end = max(0, column - 1 - _QUOTE_CONTEXT), column - 1 + 2 * _QUOTE_CONTEXT
        if len(whole) <= 3 * _QUOTE_CONTEXT:
            return whole.strip()
        return ("…" if start else "") + whole[start:end].strip() + ("…" if end < len(whole) else "")


@lru_cache(maxsize=2)
def _lines(text: str) -> tuple[str, ...]:
    """A file has several faults as a rule, and its text is long."""
    return tuple(text.split("\n"))
