"""What an attached file gives away besides its text: who wrote it, who was asked what, what was struck out."""

from __future__ import annotations

import zipfile
from codecs import BOM_UTF16_BE
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from generator.attached import read_attached
from generator.sitelint import Questions, word_faults

COMMENTS = """<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:comment w:id="0" w:author="钱七"><w:p><w:r><w:t>此处请</w:t></w:r><w:r><w:t>领导再核</w:t></w:r></w:p></w:comment>
</w:comments>"""
PDF = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
4 0 obj<</Author <{author}>>>endobj
trailer<</Root 1 0 R/Info 4 0 R>>
%%EOF
"""
HIDDEN = ("Word 中设为隐藏的文字", "隐藏的一行")


def word_file(*, author: str = "赵六", comments: str = COMMENTS) -> bytes:
    document, target = Document(), BytesIO()
    document.add_paragraph("公开的清单")
    document.add_paragraph("隐藏的一行").runs[0].font.hidden = True
    properties = document.core_properties
    properties.author, properties.last_modified_by, properties.comments = author, "", ""
    document.save(target)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/comments.xml", comments)
    return target.getvalue()


def pdf_file(author: str) -> bytes:
    words = (BOM_UTF16_BE + author.encode("utf-16-be")).hex()
    return PDF.format(author=words).encode()


def test_who_wrote_a_word_file_what_was_asked_and_what_is_hidden_is_told() -> None:
    found = read_attached("notices/a/b.docx", word_file())
    assert found.unseen == (("作者", "赵六"), ("批注", "此处请领导再核"), HIDDEN)
    assert found.text.splitlines() == ["公开的清单", "隐藏的一行", "赵六", "此处请领导再核", "隐藏的一行"]


CORE = """<?xml version="1.0"?>{before}
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>清单</dc:title><dc:creator>{creator}</dc:creator>
<dc:description> 送审稿
 请勿 外传 </dc:description><cp:lastModifiedBy>钱七</cp:lastModifiedBy><cp:category> </cp:category></cp:coreProperties>"""


def office_file(core: str, method: int = zipfile.ZIP_STORED) -> bytes:
    """A spreadsheet, of which only the properties can be read."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("docProps/core.xml", core)
    return target.getvalue()


def test_of_a_file_that_cannot_be_read_the_properties_are_told_and_why_it_is_not() -> None:
    found = read_attached("notices/a/b.xlsx", office_file(CORE.format(before="", creator="赵六")))
    assert found.unseen == (("作者", "赵六"), ("备注", "送审稿 请勿 外传"), ("最后修改者", "钱七"))
    assert found.text.splitlines() == ["赵六", "送审稿 请勿 外传", "钱七"]
    assert found.unread


def test_what_can_be_read_is_not_called_unread() -> None:
    assert not read_attached("notices/a/b.docx", word_file()).unread


def test_what_stands_in_a_header_is_read_with_the_text_and_is_seen() -> None:
    document, target = Document(), BytesIO()
    document.add_paragraph("公开的清单")
    document.sections[0].header.paragraphs[0].text = "某某县委办公室"
    document.core_properties.author = document.core_properties.comments = ""
    document.save(target)
    found = read_attached("notices/a/b.docx", target.getvalue())
    assert found.unseen == ()
    assert "某某县委办公室" in found.text


def test_no_property_brings_in_another_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("别处的秘密", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY other SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    found = read_attached("notices/a/b.xlsx", office_file(CORE.format(before=entity, creator="赵六&other;")))
    assert found.unseen[0][1].startswith("赵六")
    assert "秘密" not in found.text


def _encrypted(data: bytes) -> bytes:
    """The same with the flag of a password on every entry."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data = data[: at + place] + bytes([data[at + place] | 1]) + data[at + place + 1 :]
            at = data.find(mark, at + 1)
    return data


def _packed_otherwise(data: bytes) -> bytes:
    """The same with a method of packing that nobody knows."""
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(mark)
        while at >= 0:
            data = data[: at + place] + b"\x63" + data[at + place + 1 :]
            at = data.find(mark, at + 1)
    return data


def _torn(data: bytes) -> bytes:
    """The same with other bytes where its packed properties begin."""
    at = data.index(b"docProps/core.xml") + len(b"docProps/core.xml")
    return data[:at] + b"\xff" * 40 + data[at + 40 :]


@pytest.mark.parametrize("damage", [_encrypted, _packed_otherwise, _torn, lambda data: data[: len(data) // 2]])
def test_a_damaged_or_locked_file_is_named_as_unread_and_stops_nothing(damage: Callable[[bytes], bytes]) -> None:
    whole = office_file(CORE.format(before="", creator="赵六" * 100), zipfile.ZIP_DEFLATED)
    found = read_attached("notices/a/b.docx", damage(whole))
    assert found.unseen == ()
    assert found.unread


def test_who_made_a_pdf_is_told() -> None:
    assert read_attached("notices/a/b.pdf", pdf_file("赵六")).unseen == (("作者", "赵六"),)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("清单".encode(), ()),
        (b"PK\x03\x04", ()),
        (b"%PDF-1.7", ()),
        (pdf_file(""), ()),
        (word_file(author="", comments="<"), (HIDDEN,)),
    ],
)
def test_of_a_file_without_any_or_with_damage_nothing_is_told(data: bytes, told: tuple[tuple[str, str], ...]) -> None:
    assert read_attached("notices/a/b", data).unseen == told


def test_a_warning_quotes_what_goes_along(tmp_path: Path) -> None:
    (tmp_path / "notices/a").mkdir(parents=True)
    (tmp_path / "notices/a/b.pdf").write_bytes(pdf_file("某某单位办公室综合科信息员赵六"))
    (fault,) = (one for one in word_faults(tmp_path, Questions(read_attached=read_attached)) if one.code == "L215")
    assert fault.severity == "warning"
    assert fault.message == "附件里还带着作者“某某单位办公室综合科信息…”"
