"""The lists that lead to notices: newest first, paged, no empty ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model.entry import make_entry
from generator.model.notice import Notice
from generator.render.lists import PAGE_SIZE, list_pages, make_groupings, newest_first
from tests.samples import make_notice

TEMPLATES = Path(__file__).parents[2] / "templates"


def render(notices: list[Notice]) -> dict[str, str]:
    entries = [make_entry(notice) for notice in notices]
    pages = list_pages(entries, make_groupings(entries), TEMPLATES)
    return {path: page.text() for path, page in pages.items()}


def test_newest_come_first_and_undated_last() -> None:
    notices = [
        make_notice(id="a"),
        make_notice(id="b", published="2023-01-05"),
        make_notice(id="c", published="2024-01-05"),
    ]
    assert [entry.notice.id for entry in newest_first([make_entry(notice) for notice in notices])] == ["c", "b", "a"]


def test_lists_are_cut_into_pages() -> None:
    notices = [make_notice(id=f"n{number}", published="2024-01-05") for number in range(PAGE_SIZE + 1)]
    pages = render(notices)
    assert pages["notices/index.md"].count("<li>\n<a href") == PAGE_SIZE
    assert pages["notices/page/2/index.md"].count("<li>\n<a href") == 1
    assert 'href="../../../notices/"' in pages["notices/page/2/index.md"]


def test_a_list_without_notices_is_not_made() -> None:
    pages = render([make_notice()])
    assert not any(path.startswith(("years/", "regions/", "inspections/")) for path in pages)
    assert "issuers/zhong-gong-mou-mou-xian-wei-yuan-hui/index.md" in pages


def test_issuers_with_the_same_pinyin_get_lists_of_their_own() -> None:
    notices = [make_notice(id="a", issuer={"name": "里县"}), make_notice(id="b", issuer={"name": "礼县"})]
    assert len([path for path in render(notices) if path.startswith("issuers/")]) == 2


def test_an_issuer_of_several_full_names_is_listed_and_counted_once() -> None:
    names = ("中共某县委员会", "中共某县委员会办公室")
    notices = [make_notice(id=f"n{i}", issuer={"name": name, "short": "某县"}) for i, name in enumerate(names)]
    home = render(notices)["index.md"]
    assert "<dt>发布机关</dt><dd>1 <small>个</small></dd>" in home
    assert home.count('<a href="issuers/') == 1


@pytest.mark.parametrize(("count", "listed"), [(60, True), (61, False)])
def test_the_home_page_leads_to_long_lists_instead_of_holding_them(count: int, *, listed: bool) -> None:
    pages = render([make_notice(id=f"n{number}", issuer={"name": f"第{number}局"}) for number in range(count)])
    home, browse = pages["index.md"], pages["browse/index.md"]
    assert home.count('<a href="issuers/') == (count if listed else 0)
    assert ('<a href="browse/#issuers">按发布机关浏览</a>' in home) is not listed
    assert "{: #issuers }" in browse
    assert browse.count('<a href="../issuers/') == count


def test_what_was_withdrawn_is_in_no_list_and_is_not_counted() -> None:
    issuer = {"name": "某县", "region": "320000"}
    gone = {"withdrawn": {"date": "2024-05-01", "reason": "内容有误"}}
    notices = [
        make_notice(id="kept", title="留下的通报", published="2024-01-05", issuer=issuer),
        make_notice(id="gone", title="撤下的通报", published="2023-01-05", issuer=issuer, **gone),
    ]
    pages = render(notices)
    assert not any("撤下的通报" in page or "notices/gone" in page for page in pages.values())
    assert "years/2023/index.md" not in pages
    assert "<dt>通报</dt><dd>1 <small>份</small></dd>" in pages["index.md"]
    assert "<dt>发布机关</dt><dd>1 <small>个</small></dd>" in pages["index.md"]


def test_the_home_page_counts_all_items_and_holds_the_newest_ten() -> None:
    items = {"items": [{"finding": "甲", "status": "已完成"}, {"finding": "乙"}]}
    notices = [make_notice(id=f"n{day:02}", published=f"2024-01-{day:02}", sections=[items]) for day in range(1, 13)]
    home = render(notices)["index.md"]
    assert "<dt>整改事项</dt><dd>24 <small>项</small></dd>" in home
    assert [day for day in range(1, 13) if f'"notices/n{day:02}/"' in home] == list(range(3, 13))


def test_regions_go_by_their_code_and_are_called_by_their_name_if_any_notice_gives_it() -> None:
    issuers = [{"name": "甲", "region": "320000", "region_name": "江苏省"}, {"name": "乙", "region": "320000"}]
    notices = [make_notice(id=f"n{number}", issuer=issuer) for number, issuer in enumerate(issuers)]
    notices.append(make_notice(id="other", issuer={"name": "丙", "region": "310000"}))
    regions = {group.path: group.name for group in make_groupings([make_entry(one) for one in notices])[2].groups}
    assert regions == {"regions/310000/": "310000", "regions/320000/": "江苏省"}
    assert render(notices)["regions/320000/index.md"].count("<li>\n<a href") == 2


def test_years_come_newest_first_and_each_lists_its_own() -> None:
    pages = render([make_notice(id=f"n{year}", published=f"{year}-01-05") for year in (2022, 2024, 2023)])
    assert [path for path in pages if path.startswith("years/")] == [
        f"years/{year}/index.md" for year in (2024, 2023, 2022)
    ]
    assert "notices/n2023/" in pages["years/2023/index.md"]
    assert "notices/n2022/" not in pages["years/2023/index.md"]


def test_an_empty_site_says_so() -> None:
    assert "目前还没有通报" in render([])["index.md"]


def test_inspections_are_grouped_by_level_and_type() -> None:
    notices = [
        make_notice(id="a", inspection={"type": "巡视", "level": "中央"}),
        make_notice(id="b", inspection={"type": "巡察", "level": "市"}),
        make_notice(id="c", inspection={"type": "巡察"}),
    ]
    browse = render(notices)["browse/index.md"]
    assert all(f">{name}</a>" in browse for name in ("中央巡视", "市级巡察", "巡察"))
