"""What readers see, in a real browser: no script runs from text, no page breaks a rule of accessibility, reading needs no script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

KINDS = {
    "home": "",
    "notice": "notices/suqian-jingkai-2024/",
    "notice without statuses": "notices/xiangyang-gaoxin-2024/",
    "list": "notices/",
    "group": "years/2024/",
    "browse": "browse/",
    "site map": "sitemap/",
    "search": "search/",
    "corrections of all": "history/",
    "open data": "data/",
    "about": "about/",
    "reuse": "reuse/",
    "not found": "404.html",
}
SPECIMENS = {
    "withdrawn": "notices/gone/",
    "table": "notices/moved/",
    "corrections": "notices/moved/history/",
    "torture": "notices/torture/",
}
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for one in found
        for node in one["nodes"][:2]
    ]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_no_violation(
    browser: Browser, content_url: str, specimen_url: str, size: dict[str, int], scheme: str
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    faults = {}
    addresses = {kind: content_url + path for kind, path in KINDS.items()}
    addresses |= {kind: specimen_url + path for kind, path in SPECIMENS.items()}
    for kind, address in addresses.items():
        page.goto(address)
        faults[kind] = _violations(page)
    context.close()
    assert {kind: found for kind, found in faults.items() if found} == {}


@pytest.mark.browser
def test_no_script_runs_from_the_text_of_a_notice(browser: Browser, specimen_url: str) -> None:
    page = browser.new_page()
    for path in SPECIMENS.values():
        page.goto(specimen_url + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None
    assert page.locator("article a[href^='javascript:']").count() == 0
    page.close()


@pytest.mark.browser
def test_no_page_asks_another_host_or_reports_an_error(browser: Browser, content_url: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in KINDS.values():
        page.goto(content_url + path)
        page.wait_for_load_state("networkidle")
    page.close()
    assert [url for url in asked if not url.startswith((content_url, "data:", "blob:"))] == []
    assert said == []


@pytest.mark.browser
def test_reading_needs_no_script(browser: Browser, content_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(content_url + KINDS["notice"])
    assert page.get_by_text("开放型经济实力不强").last.is_visible()
    page.locator("details.contents summary").click()
    page.locator("details.contents a", has_text="开放型经济实力不强").click()
    assert "#item-" in page.url
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_no_page_scrolls_sideways(browser: Browser, content_url: str, specimen_url: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for address in [content_url + path for path in KINDS.values()] + [
        specimen_url + path for path in SPECIMENS.values()
    ]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.close()


@pytest.mark.browser
def test_larger_text_and_dark_colours_are_kept(browser: Browser, content_url: str) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(content_url)
    before = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    page.get_by_role("button", name="大字").click()
    page.get_by_role("button", name="深色").click()
    page.goto(content_url + "about/")
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > before
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    context.close()


@pytest.mark.browser
def test_paper_is_white_whatever_the_colours_of_the_screen(browser: Browser, content_url: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(content_url)
    colours = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    assert page.evaluate(colours) == ["rgb(23, 24, 26)", "rgb(233, 231, 226)"]
    page.emulate_media(media="print")
    assert page.evaluate(colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    context.close()


@pytest.mark.browser
def test_the_link_of_an_item_can_be_copied(browser: Browser, content_url: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(content_url + KINDS["notice"])
    page.locator("a.permalink").first.click()
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        content_url + "notices/suqian-jingkai-2024/#item-"
    )
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("rest", ["", "?q=0527#closing", "#closing"])
def test_a_former_address_leads_to_what_the_link_named(browser: Browser, specimen_url: str, rest: str) -> None:
    page = browser.new_page()
    page.goto(f"{specimen_url}notices/old-address/{rest}")
    page.wait_for_url(f"{specimen_url}notices/moved/{rest}")
    assert page.locator("#closing").is_visible()
    page.close()


@pytest.mark.browser
def test_copied_text_is_the_notice_s_alone(browser: Browser, content_url: str) -> None:
    page = browser.new_page()
    page.goto(content_url + KINDS["notice"])
    copied = page.evaluate("""() => {
        const [first, , last] = document.querySelectorAll("article > .item");
        getSelection().setBaseAndExtent(first, 0, last, last.childNodes.length);
        return getSelection().toString();
    }""")
    text = page.evaluate("fetch('notice.txt').then((answer) => answer.text())")
    page.close()
    assert len(copied) > 100
    assert "".join(copied.split()) in "".join(text.split())


@pytest.mark.browser
def test_keyboard_focus_is_seen_on_everything_that_takes_it(
    browser: Browser, content_url: str, specimen_url: str
) -> None:
    page = browser.new_page()
    for address in [content_url + path for path in KINDS.values()] + [specimen_url + SPECIMENS["table"]]:
        page.goto(address)
        page.keyboard.press("Tab")  # what is focused from now on counts as focused by keyboard
        outlines = page.evaluate("""() => [...document.querySelectorAll("a, button, input, select, summary, [tabindex]")]
            .filter((each) => each.focus() ?? document.activeElement === each)
            .map((each) => each.focus() ?? [getComputedStyle(each).outlineStyle, each.outerHTML])""")
        assert len(outlines) > 10, address
        assert [what for style, what in outlines if style == "none"] == [], address
    page.close()


@pytest.mark.browser
def test_a_table_of_four_short_columns_fits_a_phone(browser: Browser, specimen_url: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(specimen_url + SPECIMENS["table"])
    whole, seen = page.locator(".table").evaluate("(table) => [table.scrollWidth, table.clientWidth]")
    page.close()
    assert whole <= seen


@pytest.mark.browser
def test_the_lines_of_the_information_table_lie_on_each_other(browser: Browser, content_url: str) -> None:
    page = browser.new_page(viewport=DESKTOP)  # type: ignore[arg-type]
    page.goto(content_url + KINDS["notice"])
    label, value = (page.locator(f"table.information {cell}").first.bounding_box() for cell in ("th", "td"))
    page.close()
    assert label
    assert value
    assert label["x"] + label["width"] == pytest.approx(value["x"] + 1, abs=0.1)


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["home", "search"])
def test_the_columns_stand_below_the_name_on_a_tablet(browser: Browser, content_url: str, kind: str) -> None:
    page = browser.new_page(viewport={"width": 820, "height": 1180})
    page.goto(content_url + KINDS[kind])
    name, columns = (page.locator(f".site-header {one}").bounding_box() for one in (".site-name", "nav"))
    page.close()
    assert name
    assert columns
    assert columns["x"] == name["x"]
    assert columns["y"] > name["y"]


@pytest.mark.browser
def test_the_data_files_are_seen_as_links_and_printed(browser: Browser, content_url: str) -> None:
    page = browser.new_page()
    page.goto(content_url + KINDS["open data"])
    links = page.locator("dl.files a")
    lines = links.evaluate_all("all => all.map((each) => getComputedStyle(each).textDecorationLine)")
    page.emulate_media(media="print")
    printed = [links.nth(at).is_visible() for at in range(links.count())]
    page.close()
    assert set(lines) == {"underline"}
    assert set(printed) == {True}


@pytest.mark.browser
@pytest.mark.parametrize("colours", ["none", "active"])
def test_a_switch_that_is_on_differs_by_more_than_a_hue(browser: Browser, content_url: str, colours: str) -> None:
    context = browser.new_context(color_scheme="light", forced_colors=colours)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(content_url)
    page.get_by_role("button", name="大字").click()
    grounds = [
        page.get_by_role("button", name=name).evaluate("(button) => getComputedStyle(button).backgroundColor")
        for name in ("大字", "深色")
    ]
    context.close()
    assert grounds[0] != grounds[1]


@pytest.mark.browser
def test_headings_on_paper_keep_to_its_lines(browser: Browser, content_url: str) -> None:
    page = browser.new_page()
    page.goto(content_url + KINDS["notice"])
    page.emulate_media(media="print")
    margins = page.locator("article > :is(h2, h3, h4)").evaluate_all(
        "all => all.map((each) => getComputedStyle(each).margin)"
    )
    page.close()
    assert set(margins) == {"0px"}
