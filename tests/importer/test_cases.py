"""Each case is a text and the notice file it must become (or the words it is refused with)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.importer.document import Refused, squeeze
from generator.importer.main import import_source
from generator.importer.readers.text import decode
from generator.model.outline import plain_text
from generator.write_yaml import notice_yaml
from tests.importer.conftest import CASES

_SOURCES = sorted(CASES.glob("*.txt"))
_REFUSED = [path for path in _SOURCES if path.with_suffix(".refused").exists()]


@pytest.mark.parametrize("path", [p for p in _SOURCES if p not in _REFUSED], ids=lambda path: path.stem)
def test_a_text_becomes_the_expected_file(path: Path, *, update: bool) -> None:
    imported = import_source(path.name, path.read_bytes())
    found = f"# id: {imported.notice.id}\n{notice_yaml(imported.notice, imported.report.comments())}"
    expected = path.with_suffix(".yaml")
    if update:
        expected.write_text(found, encoding="utf-8", newline="\n")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", _REFUSED, ids=lambda path: path.stem)
def test_what_is_no_notice_is_refused_in_one_sentence(path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        import_source(path.name, path.read_bytes())
    assert str(refusal.value) == path.with_suffix(".refused").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("path", [p for p in _SOURCES if p not in _REFUSED], ids=lambda path: path.stem)
def test_each_line_is_in_the_notice_or_in_the_report(path: Path) -> None:
    imported = import_source(path.name, path.read_bytes())
    gone: set[int] = set()
    for one in imported.report.left_out:
        first, *last = map(int, re.findall(r"\d+", one.place))
        gone.update(range(first, (last or [first])[0] + 1))
    lines = decode(path.read_bytes())[0].splitlines()
    kept = squeeze("".join(line for number, line in enumerate(lines, start=1) if number not in gone))
    assert kept == squeeze(plain_text(imported.notice))


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: path.stem)
def test_any_text_can_be_imported_as_a_plain_disclosure(path: Path) -> None:
    imported = import_source(path.name, path.read_bytes(), kind="公告")
    assert (imported.notice.kind, imported.report.counts["事项"]) == ("公告", 0)
