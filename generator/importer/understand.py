"""Plain document → draft notice and report. Pure: looks at nothing but its arguments, guesses nothing, loses nothing.

The pieces stand in the order of the source — title, lines under it, opening, sections, closing, attachments,
signature, notes — so that the notice's plain text is the source's. `proof` checks that afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from generator.importer.assemble import assemble
from generator.importer.contact import read_contact
from generator.importer.days import whole_day
from generator.importer.document import Block, Document, LeftOut, Refused, squeeze
from generator.importer.doubts import UNKNOWN_ISSUER, find_doubts
from generator.importer.folding import fold, fold_visible, visible
from generator.importer.genre import kind_of, refuse_other_genres
from generator.importer.inspection import read_inspection
from generator.importer.naming import propose_title
from generator.importer.parts import Parts, cut_document
from generator.importer.report import Doubt, Report
from generator.importer.signature import Tail, read_tail
from generator.importer.tables import read_plain_table
from generator.importer.title import read_head
from generator.importer.views import View, view
from generator.model import notice as model
from generator.model.dates import printed
from generator.model.outline import items, outline
from generator.model.words import Kind

_LAST_LINES = 6


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The notice as understood, the report on it, and which blocks of the document it is made of."""

    notice: model.NoticeFile
    report: Report
    kept: tuple[Block, ...]


def understand(
    document: Document, source: model.Provenance, *, kind: Kind | None = None, coarse: bool = False
) -> Draft:
    """Understand a document. `kind` imports any disclosure text as sections without items.

    `coarse` takes the text as it comes.
    Raises `Refused` for what is no rectification notice.
    """
    texts = [block.content for block in document.blocks]
    if not any(squeeze(text) for text in texts):
        raise Refused("文件里没有文字")
    head = read_head(texts, hint=document.head_title)
    tail = read_tail(texts, head.body, head.title)
    parts = cut_document(document, head, tail, with_items=kind is None, coarse=coarse)
    notice = _notice(document, parts, source, kind)
    if kind is None and not coarse:
        whole = "\n".join(texts[i] for i in range(len(texts)) if i not in head.left_out)
        refuse_other_genres(notice.title if notice.title_printed else "", whole, _count_items(notice))
    left_out = {**head.left_out, **tail.left_out}
    kept = tuple(block for i, block in enumerate(document.blocks) if i not in left_out)
    report = _report(document, notice, parts, left_out, coarse=coarse)
    return Draft(notice=notice, report=report, kept=kept)


def _count_items(notice: model.NoticeFile) -> int:
    return len(items(outline(as_notice(notice, "x"))))


def as_notice(notice: model.NoticeFile, notice_id: str) -> model.Notice:
    return model.Notice(**{name: getattr(notice, name) for name in model.NoticeFile.model_fields}, id=notice_id)


def _blocks(views: list[View]) -> tuple[model.Block, ...]:
    return tuple(
        model.TableBlock(table=read_plain_table(one.block.rows)) if one.is_table else one.text for one in views
    )


def _notice(document: Document, parts: Parts, source: model.Provenance, kind: Kind | None) -> model.NoticeFile:
    head, tail = parts.head, parts.tail
    texts = [block.content for block in document.blocks]
    under = [texts[i] for i in head.under]
    opening = [one.text for one in parts.opening if not one.is_table]
    own = tail.day or next((day for text in under if (day := whole_day(fold_visible(text)))), None)
    facts = read_inspection(head.title, opening, this_year=own.year if isinstance(own, date) else None)
    issuer = _issuer(head.title, tail)
    notes = _blocks([view(document.blocks[i]) for i in tail.notes])
    return model.NoticeFile(
        title=head.title or propose_title(issuer, facts.inspection.type),
        title_printed=bool(head.title),
        kind=kind or kind_of(head.title),
        wording="原文",
        draft=True,
        issuer=model.Issuer(name=issuer),
        inspection=facts.inspection,
        published=own,
        under_title=tuple(line for text in under for line in text.split("\n")),
        opening=_blocks(parts.opening),
        sections=assemble(parts.body, with_items=kind is None),
        closing=_blocks(parts.closing),
        contact=_contact(parts, [texts[i] for i in tail.notes]),
        attachments=tuple(model.Attachment(text=one.text) for one in parts.attachments),
        signature=_signature(tail),
        notes=notes,
        source=source,
    )


def _contact(parts: Parts, notes: list[str]) -> model.Contact:
    """The facts in the closing, under headings about contacts and after the signature.

    Else in the last lines of the body.
    """
    near = [*_contact_views(parts), *parts.closing]
    found = read_contact([line for text in (*map(_content, near), *notes) for line in text.split("\n")])
    if found != model.Contact():
        return found
    last = max((i for i, role in enumerate(parts.body.roles) if role.kind == "item"), default=-1)
    rest = parts.body.views[max(last + 1, len(parts.body.views) - _LAST_LINES) :]
    return read_contact([line for one in rest for line in _content(one).split("\n")])


def _content(one: View) -> str:
    return one.block.content if one.is_table else one.text


def _contact_views(parts: Parts) -> list[View]:
    """Paragraphs before the closing that may hold contact facts.

    Those under a heading about contacts, or about a public notice period.
    """
    found, here = [], False
    for one, role in zip(parts.body.views, parts.body.roles, strict=True):
        if role.kind == "section":
            here = any(
                word in one.folded for word in ("联系方式", "联系电话", "监督电话", "反馈渠道", "受理方式", "监督方式")
            )
        if role.kind != "item" and here:
            found.append(one)
    return found


def _signature(tail: Tail) -> model.Signature:
    usual = tail.day is not None and squeeze(tail.printed_date) == squeeze(printed(tail.day))
    return model.Signature(
        name=tail.names,
        date=tail.day,
        printed_date=tail.printed_date if tail.printed_date and not usual else None,
        date_first=tail.date_first,
    )


def _issuer(title: str, tail: Tail) -> str:
    """Who issues: the first signatory, else the subject of the title, else unknown."""
    if tail.names:
        return " ".join(visible(tail.names[0]).split())
    title = visible(title)
    folded = fold(title)
    subject = re.match(r"(.+?)关于|(.+?(?:党组|党委|委员会|工委|支部|总支))(?=巡[视察]|整改|落实)", folded)
    return title[: subject.end(subject.lastindex or 0)].strip() if subject else UNKNOWN_ISSUER


def _report(
    document: Document, notice: model.NoticeFile, parts: Parts, left_out: dict[int, str], *, coarse: bool
) -> Report:
    lines = [
        LeftOut(text=document.blocks[i].content, place=document.blocks[i].place, reason=reason)
        for i, reason in sorted(left_out.items())
        if document.blocks[i].content.strip()
    ]
    opening = [one.text for one in parts.opening if not one.is_table]
    facts = read_inspection(
        notice.title, opening, this_year=notice.published.year if isinstance(notice.published, date) else None
    )
    doubts = find_doubts(as_notice(notice, "x"), facts, document.remarks)
    if coarse:
        doubts.insert(0, Doubt(message="没能可靠地分出层次，全文放在 opening 里，请手工分节", at=("opening",)))
    units = outline(as_notice(notice, "x"))
    counts = {"事项": len(items(units)), "标题": sum(unit.kind == "section" and bool(unit.heading) for unit in units)}
    return Report(doubts=tuple(doubts), left_out=(*document.left_out, *lines), counts=counts)
