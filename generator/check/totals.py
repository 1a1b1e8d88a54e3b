"""Figures that the notice states about itself: parts against whole, rate against both, totals against its items.

All are warnings: a notice counts in its own way (findings, kinds of findings, tasks), and what was issued is not
corrected here. Only sentences outside the items are read; figures in brackets (其中…, 含…) are subsets and left out.
Codes: A1xx.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from generator.check.subject import Subject
from generator.faults import Fault
from generator.model.outline import Unit, items

_HINT = "核对有没有漏录、错录；原文如此则不必改。"
_SENTENCE = re.compile(r"[^。；;！!\n]+")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_N = r"(\d+)\s*[个项条]"
_TOTAL = re.compile(
    rf"(?<!审计)反馈[^，,、。未]{{0,16}}?问题\s*(?:共|共计|合计)?\s*{_N}(?![^，,。、]{{0,6}}方面)"
    rf"|(?<!审计)反馈[^，,。未]{{0,20}}?{_N}(?:具体|突出|主要)?(?:问题|反馈意见)"
    rf"|^{_N}(?:具体|突出|主要|反馈)?问题[,，]"
)
_PERHAPS = re.compile(r"[个项条率](?:(?<=率)|(?<=[\d\s].))")
"""What a count or a rate ends in: a mark first, since a pattern that begins with one is searched for many times faster."""
_DONE = r"已?(?:全部)?(?:完成整改|整改完成|完成|整改到位|销号|整改销号|办结)"
_PARTS = {
    "基本完成": re.compile(rf"(?:基本完成|阶段性完成)[^，,、。\d]{{0,18}}{_N}"),
    "完成": re.compile(rf"(?=[已全完整销办])(?<!基本)(?<!阶段性)(?<!未)(?<!尚未){_DONE}(?:的|了|的?问题|事项)?\s*{_N}"),
    "推进": re.compile(rf"(?:正在整改|正在推进|持续整改|持续推进|长期整改|长期坚持)(?:的|的?问题|事项)?\s*{_N}"),
    "未完成": re.compile(rf"(?:未完成|尚未完成|未整改|未整改到位)(?:整改)?(?:的|的?问题|事项)?\s*{_N}"),
}
_RATE = re.compile(r"(?:完成率|整改率|办结率|销号率)(?:为|达|达到|是)?\s*(\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What one sentence states; `parts` are counts by kind, in the words of `_PARTS`."""

    total: int | None
    parts: dict[str, int]
    rate: Decimal | None
    text: str

    @property
    def done(self) -> int | None:
        return self.parts.get("完成")


def statements(text: str) -> list[Statement]:
    """Every sentence of a text that states a total, parts of it, or a rate."""
    found = []
    for match in _SENTENCE.finditer(text):
        plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", match[0])).strip()
        if not _PERHAPS.search(plain):
            continue
        total = _TOTAL.search(plain)
        rate = _RATE.search(plain)
        parts = _parts(plain)
        if total or parts or rate:
            found.append(
                Statement(
                    total=int(next(group for group in total.groups() if group)) if total else None,
                    parts=parts,
                    rate=Decimal(rate[1]) if rate else None,
                    text=match[0].strip(),
                )
            )
    return found


def _parts(sentence: str) -> dict[str, int]:
    """Each figure counts once: `基本完成并持续整改4个` is one part, by the first of its words in the table."""
    parts: dict[str, int] = {}
    taken: set[int] = set()
    for kind, pattern in _PARTS.items():
        match = pattern.search(sentence)
        if match and match.start(1) not in taken:
            taken.add(match.start(1))
            parts[kind] = int(match[1])
    return parts


def check(subject: Subject) -> Iterator[Fault]:
    """Compare each statement with itself and with the items that it can be about."""
    totals: dict[int, str] = {}
    for unit in subject.units:
        if unit.kind not in ("opening", "section", "closing"):
            continue
        for statement in statements(unit.body_text):
            yield from _inner(subject, statement)
            yield from _against_items(subject, statement, unit)
            if statement.total is not None:
                totals.setdefault(statement.total, statement.text)
    if len(totals) > 1 and not subject.notice.inspection.further:
        said = "、".join(str(total) for total in totals)
        yield _warn(subject, "A104", f"几处写的反馈问题总数不同：{said}", list(totals.values())[1])


def _inner(subject: Subject, said: Statement) -> Iterator[Fault]:
    if said.total is None:
        return
    if len(said.parts) > 1 and said.done is not None and sum(said.parts.values()) != said.total:
        sums = "+".join(str(count) for count in said.parts.values())
        message = f"各部分相加 {sums}={sum(said.parts.values())}，与总数 {said.total} 不符"
        yield _warn(subject, "A101", message, said.text)
    if said.rate is not None and said.done is not None and said.total:
        exact = [Decimal(count * 100) / said.total for count in (said.done, said.done + said.parts.get("基本完成", 0))]
        step = Decimal(1).scaleb(min(int(said.rate.as_tuple().exponent), 0))
        rounded = exact[0].quantize(step, ROUND_HALF_UP)
        if said.rate not in {value.quantize(step, way) for value in exact for way in (ROUND_HALF_UP, ROUND_DOWN)}:
            message = f"写明的比率 {said.rate}% 与 {said.done}/{said.total}={rounded}% 不符"
            yield _warn(subject, "A102", message, said.text)


def _against_items(subject: Subject, said: Statement, unit: Unit) -> Iterator[Fault]:
    everything = items(subject.units)
    here = (*unit.path, unit.heading) if unit.kind == "section" else ()
    below = tuple(one for one in everything if one.path[: len(here)] == here)
    if not below:
        return
    groups = {one.path for one in below}
    findings = {one.finding.partition("。")[0] for one in below}
    counts = {len(everything), len(below), len(groups), len(findings)}
    if said.total is not None and said.total not in counts:
        message = f"文中说反馈问题 {said.total} 个，本文列出 {len(below)} 项"
        yield _warn(subject, "A103", message, said.text)
    if said.done is not None and said.total == len(below) and all(one.status for one in below):
        done = [one for one in below if one.status == "已完成"]
        nearly = [one for one in below if one.status in ("已完成", "基本完成")]
        if said.done not in (len(done), len(nearly)):
            message = f"文中说完成 {said.done} 个，本文状态为“已完成”的有 {len(done)} 项"
            yield _warn(subject, "A105", message, said.text)


def _warn(subject: Subject, code: str, message: str, sentence: str) -> Fault:
    return subject.warn(code, message, needle=sentence, hint=_HINT)
