"""Contact facts are looked for where notices give them, and each is found in the text or missed in `contact`, never both."""

from __future__ import annotations

from typing import Any

import pytest

from generator.check import contact
from generator.check.subject import Subject
from generator.faults import Source
from tests.samples import make_notice


def said(**parts: Any) -> list[str]:
    subject = Subject(notice=make_notice(**parts), source=Source(path="x.yaml", text=""))
    return [f"{fault.code} {fault.message}" for fault in contact.check(subject)]


MISSED = "C102 正文里的电话“0527-88859050”没有写进 contact"


@pytest.mark.parametrize("heading", ["三、联系方式", "监督方式", "（三）意见建议反馈渠道"])
def test_a_section_whose_heading_says_so_gives_contact_facts(heading: str) -> None:
    section = {"heading": heading, "text": "电话：0527-88859050"}
    assert said(sections=[section]) == [MISSED]
    assert said(sections=[{"heading": "一、整改情况", "sections": [section]}]) == [MISSED]
    assert said(sections=[section], contact={"phones": "0527-88859050"}) == []


def test_elsewhere_figures_are_no_telephone_numbers() -> None:
    items = [{"finding": "甲", "text": "清退 8885905 元"}]
    sections = [{"heading": "一、整改情况", "text": "收回 8885905 元"}, {"heading": "二、联系群众", "items": items}]
    assert said(opening="投入 8885905 元", sections=sections) == []


def test_what_stands_in_a_note_is_a_contact_fact() -> None:
    assert said(notes="注：电话0527-88859050") == [MISSED]


def test_a_fact_may_stand_anywhere_in_the_text() -> None:
    sections = [{"heading": "一、", "items": [{"finding": "甲", "text": "公布电话0527-88859050"}]}]
    assert said(sections=sections, closing="特此通报", contact={"phones": "0527-88859050"}) == []
    assert said(opening="电话0527-88859051", contact={"phones": "0527-88859050"}) == [
        "C101 电话“0527-88859050”没有出现在正文里"
    ]


@pytest.mark.parametrize("kind", ["phones", "faxes"])
@pytest.mark.parametrize("word", ["电话", "传真"])
def test_a_number_for_calls_and_faxes_needs_to_be_written_once(kind: str, word: str) -> None:
    assert said(closing=f"{word}：0527-88859050", contact={kind: "0527-88859050"}) == []


def test_a_number_that_is_only_written_as_a_postcode_is_missed_as_a_telephone() -> None:
    closing = "电话：223800；邮编：223800"
    assert said(closing=closing, contact={"postcodes": "223800"}) == ["C102 正文里的电话“223800”没有写进 contact"]


@pytest.mark.parametrize(
    ("text", "kind", "fact"),
    [
        *(
            (f"{word}：某某路1号。", "地址", "某某路1号")
            for word in ("地址", "通讯地址", "通信地址", "信访地址", "邮寄至")
        ),
        *(
            (f"{word}时间：8:00-12:00", "受理时间", "8:00-12:00")
            for word in ("受理", "接访", "值班", "来访", "接待", "接听")
        ),
        ("邮编为223800", "邮政编码", "223800"),
        ("传真是88859050", "传真", "88859050"),
        ("邮箱：20240315@example.gov.cn", "电子邮箱", "20240315@example.gov.cn"),
        ("拨打12388举报，电话：12388", "电话", "12388"),
        ("电话（微信）：159*****009", "电话", "159*****009"),
        ("热线400-123-4567", "电话", "400-123-4567"),
    ],
)
def test_what_is_told_is_named_as_notices_name_it(text: str, kind: str, fact: str) -> None:
    assert said(closing=text) == [f"C102 正文里的{kind}“{fact}”没有写进 contact"]


@pytest.mark.parametrize("label", ["邮箱地址", "电子邮箱地址", "电子邮件地址", "联系人", "受理时间：全天，邮箱"])
def test_a_mailbox_is_nothing_else_besides(label: str) -> None:
    known = {"emails": "office@example.gov.cn", "hours": "全天"}
    closing = f"{label}：office@example.gov.cn，受理时间：全天。"
    assert said(closing=closing, contact=known) == []


@pytest.mark.parametrize("text", ["电子邮箱地址：见官网", "网址：example.gov.cn", "互联网地址：example.gov.cn"])
def test_addresses_on_the_internet_are_no_places(text: str) -> None:
    assert said(closing=text) == []
