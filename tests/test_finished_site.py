"""Personal data in a finished site: found as in content, but for what a notice allows."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from generator import finished_site
from generator.attached import read_attached
from generator.check.identifiers import find_identifiers
from generator.finished_site import PersonalDataIn, site_faults
from generator.project import Project
from generator.write_yaml import notice_yaml
from tests.publish.sites import make_site
from tests.samples import make_notice


@pytest.mark.parametrize(
    "text",
    [
        "手机13812345678。",
        "手机 138 1234 5678",
        "１３８１２３４５６７８",
        "邮箱 someone@qq.com",
        "someone(at)qq.com",
        "身份证11010519491231002X",
    ],
)
def test_an_identifier_is_found_and_never_repeated(text: str) -> None:
    ((severity, what),) = PersonalDataIn()(text)
    assert severity == "error"
    assert "*" in what
    assert not any(part in what for part in ("13812345678", "someone@qq.com", "11010519491231002X"))


@pytest.mark.parametrize("text", ["0527-88859050", "office@example.gov.cn", "159*****009", "普通的一句话", "a" * 64])
def test_what_may_be_public_is_not_told(text: str) -> None:
    assert list(PersonalDataIn()(text)) == []


def test_what_a_notice_allows_may_stand_in_the_site() -> None:
    find = PersonalDataIn(allowed=frozenset({"值班手机13812345678"}))
    assert list(find("请拨值班手机13812345678联系")) == []
    assert len(list(find("13812345678"))) == 1
    assert len(list(find("值班手机13812345678，13987654321"))) == 1


# What decides whether something is an identifier, and what stands around it on pages, in JSON and in YAML.
_PIECES = (
    "13812345678",
    "1381234",
    "5678",
    "11010519491231002X",
    "6222021234567894",
    "qq.com",
    "163.com",
    "万元",
    "a",
    "9",
)
_JOINTS = (
    "",
    " ",
    "-",
    "  ",
    "\u200b",
    "@",
    "＠",
    "(at)",
    "［at］",
    "#",
    "，",
    "*",
    ".",
    "．",
    '"',
    "\n",
    "\t",
    "。",
    "{",
    "１",
)


@given(st.lists(st.sampled_from(_PIECES + _JOINTS), max_size=14).map("".join))
def test_the_quick_look_finds_what_the_thorough_one_finds(text: str) -> None:
    found = [one.kind for line in text.split("\n") for one in find_identifiers(line)]
    assert [what.split()[0] for _, what in PersonalDataIn()(text)] == found


def test_an_identifier_in_a_long_line_is_found_and_what_is_allowed_there_is_not() -> None:
    line = "字" * 5_000 + "电话13812345678或13987654321" + "字" * 5_000
    assert [what for _, what in PersonalDataIn(allowed=frozenset({"电话13812345678"}))(line)] == ["手机号 139******21"]


def _word_file() -> bytes:
    document, target = Document(), BytesIO()
    paragraph = document.add_paragraph("联系人手机")
    paragraph.add_run("138123")
    paragraph.add_run("45678")
    document.add_paragraph("隐藏的这一行文字不应该公开").runs[0].font.hidden = True
    document.save(target)
    return target.getvalue()


def test_a_word_file_is_read_with_what_is_hidden_in_it() -> None:
    found = read_attached("notices/a/b.docx", _word_file())
    assert "13812345678" in found.text
    assert "隐藏的这一行文字不应该公开" in found.text
    assert found.unread == ""


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-1.7", b"\x89PNG\r\n"])
def test_a_file_that_cannot_be_read_says_why(data: bytes) -> None:
    found = read_attached("notices/a/b.pdf", data)
    assert found.text == ""
    assert found.unread


def test_a_large_site_is_looked_at_by_several_processes_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: 示例\nsite_url: https://www.example.gov.cn/\n", encoding="utf-8")
    (tmp_path / "content/notices").mkdir(parents=True)
    draft = make_notice(id="draft", draft=True, opening="隐藏的这一行文字不应该公开", published="2024-03-15")
    (tmp_path / "content/notices/draft.yaml").write_text(notice_yaml(draft), encoding="utf-8")
    site = make_site(tmp_path / "site", "手机13812345678", pages=3)
    (site / "notices/a").mkdir(parents=True)
    (site / "notices/a/b.docx").write_bytes(_word_file())
    alone = site_faults(site, Project.at(tmp_path))
    monkeypatch.setattr(finished_site, "_WORTH_PROCESSES", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert site_faults(site, Project.at(tmp_path)) == alone
    assert {"notices/a/b.docx L101", "notices/a/b.docx L211", "p0/index.html L211"} <= {
        f"{fault.path} {fault.code}" for fault in alone
    }
