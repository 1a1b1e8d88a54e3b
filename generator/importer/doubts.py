"""A draft notice → what an editor should look at before publishing it. Says where and why; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from generator.faults import KeyPath
from generator.importer.folding import fold_visible
from generator.importer.inspection import Facts
from generator.importer.marks import read_mark
from generator.importer.report import Doubt
from generator.model.notice import Notice, Section, TableBlock
from generator.model.outline import Unit, items, outline

UNKNOWN_ISSUER = "（待填）"
_LONG_FINDING = 120


def find_doubts(notice: Notice, facts: Facts, remarks: tuple[str, ...]) -> list[Doubt]:
    """All doubts, in the order of the notice's keys."""
    units = (unit for unit in items(outline(notice)) if unit.row is None)
    return [
        *(Doubt(message=remark) for remark in remarks),
        *_about_head(notice),
        *(Doubt(message=message, at=("inspection", key)) for key, message in facts.doubts),
        *_about_facts(notice),
        *(
            doubt
            for i, section in enumerate(notice.sections)
            for doubt in _about_section(section, ("sections", i), units)
        ),
        *_about_end(notice),
    ]


def _about_head(notice: Notice) -> Iterator[Doubt]:
    if not notice.title_printed:
        yield Doubt(message="原文没有标题，此标题为导入时所拟，只用于列表", at=("title",))
    if notice.issuer.name == UNKNOWN_ISSUER:
        yield Doubt(message="没有找到发布机关，请填写", at=("issuer", "name"))
    if len(notice.signature.name) > 1:
        yield Doubt(message="几个单位联合发布，这里只写了第一个", at=("issuer", "name"))


def _about_facts(notice: Notice) -> Iterator[Doubt]:
    inspection = notice.inspection
    missing = [
        label
        for label, value in (
            ("巡视巡察组", inspection.team),
            ("开始日期", inspection.start),
            ("结束日期", inspection.end),
            ("反馈日期", inspection.feedback),
        )
        if value is None
    ]
    if missing:
        yield Doubt(message=f"开头没有找到{'、'.join(missing)}；原文若有，请补上", at=("inspection",))
    if inspection.further:
        yield Doubt(message="开头写了不止一批巡视巡察，请核对日期与批次", at=("inspection", "further"))
    if notice.published is None:
        yield Doubt(message="没有找到成文日期或发布日期，请填写 published", at=("published",))


def _about_section(section: Section, at: KeyPath, units: Iterator[Unit]) -> Iterator[Doubt]:
    """Doubts on a section and those below it; `units` yields their items in the same order."""
    for i, block in enumerate(section.text):
        if isinstance(block, TableBlock) and block.table.items:
            yield Doubt(message="按表头认作整改事项表，请核对各列", at=(*at, "text", i, "table", "items"))
    for i, item in enumerate(section.items):
        if len(item.finding) > _LONG_FINDING:
            yield Doubt(message="问题文字偏长，请核对问题与整改情况的分界", at=(*at, "items", i, "finding"))
        if not item.text:
            yield Doubt(message="这一项没有整改情况", at=(*at, "items", i))
        if missed := _next_number(next(units)):
            message = f"这一项里另有“{missed}”开头的一段，可能是没有认出的下一项"
            yield Doubt(message=message, at=(*at, "items", i))
    for i, child in enumerate(section.sections):
        yield from _about_section(child, (*at, "sections", i), units)


def _next_number(unit: Unit) -> str:
    """The printed number that follows an item's own, if a line of its text begins with it and none counts from one there."""
    own = read_mark(fold_visible(unit.heading))
    for line in unit.body_text.split("\n") if own.value else ():
        mark = read_mark(fold_visible(line))
        if mark.kind == own.kind and mark.value in (1, own.value + 1):
            return "" if mark.value == 1 else mark.printed
    return ""


def _about_end(notice: Notice) -> Iterator[Doubt]:
    if not items(outline(notice)):
        yield Doubt(message="没有认出任何整改事项", at=("sections",))
    contact = notice.contact
    if not (contact.phones or contact.emails or contact.addresses):
        yield Doubt(message="没有找到联系方式", at=("closing",))
    if any("*" in value for value in (*contact.phones, *contact.emails)):
        yield Doubt(message="联系方式经过打码，照录原文", at=("contact",))
    if not notice.signature.name:
        yield Doubt(message="没有找到落款单位", at=("signature",))
    if notice.notes:
        yield Doubt(message="落款之后还有文字，放在 notes；若是网页附加信息请删去", at=("notes",))
