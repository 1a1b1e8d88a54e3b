"""A notice as lists, feeds and the site map need it: its facts and counts, without its text."""

from __future__ import annotations

from generator.model.dates import printed
from generator.model.notice import Contact, Model, Notice, Signature
from generator.model.outline import count_statuses, items, outline
from generator.model.words import Status

_TEXTS = {"under_title": (), "opening": (), "sections": (), "closing": (), "attachments": (), "notes": (), "allow": ()}


class Entry(Model):
    """`notice` has no text; `path` is its file as faults name it; `counts` holds the statuses that occur."""

    notice: Notice
    path: str
    total: int
    counts: dict[Status, int]

    @property
    def published(self) -> str:
        """The date as printed, or a word for its absence."""
        return printed(self.notice.published) if self.notice.published else "日期未注明"


def make_entry(notice: Notice, path: str = "") -> Entry:
    """Sum up a notice. Of a withdrawn one nothing is counted."""
    units = () if notice.withdrawn else outline(notice)
    bare = notice.model_copy(update={**_TEXTS, "contact": Contact(), "signature": Signature()})
    return Entry(notice=bare, path=path, total=len(items(units)), counts=count_statuses(units))
