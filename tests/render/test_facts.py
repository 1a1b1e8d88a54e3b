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
