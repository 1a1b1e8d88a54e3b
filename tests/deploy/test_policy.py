"""Chromium in front of the published site: no page violates the policy, no hostile string runs, none is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import feedparser  # type: ignore[import-untyped]
import lxml.etree
import lxml.html
import pytest
from playwright.sync_api import Browser, Page

from generator.load.notices import id_fault
from tests.deploy.conftest import CONTACTS
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
    return [path.removesuffix("index.html") for path in pages if path != "404.html"]


def open_all(page: Page, base: str, wanted: dict[str, int]) -> None:
    """Open pages, press their buttons; nothing is blocked, nothing runs, nothing is complained of."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for address, status in wanted.items():
        answer = page.goto(base + address, wait_until="load")
        assert answer
        assert (address, answer.status) in ((address, status), ("notices/old-address/", 200))
        assert_quiet(page)
        for button in page.locator("[data-tools] button").all():
            button.click()
        assert_quiet(page)
    expected = ("status of 404", "status of 410")
    assert [one for one in said if not any(part in one for part in expected)] == []


def test_no_page_violates_the_policy_and_no_text_runs(nginx: str, site: Path, page: Page) -> None:
    wanted = {one: 410 if one == "notices/gone/" else 200 for one in addresses(site)}
    open_all(page, nginx, {**wanted, "nothing/": 404})


def test_no_hostile_title_or_issuer_runs_on_any_kind_of_page(
    hostile_nginx: str, hostile_site: Path, page: Page
) -> None:
    pages = addresses(hostile_site)
    lists = [one for one in pages if not re.match(r"(notices/[a-z]|issuers/|years/\d+/page)", one)]
    issuers = [one for one in pages if re.fullmatch(r"issuers/[^/]+/", one)]
    alone = [f"notices/hostile-{number}/" for number in range(0, len(VECTORS), 49)]
    open_all(page, hostile_nginx, dict.fromkeys([*lists, *issuers[::8], *alone, "notices/contacts/"], 200))


# Chromium's own parser takes each page apart; its article is put into the page that is open, under the site's policy.
_TAKE_IN = """async ([base, numbers]) => {
  const lost = [], box = document.body.appendChild(document.createElement("div"));
  for (const [number, vector] of numbers) {
    const html = await (await fetch(`${base}notices/hostile-${number}/`)).text();
    const read = new DOMParser().parseFromString(html, "text/html");
    const article = read.querySelector("article");
    const squeezed = (text) => text.replace(/\\s/g, "");
    const data = JSON.parse(read.querySelector("script[type='application/ld+json']").text);
    const meta = read.querySelector("meta[name=ArticleTitle]");
    const headings = [...article.querySelectorAll("h1, h2")].map((heading) => heading.textContent);
    const places = [read.title, meta.content, data.name, ...headings];
    lost.push(...places.filter((place) => !squeezed(place).includes(squeezed(vector))).map((place) => [number, place]));
    if (read.querySelector("article :is(script, iframe, object, embed, base, style, [onload], [onerror], [srcdoc])")) {
      lost.push([number, "element"]);
    }
    box.replaceChildren(document.adoptNode(article));
  }
  return lost;
}"""


def test_each_hostile_title_stands_on_its_page_as_chromium_reads_it(hostile_nginx: str, page: Page) -> None:
    page.goto(f"{hostile_nginx}about/")
    assert page.evaluate(_TAKE_IN, [hostile_nginx, list(enumerate(VECTORS))]) == []
    assert_quiet(page)


_UNTIL_REFUSED = """() => new Promise((done) => {
  const look = () => window.violations.length ? done() : setTimeout(look, 20);
  look();
})"""
# Playwright's own waiting evaluates text in the page, which the policy forbids unless there is nothing to wait for.


def test_the_policy_is_in_force(nginx: str, page: Page) -> None:
    page.goto(nginx)
    page.evaluate("""document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran=1'>")""")
    page.evaluate(_UNTIL_REFUSED)
    assert page.evaluate("window.ran") is None


_ASK = """async (queries) => {
  const input = document.getElementById("search-query"), results = document.getElementById("results"), wrong = [];
  const ready = () => new Promise((done) => {
    const watch = new MutationObserver(() => ["ready", "error"].includes(results.dataset.state) && (watch.disconnect(), done()));
    watch.observe(results, { attributeFilter: ["data-state"] });
  });
  for (const query of queries) {
    input.value = query;
    const answered = ready();
    document.getElementById("search-form").requestSubmit();
    await answered;
    const asked = new URLSearchParams(location.search).get("q");
    const found = Number(results.dataset.total) >= 1 && results.querySelector("li.hit mark");
    if (asked !== query || input.value !== query || !found) wrong.push([query, asked, results.dataset.total]);
  }
  return wrong;
}"""


def test_every_hostile_string_typed_as_a_query_is_found_and_does_not_run(hostile_nginx: str, page: Page) -> None:
    page.goto(f"{hostile_nginx}search/")
    page.wait_for_selector("#results[data-state=idle]", state="attached")
    assert page.evaluate(_ASK, list(VECTORS)) == []
    assert_quiet(page)


def test_a_hostile_query_in_the_address_is_searched_for_and_does_not_run(hostile_nginx: str, page: Page) -> None:
    for query in FORMS[::4]:
        page.goto(f"{hostile_nginx}search/?q={quote(query)}")
        page.wait_for_selector("#results[data-state=ready]", state="attached")
        assert int(page.get_attribute("#results", "data-total") or 0) >= 1, query
        assert page.input_value("#search-query") == query
        assert_quiet(page)


def test_no_hostile_string_is_lost_as_text_or_contact(site: Path, hostile_site: Path) -> None:
    text = article_text(site / "notices/hostile/index.html")
    contacts = article_text(hostile_site / "notices/contacts/index.html")
    assert [one for one in VECTORS if text.count("".join(one.split())) < 3] == []
    assert [one for one in VECTORS if contacts.count("".join(one.split())) < 1 + len(CONTACTS)] == []
    kept = json.loads((hostile_site / "notices/contacts/notice.json").read_text(encoding="utf-8"))["contact"]
    assert {kind: kept[kind] for kind in CONTACTS} == {kind: list(VECTORS) for kind in CONTACTS}


def article_text(path: Path) -> str:
    article = (
        lxml.html.parse(str(path), lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)).getroot().find(".//article")
    )
    assert article is not None
    return "".join("".join(map(str, article.itertext())).split())


def test_no_hostile_title_is_lost_in_lists_feeds_and_data(hostile_site: Path) -> None:
    pages = [hostile_site / "notices/index.html", *sorted(hostile_site.glob("notices/page/*/index.html"))]
    lists = "".join(map(article_text, pages))
    data = [path.read_text(encoding="utf-8") for path in sorted(hostile_site.glob("data/*.ndjson"))]
    titles = {json.loads(line)["title"] for lines in data for line in lines.split("\n")[:-1]}
    assert [one for one in VECTORS if "".join(one.split()) not in lists] == []
    assert set(VECTORS) <= titles
    newest = feedparser.parse((hostile_site / "feed.xml").read_bytes())
    assert {entry.title_detail.value for entry in newest.entries} <= {*VECTORS, "联系"}


def test_no_file_of_the_site_holds_anything_that_could_run(site: Path, hostile_site: Path) -> None:
    found = []
    for path in sorted([*site.rglob("*.html"), *hostile_site.rglob("*.html")]):
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
