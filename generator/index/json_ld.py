"""A notice as JSON-LD (schema.org): a `Report` of a `GovernmentOrganization`, with its `ContactPoint`s and corrections.

Only facts that the notice gives; of a withdrawn notice nothing. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from generator.model.notice import Contact, Notice
from generator.model.words import MASKS

_CONTACT_TYPE = "受理意见建议"
_ESCAPED = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"})
"""What could end a script element, begin a comment in it, or break a line of JavaScript. All stand in JSON strings only."""


def json_ld(notice: Notice, site_url: str) -> dict[str, object] | None:
    """The notice's facts in schema.org's words; None for a withdrawn notice. Vague dates are left out, since they must be ISO 8601."""
    if notice.withdrawn:
        return None
    url = site_url.rstrip("/") + notice.url
    published = notice.published.isoformat() if isinstance(notice.published, date) else None
    corrections = [
        {
            "@type": "CorrectionComment",
            "text": revision.note,
            "datePublished": revision.date.isoformat(),
            "url": f"{url}history/#revision-{number}",
        }
        for number, revision in notice.numbered_revisions
    ]
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "name": notice.title,
        "headline": notice.title,
        "identifier": notice.id,
        "genre": notice.kind,
        "inLanguage": "zh-CN",
        "datePublished": published,
        "dateModified": max(one.date for one in notice.revisions).isoformat() if notice.revisions else published,
        "publisher": _publisher(notice),
        "isBasedOn": _source(notice) if notice.wording == "摘编" else None,
        "correction": corrections,
        "encoding": [
            {"@type": "MediaObject", "contentUrl": f"{url}notice.json", "encodingFormat": "application/json"},
            {"@type": "MediaObject", "contentUrl": f"{url}notice.txt", "encodingFormat": "text/plain"},
        ],
    }
    return _given(facts)


def json_ld_text(notice: Notice, site_url: str) -> str | None:
    """The JSON-LD as it may stand in `<script type="application/ld+json">`: no character in it can end the element."""
    facts = json_ld(notice, site_url)
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED) if facts else None


def _publisher(notice: Notice) -> dict[str, object]:
    issuer, contact = notice.issuer, notice.contact
    return _given(
        {
            "@type": "GovernmentOrganization",
            "name": issuer.name,
            "alternateName": issuer.short,
            "areaServed": issuer.region_name,
            "address": _addresses(contact),
            "contactPoint": list(_contact_points(contact)),
        }
    )


def _addresses(contact: Contact) -> list[dict[str, object]]:
    """Postal addresses. Which postcode belongs to which address is known only where there is one of each."""
    only = contact.postcodes[0] if len(contact.addresses) == len(contact.postcodes) == 1 else None
    return [
        _given({"@type": "PostalAddress", "streetAddress": address, "postalCode": only, "addressCountry": "CN"})
        for address in contact.addresses
    ]


def _contact_points(contact: Contact) -> list[dict[str, object]]:
    """One contact point a phone, fax or mailbox. Masked ones reach nobody and are left to the page's text."""
    ways = {"telephone": contact.phones, "faxNumber": contact.faxes, "email": contact.emails}
    return [
        _given({"@type": "ContactPoint", "contactType": _CONTACT_TYPE, way: value, "description": contact.hours})
        for way, values in ways.items()
        for value in _unmasked(values)
    ]


def _unmasked(values: Sequence[str]) -> list[str]:
    return [value for value in values if not any(mark in value for mark in MASKS)]


def _source(notice: Notice) -> dict[str, object] | None:
    source = notice.source
    if source is None:
        return None
    day = source.date.isoformat() if isinstance(source.date, date) else None
    publisher = {"@type": "Organization", "name": source.publisher} if source.publisher else None
    facts = _given({"name": source.title, "url": source.url, "datePublished": day, "publisher": publisher})
    return {"@type": "Report", **facts} if facts else None


def _given(facts: dict[str, object]) -> dict[str, object]:
    """The facts that are there."""
    return {name: value for name, value in facts.items() if value not in (None, [], {})}
