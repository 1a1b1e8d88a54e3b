"""What lists and feeds know of a notice can be kept as JSON, and holds no text."""

from __future__ import annotations

from generator.model.entry import entries_from_json, entries_to_json, make_entry
from generator.model.notice import Change, Revision
from tests.samples import make_notice


def test_entries_come_back_from_json_as_they_were() -> None:
    sections = ({"heading": "一、甲", "status": "已完成", "items": ({"finding": "问题甲"}, {"finding": "问题乙"})},)
    notices = [
        make_notice(id="a", sections=sections, published="2024-03-15", inspection={"type": "巡察", "level": "市"}),
        make_notice(id="b", published="2022年8月下旬", aliases=("b-old",), draft=True, wording="摘编"),
        make_notice(id="c", withdrawn={"date": "2024-05-01", "reason": "有误"}),
        make_notice(id="d", revisions=({"date": "2024-05-02", "note": "更正一处错字"},)),
    ]
    entries = tuple(make_entry(notice, f"content/{notice.id}.yaml") for notice in notices)
    assert entries_from_json(entries_to_json(entries)) == entries
    assert entries_from_json(entries_to_json(())) == ()


def test_an_entry_has_no_text_of_its_notice() -> None:
    change = Change(before=("秘密甲",), after=("秘密乙",))
    revision = Revision.model_validate({"date": "2024-05-02", "note": "更正一处错字", "changes": (change,)})
    notice = make_notice(
        opening="秘密丙",
        closing="秘密丁",
        contact={"phones": "秘密戊"},
        inspection={"type": "巡察", "team": "秘密己"},
        revisions=(revision,),
    )
    entry = make_entry(notice)
    assert "秘密" not in entries_to_json([entry]).decode()
    assert entry.notice.inspection.label == "巡察"
    assert entry.notice.revisions[0].note == "更正一处错字"
