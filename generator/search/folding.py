"""Folding: how a text is written so that two spellings of the same thing become equal. The same fold runs in the browser.

A text goes in, its folded form comes out: NFKC, lower case, no white space, Chinese punctuation as its ASCII twin,
traditional
characters as simplified ones. The browser gets the table from here (`table_bytes`), so there is one table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from generator.search.packing import gzip_bytes, varints

CodeUnits = NDArray[np.uint16]

# Left out of a folded text: control characters (so that 0 and 1 are free for the index), white space, and marks
# without width.
_REMOVED = "".join(map(chr, range(0x21))) + (
    "\x7f\x85\xa0\xad\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d"
    "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
# A mark and its twin. `、` has none: it is not the comma `，`. NFKC has already turned full-width ASCII into ASCII.
_TWINS = {
    "。": ".",
    "“”„‟〝〞〟「」": '"',
    "‘’‚‛『』": "'",
    "《〈": "<",
    "》〉": ">",
    "【〔〖": "[",
    "】〕〗": "]",
    "‐‒–—―−─": "-",
    "〜": "~",
    "・•‧∙⋅": "·",
    "ς": "σ",  # lower case of Σ depends on its place in a word; a substring has no place
}
# Code points whose NFKC form or lower case is younger than Unicode 14: readings differ between Pythons and browsers,
# so they stay.
_YOUNG_RANGES = (
    ("\u1c89", "\u1c89"),
    ("\ua7cb", "\ua7dc"),
    ("\ua7f1", "\ua7f1"),
    ("\U00010d50", "\U00010d65"),
    ("\U00016ea0", "\U00016eb8"),
    ("\U0001ccd6", "\U0001ccf9"),
    ("\U0001e030", "\U0001e06d"),
)
_YOUNG = re.compile(f"[{''.join(f'{first}-{last}' for first, last in _YOUNG_RANGES)}]")

_STRETCH = 1 << 18  # code units counted at a time


def fold(text: str) -> str:
    """Fold one text. Lone surrogates, which no text of a notice holds, become U+FFFD."""
    return _units([text]).tobytes().decode("utf-16-le", "replace")


def fold_all(texts: Sequence[str]) -> tuple[CodeUnits, NDArray[np.int64]]:
    """Fold many texts into one array of UTF-16 code units, a 0 after each, and say where each begins (and the last ends)."""
    units = _units(texts, separator="\0", end="\0")
    ends = np.flatnonzero(units == 0) + 1
    return units, np.concatenate([np.zeros(1, np.int64), ends])


def frequencies(folded: CodeUnits) -> NDArray[np.int64]:
    """How often each of the 65,536 code units stands in folded texts; counted by stretches, for `bincount` copies at eight bytes each."""
    counts = np.zeros(0x10000, np.int64)
    for start in range(0, len(folded), _STRETCH):
        counts += np.bincount(folded[start : start + _STRETCH], minlength=0x10000)
    return counts


def characters(held: NDArray[np.uint32]) -> list[int]:
    """Those of some code units that others become, ascending, each once."""
    found: list[int] = np.intersect1d(held, _targets()).tolist()
    return found


def table_bytes(held: Collection[int]) -> bytes:
    """The table as the browser reads it: gzip of varints — count, code unit deltas, then replacement + 1 (0: left out).

    What becomes a code unit that is not among those held is left out: with it or without, a search for it finds nothing.
    """
    lookup, kept = _lookup()
    wanted = np.zeros(0x10000, bool)
    wanted[list(held)] = True
    changed = np.flatnonzero((kept == 0) | ((lookup != np.arange(0x10000)) & wanted[lookup]))
    to = np.where(kept[changed] == 0, 0, lookup[changed].astype(np.int64) + 1)
    values = np.concatenate([[len(changed)], np.diff(changed, prepend=0), to])
    return gzip_bytes(varints(values)[0].tobytes())


@cache
def _targets() -> CodeUnits:
    """What others become."""
    lookup, _ = _lookup()
    return np.unique(lookup[lookup != np.arange(0x10000)])


@cache
def traditional() -> dict[str, str]:
    """Traditional characters of the basic plane and their simplified forms (from OpenCC's TSCharacters)."""
    source, target = files(__package__).joinpath("traditional.txt").read_text(encoding="utf-8").split()
    return dict(zip(source, target, strict=True))


@cache
def _lookup() -> tuple[CodeUnits, NDArray[np.uint8]]:
    """For each code unit, what it becomes, and how many code units that is (0 or 1)."""
    lookup = np.arange(0x10000, dtype=np.uint16)
    kept = np.ones(0x10000, np.uint8)
    for characters, twin in _TWINS.items():
        for character in characters:
            lookup[ord(character)] = ord(twin)
    for source, target in traditional().items():
        lookup[ord(source)] = ord(target)
    kept[[ord(character) for character in _REMOVED]] = 0
    return lookup, kept


def _units(texts: Sequence[str], *, separator: str = "", end: str = "") -> CodeUnits:
    if separator:
        texts = [text.replace(separator, "") for text in texts]
    whole = _normalize(separator.join(texts) + (end if texts else ""))
    raw = _code_units(whole)
    lookup, kept = _lookup()
    keep = kept[raw].astype(bool)
    if separator:
        keep |= raw == ord(separator)
    return np.asarray(lookup[raw[keep]])


def _code_units(text: str) -> CodeUnits:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2").astype(np.uint16, copy=False)


@cache
def _young_leads() -> NDArray[np.bool_]:
    """For each code unit, whether it is a young code point's first: a look at a text that costs a tenth of a search for them."""
    points = "".join(chr(point) for first, last in _YOUNG_RANGES for point in range(ord(first), ord(last) + 1))
    units = _code_units(points)
    leads = np.zeros(0x10000, bool)
    leads[units[units & 0xFC00 != 0xDC00]] = True
    return leads


def _normalize(text: str) -> str:
    if not _young_leads()[_code_units(text)].any():
        return unicodedata.normalize("NFKC", text).lower()
    parts: list[str] = []
    start = 0
    for young in _YOUNG.finditer(text):
        parts += (unicodedata.normalize("NFKC", text[start : young.start()]).lower(), young[0])
        start = young.end()
    parts.append(unicodedata.normalize("NFKC", text[start:]).lower())
    return "".join(parts)
