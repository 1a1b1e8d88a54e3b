"""Chromium in front of the published site: no page violates the policy, no hostile string runs, none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import lxml.etree
import lxml.html
import pytest
from playwright.sync_api import Browser, Page

from generator.load.notices import id_fault
from tests.deploy.hostile import FORMS, VECTORS

pytestmark = pytest.mark.browser

_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.add_init_script(_WATCH)
    yield context.new_page()
    context.close()


def assert_quiet(page: Page) -> None:
    """Nothing was blocked, and nothing hostile ran."""
    assert page.evaluate("window.violations") == []
    assert page.evaluate("window.ran") is None


def addresses(site: Path) -> list[str]:
    pages = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    return [path.removesuffix("index.html") for path in pages if "hostile-" not in path and path != "404.html"]


def test_no_page_violates_the_policy_and_no_text_runs(nginx: str, site: Path, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    more = {f"notices/hostile-{number}/": 200 for number in range(0, len(FORMS), 4)} | {"nothing/": 404}
    for address, status in ({one: 410 if "gone" in one else 200 for one in addresses(site)} | more).items():
        answer = page.goto(nginx + address, wait_until="load")
        assert answer
        assert (address, answer.status) in ((address, status), ("notices/old-address/", 200))
        assert_quiet(page)
        for button in page.locator("[data-tools] button").all():
            button.click()
        assert_quiet(page)
    expected = ("status of 404", "status of 410")
    assert [one for one in said if not any(part in one for part in expected)] == []


def test_the_policy_is_in_force(nginx: str, page: Page) -> None:
    page.goto(nginx)
    page.evaluate("""document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran=1'>")""")
    page.wait_for_function("window.violations.length > 0")
    assert page.evaluate("window.ran") is None


@pytest.mark.parametrize("start", range(0, len(FORMS), 20))
def test_a_hostile_query_is_searched_for_and_does_not_run(nginx: str, page: Page, start: int) -> None:
    for query in FORMS[start : start + 20 : 2]:
        page.goto(f"{nginx}search/?q={quote(query)}")
        page.wait_for_selector("#results[data-state=ready]", state="attached")
        assert int(page.get_attribute("#results", "data-total") or 0) >= 1, query
        assert page.input_value("main input[type=search], #search input[type=search], input[name=q] >> nth=-1") == query
        assert_quiet(page)


def test_no_hostile_string_is_lost_and_none_becomes_markup(site: Path) -> None:
    texts = {}
    for path in sorted(site.glob("notices/hostile*/index.html")):
        article = lxml.html.parse(str(path), lxml.html.HTMLParser(encoding="utf-8")).getroot().find(".//article")
        assert article is not None
        texts[path.parent.name] = "".join("".join(map(str, article.itertext())).split())
    whole = texts["hostile"]
    assert [one for one in VECTORS if whole.count("".join(one.split())) < 3] == []
    assert [one for number, one in enumerate(FORMS) if "".join(one.split()) not in texts[f"hostile-{number}"]] == []


def test_no_file_of_the_site_holds_anything_that_could_run(site: Path) -> None:
    found = []
    for path in sorted(site.rglob("*.html")):
        root = lxml.html.parse(str(path), lxml.html.HTMLParser(encoding="utf-8")).getroot()
        for element in root.iter(lxml.etree.Element):
            found += [f"{path.parent.name} {element.tag} {problem}" for problem in dangers(element)]
    assert found == []


def dangers(element: lxml.etree._Element) -> Iterator[str]:
    """What in an element could run or load what a notice says."""
    kind = element.get("type") or ""
    if (
        element.tag == "script"
        and (element.text or "").strip()
        and kind not in ("application/json", "application/ld+json")
    ):
        yield "inline script"
    if element.tag in ("iframe", "object", "embed", "base", "style", "marquee", "frame", "applet", "math"):
        yield "element"
    for name, value in element.attrib.items():
        plain = "".join(str(value).split()).lower()
        if str(name).startswith("on") or name in ("style", "srcdoc"):
            yield f"{name}"
        if name in ("href", "src", "action", "formaction", "data", "xlink:href") and plain.startswith(
            ("javascript:", "data:text")
        ):
            yield f"{name}={plain[:20]}"


def test_no_hostile_string_can_be_an_id() -> None:
    assert [one for one in VECTORS if id_fault(one) is None] == []
