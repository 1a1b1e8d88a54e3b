"""Inspection start ≤ end ≤ feedback ≤ published, signature and corrections in time.

Vague dates are not compared. Codes: D1xx.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from generator.check.subject import Subject
from generator.faults import Fault, KeyPath
from generator.model.dates import printed
from generator.model.notice import Period

_USUAL_DELAY = timedelta(days=31)  # from signature to publication; more is worth a second look


def check(subject: Subject) -> Iterator[Fault]:
    """Compare every pair of exact dates whose order is known."""
    notice = subject.notice
    yield from _period(subject, notice.inspection, ("inspection",))
    for index, period in enumerate(notice.inspection.further):
        yield from _period(subject, period, ("inspection", "further", index))
    signed, published = notice.signature.date, notice.published
    if isinstance(signed, date) and isinstance(published, date):
        if published < signed:
            message = f"发布日期 {printed(published)} 早于成文日期 {printed(signed)}"
            yield subject.warn("D104", message, at=("published",), hint="核对两个日期；落款日期印错的照录，不必改。")
        elif published - signed > _USUAL_DELAY:
            message = f"发布日期 {printed(published)} 比成文日期 {printed(signed)} 晚 {(published - signed).days} 天"
            yield subject.warn("D105", message, at=("published",), hint="核对两个日期；确实如此则不必改。")
    yield from _later(subject)


def _period(subject: Subject, period: Period, at: KeyPath) -> Iterator[Fault]:
    known = (
        (None, "开始日期", period.start, (*at, "start")),
        ("D101", "结束日期", period.end, (*at, "end")),
        ("D102", "反馈日期", period.feedback, (*at, "feedback")),
        ("D103", "发布日期", subject.notice.published, ("published",)),
    )
    exact = [(code, label, day, path) for code, label, day, path in known if isinstance(day, date)]
    for (_, label, day, _), (code, next_label, next_day, path) in pairwise(exact):
        if code and next_day < day:
            message = f"{next_label} {printed(next_day)} 早于{label} {printed(day)}"
            yield subject.source.fault(code, message, at=path, hint="核对这两个日期，写错的改正。")


def _later(subject: Subject) -> Iterator[Fault]:
    notice = subject.notice
    if not isinstance(notice.published, date):
        return
    for index, revision in enumerate(notice.revisions):
        if revision.date < notice.published:
            message = f"更正日期 {printed(revision.date)} 早于发布日期 {printed(notice.published)}"
            yield subject.source.fault("D106", message, at=("revisions", index, "date"), hint="更正只能在发布之后。")
    if notice.withdrawn and notice.withdrawn.date < notice.published:
        message = f"撤下日期 {printed(notice.withdrawn.date)} 早于发布日期 {printed(notice.published)}"
        yield subject.source.fault("D106", message, at=("withdrawn", "date"), hint="撤下只能在发布之后。")
