"""What a web server should know of addresses that moved: a map for nginx from former addresses to present ones.

Pure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from generator.model.notice import ID_PATTERN
from generator.publish.manifest import Manifest

REDIRECTS: Final = "redirects.map"
_ID: Final = re.compile(ID_PATTERN)
_NOTHING: Final = hashlib.sha256(b"").hexdigest()  # a site without the map has no addresses that moved


def redirects_map(redirects: Mapping[str, str]) -> str:
    """Lines for an nginx `map` block: `/notices/<alias>/ /notices/<id>/;`.

    Raises ValueError for anything that is no id.
    """
    for one in (*redirects.keys(), *redirects.values()):
        if not _ID.fullmatch(one):
            raise ValueError(f"no id: {one!r}")
    return "".join(f"/notices/{alias}/ /notices/{redirects[alias]}/;\n" for alias in sorted(redirects))


def redirects_differ(old: Manifest | None, new: Manifest) -> bool:
    """Whether the map of a new site is another than that of the old one."""
    return (_sum(old) if old else _NOTHING) != _sum(new)


def _sum(listed: Manifest) -> str:
    return next((entry.sha256 for entry in listed.entries if entry.path == REDIRECTS), _NOTHING)
