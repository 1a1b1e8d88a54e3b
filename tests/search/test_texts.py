"""Texts on their way into the browser: not one character changes."""

from __future__ import annotations

import base64
import random

from playwright.sync_api import Page

from generator.search.packing import after
from generator.search.phrases import frequent_phrases
from generator.search.texts import ENCODING, encode

_READ = """async ([script, phrases, file]) => {
    const { unpacked } = await import(script);
    const bytes = text => Uint8Array.from(atob(text), character => character.charCodeAt(0));
    const read = JSON.parse(new TextDecoder('gb18030').decode(unpacked(bytes(file), bytes(phrases))));
    return read.map(each => [...each].map(character => character.codePointAt(0)));
}"""


def test_every_character_reaches_the_browser(page: Page, made_up_site: str) -> None:
    texts = ["".join(map(chr, range(start, start + 0x400))) for start in range(0, 0x110000, 0x400)]
    phrases = "坚持以人民为中心".encode("gb18030")
    packed = [base64.b64encode(part).decode() for part in (phrases, after(phrases, encode(texts)))]
    page.goto(made_up_site + "plain.html")
    read = page.evaluate(_READ, [made_up_site + "assets/search/inflate.js", *packed])
    expected = [[ord(character) for character in text] for text in texts]
    # Two halves of a pair that stand side by side are the pair.
    halves = [number for number, text in enumerate(texts) if "\ud800" <= text[0] <= "\udfff"]
    assert [one for number, one in enumerate(read) if number not in halves] == [
        one for number, one in enumerate(expected) if number not in halves
    ]


def test_phrases_hold_what_comes_again_and_each_part_of_it_once() -> None:
    often, part, once = "建立健全长效机制，", "健全长效机制，", "召开专题民主生活会，"
    assert frequent_phrases([often * 9 + part * 2 + once, "其他。"]) == often


def test_phrases_stay_within_what_deflate_looks_back_at() -> None:
    chance = random.Random(1)
    clauses = ["".join(map(chr, chance.choices(range(0x4E00, 0x9FA5), k=30))) + "。" for _ in range(2_000)]
    phrases = frequent_phrases(["".join(clauses * 2)])
    assert 10_900 < len(phrases) <= 11_000
    assert len(phrases.encode(ENCODING)) < 32_768


def test_without_anything_that_comes_again_there_are_no_phrases() -> None:
    assert frequent_phrases([]) == frequent_phrases(["", "只有一次。"]) == ""
