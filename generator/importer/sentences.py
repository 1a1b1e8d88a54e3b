"""Findings without a frame: a sentence alone, known by the labels (整改情况：) that follow it or by what it says."""

from __future__ import annotations

import re

from generator.importer.finding import LABELS, Found, find_finding, find_sentence
from generator.importer.views import View

REMEDY = re.compile(
    r"\s*[【\[(]?(?:具体)?整改(?:落实|进展|完成|工作)?(?:情况|措施|成效|做法|结果|进展|举措|落实|目标|任务|时限)?(?:(?:及|和|与|、)(?:整改)?(?:措施|成效|情况|结果|效果|进展))?(?:[】\])]\s*:?|"
    r"\s*:)|"
    r"\s*完成情况\s*:"
)
PROBLEM_LABEL = re.compile(r"(?:巡[视察])?(?:反馈|存在|具体|主要)?(?:的)?问题(?:表现|描述)?\s*:\s*")


def may_be_finding(folded: str) -> bool:
    return len(folded) <= 120 and (not LABELS.match(folded) or PROBLEM_LABEL.match(folded) is not None)


def is_labelled(views: list[View], index: int) -> bool:
    """Whether 整改情况: or the like stands in the paragraph after its first sentence, or begins the next one."""
    one = views[index]
    inside = re.search(
        r"[。;,\s]\s*(?:具体)?(?:整改(?:落实|进展|完成)?(?:情况|措施|成效|结果)|完成情况)\s*:",
        one.folded[one.mark.end :],
    )
    return bool(inside) or is_followed_by_label(views, index)


def is_followed_by_label(views: list[View], index: int) -> bool:
    if index + 1 == len(views):
        return False
    following = views[index + 1]
    return bool(LABELS.match(following.folded) or REMEDY.match(following.folded, following.mark.end))


def read_sentence(one: View, *, alone: bool) -> Found:
    """The finding of an unframed item.

    `alone`: what follows is labelled, so that the whole paragraph is the finding.
    """
    found = find_finding(one.folded, one.mark) or find_sentence(one.folded, one.mark, alone=alone)
    if label := PROBLEM_LABEL.match(one.folded, one.mark.end):
        return Found(start=label.end(), stop=max(found.stop, label.end() + 1), end=max(found.end, found.stop))
    return found
