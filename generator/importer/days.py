"""Dates as notices print them → exact days, years filled in from the context, or the wording as it stands.

Folded text in.
Reads 2024年3月15日, 2024.03.15, 2024-3-15, 二〇二四年三月十五日, 3月15日, 同年3月, 次年, 今年. A damaged or vague date
is never repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from generator.importer.marks import read_number

_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_Y = r"(?:\d{4}|[一二三四五六七八九零〇○]{4})"
_RELATIVE = "同年|当年|次年|翌年|第二年|今年|本年|去年|上年"
DAY = (
    rf"(?:(?P<y>{_Y})\s*年|(?P<rel>{_RELATIVE})\s*)?\s*(?:(?P<m>{_N})\s*月)?\s*(?P<d>{_N})\s*[日号]"
    r"|(?P<y2>\d{4})\s*[./\-]\s*(?P<m2>\d{1,2})\s*[./\-]\s*(?P<d2>\d{1,2})(?!\d)日?"
    r"|(?<=[-~至到])\s*(?P<m3>\d{1,2})[.](?P<d3>\d{1,2})(?![\d.%])"
)
_DAY = re.compile(DAY)
_WHOLE_DAY = re.compile(rf"\s*[(]?\s*(?:{DAY})\s*[)]?\s*")
_VAGUE_LINE = re.compile(rf"\s*[(]?\s*(?:{_Y}|\d{{2,4}})\s*年\s*(?:{_N})?\s*月\s*(?:(?:{_N})?\s*日)?\s*[)]?\s*")
_VAGUE = re.compile(
    rf"(?:(?:{_Y})\s*年|(?:{_RELATIVE}))?\s*(?:{_N}\s*月\s*)?(?:上旬|中旬|下旬|月初|月中|月底|月末|年初|年底|初|底|末)"
    rf"|(?:(?:{_Y})\s*年|(?:{_RELATIVE}))\s*(?:{_N}\s*月(?!\s*{_N}\s*[日号])(?:份)?)?|"
    rf"{_N}\s*月(?:份)?(?!\s*{_N}\s*[日号])"
)
_DAMAGED = re.compile(r"\d{5,8}\s*[日号]|(?<!\d)\d{3,4}\s*日|\d{4}年\d{3,4}日|\d{5,8}(?=(?:至|到|-|~|向|反馈|$))")


@dataclass(frozen=True, kw_only=True)
class Day:
    """A date found in a text: `value` if it is exact, else its wording; `[start:end]` is its place.

    `inferred` says that the year is not printed; `outside`, that it is that of the notice's own date (今年).
    """

    value: date | str
    start: int
    end: int
    inferred: bool = False
    outside: bool = False
    damaged: bool = False


def whole_day(folded: str) -> date | None:
    """The date of a text that is a date and nothing else."""
    found = _WHOLE_DAY.fullmatch(folded)
    if not found or not (found["y"] or found["y2"]):
        return None
    day, _ = _read(found, None, None)
    return day


def is_vague_day(folded: str) -> bool:
    """Whether a text is a date with a part missing and nothing else: 2024年3月, 2024年 月 日."""
    return whole_day(folded) is None and _VAGUE_LINE.fullmatch(folded) is not None


def find_days(text: str, folded: str, *, this_year: int | None = None) -> list[Day]:
    """All dates of a text in order. Missing years come from the date before, 今年 and 去年 from `this_year`.

    Unknown ones stay text.
    """
    found: list[Day] = []
    last: date | None = None
    for match in _tokens(folded):
        wording = text[match.start() : match.end()].strip()
        if match.re is _DAMAGED:
            found.append(Day(value=wording, start=match.start(), end=match.end(), damaged=True))
            continue
        day, inferred = _read(match, last, this_year) if match.re is _DAY else (None, False)
        if day and inferred and last and day < last and match["rel"] is None:
            day, last = None, None  # the year has turned, or the order is another: not to be guessed
        if match.re is not _DAY and (year := re.match(r"\d{4}", wording)):
            last = date(int(year[0]), 1, 1)
        last = day or last
        outside = match.re is _DAY and match["rel"] in ("今年", "本年", "去年", "上年")
        found.append(
            Day(value=day or wording, start=match.start(), end=match.end(), inferred=inferred, outside=outside)
        )
    return found


def _tokens(folded: str) -> list[re.Match[str]]:
    """Exact, vague and damaged dates without overlap, in order.

    Damage is looked for first, exact dates before vague ones.
    """
    taken: list[re.Match[str]] = []
    free = bytearray(b"\1") * len(folded)
    for pattern in (_DAMAGED, _DAY, _VAGUE):
        for match in pattern.finditer(folded):
            if match[0].strip() and all(free[match.start() : match.end()]):
                taken.append(match)
                free[match.start() : match.end()] = bytes(match.end() - match.start())
    return sorted(taken, key=lambda match: match.start())


def _number(text: str) -> int:
    return read_number(text.replace("○", "〇"))


def _read(match: re.Match[str], last: date | None, this_year: int | None) -> tuple[date | None, bool]:
    """The day and whether its year was filled in; None where a part is unknown or impossible."""
    if match["y2"]:
        return _day(int(match["y2"]), int(match["m2"]), int(match["d2"])), False
    if match["m3"]:
        return (_day(last.year, int(match["m3"]), int(match["d3"])), True) if last else (None, False)
    month = _number(match["m"]) if match["m"] else last.month if last else 0
    number = _number(match["d"])
    if match["y"]:
        return _day(int(match["y"].translate(_DIGITS)), month, number), False
    year = _year(match["rel"], last, this_year)
    day = _day(year, month, number) if year else None
    return day, match["rel"] not in ("次年", "翌年", "第二年", "同年", "当年")


def _year(relative: str | None, last: date | None, this_year: int | None) -> int | None:
    if relative in ("今年", "本年"):
        return this_year
    if relative in ("去年", "上年"):
        return this_year - 1 if this_year else None
    if last is None:
        return None
    return last.year + (1 if relative in ("次年", "翌年", "第二年") else 0)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
