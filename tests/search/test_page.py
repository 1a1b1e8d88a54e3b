"""The search page as readers and address bars use it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from generator.model.notice import Notice
from generator.model.outline import outline
from generator.search.packing import after, checked, gzip_bytes
from tests.samples import make_notice
from tests.search.site import folded_units, scan, served, write_site

READY = "#results[data-state=ready]"
FAILED = "#results[data-state=error]"


def total(page: Page) -> int:
    page.wait_for_selector(READY, state="attached")
    return int(page.get_attribute("#results", "data-total") or "-1")


def search(page: Page, site: str, query: str, more: str = "") -> int:
    page.goto(f"{site}search/?q={quote(query)}{more}")
    return total(page)


def test_an_address_finds_exactly_the_units_and_marks_the_words(
    page: Page, made_up_site: str, made_up: list[Notice]
) -> None:
    assert search(page, made_up_site, "供热能力") == scan(folded_units(made_up), "供热能力")
    hit = page.locator("li.hit").first
    assert "供热能力" in [mark.inner_text() for mark in hit.locator("mark").all()]
    known = {(notice.id, unit.anchor) for notice in made_up for unit in outline(notice)}
    assert (hit.get_attribute("data-notice"), hit.get_attribute("data-anchor")) in known


def test_a_link_lands_on_the_unit_with_the_words_marked(page: Page, made_up_site: str) -> None:
    search(page, made_up_site, "供热能力")
    hit = page.locator("li.hit").first
    anchor = hit.get_attribute("data-anchor")
    hit.locator("a").click()
    page.wait_for_selector("article[data-marked]")
    assert page.url.endswith(f"#{anchor}")
    marked = page.evaluate("[...CSS.highlights.get('search')].map(range => range.toString())")
    assert set(marked) == {"供热能力"}


def test_more_results_are_shown_until_all_are(page: Page, made_up_site: str) -> None:
    count = search(page, made_up_site, "供热能力")
    while page.locator("#search-more").is_visible():
        shown = page.locator("li.hit").count()
        page.click("#search-more")
        page.wait_for_function("count => document.querySelectorAll('li.hit').length > count", arg=shown)
    hits = page.evaluate(
        "[...document.querySelectorAll('li.hit')].map(hit => hit.dataset.notice + '#' + hit.dataset.anchor)"
    )
    assert len(hits) == len(set(hits)) == count


def test_results_are_grouped_by_notice_newest_first(page: Page, made_up_site: str) -> None:
    search(page, made_up_site, "整改")
    days = page.evaluate(
        "[...document.querySelectorAll('.hit-facts')].map(each => each.textContent.match(/\\d{4}-\\d\\d-\\d\\d/)[0])"
    )
    assert days == sorted(days, reverse=True)


def test_relevance_puts_findings_first(page: Page, made_up_site: str) -> None:
    count = search(page, made_up_site, "供热能力", "&sort=relevance")
    assert count > 1
    assert page.locator("li.hit").first.locator(".hit-title mark").count() == 1


def test_filters_count_and_stand_in_the_address(page: Page, made_up_site: str, made_up: list[Notice]) -> None:
    everything = search(page, made_up_site, "整改")
    page.click("#search-filters summary")
    select = page.locator("select[data-fact=status]")
    expect(select).to_be_visible()
    label = select.locator("option", has_text="持续推进").inner_text()
    select.select_option("持续推进")
    page.wait_for_url("**status=*")
    wanted = [
        unit for notice in made_up for unit in outline(notice) if unit.status == "持续推进" and "整改" in unit.text
    ]
    assert total(page) == len(wanted) < everything
    assert label == f"持续推进（{len(wanted)}）"
    page.reload()
    assert total(page) == len(wanted)


def test_filters_with_nothing_to_choose_say_so(page: Page, made_up_site: str, made_up: list[Notice]) -> None:
    said = page.locator("#search-unfiltered")
    search(page, made_up_site, "整改")
    page.click("#search-filters summary")
    expect(page.locator("select[data-fact=year]")).to_be_visible()
    expect(said).to_be_hidden()
    units = folded_units(made_up)
    page.fill("#search-query", next(unit[:30] for unit in units if scan(units, unit[:30]) == 1))
    page.press("#search-query", "Enter")
    expect(said).to_be_visible()
    expect(page.locator("#search-filters label")).to_have_count(6)
    assert page.locator("#search-filters label:visible").count() == 0


def test_one_notice_can_be_searched(page: Page, made_up_site: str, made_up: list[Notice]) -> None:
    notice = made_up[3]
    found = search(page, made_up_site, "整改", f"&notice={notice.id}")
    assert found == scan(folded_units([notice]), "整改")
    page.click("#search-chips a")
    page.wait_for_function("count => Number(document.querySelector('#results').dataset.total) > count", arg=found)


def test_back_and_forward_bring_the_search_back(page: Page, made_up_site: str) -> None:
    first = search(page, made_up_site, "供热能力")
    page.fill("#search-query", "招商引资")
    page.press("#search-query", "Enter")
    page.wait_for_url("**" + quote("招商引资"))
    second = total(page)
    page.go_back()
    page.wait_for_function("count => document.querySelector('#results').dataset.total === String(count)", arg=first)
    assert page.input_value("#search-query") == "供热能力"
    expect(page).to_have_title("供热能力 - 搜索")
    page.go_forward()
    page.wait_for_function("count => document.querySelector('#results').dataset.total === String(count)", arg=second)
    expect(page).to_have_title("招商引资 - 搜索")


def test_without_a_result_one_word_less_is_offered(page: Page, made_up_site: str) -> None:
    assert search(page, made_up_site, "供热能力 根本没有这几个字") == 0
    expect(page.locator("#search-summary")).to_contain_text("没有找到")
    page.click("#search-advice a")
    page.wait_for_function("Number(document.querySelector('#results').dataset.total) > 0")
    assert page.input_value("#search-query") == "供热能力"


def test_a_word_offered_in_quotation_marks_finds_as_many_as_it_says(page: Page, tmp_path: Path) -> None:
    write_site([make_notice(opening="所谓“一把手”很重要", closing="一把手负总责")], tmp_path)
    with served(tmp_path) as site:
        assert search(page, site, "“一把手” 根本没有这几个字") == 0
        expect(page.locator("#search-advice li")).to_contain_text("1 处")
        page.click("#search-advice a")
        page.wait_for_function("Number(document.querySelector('#results').dataset.total) > 0")
        assert total(page) == 1


def test_no_result_is_cut_within_a_character(page: Page, tmp_path: Path) -> None:
    rare, marked = "\U00030ede", "e\u0301\u0323"
    texts = [mark * 200 + "终" + mark * 200 for mark in (rare, f"一{rare}", marked, f"一{marked}", f"二{marked}三")]
    write_site([make_notice(opening="\n".join(texts), sections=[{"text": text} for text in texts])], tmp_path)
    with served(tmp_path) as site:
        for query in ("终", rare * 41, f"一{rare}" * 20):
            assert search(page, site, query)
            shown = page.inner_text("body")
            assert not re.search("[\ud800-\udfff\ufffd]|…[\u0301\u0323]|(?<!\u0301)\u0323|e(?!\u0301)", shown)


def test_results_are_announced(page: Page, made_up_site: str) -> None:
    search(page, made_up_site, "供热能力")
    summary = page.locator("#search-summary")
    assert (summary.get_attribute("role"), summary.get_attribute("aria-live")) == ("status", "polite")
    expect(summary).to_contain_text("共")


def test_suggestions_come_while_typing_and_open_with_the_keyboard(
    page: Page, made_up_site: str, made_up: list[Notice]
) -> None:
    page.goto(f"{made_up_site}notices/{made_up[0].id}/")
    page.locator("form[role=search] input").press_sequentially("供热能力")
    page.wait_for_selector(".suggestions a")
    assert all("供热能力" in text for text in page.locator(".suggestions a").all_inner_texts())
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("article[data-marked]")


def test_no_suggestion_covers_the_results_of_a_link(page: Page, made_up_site: str) -> None:
    search(page, made_up_site, "整改")
    suggested: list[str] = []
    page.on("request", lambda request: suggested.append(request.url) if "suggest.js" in request.url else None)
    page.locator("a[data-only]").first.click()
    page.wait_for_url("**notice=*")
    assert total(page) > 0
    expect(page.locator("#search-summary")).to_be_focused()
    assert suggested == []


def test_what_is_typed_before_the_scripts_have_come_stays(page: Page, made_up_site: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/search/page.js", hold)
    page.goto(made_up_site + "search/")
    page.fill("#search-query", "供热能力")
    held[0].continue_()
    page.wait_for_selector("#results[data-state=idle]", state="attached")
    assert page.input_value("#search-query") == "供热能力"


@pytest.mark.parametrize("query", ["   ", "\u3000\n", "\u200b"])
def test_nothing_to_search_for_is_said(page: Page, made_up_site: str, query: str) -> None:
    found = search(page, made_up_site, query)
    assert found == 0
    assert page.inner_text("#search-summary")


@pytest.mark.parametrize(
    "address",
    [
        "?q=" + quote("<script>window.ran=1</script><img src=x onerror=window.ran=1>"),
        "?q=" + "a1" * 5000,
        "?q=%ED%A0%80%ED",
        "?q=" + quote("。，！？“”《》…—"),
        "?q=" + quote("整改") + "&year=%3Cscript%3E&status=x&notice=../../etc&region=__proto__&sort=constructor",
        "?q=" + quote("constructor __proto__"),
        "?q=a&q=b&q",
    ],
)
def test_bad_addresses_do_no_harm(page: Page, made_up_site: str, address: str) -> None:
    page.goto(f"{made_up_site}search/{address}")
    assert total(page) >= 0
    assert page.inner_text("#search-summary")
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("query", ["整改" * 5000, "长" * 4000, "供热能力 " * 2000, "\ud842整改"])
def test_very_long_and_broken_input_is_searched(
    page: Page, made_up_site: str, made_up: list[Notice], query: str
) -> None:
    page.goto(made_up_site + "search/")
    page.wait_for_selector("#results[data-state=idle]", state="attached")
    page.evaluate("query => { document.querySelector('#search-query').value = query }", query)
    page.press("#search-query", "Enter")
    assert total(page) == scan(folded_units(made_up), query)


def test_markup_in_texts_is_shown_as_text(page: Page, made_up_site: str) -> None:
    assert search(page, made_up_site, "window.ran") > 0
    assert "<script>" in page.inner_text("#results")
    assert page.evaluate("window.ran") is None


@pytest.fixture
def broken(tmp_path: Path, made_up: list[Notice]) -> Iterator[tuple[Path, str]]:
    """A site of its own, to be damaged."""
    write_site(made_up[:5], tmp_path)
    with served(tmp_path) as site:
        yield tmp_path, site


_PACKED: dict[str, Callable[[bytes], bytes]] = {"lists": checked, "texts": lambda data: after(b"", data)}


@pytest.mark.parametrize("name", ["start.bin", "fold.bin", "phrases.bin", "lists", "texts"])
@pytest.mark.parametrize("damage", ["missing", "truncated", "page", "nonsense"])
def test_damaged_files_are_told_and_nothing_wrong_is_shown(
    page: Page, broken: tuple[Path, str], name: str, damage: str
) -> None:
    folder, site = broken
    for path in (folder / "search").glob(f"*/{name}" if name.endswith("bin") else f"*/{name}/*/*.bin"):
        if damage == "missing":
            path.unlink()
        elif damage == "nonsense":
            path.write_bytes(_PACKED.get(name, gzip_bytes)(b"\xff\xff\xff\xff\x7f" * 9))
        else:
            path.write_bytes(path.read_bytes()[:-3] if damage == "truncated" else b"<!doctype html><title>404</title>")
    page.goto(f"{site}search/?q={quote('整改')}")
    page.wait_for_selector(FAILED, state="attached")
    assert "索引" in page.inner_text("#search-summary")
    assert page.locator("li.hit").count() == 0
    assert page.get_attribute("#results", "data-total") is None


@pytest.mark.parametrize("entry", [b"", b"{", b'{"format": 99, "generation": "x"}', None])
def test_a_missing_or_strange_entry_is_told(page: Page, broken: tuple[Path, str], entry: bytes | None) -> None:
    folder, site = broken
    if entry is None:
        (folder / "search/index.json").unlink()
    else:
        (folder / "search/index.json").write_bytes(entry)
    page.goto(f"{site}search/?q={quote('整改')}")
    page.wait_for_selector(FAILED, state="attached")
    assert page.inner_text("#search-summary")


def test_a_page_opened_before_a_new_publication_searches_the_new_index(
    page: Page, broken: tuple[Path, str], made_up: list[Notice]
) -> None:
    folder, site = broken
    assert search(page, site, "整改") == scan(folded_units(made_up[:5]), "整改")
    shutil.rmtree(folder)
    write_site(made_up[5:9], folder)
    page.fill("#search-query", "供热能力")
    page.press("#search-query", "Enter")
    page.wait_for_url("**" + quote("供热能力"))
    assert total(page) == scan(folded_units(made_up[5:9]), "供热能力")


def test_without_scripts_the_page_says_how_to_browse(browser: Browser, made_up_site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(made_up_site + "search/")
    assert "分类浏览" in page.inner_text("noscript")
    context.close()


def test_the_built_page_works_with_its_own_layout(page: Page, content_site: str, content: list[Notice]) -> None:
    for query in ("供热能力", "1.88", "《工业项目入园评审办法》", "159*****009"):
        assert search(page, content_site, query) == scan(folded_units(content), query)
    page.locator("li.hit a").first.click()
    page.wait_for_selector("article[data-marked]:not([data-marked='0'])")
