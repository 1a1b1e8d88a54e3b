"""What the texts of a file must not hold: withheld lines, personal data. Also attached files that nobody could read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from generator.faults import Fault
from generator.sitelint.asked import Questions, fault
from generator.sitelint.guard import folded
from generator.sitelint.readings import PAGE, file_texts

MANIFEST: Final = "manifest.json"
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff", ".woff2")
_OFFICE: Final = (".pdf", ".docx", ".doc", ".wps", ".xlsx", ".xls", ".et", ".pptx", ".ppt", ".ofd", ".zip", ".rar")
_SHOWN: Final = 12  # characters
_NOTICES: Final = "notices/"
_OWN: Final = (*PAGE, ".json", ".yaml", ".txt", ".xml", ".gz", ".csv", ".svg")


def file_faults(site: Path, path: str, asked: Questions) -> Iterator[Fault]:
    """The faults of the texts of a file that is no page. Codes: L101, L211, L213, L215."""
    if _is_attached(path):
        yield from _attached_faults(site, path, asked)
    elif not path.endswith(_PICTURES):
        yield from text_faults(path, file_texts(site, path), asked)


def text_faults(path: str, texts: Iterable[str], asked: Questions) -> Iterator[Fault]:
    """A fault for each notice of which a withheld line stands in one of the texts, and for each personal datum."""
    told: set[str] = set()
    personal_data = asked.personal_data if path != MANIFEST else None
    for text in texts:
        for line, owner in asked.withheld.found_in(folded(text)) if asked.withheld else ():
            if owner not in told:
                told.add(owner)
                yield _withheld(path, owner, line)
        for severity, what in personal_data(text) if personal_data else ():
            if what not in told:
                told.add(what)
                hint = "在通报、content/pages/ 或 mkdocs.yml 里打码；通报里确可公开的，在 allow 里写明理由。"
                yield fault(path, "L211", f"输出里有{what}", severity=severity, hint=hint)


def _is_attached(path: str) -> bool:
    """Whether a file is one that somebody made elsewhere: an office file, or any other beside a notice's own."""
    lower = path.lower()
    return lower.endswith(_OFFICE) or (path.startswith(_NOTICES) and not lower.endswith(_OWN))


def _attached_faults(site: Path, path: str, asked: Questions) -> Iterator[Fault]:
    if not asked.read_attached:
        return
    found = asked.read_attached(path, (site / path).read_bytes())
    if found.unread:
        hint = "请打开它，人工核对其中没有不应公开的文字和个人信息。"
        yield fault(path, "L213", f"附件没有检查：{found.unread}", severity="warning", hint=hint)
    if found.unseen:
        told = "、".join(dict.fromkeys(f"{what}“{_short(words)}”" for what, words in found.unseen))
        hint = "它们会随文件公开；不该公开的，在 Word 里用“检查文档”清除，或重新制作 PDF，再替换附件。"
        yield fault(path, "L215", f"附件里还带着{told}", severity="warning", hint=hint)
    yield from text_faults(path, [found.text], asked)


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"


def _withheld(path: str, notice_id: str, line: str) -> Fault:
    return fault(
        path,
        "L101",
        f"输出里有不应公开的文字：通报 {notice_id}（草稿或已撤下）中的一行",
        quote=line[:4] + "…",
        hint="重新运行 build；仍有的，检查附件和 content/pages/。",
    )
