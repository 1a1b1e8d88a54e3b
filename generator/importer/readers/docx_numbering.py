"""Word's automatic numbers as the reader sees them.

Numbering.xml and styles.xml → the mark in front of each numbered paragraph.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "ideographDigital",
        "japaneseCounting",
        "koreanCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
    }
)
_DIGITS = "零一二三四五六七八九"
_MAX_BASED_ON = 20


@dataclass(kw_only=True)
class _Level:
    """One level of a list."""

    start: int = 1
    format: str = "decimal"
    text: str = "%1."
    restarts: bool = True
    legal: bool = False  # all its numbers are Arabic, also those of Chinese levels above: 2.1, not 二.1


@dataclass(kw_only=True)
class _Style:
    """What a paragraph style says about numbering and outline."""

    based_on: str | None = None
    number: tuple[str | None, int | None] = (None, None)
    outline: int | None = None


@dataclass(kw_only=True)
class Numbering:
    """Definitions of lists and styles, and the counters that run while paragraphs are read in order."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    styles: dict[str, _Style] = field(default_factory=dict)
    default_style: str | None = None
    _counters: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def mark(self, properties: etree._Element | None) -> str:
        """The mark of a paragraph with these properties, counting it; empty if it has none."""
        number, level = self._number(properties)
        if not number or number == "0" or number not in self.levels:
            return ""
        levels = self.levels[number]
        if level not in levels:
            return ""
        counters = self._counters[self.abstract[number]]
        counters[level] = counters.get(level, levels[level].start - 1) + 1
        for deeper in [key for key in counters if key > level and (key not in levels or levels[key].restarts)]:
            del counters[deeper]
        return _render(levels, level, counters)

    def outline(self, properties: etree._Element | None) -> int | None:
        """The outline level of a paragraph, from 1; None for body text."""
        own = None if properties is None else properties.find(f"{W}outlineLvl")
        value = _int(own)
        if value is None:
            value = next((style.outline for style in self._chain(properties) if style.outline is not None), None)
        return value + 1 if value is not None and value < 9 else None

    def _number(self, properties: etree._Element | None) -> tuple[str | None, int]:
        number, level = _number_of(properties)
        for style in self._chain(properties):
            number = style.number[0] if number is None else number
            level = style.number[1] if level is None else level
        return number, level or 0

    def _chain(self, properties: etree._Element | None) -> list[_Style]:
        named = None if properties is None else properties.find(f"{W}pStyle")
        name = self.default_style if named is None else named.get(f"{W}val")
        chain: list[_Style] = []
        while name in self.styles and len(chain) < _MAX_BASED_ON:
            chain.append(self.styles[name])
            name = self.styles[name].based_on
        return chain


def read_numbering(numbering: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """Read the definitions; either part may be missing."""
    result = Numbering()
    abstracts: dict[str, dict[int, _Level]] = {}
    for definition in () if numbering is None else numbering.findall(f"{W}abstractNum"):
        abstracts[definition.get(f"{W}abstractNumId", "")] = _levels(definition)
    for use in () if numbering is None else numbering.findall(f"{W}num"):
        number, target = use.get(f"{W}numId", ""), use.find(f"{W}abstractNumId")
        if target is not None:
            overridden = bool(use.findall(f"{W}lvlOverride"))
            name = target.get(f"{W}val", "")
            result.levels[number] = abstracts.get(name, {}) | _overrides(use, abstracts.get(name, {}))
            result.abstract[number] = f"{name}/{number}" if overridden else name
    for style in () if styles is None else styles.findall(f"{W}style"):
        if style.get(f"{W}type") == "paragraph":
            _read_style(style, result)
    return result


def _read_style(style: etree._Element, result: Numbering) -> None:
    name = style.get(f"{W}styleId", "")
    properties, parent = style.find(f"{W}pPr"), style.find(f"{W}basedOn")
    outline = None if properties is None else properties.find(f"{W}outlineLvl")
    result.styles[name] = _Style(
        based_on=None if parent is None else parent.get(f"{W}val"), number=_number_of(properties), outline=_int(outline)
    )
    if style.get(f"{W}default") in ("1", "true"):
        result.default_style = name


def _levels(definition: etree._Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for level in definition.findall(f"{W}lvl"):
        depth = level.get(f"{W}ilvl", "")
        if depth.isdecimal():
            levels[int(depth)] = _level(level, _Level())
    return levels


def _level(level: etree._Element, base: _Level) -> _Level:
    start, form, text = (level.find(f"{W}{name}") for name in ("start", "numFmt", "lvlText"))
    restart, legal = level.find(f"{W}lvlRestart"), level.find(f"{W}isLgl")
    return _Level(
        legal=base.legal if legal is None else legal.get(f"{W}val", "1") not in ("0", "false"),
        restarts=base.restarts if restart is None else restart.get(f"{W}val") != "0",
        start=base.start if (value := _int(start)) is None else value,
        format=base.format if form is None else form.get(f"{W}val", "decimal"),
        text=base.text if text is None else text.get(f"{W}val", ""),
    )


def _overrides(use: etree._Element, levels: dict[int, _Level]) -> dict[int, _Level]:
    changed: dict[int, _Level] = {}
    for override in use.findall(f"{W}lvlOverride"):
        depth = override.get(f"{W}ilvl", "")
        if not depth.isdecimal():
            continue
        base = levels.get(int(depth), _Level())
        own = override.find(f"{W}lvl")
        level = _level(own, base) if own is not None else base
        start = _int(override.find(f"{W}startOverride"))
        changed[int(depth)] = level if start is None else replace(level, start=start)
    return changed


def _number_of(properties: etree._Element | None) -> tuple[str | None, int | None]:
    number = None if properties is None else properties.find(f"{W}numPr")
    if number is None:
        return None, None
    target = number.find(f"{W}numId")
    return None if target is None else target.get(f"{W}val"), _int(number.find(f"{W}ilvl"))


def _int(element: etree._Element | None) -> int | None:
    value = "" if element is None else element.get(f"{W}val", "")
    return int(value) if re.fullmatch(r"\d{1,4}", value) else None


def _render(levels: dict[int, _Level], level: int, counters: dict[int, int]) -> str:
    if levels[level].format == "none":
        return ""
    if levels[level].format == "bullet":
        return "".join(char for char in levels[level].text if not "\ue000" <= char <= "\uf8ff")

    def fill(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        known = levels.get(depth, _Level())
        return numeral(counters.get(depth, known.start), "decimal" if levels[level].legal else known.format)

    return re.sub(r"%([1-9])", fill, levels[level].text)


def numeral(n: int, form: str) -> str:
    """A number in one of Word's formats; in plain figures where there is no other."""
    if form in _CHINESE and 0 < n < 100:
        tens, ones = divmod(n, 10)
        return ("" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十") + (
            _DIGITS[ones] if ones or not tens else ""
        )
    if form.startswith("decimalEnclosedCircle") and 1 <= n <= 20:
        return chr(ord("①") + n - 1)
    if form == "decimalFullWidth":
        return "".join(chr(ord("０") + int(digit)) for digit in str(n))
    if form == "decimalZero":
        return f"{n:02d}"
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        return _roman(n) if form == "upperRoman" else _roman(n).lower()
    return str(n)


def _roman(n: int) -> str:
    result = ""
    for value, letters in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while n >= value:
            result, n = result + letters, n - value
    return result
