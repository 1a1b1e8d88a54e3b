"""Catalog: the facts by which results are filtered, a column a fact; small enough to be fetched whole by readers who filter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from generator.model.words import INSPECTION_TYPES, LEVELS, STATUSES
from generator.search.packing import gzip_bytes


def catalog_bytes(records: Sequence[dict[str, Any]]) -> bytes:
    """The catalog: closed sets and names once, then for each notice the place of its fact in them (-1: none)."""
    regions = sorted(
        {(record["region"], record["region_name"] or record["region"]) for record in records if record["region"]}
    )
    issuers = sorted({record["issuer"] for record in records})
    region_at = {code: index for index, (code, _) in reversed(list(enumerate(regions)))}
    issuer_at = {name: index for index, name in enumerate(issuers)}
    return packed_json(
        {
            "statuses": STATUSES,
            "types": INSPECTION_TYPES,
            "levels": LEVELS,
            "regions": regions,
            "issuers": issuers,
            "year": [record["year"] for record in records],
            "region": [region_at.get(record["region"], -1) for record in records],
            "issuer": [issuer_at[record["issuer"]] for record in records],
            "type": [_place(INSPECTION_TYPES, record["type"]) for record in records],
            "level": [_place(LEVELS, record["level"]) for record in records],
            "status": "".join(record["statuses"] for record in records),
        }
    )


def identifiers_bytes(records: Sequence[dict[str, Any]]) -> bytes:
    """The ids of all notices in order; fetched only when an address names one."""
    return packed_json([record["id"] for record in records])


def packed_json(value: Any) -> bytes:
    """Compact JSON, compressed."""
    return gzip_bytes(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _place(values: Sequence[str], value: str | None) -> int:
    return values.index(value) if value in values else -1
