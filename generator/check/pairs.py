"""Text → its quotes and brackets that have no partner.

Half- and full-width forms of one bracket pair with each other.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

_CLOSERS = {
    "“": "”",
    "‘": "’",
    "《": "》",
    "〈": "〉",
    "「": "」",
    "『": "』",
    "【": "】",
    "〔": "〕",
    "（": "）)",
    "(": "）)",
    "［": "］]",
    "[": "］]",
}
_ALL_CLOSERS = "".join(_CLOSERS.values())
_SIGN = re.compile("[" + re.escape("".join(_CLOSERS) + _ALL_CLOSERS) + "]")
_SIGN_OR_END = re.compile("[\n" + re.escape("".join(_CLOSERS) + _ALL_CLOSERS) + "]")
_PAIR = re.compile("|".join(f"{re.escape(opener)}[{re.escape(closers)}]" for opener, closers in _CLOSERS.items()))
_LIST_LABEL = re.compile(r"(?:^|[\s：:；;。，,、])(?:[0-9０-９]{1,2}|[A-Za-z]|[一二三四五六七八九十]{1,3}|[①-⑳])$")

_LABEL_LENGTH = 6  # no label is longer


def pairs_in_each_line(text: str) -> bool:
    """Whether surely no line of a text has a sign without a partner: one look, for what is so in most texts."""
    return '"' not in text and all(map(_all_pair, set("".join(_SIGN_OR_END.findall(text)).split("\n"))))


def unpaired(text: str) -> list[tuple[int, str]]:
    """Each sign without a partner, with its position. `1)` as a label and `’` as an apostrophe need none."""
    if '"' not in text and _all_pair("".join(_SIGN.findall(text))):
        return []
    waiting: list[tuple[int, str]] = []
    open_now: Counter[str] = Counter()  # by the closers that they wait for
    lonely: list[tuple[int, str]] = []
    for match in _SIGN.finditer(text):
        position, char = match.start(), match[0]
        if char in _CLOSERS:
            waiting.append((position, char))
            open_now.update(_CLOSERS[char])
        elif open_now[char]:
            opener = ""
            while char not in _CLOSERS.get(opener, ""):
                lonely.append(waiting.pop())
                opener = lonely[-1][1]
                open_now.subtract(_CLOSERS[opener])
            lonely.pop()
        elif not _needs_none(text, position, char):
            lonely.append((position, char))
    if text.count('"') % 2:
        lonely.append((text.rindex('"'), '"'))
    return sorted(lonely + waiting)


@lru_cache(maxsize=1024)
def _all_pair(signs: str) -> bool:
    """Whether nothing is left when pairs are taken away from the inside out. A few sequences make up most of a notice."""
    while signs:
        rest = _PAIR.sub("", signs)
        if rest == signs:
            return False
        signs = rest
    return True


def _needs_none(text: str, position: int, char: str) -> bool:
    if char in ")）":
        return _LIST_LABEL.search(text, max(position - _LABEL_LENGTH, 0), position) is not None
    before = text[position - 1 : position]
    return char == "’" and before.isascii() and before.isalpha()
