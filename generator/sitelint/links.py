"""Where an address on a page leads: to a file of the site, out of it, or nowhere. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

_HERE: Final = "http://site.invalid/"
_IN_STYLE: Final = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
_IN_SCRIPT: Final = re.compile(
    r"""(?:\bfrom|\bimport\(?)\s*["']((?:\.|/|https?:)[^"']+)["']|new URL\(\s*["']([^"']+)["']\s*,\s*import\.meta\.url"""
)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Target:
    """A resolved address: a path below the site's root and an anchor; or a host outside."""

    path: str | None = None
    anchor: str = ""
    host: str | None = None


def resolve(address: str, page: str, site_url: str | None, base: str = "") -> Target | None:
    """Resolve an address found in the file `page` (its path below the root).

    None for what is no web address (`mailto:`, `data:`).
    """
    own = urlsplit(site_url or "")
    root = _HERE + own.path.strip("/") + "/" if own.path.strip("/") else _HERE
    try:
        url = urlsplit(urljoin(urljoin(root + page, base), address.strip()))
    except ValueError:
        return Target(host=address)
    if url.scheme not in ("http", "https"):
        return None
    below = unquote(url.path)
    if url.netloc not in ("site.invalid", own.netloc):
        return Target(host=url.netloc)
    if not below.startswith(urlsplit(root).path):
        return Target(host=url.netloc) if url.netloc == own.netloc else Target(path="/" + below)
    path = below.removeprefix(urlsplit(root).path)
    return Target(
        path=posixpath.normpath(path) + ("/" if path.endswith("/") else "") if path else "",
        anchor=unquote(url.fragment),
    )


def file_of(path: str, files: dict[str, object] | set[str]) -> str | None:
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
