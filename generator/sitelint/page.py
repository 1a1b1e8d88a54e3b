"""One finished HTML page → the facts that rules look at. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import lxml.html
from lxml.html import HtmlElement

_LOADING: Final = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "input": ("src",),
    "form": ("action",),
    "use": ("href",),
    "image": ("href",),
}
_LOADING_LINKS: Final = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "prefetch",
    "manifest",
    "preconnect",
    "dns-prefetch",
}
_SRCSET: Final = re.compile(r"(\S+)(?:\s+[\d.]+[wx])?\s*(?:,|$)")
TEMPLATE: Final = re.compile(r"\{\{.{0,60}?\}\}|\{%.{0,60}?%\}|\{\{")
NOTHING: Final = re.compile(r"(?:null|None|undefined|NaN|nan)")


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a page says about itself and what it points at. `own` is a notice's text in it, which may say anything."""

    title: str
    language: str
    metas: dict[str, str]
    ids: Counter[str]
    links: tuple[str, ...]
    loads: tuple[str, ...]
    images_without_text: int
    kind: str
    notice: str | None
    refresh: bool
    footer: str
    words: tuple[str, ...]
    own: str
    base: str


def read_page(data: bytes) -> Page | None:
    """The facts of a page; None if it is empty."""
    if not data.strip():
        return None
    root = lxml.html.document_fromstring(data, parser=lxml.html.HTMLParser(encoding="utf-8"))
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    article = next((element for element in elements if element.tag == "article"), None)
    classes = (article.get("class") or "").split() if article is not None else []
    notice = article.get("data-notice") if article is not None else None
    own = _own_text(article) if article is not None and notice else []
    title, foot = root.find(".//title"), root.findall(".//footer")
    base = root.find(".//base")
    return Page(
        title=" ".join(("".join(map(str, title.itertext())) if title is not None else "").split()),
        language=root.get("lang") or "",
        metas={one.get("name") or "": one.get("content") or "" for one in elements if one.tag == "meta"},
        ids=Counter(value for one in elements if (value := one.get("id"))),
        links=tuple(
            value for one in elements if one.tag in ("a", "area", "link") and (value := one.get("href")) is not None
        ),
        loads=tuple(value for one in elements for value in _loads(one)),
        images_without_text=sum(_lacks_text(one) for one in elements),
        kind=next((name.removeprefix("kind-") for name in classes if name.startswith("kind-")), ""),
        notice=notice,
        refresh=any(one.tag == "meta" and (one.get("http-equiv") or "").lower() == "refresh" for one in elements),
        footer=" ".join(str(text) for element in foot for text in element.itertext()),
        words=tuple(_words(elements, set(own))),
        own="\n".join(text for element in own for text in (element.text, element.tail) if text),
        base=base.get("href") or "" if base is not None else "",
    )


def _loads(element: HtmlElement) -> list[str]:
    """Addresses that a browser fetches by itself."""
    if element.tag == "link" and set((element.get("rel") or "").lower().split()) & _LOADING_LINKS:
        return [element.get("href") or ""]
    found = []
    for name in _LOADING.get(str(element.tag), ()):
        if value := element.get(name):
            found += _SRCSET.findall(value) if name == "srcset" else [value]
    return found


def _lacks_text(element: HtmlElement) -> bool:
    if element.tag == "img":
        return element.get("alt") is None
    if element.tag == "svg":
        named = element.get("aria-label") or element.get("aria-labelledby") or element.get("aria-hidden") == "true"
        return not named and element.find(".//{*}title") is None and element.find(".//title") is None
    return element.tag == "area" and not element.get("alt")


def _own_text(article: HtmlElement) -> list[HtmlElement]:
    """The elements of a notice's page that hold its own words: all but those that the page adds."""
    found, stack = [], [article]
    while stack:
        element = stack.pop()
        if isinstance(element.tag, str) and element.get("data-ui") is None:
            found.append(element)
            stack += list(element)
    return found


def _words(elements: list[HtmlElement], own: set[HtmlElement]) -> list[str]:
    """Texts and attribute values that the site itself wrote."""
    found = []
    for element in elements:
        found += [
            value
            for name, value in element.attrib.items()
            if name in ("content", "alt", "title", "aria-label", "value")
        ]
        if element.tag in ("script", "style"):
            continue
        if element not in own and element.text:
            found.append(element.text.strip())
        if element.getparent() not in own and element.tail:
            found.append(element.tail.strip())
    return [word for word in found if word]
