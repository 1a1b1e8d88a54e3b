"""An edited chapter made from the one before is, byte for byte, the one made from nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from generator.model.notice import Notice
from generator.search import Chapter, ChapterBefore, Segment, index_segment, make_chapter
from generator.search.chapters import sum_of
from tests.samples import make_notice

_PHRASES = "整改到位，".encode("gb18030")


def notice(number: int, *texts: str, finding: str = "资金闲置", published: str = "2024-01-02") -> Notice:
    items = [{"finding": finding, "text": text} for text in texts]
    sections = [{"heading": "一、整改", "items": items}]
    return make_notice(id=f"n{number}", title="通报", opening="开头。", published=published, sections=sections)


PLAIN = [notice(number, "整改到位，资金收回。", f"第{number}项完成。") for number in range(6)]


def after(before: Sequence[Notice], now: Sequence[Notice]) -> tuple[Chapter, Chapter]:
    """The chapter of some notices, two a segment, made from the chapter of others; and that chapter."""
    cuts = [
        [index_segment(some[start : start + 2]) for start in range(0, max(len(before), len(now)), 2)]
        for some in (before, now)
    ]
    old = make_chapter(cuts[0], _PHRASES)
    same = [one.to_bytes() == other.to_bytes() for one, other in zip(*cuts, strict=True)]
    segments: list[Segment] = cuts[1]
    made = make_chapter(
        segments,
        _PHRASES,
        ChapterBefore(
            gone=[segment for segment, stayed in zip(cuts[0], same, strict=True) if not stayed],
            came=[number for number, stayed in enumerate(same) if not stayed],
            table=old.table,
            sums={path.split("/", 2)[2]: sum_of(content) for path, content in old.texts.items()},
        ),
    )
    return made, old


def assert_as_new(before: Sequence[Notice], now: Sequence[Notice]) -> Chapter:
    made, old = after(before, now)
    new = make_chapter([index_segment(now)], _PHRASES)
    (folder,) = {path.rpartition("/texts/")[0] for path in old.texts} or {""}
    files = {**made.texts, **{path: old.texts[f"{folder}/{same}"] for path, same in made.taken.items()}}
    assert (files, made.facts, made.table) == (new.texts, new.facts, new.table)
    return made


@pytest.mark.parametrize(
    "edited",
    [
        notice(2, "整改到位，资金收回。", "第2项完成，又加一句。"),
        notice(2, "整改到位，资金已收回。", "第2项完成。"),
        notice(2, "整改到位，资全收回。", "第2项完成。"),
        notice(2, "调整改到位，资金收回。", "第2项完成。"),
        notice(2, "", "第2项完成。"),
        notice(2, "整改到位，资金收回。", "第2项完成。", finding="资金沉淀"),
        notice(2, "置整改到位，资金收回。", "置第2项完成。", finding="资金闲"),  # another finding, the same characters
        notice(2, "整改到位，资金收回。"),
        notice(2, "整改到位，资金收回。", "第2项完成。", "又一项。"),
        notice(2, "整改到位，资金收回。", "第2项完成。", published="2025-01-02"),
        PLAIN[2].model_copy(update={"title": "另一个标题"}),
        PLAIN[2],
    ],
)
def test_one_edited_notice(edited: Notice) -> None:
    made = assert_as_new(PLAIN, [*PLAIN[:2], edited, *PLAIN[3:]])
    assert len(made.taken) >= 5


@pytest.mark.parametrize("now", [PLAIN[:5], [*PLAIN, notice(7, "新的一份。")], [*PLAIN[:2], *PLAIN[4:]], []])
def test_notices_that_come_and_go(now: Sequence[Notice]) -> None:
    assert_as_new(PLAIN, now)
    assert_as_new(now, PLAIN)


def test_any_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few characters, so that pairs recur; with so few entries, characters come to have lists of their own, and lose them."""
    monkeypatch.setattr("generator.search.lists._ALONE", 12)
    monkeypatch.setattr("generator.search.tables.RUN_ENTRIES", 3)
    chance = random.Random(20240126)

    def text() -> str:
        return "".join(chance.choices("甲乙丙。", k=chance.randrange(1, 9)))

    def some() -> Notice:
        return notice(0, *(text() for _ in range(3)), finding=text())

    notices = [some().model_copy(update={"id": f"n{number}"}) for number in range(6)]
    for _ in range(60):
        edited = list(notices)
        for _ in range(chance.randrange(1, 3)):
            place = chance.randrange(6)
            edited[place] = some().model_copy(update={"id": f"n{place}"})
        assert_as_new(notices, edited)
        notices = edited
