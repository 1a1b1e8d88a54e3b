"""What the importer has to tell the editor: doubts (with the key they are about), lines left out, what was found.

Values only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.faults import KeyPath
from generator.importer.document import LeftOut


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Something for the editor to check; `at` is the key in the notice file it is about."""

    message: str
    at: KeyPath = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """The whole report on one source."""

    doubts: tuple[Doubt, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    counts: Mapping[str, int]

    def comments(self) -> dict[KeyPath, str]:
        """The doubts as YAML comments: # 待核：…"""
        lines: dict[KeyPath, str] = {}
        for doubt in self.doubts:
            lines[doubt.at] = "\n".join(part for part in (lines.get(doubt.at), f"待核：{doubt.message}") if part)
        return lines
