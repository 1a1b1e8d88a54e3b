"""The checks stay quiet over the wording of real notices, but for what is really odd in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.check import check_notice
from generator.check.subject import Subject
from generator.faults import Source
from generator.load.notices import find_notices, load_notices
from generator.model.notice import Issuer, Notice


@pytest.mark.parametrize(("name", "said"), [("suqian", []), ("xiangyang", ["数字像是被误打码：“1139.******万元”"])])
def test_a_whole_source_text_gives_no_false_alarm(sources: Path, name: str, said: list[str]) -> None:
    text = (sources / f"{name}.txt").read_text(encoding="utf-8")
    notice = Notice(id=name, title="通报", wording="原文", issuer=Issuer(name="某某"), opening=(text,))
    faults = check_notice(notice, Source(path=f"{name}.yaml", text=text))
    assert [fault.message for fault in faults if fault.code not in ("Q103", "Q104")] == said


def test_every_notice_of_the_site_passes_without_error(root: Path) -> None:
    loaded, faults = load_notices(find_notices(root / "content"), root=root)
    assert loaded
    faults += [fault for one in loaded for fault in check_notice(one.notice, one.source)]
    assert [str(fault) for fault in faults if fault.severity == "error"] == []


def test_every_text_of_a_notice_is_looked_at(root: Path) -> None:
    path = root / "tests" / "cases" / "valid" / "everything.yaml"
    loaded, _ = load_notices([path])
    subject = Subject(notice=loaded[0].notice, source=loaded[0].source)
    texts = {passage.text for passage in subject.passages}
    for unit in subject.units:
        assert all(any(text in line for text in texts) for line in unit.lines if line)
    assert {"某某网（qingdan@163.com）", "更正一处错字", "3.5", "表1 进度", "附件：整改清单"} <= texts
