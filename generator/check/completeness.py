"""What a notice should have and lacks, and items that readers could not tell apart. Codes: Q1xx."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.subject import Subject
from generator.faults import Fault, KeyPath, Severity
from generator.model.notice import Contact

PLACEHOLDER = "【待填】"
"""Stands in a fresh skeleton wherever the editor has to write."""

_PLACEHOLDER = re.compile(PLACEHOLDER)


def check(subject: Subject) -> Iterator[Fault]:
    """Look at the notice as a whole, then at its items."""
    yield from _placeholders(subject)
    yield from _facts(subject)
    yield from _source(subject)
    yield from _headings(subject)
    yield from _same_findings(subject)
    yield from _fixed_addresses(subject)
    yield from _rows(subject)


def _placeholders(subject: Subject) -> Iterator[Fault]:
    severity: Severity = "warning" if subject.notice.draft else "error"
    for passage in subject.passages_with(_PLACEHOLDER):
        message = f"还没有填写：{passage.text}"
        hint = "换成实际内容；用不着的键连同键名删去。"
        start = passage.text.index(PLACEHOLDER)
        yield subject.fault_in(passage, start, "Q101", message, hint=hint, severity=severity)


def _facts(subject: Subject) -> Iterator[Fault]:
    notice = subject.notice
    if not any(unit.text for unit in subject.units if unit.kind not in ("title", "signature")):
        yield subject.source.fault(
            "Q102",
            "通报没有正文",
            severity="warning" if notice.draft else "error",
            hint="至少填写 opening、sections、closing 中的一项。",
        )
    if notice.contact == Contact():
        hint = "照录正文里的电话、邮箱、地址；原文没有联系方式则不必改。"
        yield subject.warn("Q103", "没有联系方式（contact）", hint=hint)
    if notice.published is None:
        yield subject.warn("Q104", "没有发布日期（published）", hint="例如 published: 2024-03-15；列表按它排序。")


def _source(subject: Subject) -> Iterator[Fault]:
    notice = subject.notice
    if notice.wording == "摘编" and (notice.source is None or notice.source.publisher is None):
        at: KeyPath = ("source",) if notice.source else ("wording",)
        hint = "写 source: {publisher: 原发布单位, title: 原文标题, url: 原文网址}。"
        yield subject.source.fault("Q105", "摘编没有指明来源（source.publisher）", at=at, hint=hint)


def _headings(subject: Subject) -> Iterator[Fault]:
    for one in subject.items:
        if one.item.finding not in one.unit.heading:
            message = f"印出的标题里没有这个问题：“{one.unit.heading}”"
            hint = "finding 应当是标题里的文字；标题只有编号的，不必改。"
            yield subject.warn("Q106", message, at=(*one.at, "finding"), hint=hint)


def _same_findings(subject: Subject) -> Iterator[Fault]:
    """Items without an address of their own get it from the finding; the later of two depends on where it stands."""
    first: dict[str, KeyPath] = {}
    for one in subject.items:
        at, finding = (*one.at, "finding"), one.item.finding
        if one.item.id is None and finding in first:
            line, _ = subject.source.locate(first[finding])
            hint = "给这一项写上 id: …，地址才不会随次序变动；重复录入的删去。"
            yield subject.warn("Q107", f"与第 {line} 行的问题文字相同", at=at, hint=hint)
        elif one.item.id is None:
            first[finding] = at


def _fixed_addresses(subject: Subject) -> Iterator[Fault]:
    taken: dict[str, KeyPath] = {}
    for one in subject.items:
        named = [(one.item.id, (*one.at, "id"))] if one.item.id else []
        named += [(alias, (*one.at, "aliases", index)) for index, alias in enumerate(one.item.aliases)]
        for name, at in named:
            if name in taken:
                line, _ = subject.source.locate(taken[name])
                hint = "换一个名称；每个地址名只属于一项。"
                yield subject.source.fault("Q108", f"地址名“{name}”第 {line} 行已经用过", at=at, hint=hint)
            taken.setdefault(name, at)


def _rows(subject: Subject) -> Iterator[Fault]:
    """Items in tables: a cell of another wording than the statuses states none, and a row without a finding names nothing."""
    for at, table, unit in subject.rows:
        row = unit.row or ()
        column = table.items.status if table.items else None
        said = "".join(row[column - 1 : column]).strip() if column else ""
        if said and unit.status is None:
            message = f"表格里的状态“{said}”不在规定用语之内，这一项没有状态"
            hint = "在表格的 items 里写明它是哪个规定用语，例如 statuses: {正在整改: 持续推进}；归不进的不必改。"
            yield subject.warn("Q109", message, at=at, needle=said, hint=hint)
        if not unit.finding:
            hint = "原件是合并的单元格时，把这几行并成一行；原件就没有的，不必改。"
            yield subject.warn("Q110", "表格里的这一项没有问题文字", at=at, needle=next(filter(None, row)), hint=hint)
