"""What a notice page says about its notice, worked out before the template lays it out: rows, facts, progress, contact links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from generator.model.dates import iso, printed
from generator.model.notice import Notice, Period
from generator.model.words import MASKS, Status

_NUMBER = re.compile(r"\+?\d[\d\s()\-‐–—]*")
_NOT_IN_TEL = re.compile(r"[^\d+]")
_TEL_LENGTH = range(5, 17)  # hotlines have five digits, E.164 allows fifteen and a `+`
_EXTENSION = re.compile(r"(?:转|ext\.?)\s*(\d+)$")


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A stretch of the progress bar: `start` and `width` in thousandths of its length."""

    status: Status | None
    label: str
    count: int
    start: int
    width: int


@dataclass(frozen=True, kw_only=True)
class ContactLine:
    """A contact fact with its label and, where it can be followed, an address for a link."""

    label: str
    value: str
    href: str | None = None


def information_rows(notice: Notice) -> tuple[tuple[str, str], ...]:
    """The information table (政府信息公开): label and value; rows without a value are left out."""
    inspection = notice.inspection
    forms = dict.fromkeys(form for period in (inspection, *inspection.further) for form in period.forms)
    region = notice.issuer.region_name or notice.issuer.region
    rows = (
        ("索引号", notice.id),
        ("发布机关", notice.issuer.name),
        ("文种", notice.kind),
        ("地区", region),
        ("成文日期", printed(notice.signature.date) if notice.signature.date else None),
        ("发布日期", printed(notice.published) if notice.published else None),
        ("巡视巡察", inspection.label),
        ("届次轮次", inspection.round),
        ("方式", "、".join(forms)),
        ("来源", notice.source.publisher if notice.source else None),
        ("文本", "摘编（不是原文）" if notice.wording == "摘编" else "原文"),
    )
    return tuple((label, value) for label, value in rows if value)


def timeline(notice: Notice) -> tuple[tuple[str, str], ...]:
    """Who inspected whom, when, fed back, each period by itself, published, and the days between; only what the notice gives."""
    inspection = notice.inspection
    periods = (inspection, *inspection.further)
    facts = [fact for period in periods for fact in _period(period, inspection.type or "巡视巡察")]
    if notice.published:
        facts.append(("发布", printed(notice.published)))
    feedbacks = [period.feedback for period in periods if period.feedback]
    if len(feedbacks) == 1 and isinstance(feedbacks[0], date) and isinstance(notice.published, date):
        facts.append(("反馈至发布", f"{(notice.published - feedbacks[0]).days} 天"))
    return tuple(facts)


def _period(period: Period, verb: str) -> Iterator[tuple[str, str]]:
    if period.start or period.end:
        days = "至".join(printed(day) for day in (period.start, period.end) if day)
        yield f"{period.team or ''}{verb}{period.subject or ''}", days
    elif period.team:
        yield f"{verb}{period.subject or ''}", period.team
    elif period.subject:
        yield verb, period.subject
    if period.feedback:
        yield "反馈", printed(period.feedback)


def progress(counts: dict[Status, int], total: int) -> tuple[Bar, ...]:
    """The items by status as stretches of one bar; items without a status come last. Empty if no item has a status."""
    if not counts:
        return ()
    parts: list[tuple[Status | None, str, int]] = [(status, status, count) for status, count in counts.items()]
    if rest := total - sum(counts.values()):
        parts.append((None, "未注明", rest))
    bars, before = [], 0
    for status, label, count in parts:
        start, end = before * 1000 // total, (before + count) * 1000 // total
        bars.append(Bar(status=status, label=label, count=count, start=start, width=end - start))
        before += count
    return tuple(bars)


def contact_lines(notice: Notice) -> tuple[ContactLine, ...]:
    """The contact facts; unmasked phones and mailboxes can be followed."""
    return tuple(_contact_lines(notice))


def _contact_lines(notice: Notice) -> Iterator[ContactLine]:
    contact = notice.contact
    for phone in contact.phones:
        yield ContactLine(label="电话", value=phone, href=_tel(phone))
    for fax in contact.faxes:
        yield ContactLine(label="传真", value=fax)
    for email in contact.emails:
        href = None if _is_masked(email) or "@" not in email else f"mailto:{email}"
        yield ContactLine(label="电子邮箱", value=email, href=href)
    for address in contact.addresses:
        yield ContactLine(label="地址", value=address)
    for postcode in contact.postcodes:
        yield ContactLine(label="邮编", value=postcode)
    for person in contact.people:
        yield ContactLine(label="联系人", value=person)
    if contact.hours:
        yield ContactLine(label="受理时间", value=contact.hours)


def _is_masked(value: str) -> bool:
    return any(character in value for character in MASKS)


def _tel(phone: str) -> str | None:
    """A `tel:` address (RFC 3966) with an extension, if there is one; none for a masked number, for several, or for what is none."""
    if _is_masked(phone):
        return None
    phone = unicodedata.normalize("NFKC", phone)
    extension = _EXTENSION.search(phone)
    numbers = _NUMBER.findall(phone[: extension.start()] if extension else phone)
    digits = _NOT_IN_TEL.sub("", "".join(numbers))
    if len(numbers) != 1 or len(digits) not in _TEL_LENGTH:
        return None
    return f"tel:{digits}" + (f";ext={extension[1]}" if extension else "")


def description(notice: Notice, total: int, counts: dict[Status, int]) -> str:
    """One sentence for search engines and shared links."""
    parts = [f"{notice.issuer_label}发布的整改进展情况{notice.kind}"]
    if total:
        parts.append(f"共 {total} 项整改事项")
    parts += [f"{status} {count} 项" for status, count in counts.items()]
    return "，".join(parts) + "。"


def pub_date(notice: Notice) -> str | None:
    """`PubDate` of the page tags: `yyyy-MM-dd HH:mm` (国办发〔2017〕47号); the time of day is not known and given as 00:00."""
    return f"{iso(notice.published)} 00:00" if isinstance(notice.published, date) else None
