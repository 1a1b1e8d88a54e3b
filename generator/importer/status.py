"""What a notice says about the state of a finding: tags, labels, whole sentences, group headings.

Says nothing where the notice does not.
A partial statement (已完成整改60余户) is no status. All functions take folded text.
"""

from __future__ import annotations

import re

from generator.model.words import Status

_GOING_ON = (
    r"(?:正在|仍在|尚在|还在)(?:积极|有序|加快|抓紧|持续)?(?:整改|推进|办理|落实|实施|整治)(?:中)?"
    r"|(?:按(?:计划|时序|序时进度|进度|期限))?(?:需|正)?(?:持续|继续|有序|加快|压茬)(?:推进|整改|深化|推动)(?:中)?"
    r"|(?:整改|推进)中|未完成(?:[,、])?(?:正在|持续)(?:推进|整改)"
)
_DONE = (
    r"(?:已|均已|已经|全部|均|已全部|现已|已按期|按期|立行立改[,、]?已?)(?:经)?(?:完成|整改|办结|办理)"
    r"(?:整改|到位|完毕|销号|完成)?"
    r"|(?:已|已经|均已|全部)?(?:完成整改|整改完成|整改到位|销号|办结|整改完毕|整改销号)|完成"
)
_WORDS: tuple[tuple[Status, str], ...] = (
    ("未完成", r"(?:尚|暂|还)?未(?:能)?(?:全部|按期)?(?:完成|整改到位|销号)(?:整改)?"),
    (
        "基本完成",
        r"(?:已)?(?:基本|阶段性|初步)(?:完成(?:整改)?|整改(?:完成|到位|完毕|销号))|(?:已)?取得阶段性(?:成效|成果)",
    ),
    ("长期坚持", r"(?:需要?|将|应|要|并|仍需)?长期(?:坚持|整改|推进|任务|抓)"),
    ("持续推进", _GOING_ON),
    ("已完成", _DONE),
)
_PHRASES = tuple((status, re.compile(rf"(?:{pattern})")) for status, pattern in _WORDS)
STATE_LABEL = re.compile(
    r"(?:完成情况|整改状态|完成状态|整改进度|完成进度|进展状态|整改完成情况|整改结果|状态|进度|(?<!整改)进展|"
    r"整改结论)\s*(?:[】\])]\s*:?|\s*:)\s*"
)
_LONGEST_STATE = 120
_TAG = re.compile(r"[【\[(]\s*([^【】\[\]()]{2,14}?)\s*[】\])]")
_TAG_NEXT = re.compile(r"\s*[【\[(]([^【】\[\]()]{2,14})[】\])]\s*[。:]?")
_TAG_AT_END = re.compile(r"[【\[(]([^【】\[\]()]{2,14})[】\])]\s*[。:]?\s*$")
_SUBJECT = (
    r"(?:(?:目前|现|截至目前|截至[^,。]{2,14}|至此)[,]?)?"
    r"(?:(?:该|此|本|这)(?:项|个|条)?(?:反馈)?(?:整改)?(?:问题|事项|任务|工作|整改)|(?:问题|整改任务|整改事项|"
    r"整改工作|整改))?"
    r"(?:整改)?(?:任务|工作|事项)?"
)
_REST = (
    r"(?:整改|销号|任务|目标|工作)?"
    r"(?:[,、](?:并)?(?:长期坚持|持续巩固|持续推进|已销号|持续坚持|纳入长期坚持|转入常态化|坚持常态长效))?"
)
_NAMED = re.compile(
    r"(?:目前,?|现)?(?:(?:该|此|本|这)(?:项|个|条)?(?:反馈)?(?:整改)?(?:问题|事项|任务|工作)|问题(?=已|均已|正在|仍在))"
)
_PLANNED = re.compile(r"预计|预期|力争|计划|拟于|(?<![接招对期])待")
_AHEAD = r"(?:,(?:将|拟|预计|计划|力争|确保).*)?"
_GROUP = re.compile(r"(?:事项|问题|任务|整改的|项目|类|内容|工作)$")


def status_word(folded: str) -> Status | None:
    """The status that a short text states and nothing else: a tag, a table cell, a label's value."""
    text = re.sub(r"\s+", "", folded).strip("。;,、!.()【】[]“”")
    text = re.sub(r"^(?:已于|于)?(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?(?:前|底)?", "", text)
    text = re.sub(r"[(](?:立行立改|长期坚持|持续巩固)[)]$", "", text)
    for status, pattern in _PHRASES:
        if found := pattern.match(text):
            rest = text[found.end() :]
            if not rest or re.fullmatch(r"(?:整改|销号|到位|并)?(?:[,、;。]|并|且|\().*", rest):
                return status
    return None


def tag_status(folded: str) -> Status | None:
    """The status of a tag such as 【已完成】 in an item's heading."""
    return next((status for found in _TAG.finditer(folded) if (status := status_word(found[1]))), None)


def before_tag(folded: str, start: int, end: int) -> int:
    """Where a tag such as 【已完成】 at the end of a heading begins; else the end."""
    tag = _TAG_AT_END.search(folded, start, end)
    return tag.start() if tag and status_word(tag[1]) else end


def tag_end(folded: str, end: int) -> int:
    """Where a heading that seems to end at `end` ends if a tag with a status follows."""
    tag = _TAG_NEXT.match(folded, end)
    return tag.end() if tag and status_word(tag[1]) else end


def heading_status(folded: str) -> Status | None:
    """The status that a group heading states for all its items: (二)按计划持续推进的整改事项."""
    text = re.sub(r"\s+", "", folded).strip("。:")
    text = re.sub(r"[(][^()]*[)]$", "", text)
    core = re.sub(r"^(?:第?[一二三四五六七八九十\d]+(?:部分|[、.)])|[(][一二三四五六七八九十\d]+[)][、.]?)", "", text)
    if len(core) > 30 or not _GROUP.search(core) or re.search(r"和|及|、|与", core):
        return None
    for status, pattern in _PHRASES:
        for found in pattern.finditer(core):
            if found[0] != "完成" and found.start() <= 6:
                return status
    return None


def text_status(paragraphs: list[str]) -> Status | None:
    """The status that an item's own text states: a labelled field, else a closing sentence that says only this."""
    for paragraph in paragraphs:
        for label in STATE_LABEL.finditer(paragraph):
            value = re.split(
                r"[。;\n]|,(?=[^,]{8})", paragraph[label.end() : label.end() + _LONGEST_STATE], maxsplit=1
            )[0]
            if status := status_word(value):
                return status
    return _closing_status(paragraphs[-1]) if paragraphs else None


def _closing_status(paragraph: str) -> Status | None:
    text = paragraph.rstrip()
    if found := re.search(r"[(\[【]([^()\[\]【】]{2,14})[)\]】]\s*。?$", text):
        return status_word(found[1])
    sentences = [part for part in re.split(r"[。;!]", text) if part.strip()]
    if not sentences:
        return None
    last = re.sub(r"\s+", "", sentences[-1])
    for clause in (last, *_last_clauses(last)):
        for status, pattern in _PHRASES:
            ahead = "" if status == "已完成" else _AHEAD
            if re.fullmatch(rf"{_SUBJECT}(?:{pattern.pattern}){_REST}{ahead}", clause) and clause != "完成":
                return status
    return None


def _last_clauses(sentence: str) -> list[str]:
    """Ends of a sentence that name the finding and say how it stands now: …,该问题已整改到位. What is only planned does not."""
    commas = [comma for comma in re.finditer(",", sentence) if _NAMED.match(sentence, comma.end())]
    clauses = [sentence[comma.end() :] for comma in commas if not _PLANNED.search(sentence, 0, comma.end())]
    return [clause for clause in clauses if re.search(r"已|正在|[仍尚还]|未|基本", clause)]
