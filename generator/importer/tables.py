"""A table of the source → the notice's table.

Which column holds findings, measures and states, and what its words for states mean.
"""

from __future__ import annotations

import re

from generator.importer.document import Block
from generator.importer.folding import fold_visible
from generator.importer.status import status_word
from generator.model.notice import Table, TableItems
from generator.model.words import STATUSES, Status

Rows = tuple[tuple[str, ...], ...]
_HEADER_ROWS = 3
_FINDING = (
    r"(?:(?:巡[视察])?(?:组)?(?:反馈|指出|存在|具体|主要|发现)?(?:的)?(?:具体|主要)?问题(?:描述|表现|内容|清单|事项)?"
    r"|整改(?:问题|事项|内容)|反馈意见|问题及表现)"
)
_STATE = (
    r"(?:整改|完成|办理|进展|落实)?(?:状态|完成情况|进度|结果|时效|整改状态)|(?:是否完成)(?:整改)?"
    r"|整改(?:完成)?情况及?状态"
)
_MEASURES = (
    r"(?:主要|具体)?(?:整改)?(?:措施|举措|做法|落实|进展|成效|完成)*(?:及|和|、|与|情况|措施|成效|进展|结果|落实)*"
    r"(?:情况|措施|成效|进展|结果|做法|举措)"
)
_COLUMNS = (
    ("number", r"(?:序号|编号|序|项目编号|问题序号)"),
    ("finding", _FINDING),
    ("status", _STATE),
    ("text", _MEASURES),
)
_CAPTION = re.compile(
    r"(?:续|附)?表\s*[\d一二三四五六七八九十]*\s*[::、.]?.{0,60}|.{2,40}(?:表|清单|台账)(?:[(][^()]*[)])?"
)
_NUMBERED_CAPTION = re.compile(r"(?:续|附)?表\s*[\d一二三四五六七八九十-]+")


def read_table(rows: Rows, caption: str = "", names: tuple[str, ...] = ()) -> Table:
    """Make a table of cells, whose rows are items if its headings say so.

    `names` are the column headings when they stand in an earlier part of the same table.
    """
    clean = _clean(rows)
    for header in (0,) if names else range(1, min(_HEADER_ROWS, len(clean) - 1) + 1):
        columns = _columns(names or clean[header - 1], clean[header:])
        if columns is not None:
            return Table(caption=caption, rows=clean, header=header, items=columns)
    return read_plain_table(rows, caption)


def read_plain_table(rows: Rows, caption: str = "") -> Table:
    """Make a table of cells that holds no items."""
    clean = _clean(rows)
    return Table(caption=caption, rows=clean, header=1 if _is_header(clean) else 0)


def _clean(rows: Rows) -> Rows:
    return tuple(tuple(" ".join(cell.split()) for cell in row) for row in rows)


def holds_items(block: Block) -> bool:
    """Whether a table lists items, or is the header of one that does."""
    if not block.rows:
        return False
    only_header = len(block.rows) <= _HEADER_ROWS and bool(_names(block.rows[-1]))
    return only_header or read_table(block.rows, names=block.names).items is not None


def part_groups(block: Block) -> list[Block]:
    """Cut a table of items at rows that are no items; else the table as it is.

    Those are headings over all columns (一、党的领导方面), the header said again, which begins another table, and rows
    that go on with the item above, whose cell of the finding is merged over them.
    """
    rows = block.rows
    groups = [i for i, row in enumerate(rows) if _is_group(row)]
    header = next((i for i in range(min(_HEADER_ROWS, len(rows))) if i not in groups and _names(rows[i])), None)
    if header is None:
        return [block]
    finding = next(place for place, name in _names(rows[header]).items() if name == "finding")
    apart = [
        i
        for i in range(header + 1, len(rows))
        if i in groups or rows[i] == rows[header] or not "".join(rows[i][finding - 1 : finding]).strip()
    ]
    if not apart or len(rows) - len(apart) < 2:
        return [block]
    names = tuple(" ".join(cell.split()) for cell in rows[header])
    parts: list[Block] = []
    for start, stop in zip([0, *apart], [*apart, len(rows)], strict=True):
        first, headed = start, start == 0 or rows[start] == rows[header]
        if not headed:
            parts.append(_apart(rows[start], block.place))
            first = start + 1
        if rows[first:stop]:
            parts.append(Block(rows=rows[first:stop], place=block.place, names=() if headed else names))
    return parts


def _apart(row: tuple[str, ...], place: str) -> Block:
    """A row that is no item: a group's heading, more text for the item above, or cells as they are."""
    said = [cell for cell in row if cell.strip()]
    if len(said) == 1:
        return Block(text=said[0], place=place, level=2 if row[0].strip() else None)
    return Block(rows=(row,), place=place)


def _is_group(row: tuple[str, ...]) -> bool:
    said = [cell.strip() for cell in row if cell.strip()]
    return len(row) > 2 and len(said) == 1 and len(said[0]) >= 4 and not said[0].isdecimal()


def is_caption(folded: str) -> bool:
    """Whether a line before a table can be its caption."""
    return len(folded) <= 70 and _CAPTION.fullmatch(folded) is not None


def is_numbered_caption(folded: str) -> bool:
    """Whether a caption counts its table: 表1 …"""
    return _NUMBERED_CAPTION.match(folded) is not None


def _is_header(rows: Rows) -> bool:
    first = rows[0]
    return (
        len(rows) > 1
        and len(first) > 1
        and all(cell and not re.search(r"\d{3}|[@:：]", fold_visible(cell)) for cell in first)
    )


def _names(header: tuple[str, ...]) -> dict[int, str]:
    """What each column of a header row is, by its place.

    Nothing unless there is one for findings and one for what was done.
    """
    found = {
        place: name
        for place, cell in enumerate(header, start=1)
        if (
            name := next(
                (n for n, pattern in _COLUMNS if re.fullmatch(pattern, fold_visible(cell).replace(" ", ""))), None
            )
        )
    }
    return found if "finding" in found.values() and {"text", "status"} & set(found.values()) else {}


def _columns(header: tuple[str, ...], rows: Rows) -> TableItems | None:
    found: dict[str, int] = {}
    for place, named in _names(header).items():
        name = (
            "status"
            if named == "text" and "text" in found and "status" not in found and _states(rows, place)
            else named
        )
        found.setdefault(name, place)
    if not found or not rows or any(len(row) < found["finding"] or not row[found["finding"] - 1] for row in rows):
        return None
    if "status" in found and not _states(rows, found["status"]):
        found.setdefault("text", found["status"])
        del found["status"]
    statuses = _statuses(rows, found["status"]) if "status" in found else {}
    return TableItems.model_validate({**found, "statuses": statuses})


def _cells(rows: Rows, place: int) -> list[str]:
    return [row[place - 1] for row in rows if len(row) >= place and row[place - 1]]


def _states(rows: Rows, place: int) -> bool:
    cells = _cells(rows, place)
    return bool(cells) and sum(status_word(fold_visible(cell)) is not None for cell in cells) * 2 >= len(cells)


def _statuses(rows: Rows, place: int) -> dict[str, Status]:
    """The table's own words for states; those of the closed set need no entry."""
    found: dict[str, Status] = {}
    for cell in _cells(rows, place):
        if cell not in STATUSES and (status := status_word(fold_visible(cell))):
            found.setdefault(cell, status)
    return found
