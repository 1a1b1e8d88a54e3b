"""What a sentence states about the whole, in the wordings of real notices."""

from __future__ import annotations

from decimal import Decimal

import pytest

from generator.check import check_notice
from generator.check.totals import statements
from generator.load.notices import parse_notice


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
    ],
)
def test_parts_and_rates_are_held_against_the_whole_as_they_are_rounded(sentence: str, codes: list[str]) -> None:
    text = f"title: 通报\nwording: 原文\nissuer: {{name: 某某}}\npublished: 2024-01-01\nopening: {sentence}\n"
    loaded, _ = parse_notice("x.yaml", "x", text.encode())
    assert loaded is not None
    assert [fault.code for fault in check_notice(loaded.notice, loaded.source) if fault.code[0] == "A"] == codes
