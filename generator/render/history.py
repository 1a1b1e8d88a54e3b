"""What became of notices after they were published: a page of corrections for each notice, and one list over all of them.

A correction shows its note and, where the notice gives them, the paragraphs before and after, with what differs marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Literal

from generator.model.entry import Entry
from generator.model.notice import Change, Notice
from generator.render.environment import Templates

PAGE_SIZE = 100
_MOST = 2_000_000  # pairs of characters; beyond, finding the best alignment takes too long
_SHORTEST_SAME = 2  # one character that two wordings share by chance is no help to a reader


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of a paragraph."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, kw_only=True)
class Paragraphs:
    """A paragraph before and after a correction. One that was added has no `before`, one that was taken out no `after`."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Event:
    """A correction or withdrawal in the list over all notices; of a withdrawn notice, `title` is its id."""

    day: date
    kind: Literal["更正", "撤下"]
    title: str
    issuer: str
    said: str
    path: str


def difference(before: str, after: str) -> Paragraphs:
    """Compare two wordings of a paragraph; the pieces of each side, joined, are that side's text."""
    if not before or not after:
        return Paragraphs(before=_pieces("removed", before), after=_pieces("added", after))
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    first, last = _pieces("same", before[:head]), _pieces("same", before[len(before) - tail :])
    removed, added = _middle(old, new)
    return Paragraphs(before=(*first, *removed, *last), after=(*first, *added, *last))


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    count = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        count += 1
    return count


def _middle(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if len(old) * len(new) > _MOST:
        return _pieces("removed", old), _pieces("added", new)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    same = [block for block in blocks if block.size >= _SHORTEST_SAME]
    return (
        tuple(_marked(old, [(block.a, block.size) for block in same], "removed")),
        tuple(_marked(new, [(block.b, block.size) for block in same], "added")),
    )


def _marked(text: str, same: Sequence[tuple[int, int]], kind: Literal["removed", "added"]) -> Iterator[Piece]:
    at = 0
    for start, size in same:
        yield from _pieces(kind, text[at:start])
        yield from _pieces("same", text[start : start + size])
        at = start + size
    yield from _pieces(kind, text[at:])


def _pieces(kind: Literal["same", "removed", "added"], text: str) -> tuple[Piece, ...]:
    return (Piece(kind=kind, text=text),) if text else ()


def compare(change: Change) -> tuple[Paragraphs, ...]:
    """The paragraphs of a change, side by side in their order."""
    return tuple(difference(one, other) for one, other in zip_longest(change.before, change.after, fillvalue=""))


def history_page(notice: Notice, templates: Templates) -> dict[str, str]:
    """The page of a notice's corrections, newest first; none for a notice without, or a withdrawn one."""
    if notice.withdrawn or not notice.revisions:
        return {}
    revisions = [
        {
            "number": number,
            "revision": revision,
            "places": [pairs for change in revision.changes if (pairs := compare(change))],
        }
        for number, revision in reversed(notice.numbered_revisions)
    ]
    text = templates.render("notice-history.md.j2", notice=notice, revisions=revisions)
    return {f"notices/{notice.id}/history/index.md": text}


def history_pages(public: Sequence[Entry], folder: Path) -> dict[str, str]:
    """The list of all corrections and withdrawals, newest first, in pages of 100. It is there, too, when nothing happened yet."""
    templates = Templates(folder)
    found = sorted(events(public), key=lambda one: (one.day, one.path, one.said), reverse=True)
    count = max(1, -(-len(found) // PAGE_SIZE))
    pages = {}
    for number in range(1, count + 1):
        path = "history/" if number == 1 else f"history/page/{number}/"
        root = "../" * path.count("/")
        pages[f"{path}index.md"] = templates.render(
            "history.md.j2",
            events=found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
            total=len(found),
            number=number,
            pages=[(n, f"{root}history/" + ("" if n == 1 else f"page/{n}/")) for n in range(1, count + 1)],
            root=root,
        )
    return pages


def events(public: Sequence[Entry]) -> Iterator[Event]:
    """Every correction of a notice that is still public, and every withdrawal; nothing else of a withdrawn notice."""
    for notice in (entry.notice for entry in public):
        where, issuer = notice.url.lstrip("/"), notice.issuer_label
        if gone := notice.withdrawn:
            yield Event(day=gone.date, kind="撤下", title=notice.id, issuer=issuer, said=gone.reason, path=where)
            continue
        for number, revision in notice.numbered_revisions:
            path = f"{where}history/#revision-{number}"
            yield Event(
                day=revision.date, kind="更正", title=notice.title, issuer=issuer, said=revision.note, path=path
            )
