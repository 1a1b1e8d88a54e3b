"""Odd dates and characters are found wherever they stand in a notice, and nothing else is odd."""

from __future__ import annotations

from datetime import date

import pytest

from generator.check import oddities
from generator.check.subject import Subject
from generator.faults import Source
from tests.samples import make_notice

ODD = {
    "T101": ["20230512日", "2023年0512日", "202305日", "2023年0512月", "至0512日"],
    "T102": ["0000年5月1日", "２月３０日", "2月30日", "2023年13月1日"],
    "T103": ["“甲", "乙）", '丙"'],
    "T104": ["2０项", "１0.5"],
    "T105": ["\ufffd", "\ue000", "\U000f0001", "锟斤拷", "烫烫", "Ã¤", "â€œ", "ï¿½"],
    "T106": ["\u200b", "\u202e", "\xad", "\u3164", "\U000e0001"],
}


def found(*paragraphs: str) -> list[tuple[str, str]]:
    text = "\n".join(paragraphs)
    subject = Subject(notice=make_notice(opening=text), source=Source(path="x.yaml", text=text))
    return [(fault.code, subject.source.text.split("\n")[fault.line - 1]) for fault in oddities.check(subject)]


@pytest.mark.parametrize(("code", "said"), [(code, said) for code, many in ODD.items() for said in many])
@pytest.mark.parametrize("around", ["{}", "截至{}，完成。", "12月31日。{}，2月8日。"])
def test_what_is_odd_is_found_among_other_paragraphs(code: str, said: str, around: str) -> None:
    odd = around.format(said)
    assert set(found("2023年12月31日，《丁》。", odd, "（一）10月30日前完成8项。")) == {(code, odd)}


@pytest.mark.parametrize("year", ["", "2023年", "2024年"])
def test_every_date_that_is_none_is_told_and_no_other(year: str) -> None:
    days = sorted({text for number in range(35) for text in (str(number), f"{number:02}", str(number + 65))})
    for month in sorted({text for number in range(14) for text in (str(number), f"{number:02}", str(number + 86))}):
        dates = {f"于{year}{month}月{day}日": (int(year[:4] or 2000), int(month), int(day)) for day in days}
        assert {text for _, text in found(*dates)} == {text for text, parts in dates.items() if not _is_a_day(*parts)}


def _is_a_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
