"""The hand-written pages, Markdown files below `content/pages/` → their texts, or faults in Chinese. Codes: Y101–Y110, Y2xx.

Never raises for bad content: one broken file never costs another page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from generator.faults import Fault, Source
from generator.load.decode import decode, read_file

_SUFFIX = ".md"
_README = "readme"
_TEMPLATES = "templates"
_NO_ADDRESS = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")  # surrogates stand for bytes of a name that are not UTF-8
_LINKED: Final = {"about": "关于本站", "reuse": "如何阅读与使用"}
"""The pages that the head and foot of every page lead to, by address."""
_RENAME = "改一个文件名，例如 about.md；它就是网址的一部分。"


def load_pages(folder: Path) -> tuple[dict[str, str], list[Fault]]:
    """The pages below a folder, sorted: path below the folder, with `/` → text with LF line ends; and every fault of every file.

    Whatever begins with a dot is nobody's page: editors and other systems keep such files beside those that they save. What is neither
    Markdown nor a link is not looked at. A missing folder has no pages, which is a fault only because every page of the site leads to two.
    """
    pages: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not any(part.startswith(".") for part in name.parts) and _is_meant(path):
            text, found = _load(path, name)
            faults += found
            if text is not None:
                pages[name.as_posix()] = text
    return pages, [*faults, *_missing(folder)]


def _missing(folder: Path) -> Iterator[Fault]:
    """A warning for each page that is led to and is not there, neither as a file nor as a folder's index."""
    for address, title in _LINKED.items():
        path = folder / f"{address}{_SUFFIX}"
        if not any(os.path.lexists(place) for place in (path, folder / address / f"index{_SUFFIX}")):
            nothing = Source(path=path.as_posix(), text="")
            message = f"没有“{title}”这一页，而每个网页的页头和页脚都有通向它的链接；这样的网站不能发布"
            hint = "新建这个文件，用 Markdown 写上内容；只写一行标题也可以，例如 # " + title + "。"
            yield nothing.fault("Y208", message, severity="warning", hint=hint)


def _is_meant(path: Path) -> bool:
    """Whether a path is a page or is easily meant as one; a link to a folder is meant to bring in pages."""
    return path.suffix == _SUFFIX or (path.is_symlink() and path.is_dir())


def _load(path: Path, name: Path) -> tuple[str | None, list[Fault]]:
    """The text of the page that has a name below its folder, or why it is not taken."""
    shown = path.as_posix()
    why = _name_fault(name)
    if why and not path.is_symlink():
        named = Source(path=shown, text="")
        return None, [named.fault("Y203", f"文件名“{name.as_posix()}”不能作网址：{why}", hint=_RENAME)]
    raw, faults = read_file(path, shown)
    return (None, faults) if raw is None else decode(shown, raw)


def _name_fault(name: Path) -> str | None:
    """Why a page cannot have this name, in Chinese; nothing if it can. What is reserved, is so by the site builders."""
    if _NO_ADDRESS.search(name.as_posix()):
        return "有不允许的字符"
    if name.stem.lower() == _README:
        return "README 是留给说明文件的名称，网站没有这样的页面"
    if name.parts[0] == _TEMPLATES and len(name.parts) > 1:
        return f"文件夹 {_TEMPLATES} 里的文件不会成为页面"
    return None
