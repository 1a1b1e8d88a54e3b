"""Whether a site was made of the content that it goes out with: what each notice gives away in it is what the content says now.

A site and digests go in, faults come out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from generator.faults import Fault
from generator.sitelint.asked import fault

GIVEN_AWAY: Final = "notice.yaml"
_HINT: Final = "重新运行 build；网站由别的内容文件夹生成的，加 --content。"


def origin_faults(site: Path, digests: Mapping[str, str]) -> Iterator[Fault]:
    """A fault for each notice that differs; `digests` are the SHA-256 of what each public notice gives away, by its id. Code: L214."""
    there = {
        file.parent.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in site.glob(f"notices/*/{GIVEN_AWAY}")
    }
    for notice_id in sorted(there.keys() | digests.keys()):
        if there.get(notice_id) == digests.get(notice_id):
            continue
        if notice_id not in there:
            message = f"网站里没有通报 {notice_id}，它是生成网站以后才公开的"
        elif notice_id not in digests:
            message = f"网站里有通报 {notice_id}，内容里已经没有，或已不公开"
        else:
            message = f"通报 {notice_id} 在生成网站以后改过"
        yield fault(f"notices/{notice_id}/{GIVEN_AWAY}", "L214", message, hint=_HINT)
