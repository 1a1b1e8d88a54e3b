"""`notice.json`: the contract that others build on."""

from __future__ import annotations

import json

import pytest

from generator.index.notice_json import notice_json, record_bytes
from tests.samples import make_notice, torture_notice

CONTRACT = {
    "": {
        "schema",
        "id",
        "url",
        "title",
        "wording",
        "issuer",
        "inspection",
        "published",
        "contact",
        "sections",
        "items",
        "counts",
        "units",
    }
    | {"revisions", "source"},
    "issuer": {"name", "short", "region"},
    "inspection": {"type", "level", "team", "subject", "round", "forms", "start", "end", "feedback", "further"},
    "contact": {"phones", "emails", "addresses", "postcodes", "people", "hours", "text"},
    "counts": {"total", "by_status"},
}


def test_no_key_of_the_contract_is_ever_missing() -> None:
    for notice in (make_notice(), make_notice(withdrawn={"date": "2024-05-01", "reason": "有误"})):
        data = notice_json(notice)
        for key, wanted in CONTRACT.items():
            part = data[key] if key else data
            assert isinstance(part, dict)
            assert wanted <= part.keys()


def test_absent_facts_are_null_or_empty() -> None:
    data = notice_json(make_notice())
    assert (data["published"], data["source"], data["items"], data["revisions"]) == (None, None, [], [])
    assert data["contact"] == {
        **{key: [] for key in ("phones", "faxes", "emails", "addresses", "postcodes", "people")},
        "hours": None,
        "text": None,
    }


def test_the_text_of_the_contact_is_found_wherever_it_stands() -> None:
    facts = {"phones": "0527-88859050", "emails": "a@example.gov.cn", "addresses": "某路1号"}
    sections = [{"heading": "三、联系方式", "text": "电话：0527-88859050\n欢迎监督"}]
    table = [{"table": {"rows": [["地址", "某路1号"]]}}]
    made = make_notice(sections=sections, closing=table, notes="邮箱：a@example.gov.cn", contact=facts)
    contact = notice_json(made)["contact"]
    assert isinstance(contact, dict)
    assert contact["text"] == "电话：0527-88859050\n地址\t某路1号\n邮箱：a@example.gov.cn"


def test_items_carry_label_finding_group_status_text_and_address() -> None:
    sections = [
        {
            "heading": "（一）已完成",
            "status": "已完成",
            "item_heading": "{n}. 关于“{finding}”的问题",
            "items": [{"finding": "甲", "text": "一\n二"}],
        }
    ]
    data = notice_json(make_notice(sections=sections), "https://example.org/base/")
    items = data["items"]
    assert isinstance(items, list)
    anchor = items[0]["id"]
    assert items == [
        {
            "id": anchor,
            "label": "1.",
            "finding": "甲",
            "group": "（一）已完成",
            "status": "已完成",
            "text": "一\n二",
            "url": f"https://example.org/base/notices/sample/#{anchor}",
        }
    ]
    assert data["counts"] == {"total": 1, "by_status": {"已完成": 1}}


def test_dates_are_iso_and_vague_ones_stay_text() -> None:
    data = notice_json(make_notice(inspection={"start": "2022年8月下旬", "end": "2022-09-30"}, published="2024-01-05"))
    assert isinstance(data["inspection"], dict)
    assert (data["inspection"]["start"], data["inspection"]["end"], data["published"]) == (
        "2022年8月下旬",
        "2022-09-30",
        "2024-01-05",
    )


def test_contact_text_is_the_paragraph_that_holds_the_facts() -> None:
    data = notice_json(make_notice(closing="下一步。\n联系电话：0527-88859050。", contact={"phones": "0527-88859050"}))
    assert isinstance(data["contact"], dict)
    assert data["contact"]["text"] == "联系电话：0527-88859050。"


@pytest.mark.parametrize("kind", ["phones", "faxes", "emails", "addresses", "postcodes"])
def test_a_line_with_a_contact_fact_of_any_kind_is_contact_text(kind: str) -> None:
    items = [{"finding": "问题", "text": "已在223800@example.gov.cn公布。"}]
    notice = make_notice(
        sections=[{"heading": "一、情况", "items": items}],
        closing=["下一步。", "请寄：223800@example.gov.cn。"],
        contact={kind: "223800@example.gov.cn"},
    )
    contact = notice_json(notice)["contact"]
    assert isinstance(contact, dict)
    assert contact["text"] == "请寄：223800@example.gov.cn。"


def test_sections_are_the_headings_in_their_order_with_their_depth() -> None:
    sections = [
        {"text": "没有标题"},
        {"heading": "一、甲", "sections": [{"heading": "（一）乙"}]},
        {"heading": "二、丙"},
    ]
    found = notice_json(make_notice(sections=sections))["sections"]
    assert isinstance(found, list)
    assert [(one["heading"], one["depth"]) for one in found] == [("一、甲", 1), ("（一）乙", 2), ("二、丙", 1)]


def test_a_further_inspection_is_told_with_its_dates() -> None:
    further = [{"start": "2023-03-01", "feedback": "2023年5月", "team": "省委第五巡视组"}]
    inspection = notice_json(make_notice(inspection={"further": further}))["inspection"]
    assert isinstance(inspection, dict)
    assert {key: value for key, value in inspection["further"][0].items() if value} == further[0]


def test_nothing_of_a_withdrawn_notice_is_left_but_the_withdrawal() -> None:
    notice = make_notice(
        title="秘密标题",
        opening="秘密正文",
        withdrawn={"date": "2024-05-01", "reason": "有误"},
        source={"title": "秘密来源"},
    )
    assert "秘密" not in str(notice_json(notice))
    assert notice_json(notice)["withdrawn"] == {"date": "2024-05-01", "reason": "有误"}


def test_the_file_is_one_line_of_json() -> None:
    data = notice_json(torture_notice())
    assert record_bytes(data).decode() == json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
