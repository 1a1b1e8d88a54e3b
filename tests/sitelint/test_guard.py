"""Text that is withheld is found wherever it hides; text that is public elsewhere is not mistaken for it."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.finished_site import PersonalDataIn
from generator.search import search_files
from generator.sitelint import Attached, Questions, Withheld, withheld_lines, word_faults
from tests.samples import make_notice

SECRET = "草稿里有这样一行还不能公开的文字"
DRAFT = make_notice(id="draft", draft=True, title="某份草稿的标题也不能提前公开", opening=SECRET)
ASKED = Questions(withheld=Withheld(withheld_lines([DRAFT])))


def found(folder: Path, asked: Questions = ASKED) -> list[str]:
    return [fault.path for fault in word_faults(folder, asked)]


def _database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (a TEXT)")
        connection.execute("INSERT INTO t VALUES (?)", (SECRET,))
    connection.close()


_HIDING: dict[str, Callable[[Path], object]] = {
    "a.txt": lambda path: path.write_text(f"前{SECRET}后", encoding="utf-8"),
    "a.html": lambda path: path.write_text(f"<p>{SECRET[:5]}<b>{SECRET[5:]}</b></p>", encoding="utf-8"),
    "b.html": lambda path: path.write_text("".join(f"&#{ord(one)};" for one in SECRET), encoding="utf-8"),
    "c.html": lambda path: path.write_text(f'<p title="{SECRET}">x</p>', encoding="utf-8"),
    "d.html": lambda path: path.write_text(f"<p>x</p><!-- {SECRET} -->", encoding="utf-8"),
    "e.html": lambda path: path.write_text(f'<script type="application/ld+json">"{SECRET}"</script>', encoding="utf-8"),
    "a.json": lambda path: path.write_text(json.dumps({"x": [SECRET]}), encoding="utf-8"),
    "a.ndjson": lambda path: path.write_text(json.dumps({"x": 1}) + "\n" + json.dumps(SECRET) + "\n", encoding="utf-8"),
    "a.xml": lambda path: path.write_text(
        "<t>" + "".join(f"&#{ord(one)};" for one in SECRET) + "</t>", encoding="utf-8"
    ),
    "gbk.txt": lambda path: path.write_bytes(SECRET.encode("gbk")),
    "utf-16.csv": lambda path: path.write_bytes(SECRET.encode("utf-16")),
    "a.txt.gz": lambda path: path.write_bytes(gzip.compress(SECRET.encode())),
    "a.html.gz": lambda path: path.write_bytes(gzip.compress(f"<p>{SECRET[:5]}<b>{SECRET[5:]}</b></p>".encode())),
    "a.sqlite": _database,
    "wide.txt": lambda path: path.write_text(" ".join(SECRET), encoding="utf-8"),
}


@pytest.mark.parametrize("name", _HIDING)
def test_a_withheld_line_is_found(tmp_path: Path, name: str) -> None:
    _HIDING[name](tmp_path / name)
    assert found(tmp_path) == [name]


def test_a_withheld_line_is_found_in_the_index_of_the_search(tmp_path: Path) -> None:
    for name, content in search_files([DRAFT]).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert any("/texts/" in path for path in found(tmp_path))


def test_a_packed_twin_of_other_content_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("无关", encoding="utf-8")
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(SECRET.encode()))
    assert found(tmp_path) == ["a.txt.gz"]


def test_a_fault_names_the_notice_and_does_not_repeat_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SECRET, encoding="utf-8")
    (fault,) = word_faults(tmp_path, ASKED)
    assert "draft" in fault.message
    assert SECRET not in str(fault)


def test_what_a_public_notice_says_as_well_is_not_withheld() -> None:
    public = make_notice(id="public", opening=f"前文，{SECRET}，后文")
    assert SECRET not in withheld_lines([DRAFT, public])


def test_a_withdrawn_notice_is_withheld_but_for_its_issuer_and_the_reason() -> None:
    reason = "因为内容有误所以由发布机关撤下了"
    notice = make_notice(
        title="中共某某县委员会关于整改的通报",
        issuer={"name": "中共某某某某某某县委员会"},
        opening=f"{SECRET}\n{reason}\n中共某某某某某某县委员会\n短句",
        withdrawn={"date": "2024-05-01", "reason": reason},
    )
    assert set(withheld_lines([notice])) == {SECRET, "中共某某县委员会关于整改的通报"}


def test_a_title_that_is_not_printed_and_what_was_corrected_are_withheld_as_well() -> None:
    title, note = "本站为没有标题的通报所拟的标题", "更正正文中写错的两处企业名称"
    before, after = "改动之前不该写出名字的一段", "改动之后的一段也一并撤下了"
    revision = {"date": "2024-04-01", "note": note, "changes": [{"before": before, "after": after}]}
    parts = {"title": title, "title_printed": False, "opening": "短句", "revisions": [revision]}
    withdrawn = make_notice(id="gone", withdrawn={"date": "2024-05-01", "reason": "内容有误"}, **parts)
    assert set(withheld_lines([withdrawn])) == {title, note, before, after}
    assert set(withheld_lines([make_notice(id="draft", draft=True, **parts)])) == {title, note, before, after}
    assert withheld_lines([withdrawn, make_notice(id="public", **parts)]) == {}


def test_a_line_of_twelve_characters_is_withheld_and_a_shorter_one_is_not(tmp_path: Path) -> None:
    draft = make_notice(draft=True, title="草稿", opening="这一行正好有十二个字呢\n这一行正好有十二个字呢。")
    assert set(withheld_lines([draft])) == {"这一行正好有十二个字呢。"}
    (tmp_path / "a.txt").write_text("这一行正好有十二个字呢。", encoding="utf-8")
    assert found(tmp_path, Questions(withheld=Withheld(withheld_lines([draft])))) == ["a.txt"]


def test_a_withheld_line_is_found_in_other_forms_of_its_characters(tmp_path: Path) -> None:
    draft = make_notice(draft=True, opening="①全区新建厂房３５０㎡，投资（含税）9万元")
    (tmp_path / "a.txt").write_text("1全区新建厂房350m2,投资(含税)９万元", encoding="utf-8")
    assert found(tmp_path, Questions(withheld=Withheld(withheld_lines([draft])))) == ["a.txt"]


def test_nothing_is_withheld_where_everything_is_public() -> None:
    assert withheld_lines([make_notice(opening=SECRET)]) == {}


def test_texts_that_only_stand_beside_each_other_are_not_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"a": [SECRET[:8], SECRET[8:]], "b": "\\"}), encoding="utf-8")
    assert found(tmp_path) == []


ATTACHED = Questions(
    withheld=ASKED.withheld,
    personal_data=lambda text: [("error", "手机号")] if "138" in text else [],
    read_attached=lambda path, data: (
        Attached(text=data.decode()) if path != "notices/a/b.doc" else Attached(unread="旧")
    ),
)


def test_attached_files_are_read_and_those_that_cannot_be_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "notices/a"
    folder.mkdir(parents=True)
    for name, text in {
        "a.pdf": SECRET,
        "b.doc": "",
        "c.docx": "13812345678",
        "d.jpg": "照片",
        "notice.txt": "正文",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    faults = word_faults(tmp_path, ATTACHED)
    assert [(fault.path.rpartition("/")[2], fault.code, fault.severity) for fault in faults] == [
        ("a.pdf", "L101", "error"),
        ("b.doc", "L213", "warning"),
        ("c.docx", "L211", "error"),
    ]
    assert faults[1].message == "附件没有检查：旧"


def test_the_outline_of_a_picture_in_a_style_is_no_telephone_number(tmp_path: Path) -> None:
    picture = "url(\"data:image/svg+xml,<svg><path d='m9.5 3-5v-.79A6.5 6.5 0 0 1 3 9.5 6.5 6.5 0 0 1 9.5 3'/></svg>\")"
    asked = Questions(personal_data=PersonalDataIn())
    (tmp_path / "a.css").write_text(f"a {{ mask: {picture} }}", encoding="utf-8")
    assert found(tmp_path, asked) == []
    (tmp_path / "a.css").write_text(f"a {{ mask: {picture}; content: '手机13912345678' }}", encoding="utf-8")
    assert found(tmp_path, asked) == ["a.css"]
