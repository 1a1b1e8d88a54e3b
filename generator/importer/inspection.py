"""The opening of a notice → the facts of the inspection: who came, when, in what form, when the feedback was given.

A fact that is not stated stays empty; a vague or damaged date keeps its wording and is reported. Folded text runs
alongside the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from generator.importer.days import Day, find_days
from generator.importer.folding import fold, visible
from generator.model.notice import Inspection, Period
from generator.model.words import InspectionType, Level

_TO = re.compile(r"\s*(?:起|开始)?,?\s*(?:至|到|-+|~+)\s*")
_ORGAN = (
    r"(?:中央|中纪委|[\u4e00-\u9fff]{1,8}党委|自治区党委|兵团党委|[\u4e00-\u9fff]{0,10}?(?:省|市|区|县|州|盟|旗|地)委|"
    r"[\u4e00-\u9fff]{0,10}(?:党工委|工委|党组|集团|总公司|公司|总行|学校|大学|学院)(?:党委)?)"
)
_MORE = (
    r"(?:第?[一二三四五六七八九十\d]{1,4}(?:轮(?:巡[视察])?)?|派出|的|[“]?(?:提级|交叉|专项|机动|联合|常规|村|巡乡带村|上下联动)[”]?"
    r"|[\u4e00-\u9fff]{2,6}(?:领域|系统|战线|行业|专题|问题))"
)
TEAM = re.compile(rf"(?P<organ>{_ORGAN}){_MORE}{{0,4}}巡[视察]{_MORE}{{0,3}}组(?!长)")
_BEFORE = re.compile(r"根据|按照|关于|落实|期间|接受|配合|[由在对向于及和经受据起]")
_DATE_END = re.compile(r"[\d一二三四五六七八九十][年月日号](?:起|间|份)?")
_PLACES = re.compile(
    r"呼和浩特|和林格尔|日喀则|和田|[太平泰云永兴共仁]和(?=[县区])|经开|经济|经贸|[由在对向于及和经受据][^某该本](?=[市区县州盟旗]委)"
)
"""Words in names of places and bodies that elsewhere join them to what stands before."""
_ROUND = re.compile(
    r"第?[一二三四五六七八九十]{1,3}届[\u4e00-\u9fff]{0,6}?(?:委|中央|党组)第[一二三四五六七八九十\d]{1,3}轮"
    r"|(?:中央|省委|市委|区委|县委|州委|盟委|旗委|工委|党委|党组)?第[一二三四五六七八九十\d]{1,3}轮"
)
_FORMS = re.compile(
    r"“?(回头看|巡乡带村|上下联动|常规|专项|机动式|机动|提级(?:\(交叉\))?|交叉|联动|延伸|巡察村\(社区\)|政治)”?"
)
_NOT_FORMS = re.compile(r"专题|专项(?:整改|检查|行动|治理)|延伸至|联动机制")
_BESIDE = re.compile(r"[^。;\n]{0,10}巡[视察]")
_FEEDBACK = re.compile(r"反馈")
_LEVELS: tuple[tuple[Level, str], ...] = (
    ("中央", r"中央|中纪委"),
    ("高校", r"(?:大学|学院|学校|高校)(?:党委)?$"),
    ("企业", r"(?:集团|公司|总行|联社|银行|企业)"),
    ("省", r"(?:省委|自治区党委|兵团党委)$"),
    ("市", r"(?:市委|州委|盟委|地委)$"),
    ("区县", r"(?:区委|县委|旗委)$"),
    ("乡镇", r"(?:乡|镇|街道)"),
)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The inspection, and what to tell the editor: (key below `inspection`, remark)."""

    inspection: Inspection
    doubts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(kw_only=True)
class _Span:
    """One stretch of inspection while it is being read."""

    start: Day
    end: Day
    sentence: str
    folded: str


def read_inspection(title: str, opening: list[str], *, this_year: int | None = None) -> Facts:
    """Read the facts from the title and the opening paragraphs.

    `this_year` is the year of the notice's own date, for 今年.
    """
    title, text = visible(title), visible("\n".join(part for part in opening if part))
    folded = fold(text)
    days = find_days(text, folded, this_year=this_year)
    spans = _spans(text, folded, days)
    feedback = _feedback(folded, days, spans)
    spoken = "\n".join(span.sentence for span in spans)
    team = _team(spoken, fold(spoken)) or _team(text, folded) or _team(title, fold(title))
    kind = _type(fold(title), folded, fold(team or ""))
    first = spans[0] if spans else None
    inspection = Inspection(
        start=_storable(first.start) if first else None,
        end=_storable(first.end) if first else None,
        feedback=_storable(feedback),
        team=team,
        forms=_forms(title, first.sentence if first else text.split("。")[0], team or ""),
        type=kind,
        level=_level(fold(team or "")),
        round=_round(title, text),
        further=tuple(Period(start=_storable(s.start), end=_storable(s.end)) for s in spans[1:]),
    )
    doubts = list(_doubts("start", first.start if first else None)) + list(_doubts("end", first.end if first else None))
    return Facts(inspection=inspection, doubts=doubts + list(_doubts("feedback", feedback)))


def _spans(text: str, folded: str, days: list[Day]) -> list[_Span]:
    """Two dates joined by 至, 到 or a dash, in a sentence that speaks of the inspection and not of what followed."""
    spans = []
    for one, two in pairwise(days):
        if not _TO.fullmatch(folded[one.end : two.start]):
            continue
        begin = max(folded.rfind(mark, 0, one.start) for mark in "。;\n") + 1
        end = min((place for mark in "。;\n" if (place := folded.find(mark, two.end)) >= 0), default=len(folded))
        sentence = folded[begin:end]
        after = folded[two.end : end]
        if re.search(r"巡[视察]", sentence) and not re.match(
            r"[,]?(?:进行了?|开展了?)?[^,]{0,12}集中整改|[,]?为?公示", after
        ):
            spans.append(_Span(start=one, end=two, sentence=text[begin:end], folded=sentence))
    return spans


def _feedback(folded: str, days: list[Day], spans: list[_Span]) -> Day | None:
    """The last date before the first 反馈, in the same sentence, that is not one of the inspection's.

    Else the first after it.
    """
    used = {id(day) for span in spans for day in (span.start, span.end)}
    for word in _FEEDBACK.finditer(folded):
        begin = max(folded.rfind(mark, 0, word.start()) for mark in "。\n") + 1
        before = [day for day in days if begin <= day.start and day.end <= word.start() and id(day) not in used]
        if before and not re.search(r"截至|根据|按照|截止", folded[max(0, before[-1].start - 3) : before[-1].start]):
            return before[-1]
    for word in re.finditer(r"反馈(?:会|意见|情况)?[^。;,]{0,14}(?=于|时间|:)", folded):
        end = folded.find("。", word.end())
        after = [day for day in days if word.end() <= day.start and (end < 0 or day.end <= end) and id(day) not in used]
        if after:
            return after[0]
    return None


def _team(text: str, folded: str) -> str | None:
    for found in TEAM.finditer(folded):
        start = found.start() + _before_organ(folded[max(found.start() - 1, 0) : found.start()], found["organ"])
        team = text[start : found.end()].strip()
        if not re.match(r"(?:工作)?领导小组", folded[found.end() - 1 :]) and len(team) >= 4:
            return team
    return None


def _before_organ(previous: str, organ: str) -> int:
    """How many characters at the start of what was taken for an organ's name are other words: a date, 由, 和, 接受.

    Such a character can also belong to a place: 日照市, 和平区, 于都县.
    """
    plain = _PLACES.sub(lambda place: "〇" * len(place[0]), organ)
    ends = [found.end() - len(previous) for found in _DATE_END.finditer(previous + plain)]
    ends += [found.end() for found in _BEFORE.finditer(plain) if found.start() < len(organ) - 2]
    return max(0, *ends) if ends else 0


def _type(title: str, opening: str, team: str) -> InspectionType | None:
    for where in (team, title, opening):
        for word in re.findall(r"巡视|巡察", where):
            return "巡视" if word == "巡视" else "巡察"
    return None


def _level(team: str) -> Level | None:
    found = TEAM.search(team)
    organ = found["organ"] if found else ""
    for level, pattern in _LEVELS:
        if re.search(pattern, organ):
            return level
    return None


def _round(title: str, opening: str) -> str | None:
    best = ""
    for text in (title, opening):
        for found in _ROUND.finditer(fold(text)):
            best = max(best, text[found.start() : found.end()], key=len)
    return best or None


def _forms(*texts: str) -> tuple[str, ...]:
    """The forms named beside the word 巡视 or 巡察, as printed, in printed order."""
    seen: list[str] = []
    for text in texts:
        folded = _NOT_FORMS.sub(lambda other: "〇" * len(other[0]), fold(text))
        for found in _FORMS.finditer(folded):
            before, after = folded[max(0, found.start() - 3) : found.start()], folded[found.end() : found.end() + 14]
            wording = text[found.start(1) : found.end(1)]
            if wording not in seen and (_BESIDE.match(after) or re.search(r"巡[视察]$", before)):
                seen.append(wording)
    return tuple(seen)


def _doubts(key: str, day: Day | None) -> list[tuple[str, str]]:
    if day is None:
        return []
    if day.damaged:
        return [(key, f"日期“{day.value}”残缺，没有猜测，请对照原件填写")]
    if isinstance(day.value, str):
        return [(key, f"日期“{day.value}”不是确切日期，照录原文")]
    if day.outside:
        return [(key, f"原文写的是相对年份，按通报自身日期推为 {day.value.year} 年")]
    return []


def _storable(day: Day | None) -> date | str | None:
    """The value, unless it is a run of digits without a Chinese character, which the notice file rightly refuses."""
    if day is None or (isinstance(day.value, str) and not re.search(r"[\u4e00-\u9fff]", day.value)):
        return None
    return day.value


def exact(value: date | str | None) -> date | None:
    """The value if it is an exact date."""
    return value if isinstance(value, date) else None
