"""A Python-Markdown extension that changes how long a page takes, and nothing else.

A notice's page is plain text in a form that the templates give it: headings, paragraphs and tables, with references for all characters
that could mean something; a list of notices is a heading and HTML. Python-Markdown reads it a dozen times over to find that out. Here a
page of this form, and of no other, is recognised by regular expressions and written at once, as the same bytes. Any other page goes the
usual way, and so does every page where more extensions are at work than those that the form was compared with.

No group is repeated possessively, only single characters are: before 3.11.5, Python loses matches of such groups (gh-106052), and pages of
the known form would all go the usual way.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any, Final

import markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocTreeprocessor, nest_toc_tokens, slugify, unique
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

_EXTENSIONS: Final = ("toc", "tables", "fenced_code", "attr_list")
_REGISTRIES: Final = ("preprocessors", "inlinePatterns", "treeprocessors", "postprocessors")

_CONTROL = r"\x00-\x1f\x7f-\x9f"
_MEANING = rf"{_CONTROL}&<>\[\]{{}}\\`*_|~^$\"'@"  # what may mean something inside a line, beside `#`
_PLAIN = rf"[^{_MEANING}#]"
_REFERENCE = "&#[0-9]+;"
_ATTRIBUTE = rf' [a-z-]+(?:="(?:[^{_MEANING}]++|{_REFERENCE})*")?'
_TAG = rf"<(?:/(?:a|b|span)|(?:a|b|span)(?:{_ATTRIBUTE})*)>"
_CONTENT = rf"(?:{_PLAIN}++|{_REFERENCE}|{_TAG}|(?<=>)\#(?=</))*"
_NAME = "[A-Za-z0-9-]+"
_NAMES = rf"\{{:(?! \}})(?: \.({_NAME}))?(?: #({_NAME}))?(?: \.({_NAME}))? \}}"
_HEADING = re.compile(rf"(#{{2,6}})( {_CONTENT})(?<= ){_NAMES}")
_TITLE = re.compile(rf"# (?=\S)((?:{_PLAIN}++|{_REFERENCE})+)")
_PARAGRAPH = re.compile(rf"(?![-+=:\s]|\d+\. )({_CONTENT})(?:(?<!  )\n{_NAMES}|(?<!\s))")
_TEXT = rf"(?:[^{_CONTROL}&<>\"]++|&(?:#[0-9]+|amp|lt|gt|quot);)*"  # of raw HTML
_ROW = rf'<tr(?: id="[a-z0-9-]+" class="unit")?>(?:<th scope="col">{_TEXT}</th>|<td>{_TEXT}</td>)*</tr>\n'
_TABLE = re.compile(
    rf'<div class="table" tabindex="0" role="group" aria-label="{_TEXT}"><table>\n'
    rf"(?:<caption>{_TEXT}</caption>\n)?(?:<thead>\n(?:{_ROW})+</thead>\n)?<tbody>\n(?:{_ROW})*</tbody>\n</table></div>"
)
_NAMED = rf'(?: [a-z-]+="{_TEXT}")*'
_INLINE = rf"(?:[^{_CONTROL}&<>\"]++|&(?:#[0-9]+|amp|lt|gt|quot);|<a{_NAMED}>{_TEXT}</a>|<span{_NAMED}>{_TEXT}</span>)*"
_LINE = rf'(?:<a href="{_TEXT}">{_TEXT}</a>|<p class="[a-z-]+">{_INLINE}</p>)\n'
_LIST = re.compile(
    rf'<p(?: class="[a-z-]+")?>{_INLINE}</p>'
    rf'|<ul class="[a-z-]+">\n(?:(?:<li>\n(?:{_LINE})+</li>\n)+|(?:<li>{_INLINE}</li>\n)+)</ul>'
    rf'|<nav class="[a-z-]+" aria-label="{_TEXT}"><ol>\n(?:<li>{_INLINE}</li>\n)+</ol></nav>'
)
_HTML = ("<div", "<p>", "<p ", "<ul", "<nav")
_ANY_TAG = re.compile("<[^>]*>")  # enough where each is a `_TAG`


class Shortcut(Extension):
    """The extension. `engine` is the module in which the caller adds processors of its own, which need not see such a page."""

    def __init__(self, engine: str) -> None:
        super().__init__()
        self._engine = engine

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Take the text before all others do, and put the finished page in place after all others."""
        finish = _Finish(md)
        md.postprocessors.register(finish, "shortcut", -1000)
        md.preprocessors.register(_Recognise(md, finish, self._engine), "shortcut", 1000)


class _Recognise(Preprocessor):
    """Hand a page of the known form to `finish`, and nothing to those that come between."""

    def __init__(self, md: markdown.Markdown, finish: _Finish, engine: str) -> None:
        super().__init__(md)
        self._finish = finish
        self._engine = engine

    def run(self, lines: list[str]) -> list[str]:
        found = recognise("\n".join(lines)) if is_usual(self.md, self._engine) else None
        self._finish.page, self._finish.toc_tokens = found or (None, [])
        return lines if found is None else [""]


class _Finish(Postprocessor):
    """Put the page that was recognised in place of the empty one, with its headings for the table of contents."""

    page: str | None = None
    toc_tokens: list[Any]

    def run(self, text: str) -> str:
        if self.page is None:
            return text
        self.md.toc_tokens = self.toc_tokens  # type: ignore[attr-defined]
        return self.page


def recognise(text: str) -> tuple[str, list[Any]] | None:
    """The HTML of a page and the nested list of its headings; None if a block of it is not of the known form."""
    blocks = (block.strip("\n") for block in text.split("\n\n"))
    return _page(block for block in blocks if block)


def _page(blocks: Iterable[str]) -> tuple[str, list[Any]] | None:
    parts: list[str] = []
    headings: list[Any] = []
    ids: set[str] = set()
    title = None
    for block in blocks:
        if not parts and title is None and (title := _TITLE.fullmatch(block)):
            continue
        if block.startswith("#"):
            found = _HEADING.fullmatch(block)
            text = found[2].strip() if found else ""
            if not found or not text or not found[4]:
                return None
            ids.add(found[4])
            headings.append(_heading(len(found[1]), found[4], text))
            parts.append(f"<h{len(found[1])}{_attributes(*found.group(3, 4, 5))}>{text}</h{len(found[1])}>\n")
        elif block.startswith(_HTML):
            if not _TABLE.fullmatch(block) and not _LIST.fullmatch(block):
                return None
            parts.append(f"{block}\n\n")
        else:
            found = _PARAGRAPH.fullmatch(block)
            if not found:
                return None
            ids.add(found[3] or "")
            parts.append(f"<p{_attributes(*found.group(2, 3, 4))}>{found[1]}</p>\n")
    if title:
        text = title[1].strip()
        first = _heading(1, "", text)
        first["id"] = unique(slugify(unescape(first["name"]), "-"), ids)
        headings.insert(0, first)
        parts.insert(0, f'<h1 id="{first["id"]}">{text}</h1>\n')
    return "".join(parts).strip(), nest_toc_tokens(headings)


def _heading(level: int, anchor: str, text: str) -> dict[str, Any]:
    name = " ".join(_ANY_TAG.sub("", text).split())
    return {"level": level, "id": anchor, "name": name, "html": text, "data-toc-label": ""}


def _attributes(before: str | None, anchor: str | None, after: str | None) -> str:
    """The class before the anchor, the anchor, and the class after it as HTML attributes, in alphabetical order."""
    classes = f"{before} {after}" if before and after else before or after
    return (f' class="{classes}"' if classes else "") + (f' id="{anchor}"' if anchor else "")


def is_usual(md: markdown.Markdown, engine: str) -> bool:
    """Whether all that would work on a page is what the form was compared with, but for what the module `engine` adds."""
    return _processors(md, engine) == _usual_processors()


def _processors(md: markdown.Markdown, engine: str) -> list[tuple[type, Any]]:
    """All that would work on a page: class and pattern of each processor; settings, where they can change such a page."""
    found: Iterator[Any] = (processor for name in _REGISTRIES for processor in getattr(md, name))
    kinds = [
        (type(processor), getattr(processor, "pattern", None))
        for processor in (*found, *md.parser.blockprocessors)
        if not isinstance(processor, _Recognise | _Finish) and type(processor).__module__ != engine
    ]
    contents = (processor for processor in md.treeprocessors if isinstance(processor, TocTreeprocessor))
    settings = [(dict, {**vars(processor), "md": None}) for processor in contents]
    return [*kinds, *settings, (list, md.block_level_elements), (int, md.tab_length)]


@functools.cache
def _usual_processors() -> list[tuple[type, Any]]:
    return _processors(markdown.Markdown(extensions=list(_EXTENSIONS)), "")
