"""What an attached file gives away: its text as `import` reads it, and what goes along unseen.

Bytes come in; nothing is changed. Word's and other Office Open XML files' properties and Word's comments are read, and a PDF's author.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

import pypdfium2
from lxml import etree

from generator.importer.document import Refused
from generator.importer.readers import read_document
from generator.sitelint import Attached

_PARTS: Final = {
    "docProps/core.xml": {"creator": "作者", "lastModifiedBy": "最后修改者", "description": "备注"},
    "word/comments.xml": {"comment": "批注"},
}
"""For a part of the file, the elements whose words are told, and what they are."""
_UNSEEN: Final = re.compile("删除|隐藏")
"""Why `import` leaves out what readers of the file can have shown all the same."""
_MOST: Final = 1 << 22
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    pypdfium2.PdfiumError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)


def read_attached(name: str, data: bytes) -> Attached:
    """The text of an attached file, with all that goes along unseen."""
    unseen = list(_properties(data))
    try:
        document = read_document(name, data)
    except Refused as refusal:
        return Attached(text=_joined(unseen), unseen=tuple(unseen), unread=str(refusal))
    unseen += [(one.reason, one.text) for one in document.left_out if _UNSEEN.search(one.reason)]
    pieces = [*(block.content for block in document.blocks), *(one.text for one in document.left_out)]
    return Attached(text="\n".join([*pieces, _joined(unseen)]), unseen=tuple(unseen))


def _joined(unseen: list[tuple[str, str]]) -> str:
    return "\n".join(text for _, text in unseen)


def _properties(data: bytes) -> Iterator[tuple[str, str]]:
    """What it is, and what it says; nothing of a file that is damaged, which `import` says."""
    read = _office if data.startswith(b"PK") else _pdf if b"%PDF-" in data[:1024] else None
    try:
        found = list(read(data)) if read else []
    except _BROKEN:
        found = []
    yield from ((what, " ".join(text.split())) for what, text in found if text.strip())


def _office(data: bytes) -> Iterator[tuple[str, str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            wanted = _PARTS.get(entry.filename, {})
            if not wanted or entry.file_size > _MOST:
                continue
            for element in etree.fromstring(archive.read(entry), parser).iter("{*}*"):
                if what := wanted.get(etree.QName(element).localname):
                    yield what, "".join(element.itertext())


def _pdf(data: bytes) -> Iterator[tuple[str, str]]:
    pdf = pypdfium2.PdfDocument(data)
    try:
        yield "作者", pdf.get_metadata_value("Author")
    finally:
        pdf.close()
