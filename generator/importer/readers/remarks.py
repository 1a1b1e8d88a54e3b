"""What readers tell the editor about things that plain text cannot show, in the same words for every format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

PICTURES = "有图片，没有收入；图片里若有文字，请照原件录入"
_SHOWN = 3


def about_lettering(raised: Iterable[str], struck: Iterable[str]) -> Iterator[str]:
    """Remarks on raised figures (10⁴ becomes 104) and on words struck through, of which both become plain text."""
    for words, what in (
        ([one for one in raised if re.search(r"\d", one) and not re.search(r"[(（\[〔【]", one)], "上标写成了普通数字"),
        ([one for one in struck if one.strip()], "加了删除线的文字照常收入"),
    ):
        if words:
            shown = "、".join(f"“{one.strip()}”" for one in words[:_SHOWN])
            yield f"{what}（{shown}{f' 等 {len(words)} 处' if len(words) > _SHOWN else ''}），请对照原件核对"
