"""One reader a format: bytes → plain document, or `Refused` with one clear sentence.

No reader knows what a notice is made of.
The format is told by the bytes; the name only decides between plain text and html.
"""

from __future__ import annotations

import email
import re

from generator.importer.document import Document, Refused
from generator.importer.readers.docx import read_docx
from generator.importer.readers.html import read_html
from generator.importer.readers.pdf import read_pdf
from generator.importer.readers.text import read_text

_HTML = re.compile(rb"<!doctype html|<html|<body|<div|<p[ >]", re.IGNORECASE)
_IN_ONE_FILE = re.compile(
    rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?Content-Type:\s*multipart/related", re.IGNORECASE
)
"""How a page begins that a browser saved in one file (.mhtml): as an e-mail."""
_OTHERS = "不是文字；请提供 Word（docx）、PDF、网页或纯文本"
_REFUSALS = (
    (b"\x89PNG", f"这是图片，{_OTHERS}"),
    (b"\xff\xd8\xff", f"这是图片，{_OTHERS}"),
    (b"GIF8", f"这是图片，{_OTHERS}"),
    (b"Rar!", f"这是压缩包，{_OTHERS}"),
    (b"7z\xbc\xaf", f"这是压缩包，{_OTHERS}"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "这是旧版 Word（.doc）或加了密码的文件；请在 Word 里去掉密码、另存为 .docx 后再导入",
    ),
    (b"{\\rtf", "这是 RTF 文件；请在 Word 里打开，另存为 .docx 后再导入"),
)
"""How the bytes begin of what is not read, and what to do with it."""


def read_document(name: str, data: bytes) -> Document:
    """Read a source in whatever format it is."""
    suffix = name.lower().rsplit(".", 1)[-1]
    for start, why in _REFUSALS:
        if data.startswith(start):
            raise Refused(why)
    if data.startswith(b"PK"):
        return read_docx(data)
    if data[:1024].find(b"%PDF-") >= 0:
        return read_pdf(data)
    if _IN_ONE_FILE.match(data):
        return read_html(_page_within(data))
    if suffix in ("htm", "html", "xhtml", "shtml") or (suffix != "txt" and _HTML.search(data[:4096])):
        return read_html(data)
    if suffix in ("docx", "pdf"):
        raise Refused(f"文件不是完整的 {suffix}，可能下载中断或已损坏；请重新下载或另存")
    return read_text(data)


def _page_within(data: bytes) -> bytes:
    """The page in a file that holds it with its pictures; the first, since others are frames in it."""
    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            return page if isinstance(page, bytes) else b""
    return b""
