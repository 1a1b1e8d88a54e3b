"""Printed numbers are followed in every style and at every depth, but only among those that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from generator.check import numbering
from generator.check.subject import Subject
from generator.faults import Source
from tests.samples import make_notice


def said(sections: Sequence[dict[str, Any]]) -> list[str]:
    subject = Subject(notice=make_notice(sections=sections), source=Source(path="x.yaml", text=""))
    return [f"{fault.code} {fault.message}" for fault in numbering.check(subject)]


def headings(*texts: str) -> list[dict[str, Any]]:
    return [{"heading": text} for text in texts]


def printed_items(*texts: str) -> dict[str, Any]:
    return {"items": [{"finding": "甲", "heading": text} for text in texts]}


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("九、", "十、", "十一、"),
        ("十九、", "二十、", "二十一、"),
        ("（九）", "（十）", "（十一）"),
        ("9.", "10.", "11."),
        ("（１）", "（２）", "（３）"),
        ("问题9：", "问题10：", "问题11："),
        ("第一项", "第二项", "第三项"),
        ("第1、", "第2、", "第3、"),
        ("一是", "二是", "三是"),
        ("⑨、", "⑩、", "⑪、"),
        ("1", "2", "3"),
    ],
)
def test_in_every_style_repeated_and_skipped_numbers_are_told_as_they_are_printed(
    first: str, second: str, third: str
) -> None:
    first, second, third = (f"{number} 文字" for number in (first, second, third))
    one, two, three = (text.removesuffix(" 文字") for text in (first, second, third))
    assert said(headings(first, second, third)) == []
    assert said(headings(first, second, second)) == [f"N101 序号“{two}”重复"]
    assert said(headings(first, third)) == [f"N102 序号从“{one}”跳到“{three}”"]


def test_headings_below_a_heading_are_a_list_of_their_own() -> None:
    below = [{"heading": "二、乙", "sections": headings("（一）甲", "（三）丙")}]
    assert said([*headings("一、甲"), *below]) == ["N102 序号从“（一）”跳到“（三）”"]


def test_numbers_of_different_styles_are_not_held_against_each_other() -> None:
    assert said(headings("一、甲", "3.乙")) == []
    assert said(headings("1.甲", "（3）乙")) == []


def test_a_group_may_go_on_where_another_ended_but_not_begin_anywhere() -> None:
    assert said([printed_items("1.甲", "2.乙"), printed_items("3.丙", "4.丁"), printed_items("3.戊", "4.己")]) == []
    assert said([printed_items("1.甲", "2.乙"), printed_items("4.丁", "5.戊")]) == ["N103 本组序号从“4.”开始"]
    assert said([printed_items("1.甲", "2.乙"), printed_items("4.丁")]) == []
