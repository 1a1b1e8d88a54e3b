"""One finished HTML page → the facts that rules look at, and every text in it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from generator.sitelint.links import script_addresses, style_addresses

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
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
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
_MARKS: Final = ("{{", "{%")
TEMPLATE: Final = re.compile(r"\{\{.{0,60}?\}\}|\{%.{0,60}?%\}|\{\{")
APART: Final = "\0\n"
"""Between texts that do not belong together, so that nothing is found across them, white space left out or not."""
NOTHING: Final = frozenset({"null", "None", "undefined", "NaN", "nan"})

_SAID_IN: Final = ("content", "alt", "title", "aria-label", "value")
_IDS: Final = etree.XPath("//@id", smart_strings=False)
_LINKS: Final = etree.XPath("//a/@href | //area/@href | //link/@href", smart_strings=False)
_STYLES: Final = etree.XPath("//@style | //style/text()", smart_strings=False)
_SCRIPTS: Final = etree.XPath("//script[not(@src) and not(contains(@type, 'json'))]/text()", smart_strings=False)
_VALUES: Final = etree.XPath("//@*", smart_strings=False)
_SAID: Final = etree.XPath(" | ".join(f"//@{name}" for name in _SAID_IN), smart_strings=False)


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a page says about itself and what it points at.

    `suspects` are texts of the site's own that look like a missing value or an unfilled template; `marks` are template
    marks in a notice's own text, which may say anything.
    """

    title: str
    language: str
    metas: dict[str, str]
    ids: Counter[str]
    links: tuple[str, ...]
    loads: tuple[str, ...]
    images_without_text: int
    kind: str
    notice: str | None
    has_text: bool
    leads_on: bool
    footer: str
    suspects: tuple[str, ...]
    marks: tuple[str, ...]
    base: str


def parse_page(data: bytes) -> etree._Element | None:
    """The tree of a page in UTF-8; None if there is nothing in it."""
    if not data.strip():
        return None
    try:
        return etree.fromstring(data, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    except etree.XMLSyntaxError:
        return None


def page_texts(root: etree._Element) -> tuple[str, str]:
    """A page's text without tags, and what else it says: attributes' values and comments."""
    said = [*_VALUES(root), *(comment.text or "" for comment in root.iter(etree.Comment))]
    return "".join(root.itertext()), APART.join(said)


def read_page(root: etree._Element) -> Page:
    """The facts of a page."""
    article = next(root.iter("article"), None)
    classes = article.get("class", "").split() if article is not None else []
    notice = article.get("data-notice") if article is not None else None
    own = article if notice else None
    metas = list(root.iter("meta"))
    suspects, marks = _traces(root, own) if _is_suspicious(root) else ((), ())
    return Page(
        title=" ".join("".join(_texts(root.find(".//title"))).split()),
        language=root.get("lang", ""),
        metas={one.get("name", ""): one.get("content", "") for one in metas},
        ids=Counter(filter(None, _IDS(root))),
        links=tuple(_LINKS(root)),
        loads=(*(value for one in root.iter("link", *_LOADING) for value in _loads(one)), *_loads_within(root)),
        images_without_text=sum(_lacks_text(one) for one in root.iter("img", "svg", "area")),
        kind=next((name.removeprefix("kind-") for name in classes if name.startswith("kind-")), ""),
        notice=notice,
        has_text=own is not None and any(text.strip() for one in _own(own) for text in (one.text, one.tail) if text),
        leads_on=any(one.get("http-equiv", "").lower() == "refresh" for one in metas),
        footer=" ".join(text for foot in root.iter("footer") for text in foot.itertext()),
        suspects=suspects,
        marks=marks,
        base=next((one.get("href", "") for one in root.iter("base")), ""),
    )


def _texts(element: etree._Element | None) -> Iterator[str]:
    return iter(()) if element is None else element.itertext()


def _loads(element: etree._Element) -> list[str]:
    """Addresses that a browser fetches by itself."""
    if element.tag == "link":
        kinds = set(element.get("rel", "").lower().split())
        return [element.get("href", "")] if kinds & _LOADING_LINKS else []
    found = []
    for name in _LOADING[element.tag]:
        if value := element.get(name):
            found += _SRCSET.findall(value) if name == "srcset" else [value]
    return found


def _loads_within(root: etree._Element) -> Iterator[str]:
    """Addresses that the page's own styles and scripts fetch."""
    for text in _STYLES(root):
        yield from style_addresses(text)
    for text in _SCRIPTS(root):
        yield from script_addresses(text)


def _lacks_text(element: etree._Element) -> bool:
    if element.tag == "img":
        return element.get("alt") is None
    if element.tag == "svg":
        named = element.get("aria-label") or element.get("aria-labelledby") or element.get("aria-hidden") == "true"
        return not named and element.find(".//{*}title") is None and element.find(".//title") is None
    return not element.get("alt")


def _own(article: etree._Element) -> Iterator[etree._Element]:
    """The elements of a notice's page that hold its own words: all but those that the page adds."""
    stack = [article]
    while stack:
        element = stack.pop()
        if isinstance(element.tag, str) and element.get("data-ui") is None:
            yield element
            stack += element


def _is_suspicious(root: etree._Element) -> bool:
    """Whether any piece of text or attribute could be a trace; pages without one, nearly all, need no closer look."""
    pieces = [*root.itertext(), *_SAID(root)]
    whole = "\n".join(pieces)
    return any(mark in whole for mark in _MARKS) or not NOTHING.isdisjoint(map(str.strip, pieces))


def _traces(root: etree._Element, article: etree._Element | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What looks like a missing value or an unfilled template in the site's own words, and such marks in a notice's."""
    own = set(_own(article)) if article is not None else set()
    suspects = [word for word in _words(root, own) if word in NOTHING or TEMPLATE.search(word)]
    said = "\n".join(text for element in own for text in (element.text, element.tail) if text)
    return tuple(suspects), tuple(TEMPLATE.findall(said))


def _words(root: etree._Element, own: set[etree._Element]) -> Iterator[str]:
    """Texts and attribute values that the site itself wrote."""
    for element in root.iter(etree.Element):
        yield from (value for name in _SAID_IN if (value := element.get(name)))
        if element.tag in ("script", "style"):
            continue
        if element not in own and element.text:
            yield element.text.strip()
        if element.getparent() not in own and element.tail:
            yield element.tail.strip()
