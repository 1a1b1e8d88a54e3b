"""The proof that nothing is lost or added.

The notice's plain text equals the source's kept blocks, white space removed, in order.
"""

from __future__ import annotations

from generator.importer.document import spoken, squeeze
from generator.importer.understand import Draft
from generator.model.notice import Notice
from generator.model.outline import plain_text

_AROUND = 15


def first_difference(draft: Draft, notice: Notice) -> str:
    """Where the draft and its source differ, in words for the editor; empty if they do not."""
    source, result = spoken(draft.kept), squeeze(plain_text(notice))
    if source == result:
        return ""
    place = next(
        (i for i, (a, b) in enumerate(zip(source, result, strict=False)) if a != b), min(len(source), len(result))
    )
    around = slice(max(0, place - _AROUND), place + _AROUND)
    return f"原文第 {place + 1} 个字附近“{source[around]}”，结果是“{result[around]}”"
