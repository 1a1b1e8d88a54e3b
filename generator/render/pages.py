"""The Markdown pages of one notice: the notice itself or what a withdrawal left of it, and redirects from its former addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinja2 import Environment

from generator.model.notice import Notice, TableBlock
from generator.model.outline import Unit, count_statuses, items, outline
from generator.render import facts

_MAX_HEADING = 6


def render_notice(notice: Notice, environment: Environment) -> dict[str, str]:
    """The page of one notice (or what is left of a withdrawn one), and a redirect from each of its former ids."""
    pages = {
        f"notices/{notice.id}/index.md": _withdrawn(notice, environment)
        if notice.withdrawn
        else _page(notice, environment)
    }
    for alias in notice.aliases:
        template = environment.get_template("redirect.md.j2")
        pages[f"notices/{alias}/index.md"] = template.render(target=f"../{notice.id}/")
    return pages


def _withdrawn(notice: Notice, environment: Environment) -> str:
    return environment.get_template("withdrawn.md.j2").render(notice=notice, withdrawn=notice.withdrawn)


def _page(notice: Notice, environment: Environment) -> str:
    units = outline(notice)
    found, counts = items(units), count_statuses(units)
    return environment.get_template("notice.md.j2").render(
        notice=notice,
        parts=tuple(_parts(units)),
        contents=[
            unit for unit in units if unit.kind in ("section", "item") and (unit.heading or unit.row is not None)
        ],
        total=len(found),
        counts=counts,
        bars=facts.progress(counts, len(found)),
        rows=facts.information_rows(notice),
        timeline=facts.timeline(notice),
        contact=facts.contact_lines(notice),
        description=facts.description(notice, len(found), counts),
        pub_date=facts.pub_date(notice),
        has_title=notice.title_printed,
    )


def _parts(units: Sequence[Unit]) -> Iterator[dict[str, object]]:
    """The units as the template lays them out: heading level, blocks, and the units whose rows a table shows."""
    for index, unit in enumerate(units):
        if unit.row is not None:
            continue
        rows = []
        for follower in units[index + 1 :]:
            if follower.row is None:
                break
            rows.append(follower)
        blocks = [block.table if isinstance(block, TableBlock) else block for block in unit.body]
        yield {"unit": unit, "level": min(unit.depth + 1, _MAX_HEADING), "blocks": blocks, "rows": rows}
