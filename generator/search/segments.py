"""Segments: what the index needs to know of some notices, made from those notices alone.

Notices go in, a segment comes out; a segment can be kept as bytes. It says nothing about other notices, so segments can be made side by
side, and an edit touches one.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.model.dates import iso
from generator.model.notice import Notice
from generator.model.outline import Unit, outline
from generator.model.words import STATUSES
from generator.search.folding import CodeUnits, fold_all
from generator.search.texts import text_blocks

_MAGIC = b"segment3"
_HEADER = struct.Struct("<8sQQQQ")
NO_STATUS = "-"
_STATUS_AT = {None: NO_STATUS} | {status: str(index) for index, status in enumerate(STATUSES)}
_VAGUE = re.compile(r"(\d{4})(?:年(\d{1,2})月)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Some notices, ready to be merged.

    `records`: a dict a notice: its facts, `statuses` (a character a unit), and the sizes of its `blocks` of texts.
    `texts`: all these blocks. `folded`: the folded texts of all units, a 0 after each. `findings`: for each unit,
    where in its folded text its finding (or heading) begins and ends.
    """

    records: tuple[dict[str, Any], ...]
    texts: bytes
    folded: CodeUnits
    findings: NDArray[np.int32]

    def to_bytes(self) -> bytes:
        """The segment for a cache; `from_bytes` reads it back."""
        head = json.dumps(self.records, ensure_ascii=False, separators=(",", ":")).encode()
        return b"".join(
            (
                _HEADER.pack(_MAGIC, len(head), len(self.texts), self.folded.size, len(self.findings)),
                head,
                self.texts,
                self.folded.astype("<u2").tobytes(),
                self.findings.astype("<i4").tobytes(),
            )
        )

    @staticmethod
    def from_bytes(data: bytes) -> Segment:
        """Read a segment back. Raises ValueError for anything else."""
        if data[:8] != _MAGIC or len(data) < _HEADER.size:
            raise ValueError("not a search segment of this version")
        _, head, texts, size, count = _HEADER.unpack_from(data)
        edges = np.cumsum([_HEADER.size, head, texts, 2 * size, 8 * count]).tolist()
        if len(data) != edges[-1]:
            raise ValueError("a truncated search segment")
        return Segment(
            records=tuple(json.loads(data[edges[0] : edges[1]])),
            texts=data[edges[1] : edges[2]],
            folded=np.frombuffer(data, "<u2", size, edges[2]).astype(np.uint16),
            findings=np.frombuffer(data, "<i4", 2 * count, edges[3]).astype(np.int32).reshape(count, 2),
        )

    @staticmethod
    def of(pieces: Iterable[Piece]) -> Segment:
        """The segment of some notices, as `pieces` cut them."""
        found = list(pieces)
        return Segment(
            records=tuple(piece.record for piece in found),
            texts=b"".join(block for piece in found for block in piece.blocks),
            folded=np.concatenate([np.zeros(0, np.uint16), *(piece.folded for piece in found)]),
            findings=np.concatenate([np.zeros((0, 2), np.int32), *(piece.findings for piece in found)]),
        )

    def pieces(self) -> Iterator[Piece]:
        """Cut the segment into its notices."""
        starts = np.append(0, np.flatnonzero(self.folded == 0) + 1)
        unit = at = 0
        texts = memoryview(self.texts)
        for record in self.records:
            end = unit + len(record["statuses"])
            edges = np.cumsum([at, *record["blocks"]]).tolist()
            yield Piece(
                record=record,
                blocks=[texts[one:two] for one, two in zip(edges, edges[1:], strict=False)],
                folded=self.folded[starts[unit] : starts[end]],
                findings=self.findings[unit:end],
            )
            unit, at = end, edges[-1]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One notice of a segment: `blocks` are its texts, the rest as in the segment."""

    record: dict[str, Any]
    blocks: list[memoryview]
    folded: CodeUnits
    findings: NDArray[np.int32]


def index_segment(notices: Sequence[Notice]) -> Segment:
    """Index some notices by themselves."""
    outlines = [outline(notice) for notice in notices]
    units = [unit for each in outlines for unit in each]
    folded, starts = fold_all([unit.text for unit in units])
    blocks = [_blocks(notice, each) for notice, each in zip(notices, outlines, strict=True)]
    return Segment(
        records=tuple(
            _record(notice, each, sizes)
            for notice, each, sizes in zip(notices, outlines, map(_sizes, blocks), strict=True)
        ),
        texts=b"".join(block for each in blocks for block in each),
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


def _blocks(notice: Notice, units: Sequence[Unit]) -> list[bytes]:
    head = [notice.id, notice.title, notice.issuer_label, iso(notice.published), notice.issuer.region_name]
    return text_blocks(
        head, [[unit.anchor, unit.kind, unit.finding or unit.heading, unit.status, unit.text] for unit in units]
    )


def _sizes(blocks: Sequence[bytes]) -> list[int]:
    return [len(block) for block in blocks]


def _record(notice: Notice, units: Sequence[Unit], sizes: list[int]) -> dict[str, Any]:
    day = _day(notice.published)
    return {
        "id": notice.id,
        "issuer": notice.issuer_label,
        "region": notice.issuer.region,
        "region_name": notice.issuer.region_name,
        "type": notice.inspection.type,
        "level": notice.inspection.level,
        "day": day,
        "year": day // 10_000,
        "statuses": "".join(_STATUS_AT[unit.status] for unit in units),
        "blocks": sizes,
    }


def _day(published: date | str | None) -> int:
    """The date as a number, year × 10,000 + month × 100 + day; 0 stands for a part that is not known."""
    if isinstance(published, date):
        return published.year * 10_000 + published.month * 100 + published.day
    vague = _VAGUE.match(published or "")
    return int(vague[1]) * 10_000 + int(vague[2] or 0) * 100 if vague else 0
