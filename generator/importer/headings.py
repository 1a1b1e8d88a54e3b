"""Which paragraphs are headings: numbered ones on a line of their own or run in, and short unnumbered ones."""

from __future__ import annotations

import re

from generator.importer.finding import LABELS, Found
from generator.importer.marks import RANKS
from generator.importer.views import FORMAL, MARKED_HEADING, Role, Structure, View

_BARE_HEADING = re.compile(
    r"[^。;:!?,]{3,36}?(?:情况|打算|安排|工作|举措|措施|成效|进展|计划|方面|任务|责任|做法|部署|领导|落实|一览表|清单|"
    r"台账|汇总表|明细表|问题)"
)
_SHORT = 40
_OWN_NUMBER = re.compile(r"(\d{1,2}(?:[.]\d{1,2})*)(?:[.、]|(?=\s))")
_RUN_IN = re.compile(r"[^。:;!?]{2,50}?[。:](?=\s*\S)")


def find_headings(found: Structure, framed: list[Found | None]) -> None:
    """Numbered headings on a line of their own or run in.

    Unnumbered ones where the notice has no numbers or the format knows them.
    """
    numbered = any(one.mark.kind in MARKED_HEADING for one in found.views)
    for index, one in enumerate(found.views):
        if one.mark.kind == "circled" and not is_heading_finding(one, framed[index]):
            framed[index] = None  # ① begins a measure far more often than a finding
        if one.is_table or (framed[index] and one.mark.kind != "part"):
            continue
        above = _counts_below(found.views, index) or _heads_findings(found.views, framed, index)
        if one.mark.kind in MARKED_HEADING or above:
            end = _heading_end(one)
        elif one.block.level is not None or not numbered:
            end = len(one.folded) if _is_bare_heading(found.views, index) else 0
        else:
            end = 0
        if end:
            rank = RANKS["digit"] if above else one.mark.rank if one.mark.kind else min(one.block.level or 1, 2)
            found.roles[index] = Role(kind="section", rank=rank, end=end)


def _counts_below(views: list[View], index: int) -> bool:
    """Whether a line with a number (1 …, 1. …) stands right above the first of those counted within it (1.1 …)."""
    number = _OWN_NUMBER.match(views[index].folded)
    below = views[index + 1].mark if number and index + 1 < len(views) else None
    return below is not None and below.kind == "decimal" and below.printed == f"{number[1] if number else ''}.1"


def _heads_findings(views: list[View], framed: list[Found | None], index: int) -> bool:
    """Whether a short numbered line (2.县财政局党组) stands right above (1)关于“…”问题, the first finding of its group."""
    one = views[index]
    if (
        one.mark.kind != "digit"
        or index + 1 == len(views)
        or len(one.folded) > _SHORT
        or LABELS.match(one.folded, one.mark.end)
    ):
        return False
    below = views[index + 1].mark
    return (
        framed[index + 1] is not None
        and (below.kind, below.value) == ("digit_paren", 1)
        and one.folded[-1] not in "。;:"
    )


def is_heading_finding(one: View, finding: Found | None) -> bool:
    """Whether a framed finding is a heading of its own, and not the beginning of a measure: (2)针对“…”问题,…"""
    if finding is None or one.mark.kind not in FORMAL:
        return False
    return not (one.folded[: finding.end].rstrip().endswith(",") and one.folded[finding.end :].strip())


def _heading_end(one: View) -> int:
    """Where the heading of a marked paragraph ends; 0 if the paragraph is plain text."""
    body = one.folded[one.mark.end :].rstrip()
    if not body:
        return 0
    plain = re.sub(r"“[^”]*”|《[^》]*》|[(][^()]*[)]", lambda quoted: "字" * len(quoted[0]), body)
    if len(plain) <= 80 and not re.search(r"[。;!?]", plain[:-1]) and plain[-1] not in ";,":
        return len(one.folded.rstrip())
    run_in = _RUN_IN.match(plain)
    return one.mark.end + run_in.end() if run_in else 0


def _is_bare_heading(views: list[View], index: int) -> bool:
    one = views[index]
    if one.mark.kind and one.mark.kind not in ("digit", "digit_paren"):
        return False
    if one.block.level is not None and len(one.folded) <= 60 and not re.search(r"[。;]", one.folded):
        return True
    if one.mark.kind or LABELS.match(one.folded) or not _BARE_HEADING.fullmatch(one.folded):
        return False
    return index + 1 < len(views) and (
        views[index + 1].is_table
        or len(views[index + 1].folded) > len(one.folded)
        or bool(_BARE_HEADING.fullmatch(views[index + 1].folded) or views[index + 1].folded.startswith("关于"))
    )
