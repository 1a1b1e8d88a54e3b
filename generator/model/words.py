"""The closed sets of the field, each in one place. Parser, templates, schema, docs and tests read them here."""

from __future__ import annotations

from typing import Literal, get_args

Wording = Literal["原文", "摘编"]
Kind = Literal["通报", "报告", "公示", "公告", "情况"]
InspectionType = Literal["巡视", "巡察"]
Level = Literal["中央", "省", "市", "区县", "乡镇", "企业", "高校", "其他"]
Status = Literal["已完成", "基本完成", "持续推进", "长期坚持", "未完成"]

STATUSES: tuple[Status, ...] = get_args(Status)
LEVELS: tuple[Level, ...] = get_args(Level)
INSPECTION_TYPES: tuple[InspectionType, ...] = get_args(InspectionType)
KINDS: tuple[Kind, ...] = get_args(Kind)
WORDINGS: tuple[Wording, ...] = get_args(Wording)

MASKS = "*＊×"
"""What stands for a digit or letter that was made unreadable."""
INVISIBLE = (
    "\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\U000e0000-\U000e007f"
)
"""What nobody sees and copying brings along, as it stands in a class of a pattern. It is no white space."""
