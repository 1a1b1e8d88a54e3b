"""The search page with results, for everybody: on a small phone, with a finger, with a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

_ADDRESS = "search/?q=" + quote("整改 问题") + "&status=" + quote("已完成")
_WIDER = """() => [...document.querySelectorAll('body *')]
    .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(each => each.outerHTML.slice(0, 80))"""
# A target is large enough if it measures 44 by 44 pixels; a word's width is its own, links in running text are exempt.
_SMALL = """() => [...document.querySelectorAll(
        '#search-form :is(input, button, select, summary), .hit-title a, .hit-group h2 a, .hit-facts a, #search-more')]
    .filter(each => each.checkVisibility())
    .filter(each => each.getBoundingClientRect().height < 44)
    .map(each => each.outerHTML.slice(0, 80))"""


@pytest.fixture
def phone(browser: Browser, content_site: str) -> Iterator[Page]:
    """The built search page with results and open filters, on the smallest phone."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True)
    page = context.new_page()
    show(page, content_site)
    yield page
    context.close()


def show(page: Page, site: str) -> None:
    page.goto(site + _ADDRESS)
    page.wait_for_selector("#results[data-state=ready] li.hit")
    page.wait_for_selector("select[data-fact=status] option:checked:not([value=''])", state="attached")
    assert page.locator("#search-filters[open] select:visible").count() > 0


def test_nothing_scrolls_sideways_on_the_smallest_phone(phone: Page) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    assert phone.evaluate(_WIDER) == []


def test_targets_are_large_enough_for_a_finger(phone: Page) -> None:
    assert phone.evaluate(_SMALL) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_results(browser: Browser, content_site: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    show(page, content_site)
    violations = [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page).response["violations"]]
    context.close()
    assert violations == []


def test_axe_finds_nothing_wrong_with_marks_in_dark_colours(browser: Browser, content_site: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(content_site + "search/?q=" + quote("整改"))
    page.wait_for_selector(".hit-title mark")
    violations = [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page).response["violations"]]
    context.close()
    assert violations == []


def test_results_use_the_width_of_a_phone_and_break_no_label(browser: Browser, content_site: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(content_site + "search/?q=" + quote("整改"))
    page.wait_for_selector("#results[data-state=ready] .hit-title .mark")
    group, hit = _edges(page.locator(".hit-group").first), _edges(page.locator(".hit").first)
    heights = page.locator(".hit-title .mark").evaluate_all("all => all.map((each) => each.offsetHeight)")
    page.close()
    assert hit[0] == group[0]
    assert max(heights) < 1.5 * min(heights)


def _edges(found: Locator) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    box = found.bounding_box()
    assert box
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


@pytest.mark.parametrize("path", ["", "about/", "search/"])
@pytest.mark.parametrize("width", [320, 960])
def test_suggestions_stand_below_the_field_and_the_chosen_one_is_seen(
    browser: Browser, content_site: str, path: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 640}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(content_site + path, wait_until="networkidle")
    field = page.locator("form[role=search] input:visible").last
    field.press_sequentially("整改")
    page.wait_for_selector(".suggestions a")
    violations = [(each["id"], each["nodes"][0]["html"]) for each in Axe().run(page).response["violations"]]
    page.keyboard.press("ArrowUp")  # the last
    left, top, right, _ = _edges(page.locator(".suggestions"))
    field_bottom = _edges(field)[3]
    chosen_bottom = _edges(page.locator(".suggestions [aria-selected=true]"))[3]
    context.close()
    assert violations == []
    assert left >= 0
    assert right <= width
    assert top == pytest.approx(field_bottom, abs=2)
    assert chosen_bottom <= 641  # a fraction of a pixel may lie below the edge


def test_the_notice_filter_stands_in_the_address_and_keeps_the_other_filters(page: Page, content_site: str) -> None:
    show(page, content_site)
    link = page.locator("a[data-only]").first
    notice = link.get_attribute("data-only")
    count = int("".join(filter(str.isdigit, link.inner_text())))
    link.click()
    page.wait_for_url(f"**notice={notice}*")
    expect(page.locator("#search-chips")).to_contain_text("只看：")
    assert page.get_attribute("#results", "data-total") == str(count)
    assert "status=" in page.url
