"""Text → the personal identifiers in it: ID numbers, mobile numbers, bank cards, private mailboxes. Hides nothing.

The arithmetic is that of `python-stdnum` (GB 11643, Luhn) and `phonenumbers`. Masked ones (with `*`) are none.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

Kind = Literal["身份证号", "疑似身份证号", "手机号", "银行卡号", "私人邮箱"]

# fmt: off
PRIVATE_MAIL_HOSTS = frozenset({
    "126.com", "139.com", "163.com", "188.com", "189.cn", "21cn.com", "aliyun.com", "foxmail.com",
    "gmail.com", "hotmail.com", "icloud.com", "live.cn", "live.com", "mac.com", "me.com", "msn.cn",
    "msn.com", "outlook.com", "proton.me", "protonmail.com", "qq.com", "sina.cn", "sina.com",
    "sohu.com", "tom.com", "vip.126.com", "vip.163.com", "vip.qq.com", "vip.sina.com", "wo.cn",
    "yahoo.cn", "yahoo.com", "yahoo.com.cn", "yeah.net",
})
# fmt: on

_GAP = "[ \\-.·\u200b-\u200d\u2060\ufeff]"  # what may stand between the digits of one number, after folding
_RUN = re.compile(r"(?<![\d*])\d{15,18}[\dXx](?![\d*])")
_SPACED = re.compile(rf"(?<![\d*])(?:\d{_GAP}{{0,2}}){{15,18}}[\dXx](?![\d*])")
_MOBILE = re.compile(rf"(?<![\d*])(?:(?:\+|00)?86{_GAP}{{0,2}}|0)?(1{_GAP}?[3-9](?:{_GAP}{{0,2}}\d){{9}})(?![\d*])")
_MAILBOX = re.compile(
    r"(?<![a-z0-9._%+*\-])[a-z0-9._%+*\-]+ ?(?:@|\(at\)|\[at\]|#) ?((?:[a-z0-9\-]+\.)+[a-z]{2,})", re.IGNORECASE
)
_HEX_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_SUM_AFTER = re.compile(r"\s*(?:\.\d|[万亿]?元|%|亩|吨|公里|平方)")
_DECIMAL_BEFORE = re.compile(r"(?:\d\.|[¥])$")
_MOBILE_GROUPS = {(11,), (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (4, 3, 4), (3, 3, 5), (5, 6), (1,) * 11}
_CARD_STARTS = tuple(
    "34569"
)  # networks' ranges and older cards of Chinese banks; other runs of digits are file numbers


@dataclass(frozen=True, kw_only=True)
class Identifier:
    """One identifier; `start` and `end` count characters of the text that was searched."""

    kind: Kind
    start: int
    end: int


def find_identifiers(text: str) -> list[Identifier]:
    """Every identifier in the order of the text. An ID number is not reported as a bank card, too."""
    if not PERHAPS.search(text):
        return []
    folded = _HEX_DIGEST.sub(lambda match: "#" * len(match[0]), text.translate(_FOLDED))
    found = [*_numbers(folded), *_mobiles(folded), *_mailboxes(folded)]
    return sorted(found, key=lambda one: one.start)


# Digits of any script, full-width forms, hyphens and spaces as ASCII: a character for a character, so that places hold.
_FOLDED = str.maketrans(
    {
        **{
            digit: str(unicodedata.decimal(digit))
            for digit in re.findall(r"\d", "".join(map(chr, range(0x80, 0x20000))))
        },
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys("\u3000\xa0\u2002\u2003\u2007\u2009\u202f\t", " "),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "．": ".",
        "•": "·",
        "﹡": "*",
        "∗": "*",
    }
)


def _written(folded: str) -> str:
    """A pattern's class of all characters that are folded to the given ones."""
    return "[" + re.escape(folded + "".join(chr(code) for code, char in _FOLDED.items() if char in folded)) + "]"


_ANY_GAP = _written(" -.·\u200b\u200c\u200d\u2060\ufeff")
PERHAPS = re.compile(
    rf"[^一-鿿A-Za-z\n ,.:;%、。，：；《》“”](?:(?=[\d{_ANY_GAP[1:]}{{10}})(?<=\d)(?:{_ANY_GAP}{{0,2}}\d){{10}}"
    rf"|(?<={_written('@#')})|(?<={_written('([')}){_written('Aa')}{_written('Tt')})"
)
"""What an identifier begins with or has in it, in a text as it stands: eleven digits, or what introduces a mailbox's host.

The first class passes over what most of a notice consists of, since that is the fastest thing that a pattern can do; a run of one class,
which is the next fastest, tells most numbers from those of eleven digits.
"""


@cache
def _library(name: str) -> Any:
    """A module that is imported when the first text needs it: few notices do, and every command would wait for it."""
    return importlib.import_module(name)


def _numbers(folded: str) -> Iterator[Identifier]:
    end = 0
    for match in sorted([*_RUN.finditer(folded), *_SPACED.finditer(folded)], key=lambda one: (one.start(), one.end())):
        groups = re.split(_GAP + "+", match[0])
        number = "".join(groups).upper()
        if match.start() < end or (len(groups) > 6 and len(groups) < len(number)):
            continue
        if kind := _kind(number):
            end = match.end()
            yield Identifier(kind=kind, start=match.start(), end=end)


def _kind(number: str) -> Kind | None:
    ric, luhn = _library("stdnum.cn.ric"), _library("stdnum.luhn")
    if len(number) == 18 and ric.is_valid(number):
        return "身份证号"
    if not number.isdigit():
        return None
    if 16 <= len(number) <= 19 and number.startswith(_CARD_STARTS) and luhn.is_valid(number) and len(set(number)) > 1:
        return "银行卡号"
    # Right in everything but its last digit: a slip of the pen in an ID number, or invented.
    if len(number) == 18 and any(ric.is_valid(number[:17] + check) for check in "0123456789X"):
        return "疑似身份证号"
    return None


def _mobiles(folded: str) -> Iterator[Identifier]:
    for match in _MOBILE.finditer(folded):
        groups = re.split(_GAP + "+", match[1])
        if tuple(map(len, groups)) not in _MOBILE_GROUPS:
            continue
        if _SUM_AFTER.match(folded, match.end()) or _DECIMAL_BEFORE.search(
            folded[max(match.start() - 2, 0) : match.start()]
        ):
            continue
        phonenumbers = _library("phonenumbers")
        parsed = phonenumbers.parse("".join(groups), "CN")
        is_mobile = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
        if is_mobile and phonenumbers.is_valid_number(parsed):
            yield Identifier(kind="手机号", start=match.start(), end=match.end())


def _mailboxes(folded: str) -> Iterator[Identifier]:
    for match in _MAILBOX.finditer(folded):
        if match[1].lower() in PRIVATE_MAIL_HOSTS and "*" not in match[0]:
            yield Identifier(kind="私人邮箱", start=match.start(), end=match.end())
