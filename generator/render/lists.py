"""The pages that lead to notices: home, all notices, by year, issuer, region and inspection, browse page, search page and site map.

Lists are newest first and paged; a list without a notice is not made.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from generator.model.dates import iso
from generator.model.entry import Entry
from generator.model.notice import Notice
from generator.model.words import STATUSES, Status
from generator.render.environment import Templates

PAGE_SIZE = 50
_ON_HOME = 10
_GROUPS_ON_HOME = 60  # of one grouping: more would be a long way on a telephone, and an hour's reading aloud
_ON_SITE_MAP = 200
_WITH_FEED = ("issuers/", "regions/")


@dataclass(frozen=True, kw_only=True)
class Group:
    """Notices that share a year, an issuer, a region or a kind of inspection; `path` is below the site's root, with `/` at the end.

    `entries` are those to be listed; those that were withdrawn are told of by the group's feed alone, if it has one.
    """

    name: str
    path: str
    entries: tuple[Entry, ...]
    withdrawn: tuple[Entry, ...] = ()

    @property
    def feed(self) -> bool:
        """Whether the group has a feed, beside its list."""
        return self.path.startswith(_WITH_FEED)


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """A way to group notices; `path` is the folder of its lists."""

    name: str
    path: str
    groups: tuple[Group, ...]

    @property
    def anchor(self) -> str:
        """Where the page that browses all groupings tells of this one."""
        return self.path.rstrip("/")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that is not rendered yet: `entries` and `facts` (which JSON can say) are all that its text is made of."""

    entries: tuple[Entry, ...]
    facts: tuple[object, ...]
    text: Callable[[], str]

    @classmethod
    def of(cls, text: str) -> Page:
        """A page whose text is there already."""
        return cls(entries=(), facts=(text,), text=lambda: text)


def list_pages(public: Sequence[Entry], made: Sequence[Grouping], folder: Path) -> dict[str, Page]:
    """All list pages over the public notices but those withdrawn, grouped as `make_groupings` does; by the path of the Markdown file."""
    templates = Templates(folder)
    entries = newest_first([entry for entry in public if not entry.notice.withdrawn])
    groupings = tuple(_without_empty(made))
    everything = Group(name="全部通报", path="notices/", entries=entries)
    pages = _paged(everything, templates)
    for grouping in groupings:
        for group in grouping.groups:
            pages.update(_paged(group, templates))
    totals = {
        "notices": len(entries),
        "issuers": len({entry.notice.issuer_label for entry in entries}),
        "items": sum(entry.total for entry in entries),
        "counts": _add(entries),
    }
    newest = entries[:_ON_SITE_MAP]
    render = templates.render
    texts = {
        "index.md": render(
            "home.md.j2",
            entries=entries[:_ON_HOME],
            totals=totals,
            groupings=groupings,
            root="",
            most=_GROUPS_ON_HOME,
        ),
        "search/index.md": render("search.md.j2"),
        "browse/index.md": render("browse.md.j2", groupings=groupings, root="../"),
        "sitemap/index.md": render(
            "sitemap.md.j2", groupings=groupings, entries=newest, more=len(entries) > len(newest), root="../"
        ),
    }
    return {**pages, **{path: Page.of(text) for path, text in texts.items()}}


def make_groupings(public: Sequence[Entry]) -> tuple[Grouping, ...]:
    """All ways to group notices. Withdrawn ones count for the addresses, which therefore stay when a notice is withdrawn."""
    return _groupings(newest_first(public))


def _without_empty(groupings: Sequence[Grouping]) -> Iterator[Grouping]:
    """The groupings with those groups that have something to list."""
    for grouping in groupings:
        if groups := tuple(group for group in grouping.groups if group.entries):
            yield replace(grouping, groups=groups)


def newest_first(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Sort by publication date, newest first; notices without an exact date come last; ties by id."""
    by_id = sorted(entries, key=lambda entry: entry.notice.id)
    return tuple(sorted(by_id, key=_day, reverse=True))


def _day(entry: Entry) -> str:
    published = entry.notice.published
    return published.isoformat() if isinstance(published, date) else ""


def _add(entries: Sequence[Entry]) -> dict[Status, int]:
    counts: Counter[Status] = Counter()
    for entry in entries:
        counts.update(entry.counts)
    return {status: counts[status] for status in STATUSES if counts[status]}


def _groupings(entries: Sequence[Entry]) -> tuple[Grouping, ...]:
    return (
        _group("年度", "years/", entries, _year, slug=str, name=lambda year: f"{year}年", newest=True),
        _group("发布机关", "issuers/", entries, lambda notice: notice.issuer_label, slug=_slug),
        _group("地区", "regions/", entries, lambda notice: notice.issuer.region, slug=str, name=_region_names(entries)),
        _group("巡视巡察", "inspections/", entries, lambda notice: notice.inspection.label, slug=_slug),
    )


def _group(
    title: str,
    folder: str,
    entries: Sequence[Entry],
    key: Callable[[Notice], str | None],
    *,
    slug: Callable[[str], str],
    name: Callable[[str], str] = str,
    newest: bool = False,
) -> Grouping:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if value := key(entry.notice):
            found.setdefault(value, []).append(entry)
    slugs = {value: slug(value) for value in sorted(found, reverse=newest)}
    held = Counter(slugs.values())
    groups = []
    for value, usual in slugs.items():
        apart = f"{usual}-{hashlib.sha256(value.encode()).hexdigest()[:6]}".lstrip("-")
        part = usual if usual and held[usual] == 1 else apart
        listed = tuple(entry for entry in found[value] if not entry.notice.withdrawn)
        gone = tuple(entry for entry in found[value] if entry.notice.withdrawn)
        groups.append(Group(name=name(value), path=f"{folder}{part}/", entries=listed, withdrawn=gone))
    return Grouping(name=title, path=folder, groups=tuple(groups))


def _year(notice: Notice) -> str | None:
    return (iso(notice.published) or "")[:4] if isinstance(notice.published, date) else None


def _region_names(entries: Sequence[Entry]) -> Callable[[str], str]:
    names = {e.notice.issuer.region: e.notice.issuer.region_name for e in entries if e.notice.issuer.region_name}
    return lambda code: names.get(code) or code


def _slug(text: str) -> str:
    """An address in pinyin for a Chinese name."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes a quarter of a second to load

    return "-".join(part for part in lazy_pinyin(text, errors=_spelled) if part)[:60].strip("-")


def _spelled(other: str) -> str:
    return "".join(character for character in other.lower() if character.isascii() and character.isalnum())


def _paged(group: Group, templates: Templates) -> dict[str, Page]:
    """The pages of one list: the first at the list's own address, the others at `page/<n>/` below it."""
    count = max(1, -(-len(group.entries) // PAGE_SIZE))
    return {
        f"{_place(group, number)}index.md": _page(group, number, count, templates) for number in range(1, count + 1)
    }


def _place(group: Group, number: int) -> str:
    return group.path if number == 1 else f"{group.path}page/{number}/"


def _page(group: Group, number: int, count: int, templates: Templates) -> Page:
    entries = group.entries[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    root = "../" * _place(group, number).count("/")

    def text() -> str:
        return templates.render(
            "list.md.j2",
            group=group,
            entries=entries,
            number=number,
            pages=[(n, f"{root}{_place(group, n)}") for n in range(1, count + 1)],
            root=root,
        )

    return Page(entries=entries, facts=(group.name, group.path, len(group.entries), number, count), text=text)
