"""What an attached file gives away besides its text: who wrote it, who was asked what, what was struck out."""

from __future__ import annotations

import zipfile
from codecs import BOM_UTF16_BE
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
