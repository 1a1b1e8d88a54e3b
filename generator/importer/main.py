"""The importer's one entrance: name and bytes of a file → a proved draft with its report, or `Refused`.

Reads and writes no file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from generator.importer.document import Document, Refused, without_controls
from generator.importer.doubts import UNKNOWN_ISSUER
from generator.importer.naming import propose_id
from generator.importer.proof import first_difference
from generator.importer.readers import read_document
from generator.importer.report import Report
from generator.importer.understand import Draft, as_notice, understand
from generator.model.notice import Notice, Provenance
from generator.model.words import Kind

MAX_BYTES = 20_000_000
MAX_BLOCKS = 5_000
MAX_CHARACTERS = 500_000


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A draft that has been proved to hold the whole text."""

    notice: Notice
    report: Report


def import_source(name: str, data: bytes, *, kind: Kind | None = None, taken: frozenset[str] = frozenset()) -> Imported:
    """Import the bytes of a file; `taken` holds the ids that are in use.

    Raises `Refused` with one Chinese sentence if the source is no notice, or if the proof fails.
    """
    if len(data) > MAX_BYTES:
        raise Refused(f"文件有 {len(data) / 1_000_000:.0f} MB，超过上限 {MAX_BYTES // 1_000_000} MB；请只保留通报本身")
    if not data.strip():
        raise Refused("文件是空的")
    document = without_controls(read_document(name, data))
    if len(document.blocks) > MAX_BLOCKS or sum(len(block.content) for block in document.blocks) > MAX_CHARACTERS:
        raise Refused(f"文字过多（超过 {MAX_BLOCKS} 段或 {MAX_CHARACTERS} 字），不像一份通报；请只保留通报本身")
    source = Provenance(file=_file_name(name), sha256=hashlib.sha256(data).hexdigest())
    draft = _proved(document, source, kind)
    days = (draft.notice.published, draft.notice.inspection.feedback)
    year = next((day.year for day in days if isinstance(day, date)), None)
    issuer = draft.notice.issuer.name
    notice_id = propose_id("" if issuer == UNKNOWN_ISSUER else issuer, year, taken)
    return Imported(notice=as_notice(draft.notice, notice_id), report=draft.report)


def _proved(document: Document, source: Provenance, kind: Kind | None) -> Draft:
    """Understand finely; where that cannot be proved, coarsely; where even that cannot, refuse."""
    difference = ""
    for coarse in (False, True):
        try:
            draft = understand(document, source, kind=kind, coarse=coarse)
        except ValidationError as error:
            difference = f"有 {error.error_count()} 处不合文件格式"
            continue
        difference = first_difference(draft, as_notice(draft.notice, "x"))
        if not difference:
            return draft
    raise Refused(f"导入结果与原文不符（{difference}），没有写出文件；请把原文件发给维护者")


def _file_name(name: str) -> str:
    return " ".join(name.replace("\\", "/").rsplit("/", 1)[-1].split())
