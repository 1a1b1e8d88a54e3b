"""What a notice lacks is an error where it must not go out so, and a warning while it is being written."""

from __future__ import annotations

import pytest

from generator.check import check_notice
from generator.load.notices import parse_notice

HEAD = "title: 通报\nwording: 原文\nissuer: {name: 某某}\npublished: 2024-03-15\ncontact: {hours: 文}\n"


def said(text: str) -> list[tuple[str, str, int]]:
    loaded, faults = parse_notice("x.yaml", "x", text.encode())
    assert loaded is not None, faults
    return [(fault.code, fault.severity, fault.line) for fault in check_notice(loaded.notice, loaded.source)]


@pytest.mark.parametrize(("more", "severity"), [("", "error"), ("draft: true\n", "warning")])
def test_what_a_draft_is_warned_of_stops_a_notice(more: str, severity: str) -> None:
    assert said(f"{HEAD}{more}opening: 文【待填】\n") == [("Q101", severity, HEAD.count("\n") + more.count("\n") + 1)]
    text = HEAD.replace("contact: {hours: 文}\n", "")
    assert ("Q102", severity, 1) in said(text + more)


@pytest.mark.parametrize(
    ("more", "line"), [("", 2), ("source: {title: 原文}\n", 6), ("source: {publisher: 某某网}\n", None)]
)
def test_a_digest_names_its_publisher(more: str, line: int | None) -> None:
    text = HEAD.replace("原文", "摘编") + more + "opening: 文\n"
    assert said(text) == ([("Q105", "error", line)] if line else [])


def items(*written: str) -> str:
    return f"{HEAD}opening: 文\nsections:\n  - items:\n" + "".join(f"      - {{{one}}}\n" for one in written)


def test_of_equal_findings_only_those_are_told_that_have_no_lasting_address() -> None:
    assert said(items("finding: 甲", "finding: 甲")) == [("Q107", "warning", 10)]
    assert said(items("finding: 甲, id: a", "finding: 甲")) == []
    assert said(items("finding: 甲", "finding: 甲, id: a")) == []
    assert said(items("finding: 甲, id: a", "finding: 甲", "finding: 甲")) == [("Q107", "warning", 11)]


def test_an_address_belongs_to_one_item_be_it_present_or_former() -> None:
    assert said(items("finding: 甲, id: a", "finding: 乙, aliases: [b, a]")) == [("Q108", "error", 10)]
    assert said(items("finding: 甲, aliases: [a]", "finding: 乙, id: a", "finding: 丙, id: a")) == [
        ("Q108", "error", 10),
        ("Q108", "error", 11),
    ]
    assert said(items("finding: 甲, id: a, aliases: [b]", "finding: 乙, id: c, aliases: [d]")) == []
