"""What a publication would change, page by page, and whether too many pages would vanish.

Manifests go in, values come out.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.publish.manifest import Entry, Manifest


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Pages that come, change and go; other files only by number. `before` is how many pages were online."""

    added: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    other: int
    before: int

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.other)

    @property
    def vanishing(self) -> float:
        """The share, in percent, of the pages online that would vanish."""
        return 100 * len(self.removed) / self.before if self.before else 0.0


def changes(old: Manifest | None, new: Manifest) -> Changes:
    """Compare what is online with what would be."""
    before = {entry.path: entry for entry in old.entries} if old else {}
    after = {entry.path: entry for entry in new.entries}
    touched = {path for path in before.keys() | after.keys() if _sum(before.get(path)) != _sum(after.get(path))}
    pages = sorted(path for path in touched if (after.get(path) or before[path]).is_page)
    return Changes(
        added=tuple(after[path] for path in pages if path not in before),
        changed=tuple(after[path] for path in pages if path in before and path in after),
        removed=tuple(before[path] for path in pages if path not in after),
        other=len(touched) - len(pages),
        before=sum(entry.is_page for entry in before.values()),
    )


def describe(found: Changes) -> str:
    """The changes for the person who publishes: a line a page, with address and title."""
    lines = [
        f"{sign} {_address(entry)}  {entry.title or ''}".rstrip()
        for sign, entries in (("新增", found.added), ("改动", found.changed), ("删除", found.removed))
        for entry in entries
    ]
    figures = (len(found.added), len(found.changed), len(found.removed), found.other)
    lines.append("共新增 {} 页、改动 {} 页、删除 {} 页；另有 {} 个其他文件不同。".format(*figures))
    return "\n".join(lines) + "\n"


def _sum(entry: Entry | None) -> str | None:
    return entry.sha256 if entry else None


def _address(entry: Entry) -> str:
    return "/" + entry.path.removesuffix("index.html")
