"""What a sentence states about the whole, in the wordings of real notices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from generator.check import check_notice
from generator.check.subject import Subject
from generator.check.totals import check, statements
from generator.faults import Source
from generator.load.notices import parse_notice
from tests.samples import make_notice


@pytest.mark.parametrize(
    ("text", "total", "parts", "rate"),
    [
        ("巡察反馈25个问题,已完成整改19个、正在整改6个,整改完成率76%。", 25, {"完成": 19, "推进": 6}, "76"),
        (
            "697个问题,完成整改688个,基本完成取得阶段性成果并持续整改问题4个,未完成5个,总体完成率98.71%",
            697,
            {"基本完成": 4, "完成": 688, "未完成": 5},
            "98.71",
        ),
        (
            "巡察反馈的4个方面37个问题,已整改完成34个(含立行立改问题2个),阶段性完成整改3个。",
            37,
            {"基本完成": 3, "完成": 34},
            None,
        ),
        ("反馈问题１２个，已完成１２个，完成率１００％", 12, {"完成": 12}, "100"),
        ("反馈问题12个，已完成整改（含立行立改的3个）12个，整改率达100%", 12, {"完成": 12}, "100"),
        ("反馈问题12个，正在整改（其中1个长期坚持）2个，办结率是83%", 12, {"推进": 2}, "83"),
    ],
)
def test_totals_parts_and_rates_are_read(text: str, total: int, parts: dict[str, int], rate: str | None) -> None:
    (said,) = statements(text)
    assert (said.total, said.parts, said.rate) == (total, parts, Decimal(rate) if rate else None)


@pytest.mark.parametrize(
    "text",
    ["将省委巡视反馈5个方面问题,进行了细化分解", "拓展延伸整改问题38个", "下发工作提示单24份", "清收率达到97.4%"],
)
def test_other_figures_are_no_statement_about_the_whole(text: str) -> None:
    assert statements(text) == []


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("反馈697个问题，完成整改688个，基本完成4个，未完成5个，完成率98.71%", []),
        ("反馈697个问题，完成整改688个，完成率98.7%", []),
        ("反馈697个问题，完成整改688个，完成率98.8%", ["A102"]),
        ("反馈697个问题，完成整改688个，完成率99%", []),
        ("反馈697个问题，完成整改688个，基本完成4个，未完成6个", ["A101"]),
        ("反馈问题3个，已完成整改3个，完成率100%", []),
        ("反馈100个问题，完成整改90个，基本完成5个，正在整改5个，完成率95%", []),
        ("反馈100个问题，完成整改90个，基本完成5个，正在整改5个，完成率90%", []),
        ("反馈100个问题，完成整改90个，基本完成5个，正在整改5个，完成率94%", ["A102"]),
    ],
)
def test_parts_and_rates_are_held_against_the_whole_as_they_are_rounded(sentence: str, codes: list[str]) -> None:
    text = f"title: 通报\nwording: 原文\nissuer: {{name: 某某}}\npublished: 2024-01-01\nopening: {sentence}\n"
    loaded, _ = parse_notice("x.yaml", "x", text.encode())
    assert loaded is not None
    assert [fault.code for fault in check_notice(loaded.notice, loaded.source) if fault.code[0] == "A"] == codes


def said(opening: str, *sections: dict[str, Any]) -> list[str]:
    subject = Subject(notice=make_notice(opening=opening, sections=sections), source=Source(path="x.yaml", text=""))
    return [fault.message for fault in check(subject)]


def group(heading: str, *findings: str, text: str = "", status: str | None = None) -> dict[str, Any]:
    return {"heading": heading, "text": text, "status": status, "items": [{"finding": one} for one in findings]}


def test_a_total_may_count_items_groups_of_them_or_findings_that_several_items_share() -> None:
    groups = group("一、", "总。甲", "总。乙", "丙"), group("二、", "丁", "戊", "己")
    for total in (2, 5, 6):
        assert said(f"反馈问题{total}个。", *groups) == []
    for total in (1, 3, 4, 7):
        assert said(f"反馈问题{total}个。", *groups) == [f"文中说反馈问题 {total} 个，本文列出 6 项"]


def test_a_total_within_a_section_is_held_against_what_stands_under_its_heading() -> None:
    assert said("", group("一、", "甲", "乙", text="本部分反馈问题2个。"), group("二、", "丙", "丁", "戊")) == []
    assert said("", group("一、", "甲", "乙", text="本部分反馈问题5个。"), group("二、", "丙", "丁", "戊")) == []
    assert said("", group("一、", "甲", "乙", text="本部分反馈问题3个。"), group("二、", "丙", "丁", "戊")) == [
        "文中说反馈问题 3 个，本文列出 2 项"
    ]


def test_what_is_nearly_done_may_be_counted_as_done() -> None:
    groups = (
        group("一、", "甲", "乙", status="已完成"),
        group("二、", "丙", status="基本完成"),
        group("三、", "丁", status="持续推进"),
    )
    assert said("反馈问题4个，已完成2个。", *groups) == said("反馈问题4个，已完成3个。", *groups) == []
    for wrong in (1, 4):
        message = f"文中说完成 {wrong} 个，本文状态为“已完成”的有 2 项"
        assert said(f"反馈问题4个，已完成{wrong}个。", *groups) == [message]
