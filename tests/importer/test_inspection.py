"""The facts of an inspection, as the opening of a notice states them."""

from __future__ import annotations

import pytest

from generator.importer.inspection import read_inspection


@pytest.mark.parametrize(
    ("opening", "team"),
    [
        ("日照市委第二巡察组对市水利局党组进行了巡察。", "日照市委第二巡察组"),
        ("3月6日至4月28日于都县委第一巡察组对某局进行了巡察。", "于都县委第一巡察组"),
        ("天津市和平区委第二巡察组对某局进行了巡察。", "天津市和平区委第二巡察组"),
        ("呼和浩特市委第三巡察组对某局进行了巡察。", "呼和浩特市委第三巡察组"),
        ("市经开区党工委第一巡察组对某局进行了巡察。", "市经开区党工委第一巡察组"),
        ("省委涉粮问题专项巡视组对某局进行了巡视。", "省委涉粮问题专项巡视组"),
        ("按照市委书记和市委第五巡察组要求", "市委第五巡察组"),
        ("接受县委第二巡察组巡察", "县委第二巡察组"),
        ("由某市委第二巡察组进行巡察", "某市委第二巡察组"),
        ("去年9月县委巡察组到我村巡察", "县委巡察组"),
        ("5月6日起县委第三巡察组对某镇巡察", "县委第三巡察组"),
        ("二〇二三年三月六日县委第二巡察组对某局巡察", "县委第二巡察组"),
    ],
)
def test_the_team_is_whole_and_nothing_more(opening: str, team: str) -> None:
    assert read_inspection("", [opening]).inspection.team == team
