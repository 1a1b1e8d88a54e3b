"""A notice as lists, feeds and the site map need it: its facts and counts, without its text."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter

from generator.model.dates import printed
from generator.model.notice import Contact, Inspection, Model, Notice, Signature
from generator.model.outline import count_statuses, items, outline
from generator.model.words import Status

_TEXTS = {"under_title": (), "opening": (), "sections": (), "closing": (), "attachments": (), "notes": (), "allow": ()}


class Entry(Model):
    """`notice` has no text; of its inspection only type and level are left, of its revisions date and note.

    `path` is its file as faults name it; `counts` holds the statuses that occur.
    """

    notice: Notice
    path: str
    total: int
    counts: dict[Status, int]

    @property
    def published(self) -> str:
        """The date as printed, or a word for its absence."""
        return printed(self.notice.published) if self.notice.published else "日期未注明"


_ENTRIES = TypeAdapter(tuple[Entry, ...])


def make_entry(notice: Notice, path: str = "") -> Entry:
    """Sum up a notice. Of a withdrawn one nothing is counted."""
    units = () if notice.withdrawn else outline(notice)
    facts = {
        "inspection": Inspection(type=notice.inspection.type, level=notice.inspection.level),
        "revisions": tuple(revision.model_copy(update={"changes": ()}) for revision in notice.revisions),
        "contact": Contact(),
        "signature": Signature(),
        "source": None,
    }
    bare = notice.model_copy(update={**_TEXTS, **facts})
    return Entry(notice=bare, path=path, total=len(items(units)), counts=count_statuses(units))


def entries_to_json(entries: Sequence[Entry]) -> bytes:
    """Write entries as JSON, without what is at its default: a build with nothing to do reads those of every notice."""
    return _ENTRIES.dump_json(tuple(entries), exclude_defaults=True)


def entries_from_json(data: bytes) -> tuple[Entry, ...]:
    """Read entries that `entries_to_json` wrote."""
    return _ENTRIES.validate_json(data)
