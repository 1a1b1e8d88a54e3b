"""Folding: what counts as equal, and that Python and the browser agree on it."""

from __future__ import annotations

import base64
import json
from importlib.resources import files

import pytest
from playwright.sync_api import Page

from generator.search.folding import fold, fold_all, table_bytes, traditional

_FOLD_IN_BROWSER = """async ([script, table, text]) => {
    const { Folding } = await import(script);
    const stream = new Blob([Uint8Array.from(atob(table), c => c.charCodeAt(0))]).stream();
    const data = await new Response(stream.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
    const folding = new Folding(new Uint8Array(data));
    return JSON.parse(text).map(each => folding.fold(each));
}"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＧＤＰ增速", "gdp 增速"),
        ("供热，能力；不足。", "供热,能力;不足."),
        ("“三项清单”", '"三项清单"'),
        ("‘小蛮腰’", "'小蛮腰'"),
        ("《办法》（试行）", "<办法>(试行)"),
        ("9:00—12:00", "9：00-12：00"),
        ("關於巡視整改進展情況的通報", "关于巡视整改进展情况的通报"),
        ("第 一\n条\u3000\u200b款", "第一条款"),
        ("ΟΔΟΣ", "οδος"),
        ("①⑩㎡", "110m2"),
        ("王・某•李‧张∙赵⋅钱", "王·某·李·张·赵·钱"),
        ("5〜6月，一‐二‒三–四―五−六─七", "5~6月,一-二-三-四-五-六-七"),
        ("【甲】〔2024〕〖乙〗〈丙〉", "[甲][2024][乙]<丙>"),
        ("「甲」『乙』〝丙〞„丁‟‚戊‛", '"甲"\'乙\'"丙""丁"\'戊\''),
    ],
)
def test_two_spellings_of_one_thing_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("甲、乙", "甲，乙"), ("1.88", "188"), ("显著", "显着"), ("*", "")])
def test_different_things_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "young", ["\u1c89", "\ua7cb", "\ua7dc", "\U00010d50", "\U00016eb8", "\U0001ccd6", "\U0001e06d"]
)
def test_a_code_point_younger_than_unicode_14_stays_and_its_neighbours_fold(young: str) -> None:
    assert fold(f"Ａ{young}，Ｂ{young}") == f"a{young},b{young}"


def test_many_texts_fold_like_each_alone() -> None:
    texts = ["一、供热。", "", "ＡＢ\0Ｃ", "𠮷野家 GDP"]
    units, starts = fold_all(texts)
    pieces = [
        units[start : end - 1].tobytes().decode("utf-16-le") for start, end in zip(starts, starts[1:], strict=False)
    ]
    assert pieces == [fold(text) for text in texts]


def test_the_table_of_characters_is_opencc_s() -> None:
    dictionary = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in dictionary.splitlines())
    first = {source: targets.split(" ")[0] for source, targets in rows}
    plain = {
        one: other
        for one, other in first.items()
        if one != other and len(one + other) == 2 and max(one + other) < "\U00010000"
    }
    assert traditional() == {one: plain.get(other, other) for one, other in plain.items()}


def test_python_and_the_browser_fold_alike(page: Page, made_up_site: str) -> None:
    planes = [*range(0xD800), *range(0xE000, 0x10000), *range(0x20000, 0x32400)]
    texts = [chr(code) for code in planes] + ["ΟΔΟΣ", "e\u0301", "가", "关\u3000于“Ａ”。", "\ud842", "İI"]
    page.goto(made_up_site + "search/")
    table = base64.b64encode(table_bytes(range(0x10000))).decode()
    folded = page.evaluate(_FOLD_IN_BROWSER, [made_up_site + "assets/search/fold.js", table, json.dumps(texts)])
    differing = [(text, fold(text), other) for text, other in zip(texts, folded, strict=True) if fold(text) != other]
    assert differing == []
