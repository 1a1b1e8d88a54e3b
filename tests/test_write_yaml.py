"""Writing a notice as YAML: reading it again gives the same notice, and the text is one to edit by hand."""

from __future__ import annotations

import re
from datetime import date

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.load.decode import UNPRINTABLE
from generator.load.notices import parse_notice
from generator.model.notice import (
    Attachment,
    Contact,
    Inspection,
    Issuer,
    Item,
    Notice,
    NoticeFile,
    Provenance,
    Section,
    Signature,
    Table,
    TableBlock,
    TableItems,
)
from generator.write_yaml import notice_yaml

_AWKWARD = [
    "#1",
    "- 甲",
    "a: b",
    "*" * 9,
    "&a",
    "!b",
    "null",
    "~",
    "no",
    "0012",
    "12:30",
    "2024-01-05",
    "{n}",
    "[",
    "|",
    "'",
    '"',
    "%",
    "@",
]


def read_back(text: str, notice_id: str = "x") -> Notice:
    loaded, faults = parse_notice("x.yaml", notice_id, text.encode())
    assert loaded is not None, [str(fault) for fault in faults]
    return loaded.notice


def as_notice(notice: NoticeFile) -> Notice:
    return Notice.model_validate({**{key: getattr(notice, key) for key in NoticeFile.model_fields}, "id": "x"})


def a_notice(**changes: object) -> NoticeFile:
    return NoticeFile.model_validate({"title": "通报", "wording": "原文", "issuer": {"name": "某局党组"}, **changes})


def test_the_text_is_short_and_in_the_models_order() -> None:
    notice = a_notice(
        draft=True,
        inspection=Inspection(team="市委第一巡察组", start=date(2022, 3, 7), forms=("专项",), type="巡察"),
        opening=("第一段。", "第二段。"),
        contact=Contact(phones=("0527-88859050", "12345678"), postcodes=("002026",)),
        signature=Signature(name=("某局党组",), date=date(2024, 3, 15)),
    )
    assert notice_yaml(notice).splitlines() == [
        "title: 通报",
        "wording: 原文",
        "draft: true",
        "issuer:",
        "  name: 某局党组",
        "inspection:",
        "  start: 2022-03-07",
        "  team: 市委第一巡察组",
        "  forms: 专项",
        "  type: 巡察",
        "opening: |",
        "  第一段。",
        "  第二段。",
        "contact:",
        "  phones: [0527-88859050, '12345678']",
        "  postcodes: ['002026']",
        "signature:",
        "  name: 某局党组",
        "  date: 2024-03-15",
    ]


def test_a_text_with_a_table_is_a_list() -> None:
    table = Table(
        rows=(("问题", "状态"), ("甲" * 60, "乙" * 60)), items=TableItems(finding=1, statuses={"正在整改": "持续推进"})
    )
    notice = a_notice(sections=(Section(heading="一、甲", text=("前", "又", TableBlock(table=table), "后")),))
    text = notice_yaml(notice)
    assert text.split("    text:\n")[1].splitlines() == [
        "      - |",
        "        前",
        "        又",
        "      - table:",
        "          rows:",
        "            - [问题, 状态]",
        f"            - - {'甲' * 60}",
        f"              - {'乙' * 60}",
        "          items:",
        "            finding: 1",
        "            statuses:",
        "              正在整改: 持续推进",
        "      - |",
        "        后",
    ]
    assert read_back(text) == as_notice(notice)


def test_what_is_there_but_says_nothing_stays_there() -> None:
    notice = a_notice(sections=(Section(), Section(heading="一、甲")), source=Provenance())
    assert notice_yaml(notice).splitlines()[4:] == ["sections:", "  - {}", "  - heading: 一、甲", "source: {}"]
    assert read_back(notice_yaml(notice)) == as_notice(notice)


def test_comments_on_a_list_entry_and_on_its_first_key_stand_above_it_in_their_order() -> None:
    notice = a_notice(sections=(Section(heading="一、甲"),))
    comments = {("sections", 0, "heading"): "待核：标题", ("sections", 0): "待核：整节", ("sections",): "待核：各节"}
    assert notice_yaml(notice, comments).splitlines()[4:] == [
        "# 待核：各节",
        "sections:",
        "  # 待核：标题",
        "  # 待核：整节",
        "  - heading: 一、甲",
    ]


def test_a_comment_stands_above_the_key_it_is_about() -> None:
    notice = a_notice(sections=(Section(heading="一、甲", items=(Item(finding="乙", text=("丙",)),)),))
    text = notice_yaml(
        notice,
        {
            ("sections", 0, "items", 0, "text", 0): "待核：正文",
            ("published",): "待核：没有日期",
            ("title",): "待核：一\n二",
            ("issuer", "name"): "待核：名",
        },
    )
    assert text.splitlines() == [
        "# 待核：没有日期",
        "# 待核：一",
        "# 二",
        "title: 通报",
        "wording: 原文",
        "issuer:",
        "  # 待核：名",
        "  name: 某局党组",
        "sections:",
        "  - heading: 一、甲",
        "    items:",
        "      - finding: 乙",
        "        # 待核：正文",
        "        text: |",
        "          丙",
    ]
    assert read_back(text) == as_notice(notice)


def test_the_id_is_the_file_name_and_not_written() -> None:
    assert "id:" not in notice_yaml(as_notice(a_notice()))


words = st.one_of(
    st.sampled_from(_AWKWARD),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cn")).filter(
            lambda character: not UNPRINTABLE.match(character)  # no file of a notice may hold these: U+FEFF is one
        ),
        min_size=1,
        max_size=12,
    ),
).filter(lambda value: bool(value.strip()) and "\n" not in value.strip())
paragraphs = st.lists(words, max_size=4).map(tuple)
cells = st.one_of(st.just(""), words, st.just("两\n行"))
tables = st.lists(st.lists(cells, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(
    lambda rows: TableBlock(table=Table(rows=tuple(rows), caption="表"))
)
texts = st.lists(st.one_of(words, tables), max_size=4).map(tuple)
dates = st.one_of(st.none(), st.dates(), st.just("2022年8月下旬"))
items = st.builds(
    Item,
    finding=words,
    number=st.none() | words,
    run_in=st.none() | st.booleans(),
    status=st.none() | st.just("已完成"),
    text=texts,
)
sections = st.recursive(
    st.builds(
        Section,
        heading=st.none() | words,
        text=texts,
        items=st.lists(items, max_size=2).map(tuple),
        run_in=st.booleans(),
    ),
    lambda inner: st.builds(Section, heading=words, sections=st.lists(inner, max_size=2).map(tuple)),
    max_leaves=3,
)
notices = st.builds(
    NoticeFile,
    title=words,
    wording=st.just("原文"),
    issuer=st.builds(Issuer, name=words, short=st.none() | words),
    published=dates,
    opening=texts,
    sections=st.lists(sections, max_size=2).map(tuple),
    contact=st.builds(Contact, phones=paragraphs, hours=st.none() | words),
    attachments=st.lists(st.builds(Attachment, text=words), max_size=2).map(tuple),
    signature=st.builds(Signature, name=paragraphs, date=dates),
)


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_a_line_separator_stays_and_brings_no_blanks(separator: str) -> None:
    text = f"甲{separator}乙"
    notice = a_notice(title=text, opening=(text, "丙"), contact=Contact(phones=(text, "丁")))
    assert read_back(notice_yaml(notice)) == as_notice(notice)


@settings(max_examples=200, deadline=None)
@given(notices)
def test_reading_what_was_written_gives_the_same_notice(notice: NoticeFile) -> None:
    assert read_back(notice_yaml(notice)) == as_notice(notice)


scalars = st.one_of(
    st.sampled_from(_AWKWARD),
    st.text("甲“：， :#-?.,'\"[]{}&*!|>%@`=<~+_0159exbofnyTZ\\\t\x7f\x85\xa0\u2028\ufeff😀\U0010ffff", max_size=8),
    st.text(st.characters(codec="utf-8"), max_size=8),
).map(lambda value: " ".join(value.split("\n")))


@settings(max_examples=1000, deadline=None)
@given(st.lists(scalars, max_size=3))
@example(["", "甲"])
@example(["---", "..."])
@example([" a", "a ", "a:"])
def test_what_is_quoted_and_how_is_what_pyyaml_decides(values: list[str]) -> None:
    breaks = re.compile("[\x85\u2028\u2029]")
    style = '"' if any(map(breaks.search, values)) else None
    written = yaml.safe_dump(
        values, allow_unicode=True, default_flow_style=True, default_style=style, width=1 << 30
    ).strip("\n")
    notice = a_notice(contact=Contact.model_construct(phones=tuple(values), hours=values[0] if values else None))
    lines = notice_yaml(notice).split("\n")
    if values:
        assert f"  phones: {written}" in lines
    for value in values[:1]:
        digits = value and not value.strip("*" + "".join(filter(str.isdecimal, value)))
        style = '"' if digits or breaks.search(value) else None
        alone = yaml.safe_dump(value, allow_unicode=True, width=1 << 30, default_style=style)
        assert f"  hours: {alone.removesuffix(chr(10)).removesuffix(chr(10) + '...')}" in lines
