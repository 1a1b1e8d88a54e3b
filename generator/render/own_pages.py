"""Pages written by hand, as the rendered folder has them.

Each is the index of a folder, the one that is its address: so a relative link means the same to every site builder, and a builder need
not be shown other pages to know where a link leads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath, relpath

_INDEX = "index.md"
_LINK = re.compile(
    r"(?P<before>\]\(<?|^ {0,3}\[[^\]\n]+\]:[ \t]*<?)(?P<file>[^\s()<>:#?/][^\s()<>:#?]*\.md)(?=[\s#)>]|\Z)",
    re.MULTILINE,
)
"""A link to a file, in brackets or in a line of its own, but not from the root of the site."""


def folder_pages(pages: Mapping[str, str]) -> dict[str, str]:
    """Markdown files by path, as they were written → as indexes of folders, whose links to Markdown files are links to addresses."""
    return {_index_of(path): _with_addresses(text, path) for path, text in pages.items()}


def _with_addresses(text: str, path: str) -> str:
    return _LINK.sub(lambda link: link["before"] + _address(link["file"], path), text)


def _index_of(path: str) -> str:
    """Where a file is the index of the folder that is its address: `a/b.md` and `a/b/index.md` have one."""
    return path if path.rpartition("/")[2] == _INDEX else f"{path.removesuffix('.md')}/{_INDEX}"


def _address(file: str, path: str) -> str:
    """Where a link to a file leads from the address of a page; as it stands, if it leaves the folder of the pages."""
    goal = normpath(join(dirname(path), file))
    if goal.startswith(".."):
        return file
    return relpath(dirname(_index_of(goal)) or ".", dirname(_index_of(path)) or ".") + "/"
