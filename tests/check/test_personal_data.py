"""Nothing personal gets out: an entry of `allow` covers its own words alone, and each place is told once."""

from __future__ import annotations

import pytest

from generator.check import personal_data
from generator.check.subject import Subject
from generator.load.notices import parse_notice

HEAD = "title: 通报\nwording: 原文\nissuer: {name: 某某}\n"


def said(text: str) -> list[str]:
    loaded, faults = parse_notice("x.yaml", "x", (HEAD + text).encode())
    assert loaded is not None, faults
    found = personal_data.check(Subject(notice=loaded.notice, source=loaded.source))
    return [f"{fault.code} {fault.severity}" for fault in sorted(found)]


@pytest.mark.parametrize("text", ["13800138000，office@qq.com", "office@qq.com，13800138000", "x.office@qq.com"])
def test_what_is_allowed_covers_nothing_that_stands_before_or_after_it(text: str) -> None:
    allow = "allow: [{text: office@qq.com, reason: 对外公布的举报邮箱}]\n"
    assert said(f"opening: {text}\nclosing: office@qq.com\n{allow}") == [f"P10{5 if 'x.' in text else 3} error"]


def test_what_is_allowed_once_is_allowed_wherever_it_stands() -> None:
    allow = "allow: [{text: 举报邮箱office@qq.com, reason: 对外公布}]\n"
    assert said(f"opening: 举报邮箱office@qq.com\nclosing: 举报邮箱office@qq.com\n{allow}") == []
    assert said(f"opening: 举报邮箱office@qq.com，office@qq.com\n{allow}") == ["P105 error"]


def test_a_number_beside_a_comment_is_told_once_and_one_in_the_comment_besides() -> None:
    assert said("opening: 电话13800138000 # 待核\n") == ["P103 error"]
    assert said("opening: 电话13800138000 # 又作13900139000\n") == ["P103 error", "P103 warning"]
    assert said("opening: 电话138*****000 # 13800138000\n") == ["P103 warning"]


def test_what_only_looks_like_an_id_number_is_no_matter_in_a_comment() -> None:
    assert said("opening: 文 # 110105194912310021\n") == []


def test_the_text_of_a_withdrawn_notice_gets_a_warning_and_the_reason_that_is_shown_an_error() -> None:
    withdrawn = "opening: 电话13800138000\nwithdrawn: {{date: 2024-05-01, reason: {}}}\n"
    assert said(withdrawn.format("内容有误")) == ["P103 warning"]
    assert said(withdrawn.format("误登13900139000")) == ["P103 warning", "P103 error"]
