"""YAML text → plain data with places: what is kept to the character, and what is refused without a traceback."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.load.decode import MAX_BYTES
from generator.load.yaml_text import MAX_ALIASES, read_yaml


def codes(raw: bytes) -> list[str]:
    return [fault.code for fault in read_yaml("x.yaml", raw).faults]


@pytest.mark.parametrize("text", ["0012", "12:30", "no", "2024-01-05", "1e3", "0x1F", "1_000", ".5", "on", "=", "<<"])
def test_every_scalar_is_read_as_the_text_that_stands_there(text: str) -> None:
    assert read_yaml("x.yaml", f"key: {text}\n".encode()).data == {"key": text}


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_nothing_is_nothing_but_quoted_it_is_text(text: str) -> None:
    parsed = read_yaml("x.yaml", f"bare: {text}\nquoted: '{text}'\n".encode())
    assert parsed.data == {"bare": None, "quoted": text}


def test_places_count_characters_from_one_whatever_stands_before() -> None:
    parsed = read_yaml("x.yaml", "甲: 😀\n乙:\n  - 丙\u2028丁\n  - {戊: 己}\n".encode())
    assert parsed.source.marks[("乙", 0)] == (3, 5)
    assert parsed.source.marks[("乙", 1, "戊")] == (4, 9)
    assert parsed.keys[("乙", 1, "戊")] == (4, 6)


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x85"])
def test_a_separator_that_only_yaml_takes_for_a_line_end_is_kept(char: str) -> None:
    parsed = read_yaml("x.yaml", f"text: |\n  甲{char}乙\nnext: 丙{char}丁\n".encode())
    assert parsed.faults == []
    assert parsed.data == {"text": f"甲{char}乙\n", "next": f"丙{char}丁"}


@pytest.mark.parametrize("char", ["\ufeff", "\uffff", "\U0001fffe", "\U0010ffff", "\x7f"])
def test_a_character_that_no_text_should_hold_is_refused_and_a_rare_one_kept(char: str) -> None:
    assert codes(f"a: 甲{char}乙𠀀\n".encode()) == ["Y110"]
    assert codes(f'a: "甲\\U{ord(char):08x}"\n'.encode()) == ["Y110"]
    assert read_yaml("x.yaml", "a: 𠀀\U0001f600\U0010fffd\n".encode()).data == {"a": "𠀀\U0001f600\U0010fffd"}


def test_a_file_one_byte_over_the_limit_is_refused() -> None:
    assert codes(b"a: " + b"x" * (MAX_BYTES - 3)) == []
    assert codes(b"a: " + b"x" * (MAX_BYTES - 2)) == ["Y101"]


@pytest.mark.parametrize("bracket", [b"[", b"{a: ", b"- ", b"? "])
def test_a_hundred_thousand_levels_are_one_fault(bracket: bytes) -> None:
    assert codes(bracket * 100_000)[0] in ("Y113", "Y114")


def test_a_few_aliases_of_texts_are_taken() -> None:
    lines = ["a: &a 甲", *(f"k{number}: *a" for number in range(MAX_ALIASES))]
    parsed = read_yaml("x.yaml", "\n".join(lines).encode())
    assert parsed.faults == []
    assert isinstance(parsed.data, dict)
    assert set(parsed.data.values()) == {"甲"}
    assert codes("\n".join([*lines, "more: *a"]).encode()) == ["Y116"]


def test_a_binary_file_is_ten_faults_at_most() -> None:
    assert codes(b"\x01" * 10_000).count("Y110") == 10


@given(st.binary(max_size=300))
def test_no_bytes_raise(raw: bytes) -> None:
    parsed = read_yaml("x.yaml", raw)
    assert parsed.data is not None or parsed.faults


@given(st.text(alphabet="ab:- \n\t'\"|>[]{},#&*!%@`?~\\x0\u2028，：甲", max_size=80))
def test_no_text_made_of_yaml_signs_raises(text: str) -> None:
    parsed = read_yaml("x.yaml", text.encode())
    assert parsed.data is not None or parsed.faults
