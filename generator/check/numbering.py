"""Printed numbers of sibling headings and of the items of one group: repeated, skipped, out of order.

Real notices have all three: all are warnings, and nothing is renumbered. Codes: N1xx.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from generator.check.subject import Subject
from generator.faults import Fault, KeyPath
from generator.model.notice import Section

_HINT = "核对有没有漏录、错录；原文如此则不必改。"
_CHINESE = "零一二三四五六七八九"
_NUMBER = re.compile(
    r"\s*(?:问题|第)?\s*(?P<open>[(（〔\[【]?)\s*"
    r"(?:(?P<digits>[0-9０-９]{1,3})|(?P<chinese>[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])|(?P<circled>[①-⑳]))"
    r"\s*(?:[)）〕\]】]|[.．、,，:：]|是|项|\s)"
)


class _Numbered(NamedTuple):
    value: int
    style: str
    printed: str
    at: KeyPath


def check(subject: Subject) -> Iterator[Fault]:
    """Look at each list of siblings on its own; a list may go on where the list before it ended."""
    yield from _sections(subject, subject.notice.sections, ("sections",))
    groups: dict[KeyPath, list[_Numbered]] = {}
    for one in subject.items:
        if found := _read(one.unit.label, one.at):
            groups.setdefault(one.at[:-1], []).append(found)
    ends: set[int] = {0}
    for group in groups.values():
        yield from _steps(subject, group)
        first = group[0]
        if first.value - 1 not in ends and len(group) > 1:
            yield subject.warn("N103", f"本组序号从“{first.printed}”开始", at=first.at, hint=_HINT)
        ends.add(group[-1].value)


def _sections(subject: Subject, sections: Sequence[Section], at: KeyPath) -> Iterator[Fault]:
    numbered = [
        found
        for index, section in enumerate(sections)
        if section.heading and (found := _read(section.heading, (*at, index, "heading")))
    ]
    yield from _steps(subject, numbered)
    for index, section in enumerate(sections):
        yield from _sections(subject, section.sections, (*at, index, "sections"))


def _steps(subject: Subject, group: Sequence[_Numbered]) -> Iterator[Fault]:
    passed: set[int] = set()
    for before, after in pairwise(group):
        passed.add(before.value)
        if before.style != after.style:
            continue
        if after.value in passed:
            yield subject.warn("N101", f"序号“{after.printed}”重复", at=after.at, hint=_HINT)
        elif after.value != before.value + 1:
            message = f"序号从“{before.printed}”跳到“{after.printed}”"
            yield subject.warn("N102", message, at=after.at, hint=_HINT)


def _read(text: str, at: KeyPath) -> _Numbered | None:
    match = _NUMBER.match(text + " ")
    if match is None:
        return None
    style = match.lastgroup
    assert style
    return _Numbered(
        value=_value(match[style]), style=style + ("()" if match["open"] else ""), printed=match[0].strip(), at=at
    )


def _value(digits: str) -> int:
    if digits[0] in _CHINESE + "十":
        tens, ten, ones = digits.rpartition("十")
        high = (_CHINESE.index(tens) if tens else 1) if ten else 0
        return high * 10 + (_CHINESE.index(ones) if ones else 0)
    if digits.isdecimal():
        return int(digits)
    return int(unicodedata.numeric(digits))
