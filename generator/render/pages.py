"""The Markdown pages of one notice: the notice itself or what a withdrawal left of it, and redirects from its former addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from generator.model.notice import Notice, Table, TableBlock
from generator.model.outline import Unit, count_statuses, items, outline, table_of_items
from generator.render import facts
from generator.render.environment import Templates
from generator.render.history import history_page

_MAX_HEADING = 6
_HASHES = Markup("######")


class Part(NamedTuple):
    """A unit as the template lays it out.

    `level` is that of its heading: one below the heading printed above it, as readers who go from heading to heading expect. `hashes`
    is the mark of such a heading, `runs_in` whether it shares a line with the first paragraph; `blocks` are paragraphs and tables,
    `rows` the units that the rows of a table of items are.
    """

    unit: Unit
    level: int
    hashes: Markup
    runs_in: bool
    blocks: Sequence[str | Table]
    rows: Sequence[Unit | None]


def render_notice(notice: Notice, templates: Templates, json_ld: str | None = None) -> dict[str, str]:
    """The page of one notice (or what is left of a withdrawn one) and its corrections, and a redirect from each former id.

    `json_ld` is what the page's head tells machines; the text must be safe within a script element.
    """
    page = _withdrawn(notice, templates) if notice.withdrawn else _page(notice, templates, json_ld)
    pages = {f"notices/{notice.id}/index.md": page, **history_page(notice, templates)}
    for alias in notice.aliases:
        pages[f"notices/{alias}/index.md"] = templates.render("redirect.md.j2", target=f"../{notice.id}/")
    return pages


def _withdrawn(notice: Notice, templates: Templates) -> str:
    return templates.render("withdrawn.md.j2", notice=notice, withdrawn=notice.withdrawn)


def _page(notice: Notice, templates: Templates, json_ld: str | None) -> str:
    """The page: Markdown for the text, and what stands before and after it as HTML in the front matter.

    The theme prints that HTML as it is; sending it through the Markdown parser would cost more time than the text itself.
    """
    units = outline(notice)
    found, counts = items(units), count_statuses(units)
    parts = tuple(_parts(units))
    head = templates.render(
        "notice-head.html.j2",
        notice=notice,
        parts=parts,
        contents=[
            unit for unit in units if unit.kind in ("section", "item") and (unit.heading or unit.row is not None)
        ],
        total=len(found),
        bars=facts.progress(counts, len(found)),
        rows=facts.information_rows(notice),
        timeline=facts.timeline(notice),
    )
    return templates.render(
        "notice.md.j2",
        notice=notice,
        parts=parts,
        head=head,
        foot=templates.render("notice-foot.html.j2", notice=notice, contact=facts.contact_lines(notice)),
        description=facts.description(notice, len(found), counts),
        pub_date=facts.pub_date(notice),
        json_ld=json_ld,
    )


def _parts(units: Sequence[Unit]) -> Iterator[Part]:
    for index, unit in enumerate(units):
        if unit.row is not None:
            continue
        blocks = [block.table if isinstance(block, TableBlock) else block for block in unit.body]
        level = min(len(unit.path) + 2, _MAX_HEADING)
        runs_in = bool(unit.run_in and blocks and isinstance(blocks[0], str))
        yield Part(unit, level, _HASHES[:level], runs_in, blocks, _rows(unit, iter(units[index + 1 :])))


def _rows(unit: Unit, following: Iterator[Unit]) -> Sequence[Unit | None]:
    """The units of the rows of a table of items below its header: an empty row is none."""
    table = table_of_items(unit)
    return [next(following) if any(row) else None for row in table.rows[table.header :]] if table else ()
