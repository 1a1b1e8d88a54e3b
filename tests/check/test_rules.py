"""All rules together: no wording raises, every fault lies in the file, a hopeless file does not flood the reader."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.check import check_notice
from generator.check.rules import MAX_FAULTS
from generator.faults import Fault
from generator.load.notices import parse_notice

SIGNS = (
    "反馈问题完成整改率已未正在年月日个电话邮编地址一二三①甲乙"
    "0123456789０９.,*%“”‘’（）()《》@qq.com-—：；。、\u200b\u202e\ufffd"
)
HEAD = "title: 通报\nwording: 原文\nissuer: {name: 某某}\n"


def faults_of(text: str) -> list[Fault]:
    loaded, faults = parse_notice("x.yaml", "x", text.encode())
    assert loaded is not None, faults
    return check_notice(loaded.notice, loaded.source)


@given(st.text(SIGNS, min_size=1, max_size=80), st.text(SIGNS, min_size=1, max_size=30))
def test_no_wording_raises_and_every_fault_lies_in_the_file(text: str, finding: str) -> None:
    lines = [
        *HEAD.splitlines(),
        *(
            "opening: |",
            f"  文{text}",
            "sections:",
            "  - heading: |-",
            f"      一、{finding}",
            "    text: |",
            f"      文{text}",
        ),
        *("    items:", "      - finding: |-", f"          文{finding}", "closing: |", f"  文{text}"),
    ]
    for fault in faults_of("\n".join(lines)):
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1


def test_of_one_family_no_more_than_a_reader_can_take_is_reported() -> None:
    assert (
        len([fault for fault in faults_of(f"{HEAD}opening: {'(' * 5 * MAX_FAULTS}\n") if fault.code == "T103"])
        == MAX_FAULTS
    )


def test_a_withdrawn_notice_is_not_asked_for_what_it_no_longer_shows() -> None:
    assert faults_of(f"{HEAD}withdrawn: {{date: 2024-05-01, reason: 内容有误}}\n") == []
