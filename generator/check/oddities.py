"""Signs that a text was damaged on its way: dates, quotes and brackets, digits, invisible characters.

All are warnings: a notice may have been issued that way, and nothing is changed. Codes: T1xx.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator

from generator.check.pairs import pairs_in_each_line, unpaired
from generator.check.subject import Passage, Subject
from generator.faults import Fault
from generator.model.words import INVISIBLE

_KEEP = "对照原件核对；原件如此则不必改。"
_DAMAGED_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d{6}日|(?:19|20)\d{2}年\d{3,4}日|(?:19|20)\d{4,5}[月日]|\d{4}年\d{3,4}月)|[至到—－-](\d{3,4}日)(?!元)"
)
_DATE = re.compile(r"(?:(?<!\d)(\d{4})年)?(?<!\d)(\d{1,2})月(\d{1,2})日")
_MIXED_DIGITS = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*")
_MOJIBAKE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]|锟斤拷|烫烫|Ã[\x80-ÿ]?|â€.?|ï¿½|ï»¿")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_SUSPECT = re.compile(
    r"[^\n -~、。〈-】〔〕—“”‘’…·！，：；？％（）"
    r"\u4e00-\u5e73\u5e75-\u65e4\u65e6-\u6707\u6709-\u70ea\u70ec-\u951e\u9520-\u9fff]"  # not 年, 日, 月, 烫, 锟
    r"(?:(?<![年月日])|(?<=\d\d\d[月日])|(?<=0000年)|(?<=(?<!1)0月)|(?<=1[3-9]月)|(?<=[2-9]\d月)"
    r"|(?<=月)(?=(?:00?|3[2-9]|[4-9]\d)日)|(?<=(?<!1)2月)(?=(?:29|3[01])日)|(?<=[469]月)(?=31日)|(?<=11月)(?=31日))"
)
"""Where `_dates` or `_characters` may find something: an unusual character, or a date whose digits are not those of most.

The first class passes over what most of a notice consists of, since that is the fastest thing that a pattern can do.
"""

_SPECIAL_FIELDS = frozenset({"allow", "item_heading", "sha256", "url", "aliases", "id", "file"})


def check(subject: Subject) -> Iterator[Fault]:
    """Look at each text of the notice; quotes of a finding are judged in the heading it is printed in."""
    suspects = set(subject.passages_with(_SUSPECT))
    paired = pairs_in_each_line(subject.prose)
    for passage in () if paired and not suspects else subject.passages:
        lonely = unpaired(passage.text) if not paired and passage.at[-1:] != ("finding",) else []
        if not (lonely or passage in suspects) or not _SPECIAL_FIELDS.isdisjoint(passage.at):
            continue
        yield from _dates(subject, passage)
        yield from _characters(subject, passage)
        for position, sign in lonely:
            yield subject.fault_in(passage, position, "T103", f"“{sign}”没有配对", hint=_KEEP)
    made = [one for one in subject.items if one.item.heading is None]
    for one in () if pairs_in_each_line("\n".join([one.unit.heading for one in made])) else made:
        for _, sign in unpaired(one.unit.heading):
            message = f"事项标题里“{sign}”没有配对：{one.unit.heading}"
            yield subject.warn("T103", message, at=(*one.at, "finding"), hint=_KEEP)


def _dates(subject: Subject, passage: Passage) -> Iterator[Fault]:
    for match in _DAMAGED_DATE.finditer(passage.text):
        said, start = (match[1], match.start(1)) if match[1] else (match[0], match.start())
        yield subject.fault_in(passage, start, "T101", f"日期像是缺了字：“{said}”", hint=_KEEP)
    for match in _DATE.finditer(passage.text):
        year, month, day = int(match[1] or 2000), int(match[2]), int(match[3])
        if not (1 <= month <= 12 and year >= 1 and 1 <= day <= monthrange(year, month)[1]):
            yield subject.fault_in(passage, match.start(), "T102", f"没有这一天：“{match[0]}”", hint=_KEEP)


def _characters(subject: Subject, passage: Passage) -> Iterator[Fault]:
    text = passage.text
    for match in _MIXED_DIGITS.finditer(text):
        widths = {unicodedata.east_asian_width(char) for char in match[0] if char.isdecimal()}
        if len(widths) > 1:
            message = f"同一个数里混用全角和半角数字：“{match[0]}”"
            yield subject.fault_in(passage, match.start(), "T104", message, hint=_KEEP)
    for match in _MOJIBAKE.finditer(text):
        codes = " ".join(f"U+{ord(char):04X}" for char in match[0])
        yield subject.fault_in(passage, match.start(), "T105", f"像是乱码（{codes}）", hint="对照原件改成正确的字。")
    for match in _INVISIBLE.finditer(text):
        if match[0] == "\u200d" and _joins_emoji(text, match.start()):
            continue
        message = f"有看不见的字符 U+{ord(match[0]):04X}"
        yield subject.fault_in(passage, match.start(), "T106", message, hint="多半是复制时带进来的，可以删去。")


def _joins_emoji(text: str, position: int) -> bool:
    following = text[position + 1 : position + 2]
    return bool(following) and unicodedata.category(following) in ("So", "Sk")
