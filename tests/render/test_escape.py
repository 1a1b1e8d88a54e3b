"""Text → Markdown that shows exactly that text, under few extensions and under many."""

from __future__ import annotations

import html
import re

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.render.escape import html_text, markdown_text
from tests.samples import TORTURE_LINES

FEW = ("attr_list", "tables", "toc")
MANY = (
    *FEW,
    *("abbr", "admonition", "def_list", "footnotes", "md_in_html", "smarty", "sane_lists", "nl2br", "wikilinks"),
    *(
        f"pymdownx.{name}"
        for name in (
            *(
                "arithmatex",
                "betterem",
                "caret",
                "critic",
                "details",
                "emoji",
                "highlight",
                "inlinehilite",
                "keys",
                "magiclink",
            ),
            *("mark", "smartsymbols", "superfences", "tabbed", "tasklist", "tilde"),
        )
    ),
)


def shown(source: str, extensions: tuple[str, ...]) -> str:
    page = markdown.Markdown(extensions=list(extensions)).convert(source)
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


@pytest.mark.parametrize("extensions", [FEW, MANY], ids=["few", "many"])
@pytest.mark.parametrize("line", TORTURE_LINES, ids=lambda line: line[:12])
def test_a_line_reaches_the_reader_as_it_stands(line: str, extensions: tuple[str, ...]) -> None:
    assert shown(markdown_text(line), extensions) == "".join(line.split())


@pytest.mark.parametrize("extensions", [FEW, MANY], ids=["few", "many"])
def test_headings_and_attributes_leave_a_line_as_it_stands(extensions: tuple[str, ...]) -> None:
    for line in TORTURE_LINES:
        assert shown(f"## {markdown_text(line)} {{: #x .y }}", extensions) == "".join(line.split())


@pytest.mark.parametrize("around", ["甲，{}，乙", "（{}）", "“{}”。", "甲{}乙", "：{}", "a{}b", "{} 乙"])
def test_a_word_stays_as_it_stands_beside_chinese_characters_and_punctuation(around: str) -> None:
    words = dict.fromkeys(word for line in TORTURE_LINES for word in line.split() if len(word) < 100)
    texts = [around.format(word) for word in (*words, "++ctrl+alt+delete++", "甲==乙==丙")]
    page = markdown.Markdown(extensions=list(MANY)).convert("\n\n".join(map(markdown_text, texts)))
    assert "<a " not in page
    found = re.findall(r"<p>(.*?)</p>", page, re.DOTALL)
    assert ["".join(html.unescape(re.sub(r"<[^>]*>", "", one)).split()) for one in found] == [
        "".join(text.split()) for text in texts
    ]


printable = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
nasty = st.lists(st.sampled_from([*TORTURE_LINES[0], "1", "a", "中", " ", "://", "www.", "--"]), max_size=12).map(
    "".join
)


@given(st.one_of(printable, nasty))
def test_any_text_reaches_the_reader_as_it_stands(text: str) -> None:
    assert shown(markdown_text(text), FEW) == "".join(text.split())


@given(nasty)
def test_any_punctuation_survives_many_extensions(text: str) -> None:
    assert shown(markdown_text(text), MANY) == "".join(text.split())


def test_plain_chinese_text_is_left_alone() -> None:
    text = "2023年GDP同比增长13.2%,规上工业增加值(不含税)同比增长27%;“走在前列”:一是…"
    assert markdown_text(text) == text


def test_html_text_keeps_the_text_and_breaks_no_line() -> None:
    assert html_text('<a href="x">&\n</a>') == "&lt;a href=&#34;x&#34;&gt;&amp; &lt;/a&gt;"
