"""The promise: exactly those units are found in which the words stand, as a plain scan of all texts finds them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

from generator.model.notice import Notice
from generator.model.outline import outline
from tests.samples import make_notice
from tests.search.site import folded_units, scan, served, write_site

_COUNT = """async ([script, queries]) => {
    const { ask } = await import(script);
    const totals = [];
    for (const q of queries) {
        const answer = await ask('search', { q, filters: {}, sort: 'newest', from: 0, count: 0 });
        totals.push(answer.total);
    }
    return totals;
}"""

_REHEARSED = """async script => {
    const { Engine } = await import(script);
    const { search } = Engine.prototype, answers = [];
    Engine.prototype.search = async function (...request) {
        const answer = await search.apply(this, request);
        answers.push([answer.total, answer.hits.length]);
        return answer;
    };
    const opened = await Engine.open(new URL('../../search/', script));
    await opened.prepare();
    return answers;
}"""

NAMED = (
    "供", "供热", "供热能力", "1.88", "3+1", "“3+1”", "0527-88859050", "159*****009", "《工业项目入园评审办法》", "gdp", "ＧＤＰ",
    "整改", "，", "。", "供熱能力", "工業項目 管理辦法", "党工委 巡视 整改", '"一、巡视整改组织领导情况"', "供热能力不足",
)  # fmt: skip


def sampled(notices: Sequence[Notice], count: int, seed: int) -> list[str]:
    """Strings that stand in the notices, of 1 to 20 characters, over line ends, too."""
    chance = random.Random(seed)
    texts = [unit.text for notice in notices for unit in outline(notice)]
    queries: list[str] = []
    while len(queries) < count:
        text, length = chance.choice(texts), chance.randint(1, 20)
        start = chance.randrange(max(1, len(text) - length + 1))
        query = text[start : start + length]
        if query.strip() and '"' not in query and "＂" not in query:
            queries.append(query)
    return queries


def strangers(notices: Sequence[Notice], count: int) -> list[str]:
    """Strings that stand nowhere, made of characters that do."""
    units, found = folded_units(notices), sampled(notices, 3 * count, 99)
    mixed = [one[: len(one) // 2 + 1] + other[len(other) // 2 :] for one, other in zip(found, found[1:], strict=False)]
    return [query for query in mixed if not scan(units, query)][:count]


def check(page: Page, site: str, notices: Sequence[Notice], queries: list[str]) -> None:
    page.goto(site + "search/")
    totals = page.evaluate(_COUNT, [site + "assets/search/client.js", queries])
    units = folded_units(notices)
    wrong = [
        (query, scan(units, query.replace('"', "")), total)
        for query, total in zip(queries, totals, strict=True)
        if total != scan(units, query.replace('"', ""))
    ]
    assert wrong == []


def test_every_string_of_this_site_s_notices_is_counted_exactly(
    page: Page, content_site: str, content: list[Notice]
) -> None:
    check(page, content_site, content, [*NAMED, *sampled(content, 400, 1), *strangers(content, 40)])


def test_every_string_of_many_notices_is_counted_exactly(page: Page, made_up_site: str, made_up: list[Notice]) -> None:
    check(page, made_up_site, made_up, [*NAMED, *sampled(made_up, 500, 2), *strangers(made_up, 60)])


def test_several_terms_must_all_stand_in_a_unit(page: Page, made_up_site: str, made_up: list[Notice]) -> None:
    words = sampled(made_up, 120, 3)
    check(page, made_up_site, made_up, [f"{one} {two}" for one, two in zip(words[::2], words[1::2], strict=True)])


def test_strange_characters_are_found(page: Page, made_up_site: str, made_up: list[Notice]) -> None:
    torture = next(notice for notice in made_up if not notice.id.startswith("made-up"))
    check(page, made_up_site, made_up, sampled([torture], 200, 4))


def test_strings_are_found_where_few_characters_come_again_and_again(page: Page, tmp_path: Path) -> None:
    """Many positions of a pair in a unit, more units than a run of positions holds, and positions far from all others."""
    chance = random.Random(5)
    lengths = [*(chance.randint(1, 30) for _ in range(8_400)), 3_000, 40_000]
    texts = ["".join(chance.choices("整改到位", [8, 4, 2, 1], k=length)) for length in lengths]
    texts[-1] += "供热能力"
    notices = [
        make_notice(id=f"n{number}", sections=[{"heading": "一、整改", "items": [{"finding": one} for one in part]}])
        for number, part in enumerate((texts[:5_000], texts[5_000:]))
    ]
    write_site(notices, tmp_path)
    with served(tmp_path) as site:
        check(page, site, notices, [*sampled(notices, 150, 6), *strangers(notices, 20), "供热能力", "位供热能"])


def test_what_is_rehearsed_before_the_first_search_finds_what_it_made_up(page: Page, made_up_site: str) -> None:
    page.goto(made_up_site + "plain.html")
    answers = page.evaluate(_REHEARSED, made_up_site + "assets/search/engine.js")
    assert answers
    assert all(answer == [2, 1] for answer in answers)
