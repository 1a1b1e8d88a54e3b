"""Where an address on a page leads: to a file of the site, out of it, or nowhere. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

_HERE: Final = "http://site.invalid/"
_IN_STYLE: Final = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
_IN_SCRIPT: Final = re.compile(
    r"""(?:\bfrom|\bimport\(?)\s*["']((?:\.|/|https?:)[^"']+)["']|new URL\(\s*["']([^"']+)["']\s*,\s*import\.meta\.url"""
)
_ANCHOR: Final = re.compile(r"#[A-Za-z0-9_-]+")
_PLAIN: Final = re.compile(r"(?=.)(?:\.\./)*(?:[A-Za-z0-9_-]+/)*(?:[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)?")
"""Relative addresses that say what they mean, nearly all: resolved without the full rules of RFC 3986."""
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Target:
    """A resolved address: a path below the site's root and an anchor; or a host outside."""

    path: str | None = None
    anchor: str = ""
    host: str | None = None


class Resolver:
    """Resolves the addresses found in one file of a site: `page` is its path below the root, `base` its base element's."""

    def __init__(self, page: str, site_url: str | None, base: str = "") -> None:
        own = urlsplit(site_url or "")
        below = own.path.strip("/")
        self._page, self._host = page, own.netloc
        self._root = f"{_HERE}{below}/" if below else _HERE
        self._root_path = urlsplit(self._root).path
        self._start = urljoin(self._root + page, base)
        self._folder = "" if base else posixpath.dirname(page)
        self._based = bool(base)

    def resolve(self, address: str) -> Target | None:
        """Where an address leads. None for what is no web address (`mailto:`, `data:`)."""
        if not self._based:
            if _ANCHOR.fullmatch(address):
                return Target(path=self._page, anchor=address[1:])
            if _PLAIN.fullmatch(address):
                path = posixpath.normpath(posixpath.join(self._folder, address))
                if not path.startswith(".."):
                    return Target(path="" if path == "." else path + "/" * address.endswith(("/", "..")))
        return self._resolved(address)

    def _resolved(self, address: str) -> Target | None:
        try:
            url = urlsplit(urljoin(self._start, address.strip()))
        except ValueError:
            return Target(host=address)
        if url.scheme not in ("http", "https"):
            return None
        below = unquote(url.path)
        if url.netloc not in ("site.invalid", self._host):
            return Target(host=url.netloc)
        if not below.startswith(self._root_path):
            return Target(host=url.netloc) if url.netloc == self._host else Target(path="/" + below)
        path = below.removeprefix(self._root_path)
        return Target(
            path=posixpath.normpath(path) + ("/" if path.endswith("/") else "") if path else "",
            anchor=unquote(url.fragment),
        )


def file_of(path: str, files: Container[str]) -> str | None:
    """The file that a web server gives for a path below the root."""
    candidates = (path, f"{path}index.html") if not path or path.endswith("/") else (path, f"{path}/index.html")
    return next((one for one in candidates if one in files), None)


def style_addresses(text: str) -> Iterator[str]:
    """Addresses that a style sheet fetches."""
    for match in _IN_STYLE.finditer(_COMMENT.sub("", text)):
        yield match[1] or match[2]


def script_addresses(text: str) -> Iterator[str]:
    """Modules and workers that a script loads."""
    for match in _IN_SCRIPT.finditer(_COMMENT.sub("", text)):
        yield match[1] or match[2]
