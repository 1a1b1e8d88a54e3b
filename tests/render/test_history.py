"""Corrections: what differs between two wordings, the page of a notice's corrections, and the list over all notices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from generator.model.entry import make_entry
from generator.model.notice import Change, Notice
from generator.render.environment import Templates
from generator.render.history import PAGE_SIZE, Piece, compare, difference, history_page, history_pages
from tests.samples import make_notice

TEMPLATES = Path(__file__).parents[2] / "templates"


def shown(pieces: tuple[Piece, ...]) -> str:
    """The pieces with marks: [-removed-], [+added+]."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("共12家企业。", "共13家企业。", ("共1[-2-]家企业。", "共1[+3+]家企业。")),
        ("甲乙丙", "甲丙", ("甲[-乙-]丙", "甲丙")),
        ("甲丙", "甲乙丙", ("甲丙", "甲[+乙+]丙")),
        ("一样", "一样", ("一样", "一样")),
        ("", "新增一段", ("", "[+新增一段+]")),
        ("删去一段", "", ("[-删去一段-]", "")),
        (
            "整改问题3个，追责问责5人。",
            "整改问题4个，已追责问责6人。",
            ("整改问题[-3-]个，追责问责[-5-]人。", "整改问题[+4+]个，[+已+]追责问责[+6+]人。"),
        ),
        ("甲一乙", "丙一丁", ("[-甲一乙-]", "[+丙一丁+]")),
    ],
)
def test_what_differs_is_marked(before: str, after: str, marked: tuple[str, str]) -> None:
    found = difference(before, after)
    assert (shown(found.before), shown(found.after)) == marked


@given(st.text("甲乙丙，", max_size=30), st.text("甲乙丙，", max_size=30))
def test_the_pieces_are_the_whole_text_and_same_pieces_are_the_same(before: str, after: str) -> None:
    found = difference(before, after)
    assert "".join(piece.text for piece in found.before) == before
    assert "".join(piece.text for piece in found.after) == after
    same = [[piece.text for piece in side if piece.kind == "same"] for side in (found.before, found.after)]
    assert "".join(same[0]) == "".join(same[1])


def test_paragraphs_too_long_to_align_are_shown_whole() -> None:
    before, after = "甲乙" * 1000, "乙丙" * 1000
    found = difference(before, after)
    assert [piece.kind for piece in (*found.before, *found.after)] == ["removed", "added"]


def test_paragraphs_stand_side_by_side_in_their_order() -> None:
    pairs = compare(Change.model_validate({"before": ["一", "二"], "after": "一"}))
    assert [(shown(pair.before), shown(pair.after)) for pair in pairs] == [("一", "一"), ("[-二-]", "")]


def corrected(**facts: Any) -> Notice:
    revisions = [
        {"date": "2024-04-01", "note": "更正一处", "changes": [{"before": "原有12家。", "after": "原有13家。"}]},
        {"date": "2024-05-01", "note": "补充<b>一段</b>", "changes": [{"after": "*新* {{ 1 }} <i>段</i>"}]},
    ]
    return make_notice(**{"title": "甲县通报", "revisions": revisions, **facts})


def test_the_page_of_corrections_shows_the_newest_first_and_every_character() -> None:
    page = history_page(corrected(), Templates(TEMPLATES))["notices/sample/history/index.md"]
    root = html.fragment_fromstring(page, create_parent="div")
    assert page.index("#revision-2") < page.index("#revision-1")
    assert root.xpath("//del/text()") == ["2"]
    assert root.xpath("//ins/text()") == ["*新* {{ 1 }} <i>段</i>", "3"]
    assert "补充<b>一段</b>" in root.text_content()


def test_a_notice_without_corrections_has_no_such_page() -> None:
    assert history_page(make_notice(), Templates(TEMPLATES)) == {}


def test_a_withdrawn_notice_has_no_such_page() -> None:
    withdrawn = corrected(withdrawn={"date": "2024-06-01", "reason": "有误"})
    assert history_page(withdrawn, Templates(TEMPLATES)) == {}


def test_the_list_holds_corrections_and_withdrawals_newest_first() -> None:
    gone = corrected(id="gone", title="撤下的标题", withdrawn={"date": "2024-04-15", "reason": "有误"})
    page = history_pages([make_entry(corrected()), make_entry(gone)], TEMPLATES)["history/index.md"]
    root = html.fragment_fromstring(page, create_parent="div")
    assert [link.text for link in root.xpath("//li/a")] == ["更正：甲县通报", "撤下：gone", "更正：甲县通报"]
    assert root.xpath("//li/a/@href") == [
        "../notices/sample/history/#revision-2",
        "../notices/gone/",
        "../notices/sample/history/#revision-1",
    ]
    assert "撤下的标题" not in page


def test_a_long_list_is_cut_into_pages() -> None:
    revisions = [{"date": "2024-04-01", "note": f"第{number}次"} for number in range(PAGE_SIZE + 1)]
    pages = history_pages([make_entry(make_notice(revisions=revisions))], TEMPLATES)
    assert [page.count("<li>\n<a href") for page in pages.values()] == [PAGE_SIZE, 1]
    assert 'href="../../../notices/sample/history/' in pages["history/page/2/index.md"]


def test_the_list_is_there_when_nothing_happened_yet() -> None:
    assert "目前没有更正" in history_pages([make_entry(make_notice())], TEMPLATES)["history/index.md"]
