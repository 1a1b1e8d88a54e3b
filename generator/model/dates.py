"""Dates as notices give them: exact (ISO 8601) or vague ("2022年8月下旬"), and how an official document prints them."""

from __future__ import annotations

import re
from datetime import date

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_PRINTED = re.compile(r"(\d{4})年([1-9]\d?)月([1-9]\d?)日", re.ASCII)
_CHINESE = re.compile("[一-鿿]")


def parse_date(value: str) -> date | str:
    """Read an ISO date, or an exact one as `printed` writes it; keep any other wording that holds a Chinese character.

    That is a vague or damaged date, which stays as it stands. Raises ValueError for what is neither, such as `2024-1-5` or `2024-02-30`: a
    slip of the pen, not a vague date.
    """
    if _ISO.fullmatch(value):
        return date.fromisoformat(value)
    if not _CHINESE.search(value):
        raise ValueError(value)
    return _as_printed(value) or value


def _as_printed(value: str) -> date | None:
    """The day that `printed` writes so; none if there is no such day."""
    found = _PRINTED.fullmatch(value)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def printed(value: date | str) -> str:
    """The date as a notice prints it: Arabic numerals without leading zeros (GB/T 9704-2012, 7.3.5.4); vague dates as given."""
    if isinstance(value, str):
        return value
    return f"{value.year}年{value.month}月{value.day}日"


def iso(value: date | str | None) -> str | None:
    """The date for JSON: ISO 8601, or the vague wording, or nothing."""
    return value.isoformat() if isinstance(value, date) else value
