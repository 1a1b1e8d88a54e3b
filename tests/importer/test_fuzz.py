"""Damaged files in every format: a notice or a refusal, never a traceback, never a hang."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.importer.document import Refused
from generator.importer.main import import_source
from generator.model.outline import plain_text
from tests.importer.conftest import CASES
from tests.importer.formats import PAGES, pieces, print_page, word

_LOOSE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
damage = st.lists(
    st.tuples(st.sampled_from(["cut", "flip", "drop", "copy"]), st.floats(0, 1), st.integers(0, 255)),
    min_size=1,
    max_size=6,
)


@cache
def sample(form: str) -> bytes:
    text = (CASES / "contact-table.txt").read_text(encoding="utf-8")
    title, _, rest = text.partition("\n")
    if form == "txt":
        return text.encode()
    return word(title, pieces(rest)) if form == "docx" else PAGES[form](title, pieces(rest)).encode()


def damaged(data: bytes, steps: list[tuple[str, float, int]]) -> bytes:
    changed = bytearray(data)
    for kind, where, value in steps:
        place = int(where * max(len(changed) - 1, 0))
        if kind == "cut":
            del changed[max(place, 1) :]
        elif kind == "flip" and changed:
            changed[place] = value
        elif kind == "drop":
            del changed[place : place + value]
        else:
            changed[place:place] = changed[place : place + value]
    return bytes(changed)


def import_or_refuse(name: str, data: bytes) -> None:
    try:
        imported = import_source(name, data)
    except Refused as refusal:
        assert "没有写出文件" not in str(refusal), "the proof failed"  # noqa: PT017 - the refusal is the outcome
        return
    assert plain_text(imported.notice)


@pytest.mark.parametrize("form", ["txt", "docx", *PAGES])
@settings(max_examples=120, suppress_health_check=_LOOSE)
@given(steps=damage)
@example(steps=[("cut", 0.5, 0)])
def test_a_damaged_file_is_imported_or_refused(form: str, steps: list[tuple[str, float, int]]) -> None:
    import_or_refuse(f"x.{form if form in ('txt', 'docx') else 'html'}", damaged(sample(form), steps))


@pytest.mark.browser
@settings(max_examples=80, suppress_health_check=_LOOSE)
@given(steps=damage)
def test_a_damaged_pdf_is_imported_or_refused(
    printed: Callable[[str], bytes], steps: list[tuple[str, float, int]]
) -> None:
    import_or_refuse("x.pdf", damaged(_pdf(printed), steps))


_printed: list[bytes] = []


def _pdf(printed: Callable[[str], bytes]) -> bytes:
    if not _printed:
        title, _, rest = sample("txt").decode().partition("\n")
        _printed.append(printed(print_page(title, pieces(rest))))
    return _printed[0]


@settings(max_examples=150, suppress_health_check=_LOOSE)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=300))
def test_any_words_after_a_title_are_kept_or_refused(words: str) -> None:
    import_or_refuse("x.txt", f"某局党组关于巡察整改情况的通报\n现将整改情况通报如下。\n{words}".encode())
