"""What a page says about its notice."""

from __future__ import annotations

import pytest

from generator.render import facts
from tests.samples import make_notice


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("0527-88859050", "tel:052788859050"),
        ("(0527) 8885 9050", "tel:052788859050"),
        ("0527-88859050转802", "tel:052788859050;ext=802"),
        ("159*****009", None),
        ("12345", "tel:12345"),
        ("＋８６ 527 88859050", "tel:+8652788859050"),
        ("+86-527-88859050", "tel:+8652788859050"),
        ("0527-88859050（办公室）", "tel:052788859050"),
        ("0527-88859050、88859051", None),
        ("0527-88859050/51", None),
        ("12345或12388", None),
        ("0527-88859050 0527-88859051", None),
        ("88859050（8:00—12:00）", None),
        ("无", None),
    ],
)
def test_a_phone_can_be_called_unless_it_is_masked_or_more_than_one(phone: str, address: str | None) -> None:
    assert facts.contact_lines(make_notice(contact={"phones": phone}))[0].href == address


def test_a_masked_mailbox_is_no_link() -> None:
    emails = ["**********@qq.com", "office@example.gov.cn"]
    found = facts.contact_lines(make_notice(contact={"emails": emails}))
    assert [line.href for line in found] == [None, "mailto:office@example.gov.cn"]


def test_bars_fill_the_whole_length_and_items_without_status_are_named() -> None:
    bars = facts.progress({"已完成": 2, "持续推进": 1}, 4)
    assert [(bar.label, bar.count) for bar in bars] == [("已完成", 2), ("持续推进", 1), ("未注明", 1)]
    assert sum(bar.width for bar in bars) == 1000
    assert facts.progress({}, 4) == ()


def test_the_timeline_counts_the_days_to_publication() -> None:
    inspection = {
        "type": "巡视",
        "team": "省委第四巡视组",
        "start": "2023-06-28",
        "end": "2023-08-31",
        "feedback": "2023-10-11",
    }
    notice = make_notice(inspection=inspection, published="2024-03-15")
    assert facts.timeline(notice) == (
        ("省委第四巡视组巡视", "2023年6月28日至2023年8月31日"),
        ("反馈", "2023年10月11日"),
        ("发布", "2024年3月15日"),
        ("反馈至发布", "156 天"),
    )


def test_a_vague_date_is_shown_as_given_and_counts_no_days() -> None:
    notice = make_notice(inspection={"start": "2022年8月下旬", "feedback": "2022年底"}, published="2024-03-15")
    assert [value for _, value in facts.timeline(notice)] == ["2022年8月下旬", "2022年底", "2024年3月15日"]


def test_a_team_is_told_where_no_days_are_given_and_nothing_where_nothing_is_known() -> None:
    assert facts.timeline(make_notice(inspection={"team": "省委第四巡视组"})) == (("巡视巡察", "省委第四巡视组"),)
    assert facts.timeline(make_notice()) == ()


def test_every_contact_fact_is_told_with_its_label() -> None:
    contact = {
        "phones": ["0527-88859050", "12388"],
        "faxes": "0527-88859051",
        "emails": "office@example.gov.cn",
        "addresses": "某某市人民大道888号",
        "postcodes": "223800",
        "people": ["王某", "李某"],
        "hours": "工作日9:00—12:00",
    }
    assert [(line.label, line.value) for line in facts.contact_lines(make_notice(contact=contact))] == [
        ("电话", "0527-88859050"),
        ("电话", "12388"),
        ("传真", "0527-88859051"),
        ("电子邮箱", "office@example.gov.cn"),
        ("地址", "某某市人民大道888号"),
        ("邮编", "223800"),
        ("联系人", "王某"),
        ("联系人", "李某"),
        ("受理时间", "工作日9:00—12:00"),
    ]


def test_the_information_table_tells_what_is_known_and_leaves_out_the_rest() -> None:
    notice = make_notice(
        kind="报告",
        wording="摘编",
        issuer={"name": "中共某某县委员会", "region": "320000", "region_name": "江苏省某某县"},
        inspection={"type": "巡察", "level": "市", "round": "十四届市委第一轮", "forms": ["常规", "专项"]},
        published="2024-03-15",
        signature={"date": "2024年3月上旬"},
        source={"publisher": "某某网"},
    )
    assert facts.information_rows(notice) == (
        ("索引号", "sample"),
        ("发布机关", "中共某某县委员会"),
        ("文种", "报告"),
        ("地区", "江苏省某某县"),
        ("成文日期", "2024年3月上旬"),
        ("发布日期", "2024年3月15日"),
        ("巡视巡察", "市级巡察"),
        ("届次轮次", "十四届市委第一轮"),
        ("方式", "常规、专项"),
        ("来源", "某某网"),
        ("文本", "摘编（不是原文）"),
    )
    few = facts.information_rows(make_notice(issuer={"name": "中共某某县委员会", "region": "320000"}))
    assert [label for label, _ in few] == ["索引号", "发布机关", "文种", "地区", "文本"]
    assert few[-2:] == (("地区", "320000"), ("文本", "原文"))


def test_one_sentence_describes_the_notice() -> None:
    notice = make_notice(issuer={"name": "中共某某县委员会", "short": "某某县委"})
    assert (
        facts.description(notice, 3, {"已完成": 2}) == "某某县委发布的整改进展情况通报，共 3 项整改事项，已完成 2 项。"
    )
    assert facts.description(notice, 0, {}) == "某某县委发布的整改进展情况通报。"


def test_the_timeline_names_who_was_inspected_and_every_period() -> None:
    further = [
        {"team": "市委第二巡察组", "subject": "县水务局", "start": "2023-05-04", "end": "2023-06-30"},
        {"subject": "各乡镇", "feedback": "2023年底"},
        {"team": "市委第三巡察组", "subject": "县医保局"},
    ]
    first = {
        "type": "巡察",
        "team": "市委第一巡察组",
        "subject": "县委",
        "start": "2022-03-07",
        "feedback": "2022-06-10",
    }
    notice = make_notice(inspection={**first, "further": further}, published="2024-01-26")
    assert facts.timeline(notice) == (
        ("市委第一巡察组巡察县委", "2022年3月7日"),
        ("反馈", "2022年6月10日"),
        ("市委第二巡察组巡察县水务局", "2023年5月4日至2023年6月30日"),
        ("巡察", "各乡镇"),
        ("反馈", "2023年底"),
        ("巡察县医保局", "市委第三巡察组"),
        ("发布", "2024年1月26日"),
    )


def test_the_information_table_gives_the_forms_of_all_periods_and_the_source() -> None:
    further = [{"forms": ["提级", "专项"]}]
    notice = make_notice(inspection={"forms": "专项", "further": further}, source={"publisher": "某某日报"})
    rows = dict(facts.information_rows(notice))
    assert (rows["方式"], rows["来源"]) == ("专项、提级", "某某日报")
