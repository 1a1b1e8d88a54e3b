"""The id of a new notice: issuer's short name in pinyin, then the year.

Also the title proposed where none is printed.
"""

from __future__ import annotations

import re
from collections.abc import Container

from pypinyin import lazy_pinyin

_ABBREVIATIONS = (
    ("经济技术开发区", "经开区"),
    ("高新技术产业开发区", "高新区"),
    ("经济开发区", "经开区"),
    ("有限责任公司", ""),
    ("股份有限公司", ""),
    ("有限公司", ""),
)
_PREFIX = re.compile(r"^(?:中国共产党|中共)")
_BODY = re.compile(r"(?:党工委|工作委员会|机关委员会|总支部委员会|支部委员会|委员会|党总支|党支部|党组|党委|工委)+$")
_UNIT = re.compile(
    r"(?P<unit>经开区|高新区|开发区|新区|[\u4e00-\u9fff]{2,6}?(?:局|厅|办公室|医院|大学|学院|学校|银行|集团|公司|街道|"
    r"社区|中心|法院|检察院))$"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,5}?(?:省|市|县|区|州|旗|镇|乡)(?!直|级|委|新区|场|容|政(?!务|府|法|协))")
_MAX = 48


def propose_id(issuer: str, year: int | None, taken: Container[str]) -> str:
    """An id such as `suqian-jingkaiqu-2024`, made different from those taken by counting."""
    short = _BODY.sub("", _PREFIX.sub("", issuer.strip()))
    for long, brief in _ABBREVIATIONS:
        short = short.replace(long, brief)
    parts = [part for part in re.split(r"[^\u4e00-\u9fffA-Za-z0-9]+", short) if part]
    words = [spelled for part in parts for spelled in _words(part)]
    stem = "-".join(words)[:_MAX].strip("-") or "tongbao"
    base = f"{stem}-{year}" if year else stem
    candidate, count = base, 1
    while candidate in taken:
        count += 1
        candidate = f"{base}-{count}"
    return candidate


def _words(name: str) -> list[str]:
    found = _UNIT.search(name)
    place = _PLACE.match(name)
    cut = place.end() if place and place.end() < len(name) else found.start() if found else 0
    pieces = [name[:cut], name[cut:]]
    spelled = ("".join(lazy_pinyin(piece, errors=lambda rest: rest)).lower() for piece in pieces if piece)
    return [word for piece in spelled if (word := re.sub(r"[^a-z0-9]+", "", piece))]


def propose_title(issuer: str, inspection_type: str | None, kind: str = "通报") -> str:
    """A title for lists where the notice prints none."""
    return f"{issuer}关于{inspection_type or '巡视巡察'}整改进展情况的{kind}"
