"""Segments: what the index needs to know of some notices, made from those notices alone.

Notices go in, a segment comes out; a segment can be kept as bytes. It says nothing about other notices, so segments
can be made side
by side, and an edit touches one.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.model.dates import iso
from generator.model.notice import Notice
from generator.model.outline import Unit, outline
from generator.search.folding import CodeUnits, fold_all

_MAGIC = b"segment2"


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Some notices, ready to be merged.

    `records`: a dict a notice, with its facts and its units as results show them. `folded`: the folded texts of
    all units, a 0 after
    each. `findings`: for each unit, where in its folded text its finding (or heading) begins and ends.
    """

    records: tuple[dict[str, Any], ...]
    folded: CodeUnits
    findings: NDArray[np.int32]

    def to_bytes(self) -> bytes:
        """The segment for a cache; `from_bytes` reads it back."""
        head = json.dumps(self.records, ensure_ascii=False, separators=(",", ":")).encode()
        return b"".join(
            (
                _MAGIC,
                struct.pack("<QQQ", len(head), self.folded.size, len(self.findings)),
                head,
                self.folded.astype("<u2").tobytes(),
                self.findings.astype("<i4").tobytes(),
            )
        )

    @staticmethod
    def from_bytes(data: bytes) -> Segment:
        """Read a segment back. Raises ValueError for anything else."""
        if data[:8] != _MAGIC or len(data) < 32:
            raise ValueError("not a search segment of this version")
        head, size, count = struct.unpack_from("<QQQ", data, 8)
        if len(data) != 32 + head + 2 * size + 8 * count:
            raise ValueError("a truncated search segment")
        return Segment(
            records=tuple(json.loads(data[32 : 32 + head])),
            folded=np.frombuffer(data, "<u2", size, 32 + head).astype(np.uint16),
            findings=np.frombuffer(data, "<i4", 2 * count, 32 + head + 2 * size).astype(np.int32).reshape(count, 2),
        )


def index_segment(notices: Sequence[Notice]) -> Segment:
    """Index some notices by themselves."""
    outlines = [outline(notice) for notice in notices]
    units = [unit for each in outlines for unit in each]
    folded, starts = fold_all([unit.text for unit in units])
    return Segment(
        records=tuple(_record(notice, each) for notice, each in zip(notices, outlines, strict=True)),
        folded=folded,
        findings=_findings(units, folded, starts),
    )


def _findings(units: Sequence[Unit], folded: CodeUnits, starts: NDArray[np.int64]) -> NDArray[np.int32]:
    titles, title_starts = fold_all([unit.finding or unit.heading for unit in units])
    text, titles_text = folded.tobytes(), titles.tobytes()
    found = np.zeros((len(units), 2), np.int32)
    for index in range(len(units)):
        title = titles_text[2 * title_starts[index] : 2 * title_starts[index + 1] - 2]
        if title:
            start, end = 2 * int(starts[index]), 2 * int(starts[index + 1])
            at = text.find(title, start, end)
            while at >= 0 and at % 2:
                at = text.find(title, at + 1, end)
            if at >= 0:
                found[index] = (at - start) // 2, (at - start + len(title)) // 2
    return found


def _record(notice: Notice, units: Sequence[Unit]) -> dict[str, Any]:
    published, inspection = notice.published, notice.inspection
    return {
        "id": notice.id,
        "title": notice.title,
        "issuer": notice.issuer_label,
        "region": notice.issuer.region,
        "region_name": notice.issuer.region_name,
        "type": inspection.type,
        "level": inspection.level,
        "published": iso(published),
        "year": published.year if isinstance(published, date) else _year(published),
        "units": [[unit.anchor, unit.kind, unit.finding or unit.heading, unit.status, unit.text] for unit in units],
    }


def _year(vague: str | None) -> int | None:
    digits = (vague or "")[:4]
    return int(digits) if len(digits) == 4 and digits.isdecimal() and digits.isascii() else None
