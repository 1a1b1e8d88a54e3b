"""What must not get out.

Lines of drafts and withdrawn notices that stand in no public notice, looked for in every text of the site. Notices
and texts go in, faults come out. Short lines (under 12 characters) and issuers' names say nothing by themselves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.faults import Fault
from generator.model.notice import Notice
from generator.model.outline import outline, plain_text

SHORTEST: Final = 12
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)


def withheld_lines(notices: Sequence[Notice]) -> dict[str, str]:
    """Folded lines that must be absent, each with the id of its notice."""
    public = "\n".join(folded(_public_text(notice)) for notice in notices)
    lines = {
        folded(line): notice.id
        for notice in notices
        if notice.draft or notice.withdrawn
        for unit in outline(notice)
        if unit.kind != "signature"
        for line in "\n".join((unit.text, unit.finding or "")).replace("\t", "\n").split("\n")
    }
    return {line: owner for line, owner in lines.items() if len(line) >= SHORTEST and line not in public}


def leaks(lines: dict[str, str], texts: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    """A fault for each file and notice of which a withheld line stands in one of the file's texts."""
    if not lines:
        return
    starts: dict[str, list[str]] = {}
    for line in lines:
        starts.setdefault(line[:SHORTEST], []).append(line)
    wanted = np.unique(np.concatenate([_fingerprints(start) for start in starts]))
    told: set[tuple[str, str]] = set()
    for path, text in texts:
        plain = folded(text)
        for start in _occurring(plain, wanted):
            for line in starts.get(start, ()):
                if line in plain and (path, lines[line]) not in told:
                    told.add((path, lines[line]))
                    yield _fault(path, lines[line], line)


def folded(text: str) -> str:
    """Without white space, and compatible forms alike, since pages and data break lines differently."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _public_text(notice: Notice) -> str:
    """What may be read of a notice: all of a public one; of another its issuer, and why it was withdrawn."""
    names = [notice.issuer.name, notice.issuer.short or "", *notice.signature.name]
    if notice.withdrawn:
        return "\n".join([*names, notice.withdrawn.reason])
    return "\n".join(names if notice.draft else [*names, notice.title, plain_text(notice)])


def _occurring(text: str, wanted: NDArray[np.uint64]) -> set[str]:
    """Those pieces of 12 characters in a text whose fingerprint is wanted."""
    places = np.flatnonzero(np.isin(_fingerprints(text), wanted))
    return {text[place : place + SHORTEST] for place in places.tolist()}


def _fingerprints(text: str) -> NDArray[np.uint64]:
    """A number for each piece of 12 characters, from its beginning on."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    count = len(codes) - SHORTEST + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    sums = np.zeros(count, np.uint64)
    for offset in range(SHORTEST):
        sums *= _FACTOR
        sums += codes[offset : offset + count]
    return sums


def _fault(path: str, notice_id: str, line: str) -> Fault:
    return Fault(
        path=path,
        line=1,
        column=1,
        code="L101",
        message=f"输出里有不应公开的文字：通报 {notice_id}（草稿或已撤下）中的一行",
        quote=line[:4] + "…",
        hint="重新运行 build；仍有的，检查附件和 content/pages/。",
    )
