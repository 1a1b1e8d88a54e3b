"""Pages of MkDocs or ProperDocs that skip what makes no difference to them: a YAML parser, and a Markdown parser set up for each.

The front matter that our templates write is one JSON value a line, and is read as that; a page that `shortcut` recognises is written
before Python-Markdown is made ready for it. Every other page goes the library's own way, part by part.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import markdown

from generator.build.shortcut import is_usual, recognise

_FRONT_MATTER: Final = re.compile(r"---\n((?:[a-z_]+: [^\n]+\n)+)---\n")
_PLAIN: Final = re.compile(r"(?!(?:true|false|yes|no|on|off|null|y|n)\Z)[a-z]+")
_UNUSUAL: Final = re.compile("[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
"""Characters that JSON and YAML might not read alike, and all others beyond U+FFFF, which makes it ten times as fast."""
_ESCAPES: Final = ("\\u", "\\/")
"""Escapes that they might not read alike."""


def quick_pages(library: str, config: Any) -> type[Any]:
    """The library's class of pages, made quick for one configuration; every page comes out as it does without."""
    pages: Any = importlib.import_module(f"{library}.structure.pages")
    headings: Any = importlib.import_module(f"{library}.structure.toc")
    usual = is_usual(
        markdown.Markdown(extensions=config["markdown_extensions"], extension_configs=config["mdx_configs"] or {}),
        pages.__name__,
    )

    class QuickPage(pages.Page):  # type: ignore[misc]
        def read_source(self, config: Any) -> None:
            found = front_matter(self.file.content_string)
            if found is None:
                super().read_source(config)
            else:
                self.meta, self.markdown = found

        def render(self, config: Any, files: Any) -> None:
            found = recognise(self.markdown) if usual else None
            if found is None:
                super().render(config, files)
            else:
                self.content, tokens = found
                self.toc = headings.TableOfContents([Link(token) for token in tokens])
                for first in self.toc.items[:1]:
                    first.active = True
                self.present_anchor_ids: set[str] = set()

    class Link(headings.AnchorLink):  # type: ignore[misc]
        """A heading, whose subheadings are made when they are asked for: our pages show their contents themselves."""

        def __init__(self, token: Mapping[str, Any]) -> None:
            super().__init__(token["name"], token["id"], token["level"])
            del self.children
            self._below = token["children"]

        @cached_property
        def children(self) -> list[Link]:
            return [Link(token) for token in self._below]

    return QuickPage


def front_matter(text: str) -> tuple[dict[str, Any], str] | None:
    """The front matter of a page and what follows; None if it is not a word or a JSON string a line, which YAML reads alike."""
    found = _FRONT_MATTER.match(text)
    if not found or _UNUSUAL.search(found[1]) or any(escape in found[1] for escape in _ESCAPES):
        return None
    meta: dict[str, Any] = {}
    for line in found[1].splitlines():
        key, _, value = line.partition(": ")
        if not _PLAIN.fullmatch(value):
            try:
                value = json.loads(value)
            except ValueError:
                return None
            if not isinstance(value, str):
                return None
        meta[key] = value
    return meta, text[found.end() :].lstrip("\n")
