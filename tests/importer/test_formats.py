"""The same text gives the same notice, whatever file it comes in; and what stands around it on a page stays out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.import_report import SUFFIXES, score_file
from generator.importer.document import squeeze
from generator.importer.main import import_source
from generator.model.notice import Notice
from generator.model.outline import outline, plain_text
from tests.importer.conftest import CASES
from tests.importer.formats import PAGES, Piece, pieces, print_page, word

_FORMS = [
    "chinese-numerals",
    "paren-items",
    "question-labels",
    "bare-sentences",
    "joint-attachments",
    "nested-quotes",
    "contact-table",
]


def the_notice(name: str, data: bytes) -> Notice:
    return import_source(name, data).notice


def from_text(case: str) -> tuple[Notice, str, list[Piece]]:
    notice = the_notice("x.txt", (CASES / f"{case}.txt").read_bytes())
    title, *lines = plain_text(notice).splitlines()
    return notice, title, pieces("\n".join(lines))


def seen(notice: Notice) -> tuple[object, ...]:
    """What must be alike: the text by units, the facts, the contacts, the signature."""
    units = tuple(
        (u.kind, squeeze(u.heading), squeeze(u.text), u.status, squeeze(u.label), squeeze(u.finding))
        for u in outline(notice)
    )
    return units, notice.inspection, notice.contact, notice.published, notice.kind, notice.signature.name


@pytest.mark.parametrize("style", PAGES)
@pytest.mark.parametrize("case", _FORMS)
def test_a_saved_page_gives_the_same_notice_as_the_text(case: str, style: str) -> None:
    notice, title, body = from_text(case)
    assert seen(the_notice("x.html", PAGES[style](title, body).encode())) == seen(notice)


@pytest.mark.parametrize("case", _FORMS)
def test_a_word_file_gives_the_same_notice_as_the_text(case: str) -> None:
    notice, title, body = from_text(case)
    assert seen(the_notice("x.docx", word(title, body))) == seen(notice)


@pytest.mark.browser
@pytest.mark.parametrize("case", _FORMS)
def test_a_printed_pdf_gives_the_same_notice_as_the_text(case: str, printed: Callable[[str], bytes]) -> None:
    notice, title, body = from_text(case)
    assert seen(the_notice("x.pdf", printed(print_page(title, body)))) == seen(notice)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_encoding_of_a_text_is_detected(encoding: str, newline: str) -> None:
    text = (CASES / "chinese-numerals.txt").read_text(encoding="utf-8")
    same = the_notice("x.txt", text.replace("\n", newline).encode(encoding))
    assert seen(same) == seen(the_notice("x.txt", text.encode()))


def test_a_page_in_gbk_says_so_in_its_head() -> None:
    notice, title, body = from_text("question-labels")
    page = PAGES["divs"](title, body).replace('charset="utf-8"', 'charset="gb2312"')
    assert seen(the_notice("x.html", page.encode("gb18030"))) == seen(notice)


def test_a_page_lists_what_it_left_out() -> None:
    _, title, body = from_text("question-labels")
    report = import_source("x.html", PAGES["breaks"](title, body).encode()).report
    reasons = {one.text: one.reason for one in report.left_out}
    assert reasons["网站首页"] == "网页框架（导航、推荐、页脚等）"
    assert not [text for text in reasons if squeeze(text) in squeeze("".join(str(piece) for piece in body))]


def test_the_shared_cases_are_read_without_a_fault(shared_cases: Path) -> None:
    scores = [score_file(path) for path in sorted(shared_cases.glob("*")) if path.suffix in SUFFIXES]
    wrong = [line for score in scores for line in score.wrong]
    assert [line for line in wrong if not line.startswith(("body", "heading"))] == []
    assert len(wrong) <= 2  # one heading that ends in 整改情况：, which belongs to the text elsewhere


def test_a_title_over_two_lines_is_whole_though_the_page_names_itself_shortly() -> None:
    head = "<title>水利局党组关于巡察整改进展情况的通报</title>"
    lines = (
        "中共某某县水利局党组",
        "关于巡察整改进展情况的通报",
        "现将整改情况公布如下。",
        "1.关于学习不够的问题。已学习12次。",
    )
    page = f"<html><head>{head}</head><body><div>{''.join(f'<p>{line}</p>' for line in lines)}</div></body></html>"
    assert the_notice("x.html", page.encode()).title == "中共某某县水利局党组关于巡察整改进展情况的通报"
