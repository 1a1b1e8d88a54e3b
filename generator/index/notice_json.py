"""A notice as JSON, the contract of `/notices/<id>/notice.json`: absent facts are `null` or `[]`, never missing keys."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic_core import to_json

from generator.model.dates import iso
from generator.model.notice import Notice
from generator.model.outline import Unit, count_statuses, items, outline

SCHEMA_VERSION = "1"


def notice_json(notice: Notice, site_url: str = "") -> dict[str, object]:
    """The notice's facts, items and units. Addresses are absolute if the site's own address is known.

    A withdrawn notice keeps its id, address and the fact of its withdrawal; everything else is empty.
    """
    url = site_url.rstrip("/") + notice.url
    if notice.withdrawn:
        shown = Notice.model_validate(
            {"id": notice.id, "title": "通报已撤下", "wording": notice.wording, "issuer": notice.issuer}
        )
        withdrawn = {"date": notice.withdrawn.date.isoformat(), "reason": notice.withdrawn.reason}
        return {**_facts(shown, url, ()), "title": None, "withdrawn": withdrawn}
    return {**_facts(notice, url, outline(notice)), "withdrawn": None}


def record_bytes(record: Mapping[str, object]) -> bytes:
    """The JSON file of what `notice_json` gave: one line, which the open data hold as it is."""
    return to_json(record) + b"\n"


def _facts(notice: Notice, url: str, units: tuple[Unit, ...]) -> dict[str, object]:
    found, inspection = items(units), notice.inspection
    return {
        "schema": SCHEMA_VERSION,
        "id": notice.id,
        "url": url,
        "title": notice.title,
        "title_printed": notice.title_printed,
        "kind": notice.kind,
        "wording": notice.wording,
        "issuer": notice.issuer.model_dump(mode="json"),
        "inspection": {
            "type": inspection.type,
            "level": inspection.level,
            "team": inspection.team,
            "subject": inspection.subject,
            "round": inspection.round,
            "forms": list(inspection.forms),
            "start": iso(inspection.start),
            "end": iso(inspection.end),
            "feedback": iso(inspection.feedback),
            "further": [period.model_dump(mode="json") for period in inspection.further],
        },
        "published": iso(notice.published),
        "contact": {**notice.contact.model_dump(mode="json"), "text": _contact_text(notice, units)},
        "signature": {"name": list(notice.signature.name), "date": iso(notice.signature.date)},
        "attachments": [attachment.model_dump(mode="json") for attachment in notice.attachments],
        "sections": [
            {"heading": unit.heading, "depth": unit.depth, "anchor": unit.anchor}
            for unit in units
            if unit.kind == "section" and unit.heading
        ],
        "items": [
            {
                "id": unit.anchor,
                "label": unit.label,
                "finding": unit.finding,
                "group": unit.group,
                "status": unit.status,
                "text": unit.body_text,
                "url": f"{url}#{unit.anchor}",
            }
            for unit in found
        ],
        "counts": {"total": len(found), "by_status": count_statuses(units)},
        "units": [{"anchor": unit.anchor, "text": unit.text} for unit in units if unit.text],
        "revisions": [revision.model_dump(mode="json") for revision in notice.revisions],
        "source": notice.source.model_dump(mode="json") if notice.source else None,
    }


def _contact_text(notice: Notice, units: tuple[Unit, ...]) -> str | None:
    """The lines that hold a contact fact, wherever the notice gives them but in its items."""
    contact = notice.contact
    facts = (*contact.phones, *contact.faxes, *contact.emails, *contact.addresses, *contact.postcodes)
    lines = (line for unit in units if facts and unit.kind != "item" for line in unit.lines)
    return "\n".join(line for line in lines if any(fact in line for fact in facts)) or None
