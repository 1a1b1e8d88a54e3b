"""Characters that nobody sees, wherever copying has left them: none is lost, and none hides what the notice says."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import pytest

from generator.check import check_notice
from generator.importer.folding import visible
from generator.importer.main import import_source
from generator.load.notices import parse_notice
from generator.model.notice import Notice
from generator.model.outline import items, outline, plain_text
from generator.write_yaml import notice_yaml

_TEXT = """\
中共某某县水利局党组关于巡察整改进展情况的通报
2023年3月7日至4月7日，县委第一巡察组对县水利局党组开展了巡察，并于2023年6月10日反馈了巡察意见。现将整改进展情况予以公布。
一、整改进展情况
（一）关于“学习不够深入”问题的整改。
开展学习12次。已完成整改。
（二）关于“制度不够健全”问题的整改。已修订制度5项。
二、下一步打算
继续整改。
欢迎监督。联系电话：0000-00000000；邮政信箱：某某县某某路1号。
中共某某县水利局党组
2024年1月26日
"""
_UNSEEN = "\u200b\u200d\u2060\xad\u202a\u202c\u2066\u3164"


def facts(notice: Notice) -> dict[str, Any]:
    """What the importer understood."""
    units = outline(notice)
    return {
        "title": visible(notice.title),
        "issuer": notice.issuer,
        "inspection": notice.inspection,
        "published": notice.published,
        "contact": notice.contact,
        "signature": ([visible(name) for name in notice.signature.name], notice.signature.date),
        "headings": [(visible(unit.heading), unit.run_in) for unit in units if unit.heading],
        "items": [(visible(unit.finding), unit.status) for unit in items(units)],
    }


def test_none_is_lost_and_none_hides_a_fact() -> None:
    wanted = facts(import_source("x.txt", _TEXT.encode()).notice)
    assert (len(wanted["items"]), len(wanted["headings"])) == (2, 5)
    for place, char in zip(range(1, len(_TEXT)), cycle(_UNSEEN), strict=False):
        notice = import_source("x.txt", (_TEXT[:place] + char + _TEXT[place:]).encode()).notice
        where = f"{_TEXT[max(0, place - 9) : place]}|{_TEXT[place : place + 9]}"
        assert plain_text(notice).count(char) == 1, where
        assert facts(notice) == wanted, where


def test_what_no_file_may_hold_is_left_out_and_counted() -> None:
    text = _TEXT.replace("学习12次", "学\ufeff习12\x01次").replace("继续", "继\U0001ffff续")
    imported = import_source("x.txt", text.encode())
    assert facts(imported.notice) == facts(import_source("x.txt", _TEXT.encode()).notice)
    assert plain_text(imported.notice) == plain_text(import_source("x.txt", _TEXT.encode()).notice)
    assert [doubt.message for doubt in imported.report.doubts] == ["去掉了 3 个看不见的控制字符"]
    loaded, faults = parse_notice("x.yaml", "x", notice_yaml(imported.notice).encode())
    assert loaded
    assert faults == []


@pytest.mark.parametrize("char", _UNSEEN)
def test_a_contact_fact_is_found_in_the_text_all_the_same(char: str) -> None:
    notice = import_source("x.txt", _TEXT.replace("0000-0", f"00{char}00-{char}0").encode()).notice
    assert notice.contact.phones == ("0000-00000000",)
    loaded, faults = parse_notice("x.yaml", "x", notice_yaml(notice).encode())
    assert loaded
    assert faults == []
    found = {fault.code for fault in check_notice(loaded.notice, loaded.source)}
    assert "T106" in found
    assert not found & {"C101", "C102"}
