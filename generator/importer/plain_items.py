"""Items in sections that have no framed ones.

Inside paragraphs (一是针对“…”问题,…), as sentences alone, or as (一)… headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.importer.finding import Found, find_finding, is_negative
from generator.importer.marks import MarkKind
from generator.importer.sentences import (
    PROBLEM_LABEL,
    REMEDY,
    is_followed_by_label,
    is_labelled,
    may_be_finding,
    read_sentence,
)
from generator.importer.status import before_tag, heading_status, tag_end
from generator.importer.views import SHARE, TEXT, Role, Structure, View, split_inline

_PLAN = re.compile(r"下一?步|打算|安排|组织|领导|部署|计划|体会|经验|总体|主要做法|今后")
_KINDS: tuple[MarkKind, ...] = ("decimal", "digit", "digit_paren", "bullet", "circled", "")
_SURE = 0.8


def find_inline_items(found: Structure) -> None:
    """Items inside paragraphs (一是针对“…”问题,…。二是针对…), in sections that have no other items."""
    views: list[View] = []
    roles: list[Role] = []
    plain = {index for _, indexes in _stretches(found) for index in indexes}
    for index, (one, role) in enumerate(zip(found.views, found.roles, strict=True)):
        run_in = role.kind == "section" and role.end < len(one.folded)
        pieces = split_inline(one) if (index in plain or run_in) else [one]
        if len(pieces) == 1:
            views.append(one)
            roles.append(role)
            continue
        for piece in pieces:
            views.append(piece)
            finding = find_finding(piece.folded, piece.mark)
            first = piece is pieces[0]
            if run_in and first:
                roles.append(Role(kind="section", rank=role.rank, end=min(role.end, len(piece.folded))))
            else:
                roles.append(Role(kind="item", found=finding) if finding else TEXT)
    found.views, found.roles = views, roles
    for owner, indexes in list(_stretches(found)):
        if owner >= 0 and found.roles[owner].kind == "item":
            continue
        framed = {
            i: f
            for i in indexes
            if found.views[i].mark.kind in ("ordinal", "circled") and (f := _framed(found.views[i]))
        }
        rows = [i for i in indexes if found.views[i].mark.kind in ("ordinal", "circled")]
        if len(framed) >= 2 and len(framed) / len(rows) >= SHARE:
            for i, finding in framed.items():
                found.roles[i] = Role(kind="item", found=finding)


def find_plain_items(found: Structure) -> None:
    """Findings that are a sentence alone: known by the labels that follow them, or by what they say."""
    kinds: set[MarkKind] = set()
    for owner, indexes in list(_stretches(found)):
        if owner >= 0 and found.roles[owner].kind == "item":
            continue
        rows = {kind: _row(found, indexes, kind) for kind in _KINDS}
        for kind in sorted(
            _KINDS,
            key=lambda kind: (
                not _is_labelled_row(found, rows[kind]),
                kind == "digit" and _are_group_heads(found, rows[kind], rows["digit_paren"]),
            ),
        ):
            chosen = _chosen(found, rows[kind], kind, plan=_is_plan(found, owner))
            if kind == "digit_paren":
                _head_groups(found, indexes, chosen)
            _make_items(found, chosen)
            if chosen:
                kinds.add(kind)
                break
    for owner, indexes in list(_stretches(found)):  # once there are rows of such items, a row of one can be another
        for kind in kinds - {""}:
            row = _row(found, indexes, kind)
            if (
                len(row) == 1
                and not _is_plan(found, owner)
                and is_negative(found.views[row[0]].folded, found.views[row[0]].mark)
            ):
                _make_items(found, row)


def _is_plan(found: Structure, owner: int) -> bool:
    heading = found.views[owner].folded if owner >= 0 else ""
    return bool(_PLAN.search(heading)) and "整改情况" not in heading


def _make_items(found: Structure, row: list[int]) -> None:
    for i in row:
        found.roles[i] = Role(
            kind="item", found=read_sentence(found.views[i], alone=is_followed_by_label(found.views, i))
        )


def _row(found: Structure, indexes: list[int], kind: MarkKind) -> list[int]:
    views = found.views
    return [i for i in indexes if views[i].mark.kind == kind and not views[i].is_table and not _is_field(views, i)]


def _is_field(views: list[View], index: int) -> bool:
    """Whether a paragraph is one of the numbered labels under a finding: 1.问题表现：… 2.整改措施：…"""
    one = views[index]
    if not one.mark.kind:
        return False
    if REMEDY.match(one.folded, one.mark.end):
        return True
    return (
        PROBLEM_LABEL.match(one.folded, one.mark.end) is not None
        and index + 1 < len(views)
        and views[index + 1].mark.kind == one.mark.kind
        and _is_field(views, index + 1)
    )


def _is_labelled_row(found: Structure, row: list[int]) -> bool:
    return bool(row) and sum(is_labelled(found.views, i) for i in row) / len(row) >= SHARE


def _are_group_heads(found: Structure, row: list[int], inner: list[int]) -> bool:
    """Whether each line of a row stands right above the first of another row, whose lines name something wrong."""
    wrong = [i for i in inner if is_negative(found.views[i].folded, found.views[i].mark)]
    return bool(row) and all(i + 1 in inner for i in row) and len(wrong) / len(inner) >= SHARE


def _head_groups(found: Structure, indexes: list[int], items: list[int]) -> None:
    """Numbered lines that stand right above a row of (1) items are the headings of its groups."""
    for i in indexes:
        one = found.views[i]
        if one.mark.kind == "digit" and i + 1 in items and found.views[i + 1].mark.value == 1:
            found.roles[i] = Role(kind="section", rank=one.mark.rank, end=len(one.folded))


def find_headings_as_items(found: Structure) -> None:
    """(一)… or 一、… headings that are findings: most of a row is followed by labels, or names something wrong."""
    for kind in ("hanzi_paren", "hanzi"):
        rows = [row for row in _rows(found, kind) if not any(_holds_items(found, i) for i in row)]
        chosen = [
            row for row in rows if (len(row) > 1 and _are_findings(found, row)) or _stands_under_status(found, row)
        ]
        if chosen:  # once there is a row of such items, a row of one can be another
            chosen += [row for row in rows if row not in chosen and len(row) == 1 and _are_findings(found, row)]
        for i in (i for row in chosen for i in row):
            found.roles[i] = Role(kind="item", found=_headed(found, i))


def _stands_under_status(found: Structure, row: list[int]) -> bool:
    """Whether the heading right above a row states how far the findings below it are: 二、已完成整改问题.

    A row of groups (…方面) is none of findings.
    """
    above = row[0] - 1
    if above < 0 or found.roles[above].kind != "section" or heading_status(found.views[above].folded) is None:
        return False
    headings = (found.views[i].folded[: found.roles[i].end].rstrip("。: ") for i in row)
    return not any(heading.endswith(("方面", "领域")) for heading in headings)


def _are_findings(found: Structure, row: list[int]) -> bool:
    labelled = sum(is_labelled(found.views, i) for i in row)
    negative = sum(is_negative(_core(found, i), found.views[i].mark) for i in row)
    tagged = sum(_tagged(found, i) for i in row)
    return max(labelled, negative) / len(row) >= _SURE or tagged / len(row) >= SHARE


def _tagged(found: Structure, index: int) -> bool:
    """Whether a heading ends in a tag with a status: （一）…。【已完成】"""
    one, end = found.views[index], found.roles[index].end
    return before_tag(one.folded, one.mark.end, tag_end(one.folded, end)) < tag_end(one.folded, end)


def _stretches(found: Structure) -> Iterable[tuple[int, list[int]]]:
    """Each heading (or -1) with the plain views under it, up to the next heading or item."""
    owner, closed = -1, False
    plain: list[int] = []
    for index, role in enumerate(found.roles):
        if role.kind in ("section", "item"):
            yield owner, plain
            owner, plain, closed = index, [], role.kind == "item"
        elif not closed:
            plain.append(index)
    yield owner, plain


def _framed(one: View) -> Found | None:
    return find_finding(one.folded, one.mark)


def _chosen(found: Structure, row: list[int], kind: MarkKind, *, plan: bool) -> list[int]:
    views = found.views
    if not kind:
        chosen = [
            i
            for i in row
            if i + 1 < len(views) and REMEDY.match(views[i + 1].folded) and may_be_finding(views[i].folded)
        ]
        return (
            chosen
            if len(chosen) >= 2 and sum(bool(REMEDY.match(views[i].folded)) for i in row) >= len(chosen) * SHARE
            else []
        )
    labelled = [i for i in row if is_labelled(views, i)]
    if row and len(labelled) / len(row) >= SHARE:
        return row
    negative = [i for i in row if is_negative(views[i].folded, views[i].mark)]
    return row if len(row) >= 2 and not plan and len(negative) / len(row) >= SHARE else []


def _headed(found: Structure, index: int) -> Found:
    one = found.views[index]
    end = tag_end(one.folded, found.roles[index].end)
    if PROBLEM_LABEL.match(one.folded, one.mark.end):
        return read_sentence(one, alone=is_followed_by_label(found.views, index))
    return Found(start=one.mark.end, stop=max(len(_core(found, index)), one.mark.end + 1), end=end)


def _core(found: Structure, index: int) -> str:
    """A heading without what frames its finding at the end: 方面问题的整改情况, a tag, punctuation."""
    one = found.views[index]
    end = tag_end(one.folded, found.roles[index].end)
    wording = one.folded[: before_tag(one.folded, one.mark.end, end)].rstrip("。;,: ")
    return re.sub(r"(?:方面)?(?:的)?问题(?:的?整改)?(?:落实|进展)?(?:情况)?$", "", wording)


def _rows(found: Structure, kind: str) -> list[list[int]]:
    """Headings of one kind, in rows that a higher heading parts."""
    rows: list[list[int]] = [[]]
    for index, role in enumerate(found.roles):
        if role.kind != "section":
            continue
        if found.views[index].mark.kind == kind:
            rows[-1].append(index)
        elif role.rank < (1 if kind == "hanzi" else 2):
            rows.append([])
    return [row for row in rows if row]


def _holds_items(found: Structure, index: int) -> bool:
    for other in range(index + 1, len(found.roles)):
        role = found.roles[other]
        if role.kind == "section" and role.rank <= found.roles[index].rank:
            return False
        if role.kind in ("item", "section") or found.views[other].is_table:
            return True
    return False
