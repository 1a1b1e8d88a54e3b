"""Where a paragraph is the heading of an item: which words are the finding, and where the heading ends.

A finding is quoted or not, holds quotes and sentences of its own, and stands in many frames: 关于“…”问题的整改。 /
针对…问题, / 问题一：… / “…”问题 / a sentence alone. Works on folded text and answers with places, so that the words
are cut from the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.importer.marks import Mark
from generator.importer.status import STATE_LABEL, before_tag

LABELS = re.compile(
    r"\s*[【\[(]?(?:具体)?(?:整改|存在|主要|工作|完成|具体|反馈|问题|落实|取得)?(?:整改)?(?:落实|进展|完成|工作)?"
    r"(?:情况|措施|成效|做法|举措|结果|进度|状态|问题|表现|效果|进展|落实|目标|时限|责任单位|牵头单位|责任领导|"
    r"描述)(?:(?:及|和|与|、)(?:整改|取得)?(?:措施|成效|情况|结果|效果|进展))?(?:[】\])]\s*:?|\s*:)"
)
_DONE_LABEL = re.compile(r"整改(?:落实|进展)?(?:情况|措施|成效|做法|举措|结果):")
# A bracket with who is answerable, or the first of several measures, ends a finding of a sentence.
_FIRST_MEASURE = re.compile(
    r"。(?=\s*(?:一是|第一[,、]|1[.、]|[(]1[)]|①|[(\[【](?:牵头|责任|分管|主责|配合|完成|整改)[^()\[\]【】:]{1,8}:))"
)
_LEAD = re.compile(
    r"(?:[【\[(][^【】\[\]()]{2,14}[】\])]\s*)?(?:(?:巡[视察]|省委|市委|区委|县委)*(?:组)?反馈(?:的|指出)?)?"
    r"(?P<lead>关于|针对|就|对于?|围绕|在)?(?:巡[视察](?:组)?)?(?:反馈|指出|提出|发现){0,2}的?\s*"
)
_TAIL_WORDS = (
    r"(?:的)?(?:整改|整治|处理|解决|落实|办理|化解)(?:工作|进展|落实|完成)*(?:的)?(?:情况|措施|成效|进展|"
    r"结果)?(?:如下)?"
    r"|(?:的)?(?:整改)?(?:进展|落实|完成)?情况(?:如下)?"
)
_TAGGED = r"(?:\s*[【\[(][^【】\[\]()]{2,14}[】\])])?"
_TAIL = re.compile(
    rf"\s*(?:等)?(?:的)?(?:方面)?(?:还|仍)?(?:存在|突出)?(?:的)?(?:反馈|具体|有关|相关|突出|"
    rf"这一)?(?:等)?(?P<what>问题|现象|情况|方面)?(?:方面)?(?:{_TAIL_WORDS})?{_TAGGED}"
    rf"\s*(?P<stop>[。:,;]|$|(?=一是|1[.、]|[(]1|①))"
)
_BARE = re.compile(rf"(?P<f>.+?)(?:方面)?(?:的)?问题(?:{_TAIL_WORDS})?{_TAGGED}\s*(?P<stop>[。:,;]|$)")
_WHOLE_LINE = re.compile(rf"(?P<f>[^:;]{{4,120}}?)(?:的)?问题(?:{_TAIL_WORDS})?{_TAGGED}\s*[。:]?")
# Two sentences in one finding, with what was done on the same line: 关于A不够。B走形式问题。…
_PAIR = re.compile(r"(?P<f>(?P<first>[^。\n]{3,80})。[^。,;:\n]{2,40}?)(?:方面)?的?问题(?:的?整改(?:情况)?)?。")
_ASPECT = re.compile(r"(?P<f>.+?)方面(?:的)?\s*(?P<stop>[。:,;]?)\s*$")
_ONLY_LABEL = re.compile(rf"\s*(?:具体)?(?:{_TAIL_WORDS}|整改(?:措施|成效|进展))\s*(?:如下)?\s*:?\s*$")
_ONLY_TAG = re.compile(r"[【\[(][^【】\[\]()]{2,14}[】\])]")
_GENERIC = re.compile(
    r"(?:本轮|上轮|此次)?(?:中央|省委|市委|区委|县委)?(?:第[^第]{1,3})?(?:巡[视察])?(?:组)?(?:集中)?(?:反馈|指出|发现|"
    r"提出)?(?:意见)?(?:的)?"
    r"(?:存在|具体|主要|突出|重点|个性|共性|有关|相关|全部|整改|其他|各类|各项)?(?:的)?"
)
_NEGATIVE = re.compile(
    r"(?:不够?[\u4e00-\u9fff]{0,6}|未[\u4e00-\u9fff]{0,8}|[有存]?[差缺]距|短板|弱化|虚化|薄弱|缺失|缺位|滞后|偏差|"
    r"偏[软松低弱高慢少]|漏洞|盲区|隐患|风险|乏力|"
    r"走过场|走形式|形式主义|流于形式|违规[\u4e00-\u9fff]{0,8}|突出|较[差弱慢低少大]|混乱|粗放|随意|松散|缓慢|断档|"
    r"脱节|欠缺|欠账|浮于表面|层层递减|"
    r"缺乏[\u4e00-\u9fff]{0,8}|宽松软|打折扣|搞变通|一刀切|上热中温下冷|两张皮|问题|现象|反弹|缺[\u4e00-\u9fff]{0,4}|"
    r"少|慢|低|弱|差|难|软|空转|悬空|错位|缩水|疲软|淡化|淡薄|有限|单一|老化|过大|过高|"
    r"没有[\u4e00-\u9fff]{0,8}|无[\u4e00-\u9fff]{1,6})[”’]?(?:等)?$"
)
_OPEN, _CLOSE = "“", "”"


@dataclass(frozen=True, kw_only=True)
class Found:
    """Places in a paragraph: the finding is `[start:stop]`, the heading ends at `end`.

    `aspect` marks “…方面”, which may be a group.
    """

    start: int
    stop: int
    end: int
    aspect: bool = False
    quoted: bool = False
    stated: bool = True


def find_finding(folded: str, mark: Mark) -> Found | None:
    """Read a paragraph as an item's heading in one of the framed forms; None if it is not."""
    lead = _LEAD.match(folded, mark.end)
    assert lead is not None
    begin = lead.end()
    named = lead["lead"] in ("关于", "针对")
    if folded[begin : begin + 1] in (_OPEN, '"', "‘") and (found := _quoted(folded, begin, named=named)):
        return found if lead["lead"] or mark.kind or found.end == len(folded.rstrip()) else None
    if mark.kind == "question":
        return _after_question_mark(folded, mark, begin if lead["lead"] else mark.end)
    if named:
        return _bare(folded, begin)
    if mark.kind in ("digit", "decimal", "digit_paren", "bullet"):
        return _own_line_problem(folded, mark)
    return None


def find_sentence(folded: str, mark: Mark, *, alone: bool = False) -> Found:
    """Read a paragraph as a finding that stands alone: its first sentence, or all before a label.

    The whole of it if it is `alone`.
    """
    label = _label_after(folded, mark.end)
    first = _FIRST_MEASURE.search(folded, mark.end, label or len(folded))
    if first:
        end = first.end()
    elif label is not None:
        end = label
    elif (alone and len(folded) <= 200) or (len(folded) <= 90 and folded.count("。") <= 1):
        end = len(folded.rstrip())
    else:
        stop = re.search(r"[。:]", folded[mark.end :])
        end = mark.end + stop.end() if stop else len(folded.rstrip())
    return _trimmed(folded, mark.end, before_tag(folded, mark.end, end), end)


def _label_after(folded: str, start: int) -> int | None:
    """Where the finding of a paragraph ends because a label follows; labels in brackets do not count.

    Before a label that only states how far things are, and not what was done, that is the first sentence's end.
    """
    depth = 0
    for found in re.finditer(r"[(\[【)\]】。;,\s]", folded[start:]):
        place = start + found.end()
        depth += (found[0] in "([【") - (found[0] in ")]】")
        if found[0] not in "([【)]】" and depth <= 0 and (label := LABELS.match(folded, place)):
            sentence = folded.find("。", start) + 1
            only_state = STATE_LABEL.match(label[0].lstrip(" [(【")) and not _DONE_LABEL.search(folded, label.end())
            return sentence if only_state and 0 < sentence < place else place
    return None


def is_negative(folded: str, mark: Mark) -> bool:
    """Whether the first sentence of a paragraph says that something is wrong."""
    first = re.split(r"[。:]", folded[mark.end :], maxsplit=1)[0].strip()
    return 4 <= len(first) <= 80 and any(_NEGATIVE.search(part) for part in (first, *first.split(",")[:1]))


def _trimmed(folded: str, start: int, stop: int, end: int, **flags: bool) -> Found:
    while start < stop and folded[start].isspace():
        start += 1
    while stop > start and (folded[stop - 1].isspace() or folded[stop - 1] in "。;,:"):
        stop -= 1
    return Found(start=start, stop=stop, end=end, **flags)


def _quoted(folded: str, begin: int, *, named: bool) -> Found | None:
    """A finding in quotes: the closing quote is the one that balances, or the last one before 问题.

    `named`: 关于 stands before it, so that a full stop after the quotes is frame enough.
    """
    for stop in _closing_places(folded, begin):
        tail = _TAIL.match(folded, stop + 1)
        ends = tail is not None and ((named and tail["stop"] == "。") or not folded[tail.end() :].strip())
        if tail and (tail["what"] or "整改" in tail[0] or ends):
            end = _heading_end(folded, tail)
            aspect = "方面" in tail[0] and tail["what"] in (None, "方面")
            return _quotes_off(folded, begin, stop, end, aspect=aspect)
        if named and not tail and folded[stop - 1] == "。":
            return _quotes_off(folded, begin, stop, stop + 1, aspect=False)
    return None


def _closing_places(folded: str, begin: int) -> list[int]:
    opening = folded[begin]
    closing = {"“": "”", "‘": "’"}.get(opening, opening)
    limit = min(len(folded), begin + 400)
    places = [place for place in range(begin + 1, limit) if folded[place] == closing]
    balanced = _balance(folded, begin, opening, closing, limit) if opening != closing else None
    rest = [place for place in places if place != balanced]
    first_frame = [
        place for place in rest if re.match(r"\s*(?:方面)?(?:的)?(?:等)?问题|\s*的整改|\s*方面", folded[place + 1 :])
    ]
    return ([balanced] if balanced is not None else []) + (first_frame or places[-1:])


def _balance(folded: str, begin: int, opening: str, closing: str, limit: int) -> int | None:
    depth = 0
    for place in range(begin, limit):
        depth += (folded[place] == opening) - (folded[place] == closing)
        if depth == 0:
            return place
    return None


def _quotes_off(folded: str, begin: int, stop: int, end: int, *, aspect: bool) -> Found:
    """Take the outer quotes off, unless they are not one pair: “A”和“B”问题."""
    opening = folded[begin]
    closing = {"“": "”", "‘": "’"}.get(opening, opening)
    limit = stop + 1
    one_pair = opening == closing or _balance(folded, begin, opening, closing, limit) in (stop, None)
    if one_pair and opening != "‘":
        return _trimmed_spaces(folded, begin + 1, stop, end, aspect=aspect)
    return _trimmed_spaces(folded, begin, stop + 1, end, aspect=aspect)


def _trimmed_spaces(folded: str, start: int, stop: int, end: int, *, aspect: bool) -> Found:
    while start < stop and folded[start].isspace():
        start += 1
    while stop > start and folded[stop - 1].isspace():
        stop -= 1
    return Found(start=start, stop=stop, end=end, aspect=aspect, quoted=True)


def _bare(folded: str, begin: int) -> Found | None:
    """A finding without outer quotes: all up to the 问题 that ends a clause."""
    sentence_end = _sentence_end(folded, begin)
    for found in _BARE.finditer(folded[:sentence_end], begin, begin + 300):
        if found.start() != begin:
            break
        if _GENERIC.fullmatch(found["f"]) or len(found["f"].strip()) < 3:
            return None
        stop = begin + len(found["f"])
        return _trimmed(folded, begin, _drop_aspect(folded, begin, stop), _heading_end(folded, found))
    whole = _WHOLE_LINE.fullmatch(folded.rstrip(), begin)
    if whole and sentence_end < len(folded.rstrip()):
        return _trimmed(folded, begin, _drop_aspect(folded, begin, whole.end("f")), len(folded.rstrip()))
    pair = _PAIR.match(folded, begin)
    if pair and _NEGATIVE.search(pair["first"]):
        return _trimmed(folded, begin, _drop_aspect(folded, begin, pair.end("f")), pair.end())
    aspect = _ASPECT.match(folded[:sentence_end], begin)
    if aspect and not _GENERIC.fullmatch(aspect["f"]) and _NEGATIVE.search(aspect["f"].strip()):
        return _trimmed(folded, begin, aspect.end("f"), aspect.end(), aspect=True)
    return None


def _drop_aspect(folded: str, begin: int, stop: int) -> int:
    for word in ("方面的", "方面", "的"):
        if folded[begin:stop].endswith(word) and stop - begin > len(word) + 2:
            return stop - len(word)
    return stop


def _sentence_end(folded: str, begin: int) -> int:
    """Just after the first 。 or ： that is not inside quotes."""
    depth = 0
    for place in range(begin, len(folded)):
        depth += (folded[place] in "“《(") - (folded[place] in "”》)")
        if folded[place] in "。:" and depth <= 0:
            return place + 1
    return len(folded)


def _after_question_mark(folded: str, mark: Mark, begin: int) -> Found | None:
    """问题1：… — framed like the others, or the sentence itself."""
    if not folded[mark.end :].strip():
        return None
    if begin != mark.end and (found := _bare(folded, begin)):
        return found
    return find_sentence(folded, mark, alone=folded.count("。") <= 2)


def _own_line_problem(folded: str, mark: Mark) -> Found | None:
    """1.…问题 (的整改情况) on a line of its own, or …问题整改情况。run in, without 关于."""
    text = folded.rstrip()
    run_in = re.match(rf"[^。:;]{{4,70}}?(?:的)?问题(?:{_TAIL_WORDS}){_TAGGED}\s*[。:]", text[mark.end :])
    text = text[: mark.end + run_in.end()] if run_in else text
    found = re.fullmatch(rf"(?P<f>[^。:;]{{4,70}}?)(?:的)?问题(?:{_TAIL_WORDS})?{_TAGGED}\s*[。:]?", text[mark.end :])
    if not found or _GENERIC.fullmatch(found["f"]) or re.search(r"解决|发现|查摆|聚焦|针对|反馈|梳理", found["f"]):
        return None
    return _trimmed(folded, mark.end, mark.end + found.end("f"), len(text))


def _heading_end(folded: str, tail: re.Match[str]) -> int:
    """The heading ends after its punctuation; a rest that is only 整改情况如下： belongs to it."""
    end = tail.end()
    rest = folded[end:].strip()
    return len(folded.rstrip()) if rest and (_ONLY_LABEL.match(folded, end) or _ONLY_TAG.fullmatch(rest)) else end
