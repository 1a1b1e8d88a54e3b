"""Volumes and chapters: however a site's notices are cut into them, the answers are the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from generator.model.notice import Notice
from tests.search.site import cut_files, folded_units, scan, served, write_pages
from tests.search.test_engine import NAMED, sampled

_ASK = """async ([script, asked]) => {
    const { ask } = await import(script);
    const answers = [];
    for (const each of asked) {
        const answer = await ask('search', { from: 0, count: 30, ...each });
        const facets = await ask('facets', each);
        answers.push({
            total: answer.total,
            notices: answer.notices,
            fewer: answer.fewer,
            facets,
            hits: answer.hits.map(({ notice, anchor, inNotice, snippet }) => ({ notice, anchor, inNotice, snippet })),
        });
    }
    return answers;
}"""
_FILTERS: list[dict[str, str]] = [
    {},
    {},
    {"status": "已完成"},
    {"year": "2023"},
    {"level": "区县", "status": "持续推进"},
]


@pytest.fixture(scope="session")
def cut_sites(made_up: list[Notice], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Sites of the same notices, cut at random: of five volumes, of one of five chapters, of two of several, and of one of one."""
    folder = tmp_path_factory.mktemp("volumes")
    shuffled = random.Random(5).sample(made_up, len(made_up))
    five = [shuffled[start::5] for start in range(5)]
    cuts = {
        "volumes": [[group] for group in five],
        "chapters": [five],
        "both": [five[:3], five[3:]],
        "one": [[made_up]],
    }
    for name, volumes in cuts.items():
        write_pages(made_up, cut_files(volumes), folder / name)
    with served(folder) as address:
        yield [f"{address}{name}/" for name in cuts]


def answers(page: Page, site: str, asked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    page.goto(site + "search/")
    found: list[dict[str, Any]] = page.evaluate(_ASK, [site + "assets/search/client.js", asked])
    return found


def test_several_volumes_and_chapters_answer_like_one(page: Page, cut_sites: list[str], made_up: list[Notice]) -> None:
    words = sampled(made_up, 60, 8)
    queries = [
        *NAMED,
        *words,
        *(f"{one} {two}" for one, two in zip(words[::2], words[1::2], strict=True)),
        "",
        "整改 无此字串甲",
    ]
    chance = random.Random(9)
    asked = [
        {"q": query, "filters": chance.choice(_FILTERS), "sort": chance.choice(("newest", "relevance"))}
        for query in queries
    ]
    *several, one = (answers(page, site, asked) for site in cut_sites)
    for each in several:
        assert [answer["total"] for answer in each] == [answer["total"] for answer in one]
        assert each == one


@pytest.mark.parametrize("cut", [0, 1])
def test_the_total_of_several_volumes_is_that_of_a_plain_scan(
    page: Page, cut_sites: list[str], made_up: list[Notice], cut: int
) -> None:
    queries = sampled(made_up, 80, 11)
    units = folded_units(made_up)
    found = answers(page, cut_sites[cut], [{"q": query, "filters": {}, "sort": "newest"} for query in queries])
    assert [each["total"] for each in found] == [scan(units, query) for query in queries]


def test_first_results_come_before_the_total_and_stay(page: Page, cut_sites: list[str], made_up: list[Notice]) -> None:
    """While the oldest volume is held back, ten results are shown without a number; they are the first ten of all."""
    site = cut_sites[0]
    page.goto(site + "search/")
    head = page.evaluate("fetch('index.json').then(response => response.json())")
    by_age = sorted(head["volumes"], key=lambda volume: volume["newest"])
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.context.route(f"**/search/{by_age[0]['digest']}/**", hold)
    page.goto(f"{site}search/?q=整改")
    page.wait_for_selector("li.hit")
    early = page.locator("li.hit").evaluate_all("all => all.map(each => each.dataset.notice + each.dataset.anchor)")
    assert page.get_attribute("#results", "data-state") == "loading"
    assert page.get_attribute("#results", "data-total") is None
    for route in held:
        route.continue_()
    page.context.unroute_all(behavior="ignoreErrors")
    page.wait_for_selector("#results[data-state=ready]")
    assert page.get_attribute("#results", "data-total") == str(scan(folded_units(made_up), "整改"))
    final = page.locator("li.hit").evaluate_all("all => all.map(each => each.dataset.notice + each.dataset.anchor)")
    assert early == final
