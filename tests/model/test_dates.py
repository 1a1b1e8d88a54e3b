"""Dates as editors write them."""

from __future__ import annotations

from datetime import date

import pytest

from generator.model.dates import iso, parse_date, printed


@pytest.mark.parametrize("value", ["2024-02-29", "2024年2月29日"])
def test_an_exact_date_is_a_date_in_either_writing(value: str) -> None:
    assert parse_date(value) == date(2024, 2, 29)


@pytest.mark.parametrize(
    "value", ["2022年8月下旬", "2024年3月", "20241021日", "2023年2月29日", "2024年01月26日", "二〇二四年一月二十六日"]
)
def test_a_vague_or_damaged_date_stays_as_it_stands(value: str) -> None:
    assert parse_date(value) == value
    assert printed(parse_date(value)) == value


@pytest.mark.parametrize(
    "value",
    ["2024-1-5", "2024-02-30", "2024.01.26", "2024-O1-26", "2024-01-26T10:00:00Z", "soon", "２０２４-０１-２６"],
)
def test_a_slip_of_the_pen_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=f"{value}|day is out of range"):
        parse_date(value)


def test_for_programs_an_exact_date_is_iso_and_a_vague_one_stays_as_it_stands() -> None:
    assert [iso(value) for value in (date(2024, 2, 9), "2022年8月下旬", None)] == ["2024-02-09", "2022年8月下旬", None]
