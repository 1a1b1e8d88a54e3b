"""One reader a format: bytes → plain document, or `Refused` with one clear sentence.

No reader knows what a notice is made of.
The format is told by the bytes; the name only decides between plain text and html.
"""

from __future__ import annotations

import re

from generator.importer.document import Document, Refused
from generator.importer.readers.docx import read_docx
from generator.importer.readers.html import read_html
from generator.importer.readers.pdf import read_pdf
from generator.importer.readers.text import read_text

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<!doctype html|<html|<body|<div|<p[ >]", re.IGNORECASE)
_BINARY = (
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
)


def read_document(name: str, data: bytes) -> Document:
    """Read a source in whatever format it is."""
    suffix = name.lower().rsplit(".", 1)[-1]
    for start, what in _BINARY:
        if data.startswith(start):
            raise Refused(f"这是{what}，不是文字；请提供 Word（docx）、PDF、网页或纯文本")
    if data.startswith(_OLE):
        raise Refused("这是旧版 Word（.doc）或加了密码的文件；请在 Word 里去掉密码、另存为 .docx 后再导入")
    if data.startswith(b"PK"):
        return read_docx(data)
    if data[:1024].find(b"%PDF-") >= 0:
        return read_pdf(data)
    if suffix in ("htm", "html", "xhtml", "shtml") or (suffix != "txt" and _HTML.search(data[:4096])):
        return read_html(data)
    if suffix in ("docx", "pdf"):
        raise Refused(f"文件不是完整的 {suffix}，可能下载中断或已损坏；请重新下载或另存")
    return read_text(data)
