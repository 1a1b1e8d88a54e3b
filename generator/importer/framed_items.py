"""Items that are framed (关于“…”问题) under a formal mark.

Or sections, where most of what stands below them are findings too.
"""

from __future__ import annotations

from generator.importer.finding import Found, is_negative
from generator.importer.headings import is_heading_finding
from generator.importer.marks import Mark
from generator.importer.sentences import is_followed_by_label, is_labelled, read_sentence
from generator.importer.views import FORMAL, MARKED_HEADING, SHARE, TEXT, Role, Structure, View, split_inline

_UNMARKED_RANK = 6


def find_framed_items(found: Structure, framed: list[Found | None]) -> None:
    """Framed findings under a formal mark are items, or sections where most of what stands below them are findings too."""
    numbered = any(framed[i] and one.mark.kind in FORMAL for i, one in enumerate(found.views))
    index = 0
    while index < len(found.views):
        finding, one = framed[index], found.views[index]
        if finding is None or not (one.mark.kind in FORMAL or _is_bare_item(one, finding, numbered=numbered)):
            index += 1
            continue
        end = _range_end(found, framed, index)
        if _has_findings_below(found, framed, index, end) or _is_aspect_of_others(found.views, index, finding):
            rank = one.mark.rank if one.mark.kind else _UNMARKED_RANK
            found.roles[index] = Role(kind="section", rank=rank, end=finding.end)
            index += 1
            continue
        found.roles[index] = Role(kind="item", found=finding, rank=_rank(found, framed, index))
        for inner in range(index + 1, end):
            found.roles[inner] = TEXT
        index = end


def _rank(found: Structure, framed: list[Found | None], index: int) -> int:
    """How deep a heading or framed finding stands; 9 for text."""
    if found.roles[index].kind == "section":
        return found.roles[index].rank
    one = found.views[index]
    if not framed[index] or one.mark.kind == "ordinal":
        return 9
    return one.mark.rank if one.mark.kind else _UNMARKED_RANK


def _is_bare_item(one: View, finding: Found, *, numbered: bool) -> bool:
    """A finding without a mark: on a line of its own, in a notice whose findings have no marks."""
    if one.mark.kind or numbered or not one.folded.startswith(("关于", "针对", "【", "[", "对")):
        return False
    heading = one.folded[: finding.end].rstrip()
    return finding.end >= len(one.folded.rstrip()) or heading.startswith("关于") or heading.endswith(("。", ":"))


def _range_end(found: Structure, framed: list[Found | None], index: int) -> int:
    """The end of what belongs to a framed finding.

    The next heading or finding that is not deeper, or the next of its own row.
    """
    rank = _rank(found, framed, index)
    one = found.views[index]
    last = _last_group(found, index)
    for other in range(index + 1, len(found.views)):
        view = found.views[other]
        role = found.roles[other]
        if role.kind == "section":
            inside = view.mark.kind == "hanzi_paren" != one.mark.kind and (
                view.mark.value <= last or (last == 0 and not _leads_to_finding(found, framed, other))
            )
            if not inside and (role.rank <= min(rank, 2) or 2 < role.rank < rank):
                return other
        elif framed[other] and _rank(found, framed, other) <= rank:
            return other
        elif view.mark.kind == one.mark.kind and view.mark.kind and _continues(found.views, index, other):
            framed[other] = framed[other] or read_sentence(view, alone=is_followed_by_label(found.views, other))
            return other
    return len(found.views)


def _last_group(found: Structure, index: int) -> int:
    """The number of the (一) group that a finding stands in; 0 if its heading is a 一、 one."""
    for before in range(index - 1, -1, -1):
        if found.roles[before].kind == "section":
            return found.views[before].mark.value if found.views[before].mark.kind == "hanzi_paren" else 0
    return 0


def _leads_to_finding(found: Structure, framed: list[Found | None], index: int) -> bool:
    """Whether a framed finding comes before the next heading of the same kind or higher."""
    for other in range(index + 1, len(found.views)):
        if found.roles[other].kind == "section" and found.roles[other].rank <= found.roles[index].rank:
            return False
        if framed[other] and found.views[other].mark.kind in FORMAL:
            return True
    return False


def _continues(views: list[View], index: int, other: int) -> bool:
    """Whether an unframed paragraph carries on the row of findings.

    The next number, and it names something wrong or is labelled.
    """
    return views[other].mark.value == views[index].mark.value + 1 and (
        is_labelled(views, other)
        or (is_negative(views[other].folded, views[other].mark) and len(views[other].folded) <= 60)
    )


def _is_aspect_of_others(views: list[View], index: int, finding: Found) -> bool:
    """Whether (一)在“…”方面 only groups: it names nothing wrong, or what stands right below it does under a mark of its own."""
    one = views[index]
    if not finding.aspect or one.mark.kind not in MARKED_HEADING or index + 1 == len(views):
        return False
    below = views[index + 1]
    if below.mark.rank > one.mark.rank and below.mark.kind in FORMAL:
        return is_labelled(views, index + 1) or is_negative(below.folded, below.mark)
    return not is_negative(one.folded[finding.start : finding.stop], Mark())


def _is_ordinal_heading(one: View, finding: Found | None) -> bool:
    """Whether a paragraph begins with a whole sentence that names a finding: 一是关于“…”的问题。"""
    return one.mark.kind == "ordinal" and finding is not None and one.folded[: finding.end].rstrip().endswith("。")


def _has_findings_below(found: Structure, framed: list[Found | None], index: int, end: int) -> bool:
    rank = _rank(found, framed, index)
    inner = range(index + 1, end)
    below = [
        i
        for i in inner
        if (is_heading_finding(found.views[i], framed[i]) and _rank(found, framed, i) > rank)
        or _is_ordinal_heading(found.views[i], framed[i])
    ]
    if not below and end > index + 1 and "方面" in found.views[index].folded:
        return len(split_inline(found.views[index + 1])) > 1
    if not below:
        return False
    kind = found.views[below[0]].mark.kind
    row = [i for i in inner if found.views[i].mark.kind == kind]
    same = [i for i in below if found.views[i].mark.kind == kind]
    return len(same) / len(row) >= SHARE and (len(same) > 1 or below[0] == index + 1)
