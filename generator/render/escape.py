"""Text → Markdown that shows exactly that text.

A notice may hold `159*****009`, `1139.******万元`, `#`, `|`, `<`, `{{`; each must reach the reader as it stands, also when the publisher
turns on more Markdown extensions. What can mean something is written as a numeric character reference; what cannot — commas, Chinese
punctuation, most of the text — is left alone, since each reference costs parsing time.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_ALWAYS = r"\\`*_{}\[\]<>&#~^|$\"'@"
_SOMETIMES = r"\-+=:!?/%.()"
# Each looks back at the mark just read: a regular expression that begins with a set of marks is searched for many times faster.
_IN_CONTEXT = (
    rf"(?<=[{_ALWAYS}])",
    r"(?<!\S.)(?<=[-+=:!?/%.])",  # first character of a word: lists, rules, definitions, admonitions, blocks, abbreviations
    r"(?<=\d[.)])(?=\s|$)",  # 1. and 1) at the start of a line
    r"(?<=-)[->]|(?<=\.)\.\.|(?<=[:=])-|(?<==)>",  # dashes, ellipses and arrows of typographic extensions
    r"(?<=:)(?=[A-Za-z0-9+/_-])",  # :emoji: and https://
    r"(?<=\()(?=[A-Za-z])",  # (c), (tm)
    r"(?<=\w\.)(?=\w*\.)|(?<=w\.)",  # www.example.org
    r"(?<=\+)(?=/)|(?<=/)(?=[A-Za-z0-9=])",  # +/-, 1/2, c/o, =/=
    r"(?<=[=+-]\+)|(?<=\+)(?=\+)|(?<==)=",
    r"(?<=%)(?=%)",
)
_SPECIAL = re.compile(rf"[{_ALWAYS}{_SOMETIMES}](?:{'|'.join(_IN_CONTEXT)})")
_LINE_BREAKS = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def markdown_text(text: str) -> Markup:
    """Escape one line of text for use anywhere in Markdown, also at the start of a line. Line breaks become a blank."""
    return Markup(_SPECIAL.sub(_references, _one_line(text).strip()))  # noqa: S704 - made safe by this very function


def html_text(text: str) -> Markup:
    """Escape text for raw HTML inside Markdown (tables, lists of links); line breaks become a blank."""
    return escape(_one_line(text))


def _one_line(text: str) -> str:
    """The text with blanks for its line breaks; what can be printed has none, and to see that takes a quarter of the time."""
    return text if text.isprintable() else _LINE_BREAKS.sub(" ", text)


def _references(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(character)};" for character in match[0])
