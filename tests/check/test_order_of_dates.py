"""Dates are held against each other only where their order is sure; one day is in order with itself."""

from __future__ import annotations

from typing import Any

import pytest

from generator.check import order_of_dates
from generator.check.subject import Subject
from generator.faults import Source
from tests.samples import make_notice

DAY = "2024-03-15"
WRONG = {"D101": "结束日期", "D102": "反馈日期", "D103": "发布日期"}


def said(**parts: Any) -> list[str]:
    subject = Subject(notice=make_notice(**parts), source=Source(path="x.yaml", text=""))
    return [f"{fault.code} {fault.message}" for fault in order_of_dates.check(subject)]


def test_what_happens_on_one_day_is_in_order() -> None:
    revisions = [{"date": DAY, "note": "更正"}]
    inspection = {"start": DAY, "end": DAY, "feedback": DAY}
    assert said(published=DAY, inspection=inspection, signature={"date": DAY}, revisions=revisions) == []
    assert said(published=DAY, withdrawn={"date": DAY, "reason": "内容有误"}) == []


@pytest.mark.parametrize(
    ("first", "later", "code"),
    [("start", "end", "D101"), ("start", "feedback", "D102"), ("end", "feedback", "D102")],
)
def test_each_date_is_held_against_the_nearest_exact_one_before_it(first: str, later: str, code: str) -> None:
    found = said(inspection={first: "2024-03-16", later: DAY})
    assert [one.partition(" 2024")[0] for one in found] == [f"{code} {WRONG[code]}"]
    assert said(inspection={first: "2024年3月下旬", later: DAY}) == []
    assert [one[:4] for one in said(inspection={first: "2024-03-16"}, published=DAY)] == ["D103"]


def test_a_further_inspection_is_held_against_its_own_dates() -> None:
    further = [{"start": "2023-05-01", "end": "2023-04-30"}]
    assert said(inspection={"start": "2024-01-01", "end": "2024-02-01", "further": further}) == [
        "D101 结束日期 2023年4月30日 早于开始日期 2023年5月1日"
    ]


def test_a_month_between_signature_and_publication_is_usual() -> None:
    assert said(published="2024-04-15", signature={"date": DAY}) == []
    assert said(published="2024-04-16", signature={"date": DAY}) == [
        "D105 发布日期 2024年4月16日 比成文日期 2024年3月15日 晚 32 天"
    ]
    assert [one[:4] for one in said(published="2024-03-14", signature={"date": DAY})] == ["D104"]
