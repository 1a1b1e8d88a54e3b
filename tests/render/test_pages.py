"""The Markdown of a notice's page."""

from __future__ import annotations

import re
from pathlib import Path

from generator.model.outline import items, outline
from generator.render.environment import Templates
from generator.render.pages import render_notice
from tests.samples import make_notice


def test_each_row_of_a_table_of_items_has_its_address_and_an_empty_row_has_none(root: Path) -> None:
    columns = {"finding": 1, "text": 2}
    first = {"rows": [["问题", "措施"], ["甲", "做了"], [], ["乙", "在做"]], "items": columns}
    second = {"rows": [["丙", "要做"]], "header": 0, "items": columns}
    notice = make_notice(sections=[{"heading": "一、清单", "text": [{"table": first}, {"table": second}]}])
    page = render_notice(notice, Templates(root / "templates"))["notices/sample/index.md"]
    found = re.findall(r'<tr(?: id="([a-z0-9-]+)" class="unit")?>(?:<td>([^<]*)</td>|</tr>)', page)
    first_item, second_item, third_item = (unit.anchor for unit in items(outline(notice)))
    assert found == [(first_item, "甲"), ("", ""), (second_item, "乙"), (third_item, "丙")]


def test_a_text_that_begins_with_a_table_has_its_address_in_the_text_where_what_was_searched_for_is_marked(
    root: Path,
) -> None:
    table = [{"table": {"rows": [["甲", "乙"]]}}]
    notice = make_notice(under_title=table, opening=table, sections=[{"text": table}], closing=table, notes=table)
    page = render_notice(notice, Templates(root / "templates"))["notices/sample/index.md"].replace('\\"', '"')
    for unit in outline(notice)[1:]:
        assert f'<span id="{unit.anchor}"></span>' in page


def test_former_addresses_and_corrections_have_pages_of_their_own(root: Path) -> None:
    revision = {"date": "2024-04-01", "note": "更正一处数字"}
    notice = make_notice(aliases=["old", "older"], revisions=[revision], opening="正文")
    pages = render_notice(notice, Templates(root / "templates"))
    assert sorted(pages) == [
        "notices/old/index.md",
        "notices/older/index.md",
        "notices/sample/history/index.md",
        "notices/sample/index.md",
    ]
    assert "../sample/" in pages["notices/old/index.md"]
    assert "更正一处数字" in pages["notices/sample/history/index.md"]


def test_the_page_of_a_withdrawn_notice_says_who_took_it_back_when_and_why_and_nothing_of_its_text(root: Path) -> None:
    notice = make_notice(
        title="撤下的标题",
        issuer={"name": "中共某某县委员会"},
        aliases=["old"],
        opening="撤下的正文",
        revisions=[{"date": "2024-04-01", "note": "撤下的更正"}],
        withdrawn={"date": "2024-05-01", "reason": "内容有误"},
    )
    pages = render_notice(notice, Templates(root / "templates"))
    assert sorted(pages) == ["notices/old/index.md", "notices/sample/index.md"]
    for said in ("sample", "中共某某县委员会", "2024-05-01", "内容有误"):
        assert said in pages["notices/sample/index.md"]
    assert not any("撤下的" in page for page in pages.values())


def test_headings_are_as_deep_as_they_stand_in_the_notice(root: Path) -> None:
    lowest = {"heading": "1.丁", "items": [{"finding": "戊"}]}
    sections = [
        {
            "heading": "一、甲",
            "sections": [{"heading": "（一）乙", "sections": [{"heading": "（1）丙", "sections": [lowest]}]}],
        }
    ]
    page = render_notice(make_notice(title="题", sections=sections), Templates(root / "templates"))[
        "notices/sample/index.md"
    ]
    found = [(len(marks), text[-1]) for marks, text in re.findall(r"^(#+) ([^ ]+)", page, re.MULTILINE)]
    assert found == [(2, "甲"), (3, "乙"), (4, "丙"), (5, "丁"), (6, "戊")]


def test_headings_go_down_one_level_at_a_time_where_groups_have_none(root: Path) -> None:
    items = [{"finding": "某问题"}, {"finding": "某问题之二", "run_in": True, "text": "正文"}]
    headless = [{"items": items}, {"heading": "一、有标题", "sections": [{"items": items}, {"heading": "（一）下级"}]}]
    page = render_notice(make_notice(sections=headless), Templates(root / "templates"))["notices/sample/index.md"]
    found = re.findall(r'^(#+) |aria-level="(.)"', page, re.MULTILINE)
    assert [int(level or len(hashes)) for hashes, level in found] == [2, 2, 2, 3, 3, 3]


def test_an_empty_cell_heads_no_column(root: Path) -> None:
    text = [{"table": {"header": 2, "rows": [["单位", "金额", ""], ["", "年初", "年末"], ["甲", "1", "2"]]}}]
    page = render_notice(make_notice(opening=text), Templates(root / "templates"))["notices/sample/index.md"]
    heads = '<th scope="col">{}</th>'.format
    assert f"<tr>{heads('单位')}{heads('金额')}<td></td></tr>\n<tr><td></td>{heads('年初')}{heads('年末')}</tr>" in page


def test_a_row_is_as_wide_as_its_table(root: Path) -> None:
    text = [{"table": {"rows": [["单位"], ["甲", "1", "2"], ["乙", "3"], []]}}]
    page = render_notice(make_notice(opening=text), Templates(root / "templates"))["notices/sample/index.md"]
    assert [row.count("</t") - 1 for row in re.findall("^<tr>.*</tr>$", page, re.MULTILINE)] == [3, 3, 3, 3]


def test_no_link_of_the_contents_is_empty(root: Path) -> None:
    rows = [["问题", "措施", "备注"], ["", "督促检查", ""], ["", "", "见附件"]]
    table = {"rows": rows, "items": {"finding": 1, "text": 2}}
    notice = make_notice(sections=[{"heading": "一、清单", "text": [{"table": table}]}])
    page = render_notice(notice, Templates(root / "templates"))["notices/sample/index.md"]
    links = re.findall(r'<a href=\\"#item-[^>]*>([^<]*)</a>', page)
    assert [link.split() for link in links] == [["督促检查"], ["见附件"]]
