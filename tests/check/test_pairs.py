"""Quotes and brackets without a partner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.check.pairs import pairs_in_each_line, unpaired


@pytest.mark.parametrize(
    "text",
    [
        "关于“甲‘乙’丙”问题",
        "（一）（混用)括号",
        "1）先做；2）后做，①）再做：(3)",
        "don’t",
        '他说"可以"。',
        "《甲〈乙〉》【丙】〔2024〕3号",
        "「甲『乙』」［丙］[丁］",
        "a)先做，十二）后做。一)又做",
    ],
)
def test_what_pairs_is_left_alone(text: str) -> None:
    assert unpaired(text) == []


@pytest.mark.parametrize(
    ("text", "lonely"),
    [
        ("关于“甲问题", [(2, "“")]),
        ("甲”乙“", [(1, "”"), (3, "“")]),
        ("《甲（乙》", [(2, "（")]),
        ("甲）乙", [(1, "）")]),
        ('甲"乙', [(1, '"')]),
        ("甲’乙", [(1, "’")]),
        ("5’", [(1, "’")]),
        ("甲〉『乙", [(1, "〉"), (2, "『")]),
        ("第123）", [(4, "）")]),
        ("“甲“乙”", [(0, "“")]),
    ],
)
def test_what_does_not_pair_is_named_with_its_place(text: str, lonely: list[tuple[int, str]]) -> None:
    assert unpaired(text) == lonely


@given(st.lists(st.text(alphabet='“”‘’《》（）()[]［］"1a一、。 '), max_size=4))
def test_one_look_at_several_lines_misses_no_lonely_sign(lines: list[str]) -> None:
    assert not pairs_in_each_line("\n".join(lines)) or not any(map(unpaired, lines))


def test_one_look_is_enough_for_lines_that_pair() -> None:
    assert pairs_in_each_line("关于“甲‘乙’丙”问题\n（一)\n没有")
    assert not pairs_in_each_line("（一\n二）")
