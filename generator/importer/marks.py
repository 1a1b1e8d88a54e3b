"""The printed mark at the start of a paragraph: 一、 (一) ㈠ 1. 1.1 (1) ① 一是 问题1: ◆ — its kind, its value, its end.

Folded text in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MarkKind = Literal[
    "part", "hanzi", "hanzi_paren", "digit", "decimal", "digit_paren", "circled", "ordinal", "question", "bullet", ""
]

HANZI = "零〇一二三四五六七八九十百两"
BULLETS = "◆◇●○■□▲△★☆▶►➢※•▪◎"
_CIRCLED = "①-⑳㉑-㉟㊱-㊿❶-❿㊀-㊉"
_FIRST_ONES = (("①", 1), ("㉑", 21), ("㊱", 36), ("❶", 1), ("㊀", 1), ("⑴", 1), ("⒈", 1), ("㈠", 1))
"""Where the rows of numbers begin that are one character together with their circle, brackets or full stop."""
_NUMBER = rf"(?:[{HANZI}]+|\d{{1,3}}|[{_CIRCLED}])"
_QUESTION = (
    r"[【\[]?(?:巡[视察])?(?:反馈|整改|具体|存在)?(?:问题|事项|整改任务)\s*[(]?\s*"
    rf"(?P<n>{_NUMBER})\s*[)]?\s*(?:[】\]]|[:、.,])[:、]?"
)
_SHAPES: tuple[tuple[MarkKind, str], ...] = (
    ("part", rf"第\s*(?P<n>[{HANZI}]+)\s*(?:部分|章|节)\s*[、.,:]?"),
    ("question", _QUESTION),
    ("question", rf"(?:巡[视察])?(?:反馈|整改|具体)?问题\s*(?P<n>{_NUMBER})(?=\s|关于|“)"),
    ("hanzi", rf"(?P<n>[{HANZI}]+)\s*[、.,:](?!\d)"),
    ("hanzi_paren", rf"(?:[(]\s*(?P<n>[{HANZI}]+)\s*[)]|(?P<n2>[㈠-㈩]))\s*[、.,]?"),
    ("decimal", r"\d{1,2}(?:[.]\d{1,2}){0,2}[.](?P<n>\d{1,2})(?=\s|关于|针对|“)[.]?"),
    ("digit", r"(?P<n>[⒈-⒛])"),
    ("digit", r"(?P<n>\d{1,3})\s*(?:[、)]|[.](?!\d)|[.](?=\d{4}年)|[,:](?=\s*关于)|(?=关于|针对))[、.]?"),
    ("digit_paren", r"(?:[(]\s*(?P<n>\d{1,3})\s*[)]|(?P<n2>[⑴-⒇]))\s*[、.]?"),
    ("circled", rf"(?P<n>[{_CIRCLED}])\s*[、.]?"),
    ("ordinal", rf"第?(?P<n>[{HANZI}]+)是(?!否)\s*[,:]?|(?:第|其)(?P<n2>[{HANZI}]+)\s*[,:、]"),
    ("bullet", rf"(?P<n>[{BULLETS}])\s*[、.]?|[·\-](?=关于)"),
)
_PATTERNS = tuple((kind, re.compile(rf"\s*(?P<all>{shape})\s*")) for kind, shape in _SHAPES)
RANKS: dict[MarkKind, int] = {
    "part": 0,
    "hanzi": 1,
    "hanzi_paren": 2,
    "digit": 3,
    "decimal": 4,
    "digit_paren": 4,
    "circled": 5,
    "question": 5,
    "bullet": 5,
    "ordinal": 6,
    "": 6,
}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A mark: `printed` stands at the start of the paragraph, the paragraph's words begin at `end`."""

    kind: MarkKind = ""
    value: int = 0
    printed: str = ""
    end: int = 0

    @property
    def rank(self) -> int:
        """How deep marks of this kind stand as headings, 0 highest."""
        return RANKS[self.kind]


def read_mark(folded: str) -> Mark:
    """The mark at the start of a folded paragraph; an empty mark if there is none."""
    for kind, pattern in _PATTERNS:
        if found := pattern.match(folded):
            groups = found.groupdict()
            number = groups.get("n") or groups.get("n2") or ""
            return Mark(kind=kind, value=read_number(number), printed=found["all"].strip(), end=found.end())
    return Mark(end=len(folded) - len(folded.lstrip()))


def read_number(text: str) -> int:
    """The value of Arabic or Chinese digits (to 999), or of a number that is one character with its circle; 0 if there is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    if len(text) == 1 and text not in HANZI:
        for start, first in _FIRST_ONES:
            if 0 <= ord(text) - ord(start) < 20:
                return ord(text) - ord(start) + first
        return 0
    total = digit = 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = "零一二三四五六七八九".find(char.replace("〇", "零").replace("两", "二"))
    return total + max(digit, 0)
