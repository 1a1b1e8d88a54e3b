"""The outline: each character in exactly one unit, numbers as printed, addresses that last."""

from __future__ import annotations

import gc
import weakref

import pytest

from generator.model.notice import Item, Notice, Section, Table, TableBlock, TableItems
from generator.model.outline import count_statuses, items, numeral, outline, plain_text, table_of_items
from tests.samples import make_notice


def test_plain_text_holds_every_part_in_reading_order() -> None:
    notice = make_notice(
        under_title="2024年1月2日",
        opening="开头",
        sections=[{"heading": "一、总体", "text": "总述", "sections": [{"heading": "(一)分述", "text": "分述文"}]}],
        closing="结尾",
        attachments=[{"text": "附件：清单"}],
        signature={"name": ["甲", "乙"], "date": "2024-03-05"},
        notes="附注",
    )
    lines = [
        "某通报",
        "2024年1月2日",
        "开头",
        "一、总体",
        "总述",
        "(一)分述",
        "分述文",
        "结尾",
        "附件：清单",
        "甲",
        "乙",
        "2024年3月5日",
        "附注",
    ]
    assert plain_text(notice).split("\n") == [*lines, ""]


def test_a_notice_has_one_outline_and_a_changed_copy_another() -> None:
    notice = make_notice(opening="开头")
    assert outline(notice) is outline(notice)
    assert plain_text(notice.model_copy(update={"opening": ("改过",)})) == "某通报\n改过\n"
    assert plain_text(notice) == "某通报\n开头\n"


def test_outlines_go_with_their_notices() -> None:
    first = weakref.ref(outline(make_notice(opening="开头"))[0])
    gc.collect()
    assert first() is None


def test_a_title_that_is_not_printed_is_not_part_of_the_text() -> None:
    assert plain_text(make_notice(title_printed=False, opening="开头")) == "开头\n"


def test_date_may_stand_before_the_signature() -> None:
    notice = make_notice(signature={"name": "甲", "date": "2024-03-05", "date_first": True})
    assert plain_text(notice).split() == ["某通报", "2024年3月5日", "甲"]


def test_a_run_in_heading_shares_the_line_of_its_first_paragraph() -> None:
    notice = make_notice(sections=[{"heading": "（一）标题。", "run_in": True, "text": "正文\n次段"}])
    assert plain_text(notice).split() == ["某通报", "（一）标题。正文", "次段"]


@pytest.mark.parametrize(
    ("pattern", "n", "expected"),
    [
        ("n", 12, "12"),
        ("１", 12, "１２"),
        ("一", 12, "十二"),
        ("一", 20, "二十"),
        ("一", 31, "三十一"),
        ("一", 99, "九十九"),
        ("一", 100, "100"),
        ("①", 20, "⑳"),
        ("①", 21, "21"),
    ],
)
def test_numerals_follow_their_sample(pattern: str, n: int, expected: str) -> None:
    assert numeral(pattern, n) == expected


def test_a_heading_with_nothing_under_it_stays() -> None:
    assert plain_text(make_notice(sections=[{"heading": "一、甲"}, {"heading": "二、乙", "text": "文"}])).split() == [
        *("某通报", "一、甲", "二、乙", "文"),
    ]


def test_each_unit_knows_how_deep_it_stands_and_under_which_headings() -> None:
    table = {"rows": [["问题"], ["丙"]], "items": {"finding": 1}}
    deepest = {"heading": "（一）", "items": [{"finding": "乙"}], "text": [{"table": table}]}
    notice = make_notice(
        opening="开头", sections=[{"heading": "一、", "sections": [deepest], "items": [{"finding": "甲"}]}]
    )
    assert [(unit.kind, unit.depth, unit.path) for unit in outline(notice)] == [
        ("title", 0, ()),
        ("opening", 0, ()),
        ("section", 1, ()),
        ("item", 2, ("一、",)),
        ("section", 2, ("一、",)),
        ("item", 3, ("一、", "（一）")),
        ("item", 3, ("一、", "（一）")),
    ]


def test_run_in_item_headings_hold_for_groups_below_until_a_group_or_an_item_says_otherwise() -> None:
    item = {"finding": "甲。", "text": "文"}
    apart, alone = {"item_run_in": False, "items": [item]}, {"items": [{**item, "run_in": False}]}
    notice = make_notice(
        title_printed=False, sections=[{"item_run_in": True, "sections": [{"items": [item]}, apart, alone]}]
    )
    assert plain_text(notice).split() == ["甲。文", "甲。", "文", "甲。", "文"]


def test_item_heading_pattern_is_inherited_and_numbers_restart_in_each_group() -> None:
    group = {"items": [{"finding": "甲"}, {"finding": "乙"}]}
    other = {"items": [{"finding": "丙"}]}
    notice = make_notice(
        sections=[{"heading": "一、", "item_heading": "问题{一}:关于“{finding}”的问题", "sections": [group, other]}]
    )
    assert [unit.heading for unit in items(outline(notice))] == [
        "问题一:关于“甲”的问题",
        "问题二:关于“乙”的问题",
        "问题一:关于“丙”的问题",
    ]
    assert [unit.label for unit in items(outline(notice))] == ["问题一:", "问题二:", "问题一:"]


def test_status_of_an_item_comes_before_that_of_its_group_and_none_is_invented() -> None:
    sections = [
        {
            "heading": "（一）",
            "status": "已完成",
            "items": [{"finding": "甲"}, {"finding": "乙", "status": "持续推进"}],
        },
        {"heading": "（二）", "items": [{"finding": "丙"}]},
    ]
    units = outline(make_notice(sections=sections))
    assert [unit.status for unit in items(units)] == ["已完成", "持续推进", None]
    assert count_statuses(units) == {"已完成": 1, "持续推进": 1}


def test_an_address_survives_an_insertion_before_it() -> None:
    before = make_notice(sections=[{"heading": "一、", "items": [{"finding": "甲"}, {"finding": "乙"}]}])
    after = make_notice(
        sections=[{"heading": "一、", "items": [{"finding": "新"}, {"finding": "甲"}, {"finding": "乙"}]}]
    )
    assert [u.anchor for u in items(outline(before))] == [u.anchor for u in items(outline(after))][1:]


def test_the_address_of_a_section_survives_a_section_before_it() -> None:
    def anchors(*headings: str) -> list[str]:
        return [
            unit.anchor
            for unit in outline(make_notice(title_printed=False, sections=[{"heading": h} for h in headings]))
        ]

    assert anchors("一、甲", "二、乙") == anchors("一、新", "二、甲", "三、乙")[1:]
    assert anchors("（一）甲") == anchors("（十二）甲") == anchors("3. 甲") != anchors("甲乙")


def test_an_address_survives_a_move_to_another_group() -> None:
    def anchor(first: list[dict[str, str]], second: list[dict[str, str]]) -> str:
        notice = make_notice(sections=[{"heading": "（一）", "items": first}, {"heading": "（二）", "items": second}])
        return next(unit.anchor for unit in items(outline(notice)) if unit.finding == "甲")

    assert anchor([{"finding": "甲"}], [{"finding": "乙"}]) == anchor([{"finding": "乙"}], [{"finding": "甲"}])


def test_equal_findings_get_different_addresses() -> None:
    group = {"heading": "（一）", "items": [{"finding": "甲"}, {"finding": "甲"}]}
    units = items(outline(make_notice(sections=[group, {**group, "heading": "（二）"}])))
    assert len({unit.anchor for unit in units}) == 4


def test_a_pinned_address_stays_when_the_finding_is_reworded() -> None:
    units = items(
        outline(make_notice(sections=[{"items": [{"finding": "改写后", "id": "roads", "aliases": ["old"]}]}]))
    )
    assert (units[0].anchor, units[0].aliases) == ("item-roads", ("item-old",))


def test_rows_of_a_table_of_items_are_units_and_no_character_is_lost_or_doubled() -> None:
    table = Table(
        caption="一览表",
        rows=(("序号", "问题", "措施", "状态"), ("1", "甲", "做了", "已完成"), ("2", "乙", "在做", "正在整改")),
        items=TableItems(number=1, finding=2, text=3, status=4, statuses={"正在整改": "持续推进"}),
    )
    section = Section(heading="一览", text=("前文", TableBlock(table=table), "后文"))
    notice = make_notice().model_copy(update={"sections": (section,)})
    found = items(outline(notice))
    assert [(u.label, u.finding, u.body_text, u.status) for u in found] == [
        ("1", "甲", "做了", "已完成"),
        ("2", "乙", "在做", "持续推进"),
    ]
    text = "某通报一览前文一览表序号问题措施状态1甲做了已完成2乙在做正在整改后文"
    assert "".join(plain_text(notice).split()) == text


def test_a_table_of_items_without_a_header_is_kept_and_an_empty_row_is_no_item() -> None:
    first = {"rows": [["甲", "做了"], ["", ""], ["乙", "在做"]], "header": 0, "items": {"finding": 1, "text": 2}}
    second = {"rows": [["丙"], []], "header": 0, "items": {"finding": 1}}
    notice = make_notice(title_printed=False, sections=[{"text": [{"table": first}, {"table": second}, "后文"]}])
    assert [(unit.kind, unit.text) for unit in outline(notice)] == [
        ("section", ""),
        ("item", "甲\t做了"),
        ("item", "乙\t在做"),
        ("section", ""),
        ("item", "丙"),
        ("section", "后文"),
    ]
    assert [table_of_items(unit) is not None for unit in outline(notice)] == [True, False, False, True, False, False]


def test_a_table_that_is_no_list_of_items_is_text_of_its_section() -> None:
    (unit,) = outline(
        make_notice(title_printed=False, sections=[{"text": [{"table": {"rows": [["甲", "乙"], ["丙"]]}}]}])
    )
    assert (unit.body_text, table_of_items(unit)) == ("甲\t乙\n丙", None)


def test_units_have_unique_addresses_and_text() -> None:
    notice: Notice = make_notice(
        opening="开头",
        sections=[
            {"heading": "一、同名"},
            {"heading": "二、同名", "text": "文"},
            {"text": "无标题"},
            {"text": "又一段"},
        ],
    )
    units = outline(notice)
    assert len({unit.anchor for unit in units}) == len(units)
    assert all(unit.text for unit in units)


def test_an_item_without_a_pattern_prints_its_finding() -> None:
    assert (
        outline(make_notice(sections=[Section(items=(Item(finding="整改责任压得不实。"),)).model_dump()]))[1].heading
        == "整改责任压得不实。"
    )


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("1.关于“甲”的问题", "1."),
        ("1.2 甲", "1.2"),
        ("1.2甲", "1.2"),
        ("1.2关于“甲”的问题", "1.2"),
        ("（12）关于“甲”的问题", "（12）"),
        ("问题一：甲", "问题一："),
        ("【问题1】甲", "【问题1】"),
        ("一是针对“甲”问题，", "一是"),
        ("③甲", "③"),
        ("1.【已完成】关于“甲”问题。", "1."),
        ("关于“甲”的问题", ""),
    ],
)
def test_the_printed_number_is_the_label(heading: str, label: str) -> None:
    units = items(outline(make_notice(sections=[{"items": [{"finding": "甲", "heading": heading}]}])))
    assert units[0].label == label


def test_a_row_has_the_status_that_its_cell_says_and_its_group_s_only_where_it_says_nothing() -> None:
    rows = [["问题", "状态"], ["甲", "已完成"], ["乙", ""], ["丙", "在办"], ["丁"]]
    table = {"rows": rows, "items": {"finding": 1, "status": 2}}
    notice = make_notice(sections=[{"heading": "一、清单", "status": "持续推进", "text": [{"table": table}]}])
    assert [unit.status for unit in items(outline(notice))] == ["已完成", "持续推进", None, "持续推进"]
