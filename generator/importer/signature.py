"""The tail of a document → the signature (issuers, date, in either order), what follows it, the page's furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from generator.importer.days import is_vague_day, whole_day
from generator.importer.document import squeeze
from generator.importer.folding import fold_visible
from generator.importer.furniture import is_furniture, is_listed, is_page_number, is_scrap

_ORG_END = (
    r"(?:委员会|委员会办公室|党组|党委|党工委|工委|党支部|支部|总支|党总支|纪委|纪工委|政法委|省委|市委|区委|县委|州委|"
    r"工作组|巡视组|巡察组|领导小组|办公室|整改办|局|厅|部|院|会|"
    r"公司|集团|银行|医院|大学|学院|学校|中学|小学|中心|政府|办事处|街道|管委会|法院|检察院|社区|村|站|所|处|社)"
)
_ORG = re.compile(
    rf"(?:中国共产党|中共)?[\u4e00-\u9fffA-Za-z0-9()“”·]{{2,50}}?{_ORG_END}(?:[(](?:代章|章|盖章|印章)[)])?"
)
_ONLY_ORGAN = re.compile(r"(?:机关|临时)?(?:委员会|党组|党委|党工委|工作委员会|(?:总)?支部委员会|党总支|党支部)")
_WHOLE_NAME = re.compile(r"(?:委员会|党组|党委|工委|支部|总支|管委会|政府|办公室)\s*$")
_NOT_ORG = re.compile(
    r"[。;:!?]|^[(]?[一二三四五六七八九十\d]{1,3}[、.)]|电话|地址|邮箱|邮编|特此|欢迎|附件|下一步|关于"
)
_LOOK = 60
_WITHIN = 25


@dataclass(frozen=True, kw_only=True)
class Tail:
    """The signature occupies the blocks `start:end`; `names` and `printed_date` are as printed.

    The rest are notes or left out.
    """

    start: int
    end: int
    names: tuple[str, ...] = ()
    day: date | str | None = None
    printed_date: str = ""
    date_first: bool = False
    notes: tuple[int, ...] = ()
    left_out: dict[int, str]


def read_tail(texts: list[str], begin: int, title: str = "") -> Tail:
    """Find the signature among the last lines; `begin` is where the body starts.

    A long name over two lines is one, if the title or the second line shows it.
    """
    tail = _read_tail(texts, begin)
    return replace(tail, names=("".join(tail.names),)) if _is_one_name(tail.names, title) else tail


def _is_one_name(names: tuple[str, ...], title: str) -> bool:
    """Whether a second line goes on with the name that the first begins, as far as the title or its own words show."""
    if len(names) != 2 or _WHOLE_NAME.search(fold_visible(names[0])):
        return False
    return squeeze("".join(names)) in squeeze(title) or _ONLY_ORGAN.fullmatch(fold_visible(names[1])) is not None


def _read_tail(texts: list[str], begin: int) -> Tail:
    stop = len(texts)
    for index in range(len(texts) - 1, max(begin, len(texts) - _LOOK) - 1, -1):
        if (day := _day_line(texts[index])) and (tail := _around_date(texts, index, begin, day)):
            return tail
    for index in range(stop - 1, max(begin, stop - _WITHIN) - 1, -1):
        if _both(texts[index]):
            return _finish(texts, (index, index + 1), *_both_parts(texts[index]))
        if is_signatory(texts[index]) and not _inside_body(texts, index):
            start = _names_up(texts, index, begin)
            names = tuple(name for i in range(start, index + 1) for name in _names(texts[i]))
            return _finish(texts, (start, index + 1), names, None, "")
    return _without_signature(texts, begin)


def _day_line(text: str) -> date | str | None:
    folded = fold_visible(text)
    if len(folded.strip()) > 24:
        return None
    return whole_day(folded) or (text.strip() if is_vague_day(folded) else None)


def _around_date(texts: list[str], index: int, begin: int, day: date | str) -> Tail | None:
    printed = texts[index].strip()
    if index > begin and is_signatory(texts[index - 1]):
        start = _names_up(texts, index - 1, begin)
        names = tuple(name for i in range(start, index) for name in _names(texts[i]))
        return _finish(texts, (start, index + 1), names, day, printed)
    if index + 1 < len(texts) and is_signatory(texts[index + 1]):
        end = index + 1
        while end < len(texts) and is_signatory(texts[end]):
            end += 1
        names = tuple(name for i in range(index + 1, end) for name in _names(texts[i]))
        return _finish(texts, (index, end), names, day, printed, date_first=True)
    if index > begin and all(is_furniture(t) or is_scrap(t) for t in texts[index + 1 :]):
        return _finish(texts, (index, index + 1), (), day, printed)
    return None


def is_signatory(text: str) -> bool:
    """Whether a line is the name of a body that can sign, or several of them."""
    folded = fold_visible(text).strip()
    if not 3 <= len(folded) <= 70 or _NOT_ORG.search(folded):
        return False
    return all(
        _ORG.fullmatch(part)
        for part in re.split(r"\s+|、", re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff] )", "", folded))
        if part
    ) or (_ORG.fullmatch(re.sub(r"\s+", "", folded)) is not None)


def _inside_body(texts: list[str], index: int) -> bool:
    """Whether more running text follows, so that the line is a heading or a paragraph and no signature."""
    return any(
        "。" in text and not is_furniture(text) and not re.match(r"\s*[(注附]", fold_visible(text))
        for text in texts[index + 1 :]
    )


def _names_up(texts: list[str], index: int, begin: int) -> int:
    while index - 1 >= begin and is_signatory(texts[index - 1]) and len(fold_visible(texts[index - 1]).strip()) > 4:
        index -= 1
    return index


def _names(text: str) -> list[str]:
    """The issuers on one line: several if wide gaps part whole names."""
    parts = [part for part in re.split(r"[\s\u3000]{2,}", text.strip()) if part]
    if len(parts) == 1:
        parts = text.strip().split()
    return parts if len(parts) > 1 and all(_ORG.fullmatch(fold_visible(part)) for part in parts) else [text.strip()]


def _both(text: str) -> bool:
    names, day, _ = _both_parts(text)
    return bool(names) and day is not None


def _both_parts(text: str) -> tuple[tuple[str, ...], date | None, str]:
    """A name and a date on one line, parted by white space."""
    found = re.fullmatch(r"\s*(\S.*?)[\s\u3000]+(\S*\d\s*[日号]?\s*|\S*[日号]\s*)", text)
    if not found or not is_signatory(found[1]):
        return (), None, ""
    return tuple(_names(found[1])), whole_day(fold_visible(found[2])), found[2].strip()


def _finish(
    texts: list[str],
    place: tuple[int, int],
    names: tuple[str, ...],
    day: date | str | None,
    printed: str,
    *,
    date_first: bool = False,
) -> Tail:
    start, end = place
    notes, left_out = _after(texts, end)
    return Tail(
        start=start,
        end=end,
        names=names,
        day=day,
        printed_date=printed,
        date_first=date_first,
        notes=tuple(notes),
        left_out=left_out,
    )


def _after(texts: list[str], end: int) -> tuple[list[int], dict[int, str]]:
    notes: list[int] = []
    left_out: dict[int, str] = {}
    sure_ones = [index for index in range(end, len(texts)) if is_furniture(texts[index]) and texts[index].strip()]
    for index in range(end, len(texts)):
        sure = is_furniture(texts[index])
        after_web = any(place < index for place in sure_ones)
        scrap = (after_web and is_scrap(texts[index])) or _is_between(texts, index, sure_ones)
        if sure or is_page_number(texts[index]) or scrap:
            left_out[index] = "正文之后的网页附加信息"
        else:
            notes.append(index)
    return notes, left_out


def _without_signature(texts: list[str], begin: int) -> Tail:
    end = len(texts)
    sure = [index for index in range(begin + 1, len(texts)) if is_furniture(texts[index]) and texts[index].strip()]
    while end > begin + 1 and (is_furniture(texts[end - 1]) or _is_between(texts, end - 1, sure)):
        end -= 1
    return Tail(start=end, end=end, left_out=dict.fromkeys(range(end, len(texts)), "正文之后的网页附加信息"))


def _is_between(texts: list[str], index: int, sure: list[int]) -> bool:
    """Whether a line after the notice stands between two that surely are furniture, with nothing but such lines there."""
    above = max((place for place in sure if place < index), default=None)
    below = any(place > index for place in sure)
    return above is not None and below and all(is_listed(text) for text in texts[above + 1 : index + 1])
