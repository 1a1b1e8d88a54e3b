"""What must not get out.

Lines of drafts and withdrawn notices that stand in no public notice, looked for in every text of the site. Notices
and texts go in, lines come out. Short lines (under 12 characters) and issuers' names say nothing by themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.model.notice import Notice
from generator.model.outline import outline, plain_text

SHORTEST: Final = 12
_LINE_END: Final = re.compile(r"[\n\t]")
_WIDE: Final = {one: unicodedata.normalize("NFKC", one) for one in "，：；？！（）％／－\u3000"}
"""The commonest compatible forms; a text without any is normalized in a tenth of the time."""
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_HALF: Final = np.uint64(32)
_SIEVE: Final = np.uint64(48)  # shift to the bits that the sieve goes by


class Withheld:
    """Folded lines that must be absent, each with the id of its notice; false if there are none."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._owners = dict(lines)
        self._starts: dict[str, list[str]] = {}
        for line in lines:
            self._starts.setdefault(line[:SHORTEST], []).append(line)
        self._sieve = np.zeros(1 << 16, bool)
        for start in self._starts:
            self._sieve[_fingerprints(start) >> _SIEVE] = True

    def __bool__(self) -> bool:
        return bool(self._owners)

    def found_in(self, plain: str) -> Iterator[tuple[str, str]]:
        """The withheld lines that stand in a folded text, each with the id of its notice."""
        places = np.flatnonzero(self._sieve[_fingerprints(plain) >> _SIEVE])
        for start in dict.fromkeys(plain[place : place + SHORTEST] for place in places.tolist()):
            for line in self._starts.get(start, ()):
                if line in plain:
                    yield line, self._owners[line]


def withheld_lines(notices: Iterable[Notice]) -> dict[str, str]:
    """Folded lines that must be absent, each with the id of its notice."""
    return without_public([(held_lines(one), public_text(one)) for one in notices])


def without_public(told: Sequence[tuple[Mapping[str, str], str]]) -> dict[str, str]:
    """Of the held lines of all notices, those that stand in the public text of none."""
    held = {line: owner for lines, _ in told for line, owner in lines.items()}
    if not held:
        return {}
    searched = Withheld(held)
    public = {line for _, text in told for line, _ in searched.found_in(text)}
    return {line: owner for line, owner in held.items() if line not in public}


def held_lines(notice: Notice) -> dict[str, str]:
    """The folded lines of a draft or withdrawn notice, each with its id."""
    if not (notice.draft or notice.withdrawn):
        return {}
    units = [unit for unit in outline(notice) if unit.kind != "signature"]
    texts = [*_beside_the_text(notice), *(text for unit in units for text in (unit.text, unit.finding))]
    lines = (line for text in texts for line in _LINE_END.split(text))
    return {line: notice.id for line in map(folded, lines) if len(line) >= SHORTEST}


def _beside_the_text(notice: Notice) -> Iterator[str]:
    """The title, since it may not be printed, and what was corrected."""
    yield notice.title
    for revision in notice.revisions:
        yield revision.note
        for change in revision.changes:
            yield from (*change.before, *change.after)


def public_text(notice: Notice) -> str:
    """What may be read of a notice, folded: all of a public one; of another its issuer, and why it was withdrawn."""
    texts = [notice.issuer.name, notice.issuer.short or "", *notice.signature.name]
    if notice.withdrawn:
        texts.append(notice.withdrawn.reason)
    elif not notice.draft:
        texts += [*_beside_the_text(notice), plain_text(notice)]
    return "\0".join(map(folded, texts))


def folded(text: str) -> str:
    """Without white space, and compatible forms alike, since pages and data break lines differently."""
    for wide, plain in _WIDE.items():
        text = text.replace(wide, plain)
    return "".join(unicodedata.normalize("NFKC", text).split())


def _fingerprints(text: str) -> NDArray[np.uint64]:
    """A number for each piece of 12 characters, from its beginning on: of threes, sixes, twelves in turn."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    if len(codes) < SHORTEST:
        return np.zeros(0, np.uint64)
    threes = _mixed((codes[:-2] * _FACTOR + codes[1:-1]) * _FACTOR + codes[2:])
    sixes = _mixed(threes[:-3] * _FACTOR + threes[3:])
    return _mixed(sixes[:-6] * _FACTOR + sixes[6:])


def _mixed(sums: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The numbers with upper bits that depend on all of theirs."""
    return (sums ^ (sums >> _HALF)) * _FACTOR
