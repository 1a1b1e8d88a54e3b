"""The walk over a finished site: every file is looked at by itself, side by side if wanted; then the whole is judged.

Reads files, changes none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from generator.faults import Fault
from generator.sitelint.asked import Questions, fault
from generator.sitelint.links import file_of
from generator.sitelint.page import TEMPLATE, page_texts, parse_page, read_page
from generator.sitelint.readings import PAGE, TWIN
from generator.sitelint.rules import CODE, code_targets, page_faults, page_targets
from generator.sitelint.words import MANIFEST, file_faults, text_faults

_RUN: Final = 250  # files that a process is given at a time
_UNLINKED_FILES: Final = (
    "404.html",
    "index.html",
    "robots.txt",
    "sitemap.xml",
    MANIFEST,
    "manifest.json.minisig",
    "redirects.map",
)
_UNLINKED_FOLDERS: Final = ("search/", ".well-known/")


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one file said. `anchors` is None for what is no page; `wanted` are paths below the root with an anchor or ""."""

    path: str
    faults: tuple[Fault, ...]
    anchors: frozenset[str] | None = None
    wanted: tuple[tuple[str, str], ...] = ()
    suspects: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    leads_on: bool = False


def lint_site(site: Path, asked: Questions | None = None, executor: Executor | None = None) -> list[Fault]:
    """Every fault of a finished site; paths in them are relative to its root. `executor` looks at files side by side."""
    paths = site_paths(site)
    runs = [paths[start : start + _RUN] for start in range(0, len(paths), _RUN)]
    look_at = partial(_looks, site=site, asked=asked or Questions())
    found = executor.map(look_at, runs) if executor else map(look_at, runs)
    looks = {one.path: one for run in found for one in run}
    faults = [fault for one in looks.values() for fault in one.faults]
    dead, linked = _follow(looks)
    return sorted([*faults, *_template_faults(looks), *dead, *_unlinked(looks, linked)])


def word_faults(site: Path, asked: Questions) -> list[Fault]:
    """Only what stands in the texts of a site: withheld lines, personal data."""
    return sorted(fault for path in site_paths(site) for fault in file_faults(site, path, asked))


def site_paths(site: Path) -> list[str]:
    """The paths of all plain files below a site's root, sorted."""
    return sorted(_plain_files(os.fspath(site), ""))


def _plain_files(folder: str, path: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _plain_files(entry.path, f"{path}{entry.name}/")
            elif entry.is_file(follow_symlinks=False):
                yield path + entry.name


def _looks(paths: Sequence[str], site: Path, asked: Questions) -> list[Look]:
    return [_look(site, path, asked) for path in paths]


def _look(site: Path, path: str, asked: Questions) -> Look:
    if path.endswith(PAGE):
        return _look_at_page(path, (site / path).read_bytes(), asked)
    faults: list[Fault] = []
    wanted: list[tuple[str, str]] = []
    if path.endswith(CODE):
        text = (site / path).read_text(encoding="utf-8", errors="replace")
        faults, wanted = code_targets(path, text, asked.facts.url if asked.facts else None)
    return Look(path=path, faults=(*faults, *file_faults(site, path, asked)), wanted=tuple(wanted))


def _look_at_page(path: str, data: bytes, asked: Questions) -> Look:
    root = parse_page(data)
    if root is None:
        text = data.decode("utf-8", "replace")
        empty = fault(path, "L208", "页面是空的", hint="重新运行 build；仍是空的，检查 templates/。")
        return Look(path=path, faults=(empty, *text_faults(path, [text], asked)))
    page = read_page(root)
    foreign, wanted = page_targets(path, page, asked.facts.url if asked.facts else None)
    return Look(
        path=path,
        faults=(
            *page_faults(path, len(data), page, asked.facts),
            *foreign,
            *text_faults(path, page_texts(root), asked),
        ),
        anchors=frozenset(page.ids),
        wanted=tuple(wanted),
        suspects=page.suspects,
        marks=page.marks,
        leads_on=page.leads_on,
    )


def _template_faults(looks: dict[str, Look]) -> Iterator[Fault]:
    """Traces of missing values and unfilled templates, but for what a notice itself says."""
    said = {mark for one in looks.values() for mark in one.marks}
    for path, word in dict.fromkeys((path, word) for path, one in looks.items() for word in one.suspects):
        marks = TEMPLATE.findall(word)
        if not marks or any(mark not in said for mark in marks):
            hint = "改正这处文字；它写在 content/pages/、mkdocs.yml 或 templates/ 里。"
            yield fault(path, "L206", f"页面上有未填的值或模板记号“{word[:40]}”", hint=hint)


def _follow(looks: dict[str, Look]) -> tuple[list[Fault], set[str]]:
    """Follow every address: those that lead nowhere, and the files that are led to.

    What a script or style sheet wants counts only where some page loads it.
    """
    faults: list[Fault] = []
    linked: set[str] = set()
    wanted = dict.fromkeys((path, *target) for path, one in looks.items() for target in one.wanted)
    waiting = [one for one in wanted if one[0].endswith(PAGE)]
    asleep = [one for one in wanted if not one[0].endswith(PAGE)]
    while waiting:
        for path, target, anchor in waiting:
            found = file_of(target, looks)
            if found is None:
                hint = "改正或删去这个链接；它写在 content/pages/、mkdocs.yml 或 templates/ 里。"
                faults.append(fault(path, "L201", f"链接失效：{target or '/'}", hint=hint))
                continue
            if found != path:
                linked.add(found)
            anchors = looks[found].anchors
            if anchor and anchors is not None and anchor not in anchors and anchor != "top":
                hint = "改正链接里 # 后面的部分，或在所指的页面补上这个 id。"
                faults.append(fault(path, "L202", f"链接的锚点不存在：{target}#{anchor}", hint=hint))
        waiting = [one for one in asleep if one[0] in linked]
        asleep = [one for one in asleep if one[0] not in linked]
    return faults, linked


def _unlinked(looks: dict[str, Look], linked: set[str]) -> Iterator[Fault]:
    """Files that no page, style sheet or script leads to. Redirects and packed twins are led to by the web server."""
    for path, one in looks.items():
        if path in linked or path in _UNLINKED_FILES or path.startswith(_UNLINKED_FOLDERS) or one.leads_on:
            continue
        if path.endswith(TWIN) and path.removesuffix(TWIN) in looks:
            continue
        if path.endswith("notice.json") and path.replace("notice.json", "index.html") in looks:
            continue
        if path.startswith("sitemap-") and path.endswith(".xml"):
            continue
        hint = "需要的，在页面上加一个链接；不需要的，从 content/ 里删去。"
        yield fault(path, "L212", "没有页面链接到这个文件", severity="warning", hint=hint)
