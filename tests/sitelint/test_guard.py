"""Text that is withheld is found wherever it hides; text that is public elsewhere is not mistaken for it."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from generator.search import search_files
from generator.sitelint import leaks, withheld_lines
from generator.sitelint.readings import readings
from generator.sitelint.rules import site_texts
from tests.samples import make_notice

SECRET = "草稿里有这样一行还不能公开的文字"
DRAFT = make_notice(id="draft", draft=True, title="某份草稿的标题也不能提前公开", opening=SECRET)
LINES = withheld_lines([DRAFT])


def found(folder: Path) -> list[str]:
    return [fault.path for fault in leaks(LINES, readings(site_texts(folder)))]


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
    "a.txt.gz": lambda path: path.write_bytes(gzip.compress(SECRET.encode())),
    "a.txt.br": lambda path: path.write_bytes(brotli.compress(SECRET.encode())),
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
    (fault,) = leaks(LINES, readings(site_texts(tmp_path)))
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


def test_nothing_is_withheld_where_everything_is_public() -> None:
    assert withheld_lines([make_notice(opening=SECRET)]) == {}
