"""Quick pages come out as the library makes them: their front matter is what its YAML parser reads."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.utils import meta

from generator.build.engine import make_pages
from generator.build.quick_pages import front_matter
from generator.render.environment import front_matter_value
from tests.site.conftest import ROOT


def page(*lines: str) -> str:
    return "\n".join(("---", *lines, "---", "", "# 题", ""))


TAKEN = (
    page('title: "甲：“乙” # \\"丙\\" \\\\ \\n---\\n"', "kind: article"),
    page('head: "<p>\\n</p>\\t 㐀"', "kind: list", 'title: ""'),
    page('title: "一"', 'title: "二"'),
)
NOT_TAKEN = (
    "# 题\n",
    page("withdrawn: true"),
    page("kind: n"),
    page("kind: 12"),
    page("tags:", "  - a"),
    page("list: [a]"),
    page("empty: "),
    page("title: '一'"),
    page('title: "一" # 注'),
    page('title: "\\u00e9"'),
    page('title: "一\\/二"'),
    page('title: "一\u2028二"'),
    page('title: "一\x85二"'),
    page('title: "𠀀"'),
    page("kind: article", "...", "kind: list"),
    page('title: "一'),
    page("Title: a"),
)


@pytest.mark.parametrize("text", TAKEN)
def test_json_is_read_as_the_library_reads_it(text: str) -> None:
    found = front_matter(text)
    assert found
    assert (found[1], found[0]) == meta.get_data(text)


@pytest.mark.parametrize("text", NOT_TAKEN)
def test_whatever_else_is_left_to_the_library(text: str) -> None:
    assert front_matter(text) is None


@given(st.lists(st.text(), max_size=3), st.text())
def test_whatever_the_values_both_read_the_same(values: list[str], rest: str) -> None:
    lines = [f"key_{'abc'[index]}: {front_matter_value(value)}" for index, value in enumerate(values)]
    text = page(*lines) + rest
    found = front_matter(text)
    assert found is None or (found[1], found[0]) == meta.get_data(text)


@given(st.text(), st.sampled_from(["x", "yes", "~", "null", "kind", "1e3", "2024-01-01", "[]", '"a"']))
def test_whatever_the_text_both_read_the_same(text: str, plain: str) -> None:
    for whole in (page(f"title: {json.dumps(text, ensure_ascii=False)}"), page(f"title: {text}"), page(f"a: {plain}")):
        found = front_matter(whole)
        assert found is None or (found[1], found[0]) == meta.get_data(whole)


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_a_page_without_text_is_made(engine: str) -> None:
    made = make_pages(engine, ROOT / "mkdocs.yml", {"a/index.md": page('title: "题"').removesuffix("# 题\n")})
    assert made
    assert "<title>题 - " in made[0]["a/index.html"].decode()
