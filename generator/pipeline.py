"""The whole site, stage after stage: content → shards → lists, feeds and search over all of them → the site in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import __version__
from generator.build.assemble import alone, assemble, building, swap, write_source
from generator.build.cache import Cache
from generator.build.compress import with_twins
from generator.build.engine import engine_versions
from generator.build.pages import Workshop, build_pages
from generator.check import check_notice
from generator.faults import Fault, errors
from generator.load.notices import find_notices, id_fault, load_notices
from generator.load.site import load_site
from generator.model.entry import Entry
from generator.project import Project
from generator.publish.manifest import MANIFEST, manifest, site_files
from generator.publish.server_maps import REDIRECTS, redirects_map
from generator.shard import Settings, missing_attachments
from generator.shards import make_shards
from generator.whole_site import data_files, open_data, other_pages

Report = Callable[[str], None]
"""Told what is being done, for a person who waits."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a build did; with faults that forbid publishing it did nothing."""

    faults: tuple[Fault, ...]
    notices: int = 0
    shards: int = 0
    reused: int = 0
    warnings: tuple[str, ...] = ()


def check_content(project: Project) -> tuple[Fault, ...]:
    """Load and check everything below the content folder, and the site's facts."""
    project.require_content()
    _, faults = load_site(project.config_file)
    loaded, found = load_notices(find_notices(project.content))
    faults = [*faults, *found]
    for one in loaded:
        faults += check_notice(one.notice, one.source)
        faults += missing_attachments(one, project.attached(one.notice.id))
    return tuple(sorted(faults))


def make_site(
    project: Project,
    output: Path,
    *,
    engine: str = "mkdocs",
    jobs: int = 1,
    drafts: bool = False,
    database: bool = True,
    report: Report,
) -> Outcome:
    """Check, render, build and put in place. With faults that forbid publishing, the old site stays as it is.

    `database` makes the open data's SQLite database, which takes longer than the pages; with drafts there is none.
    """
    project.require_content()
    site, faults = load_site(project.config_file)
    workshop = Workshop(engine=engine, config_file=project.config_file, templates=project.templates)
    settings = Settings(workshop=workshop, site_url=site.url or "", drafts=drafts)
    with alone(project.work / "lock"), building(output) as staging:
        shards, found = make_shards(project, settings, jobs=jobs, report=report)
        faults += [*found, *(fault for shard in shards for fault in shard.faults)]
        entries = [entry for shard in shards for entry in shard.entries]
        if _clash(entries):
            faults = list(check_content(project))
        if errors(faults):
            return Outcome(faults=tuple(sorted(faults)))
        public = [entry for entry in entries if drafts or not entry.notice.draft]
        report("生成列表和搜索")
        database = database and not drafts
        pages = other_pages(project, public, database=database)
        built, warnings = build_pages(pages, {}, workshop, assets=True)
        data = data_files(site, shards, public, pages)
        report("生成开放数据")
        cache = Cache(project.work / "cache")
        opened = open_data(site, shards, cache, database=database)
        report("汇总网站")
        folders = [shard.folder for shard in shards if shard.folder]
        sources = {path: text.encode() for path, text in pages.items()}
        made = [*(folder / "source" for folder in folders), opened / "site"]
        write_source(project.source, made, {**sources, **data})
        moved = {alias: entry.notice.id for entry in public for alias in entry.notice.aliases}
        beside = {**built, **data, REDIRECTS: redirects_map(moved).encode()}
        whole = [folder / "site" for folder in (*folders, opened)]
        assemble(staging, whole, beside if drafts else with_twins(beside))
        (staging / MANIFEST).write_bytes(
            manifest(site_files(staging), generator=__version__, engine=engine_versions(engine))
        )
        swap(staging, output)
        cache.prune(folder.name for folder in (*folders, opened))
    said = dict.fromkeys([*warnings, *(warning for shard in shards for warning in shard.warnings)])
    return Outcome(
        faults=tuple(sorted(faults)),
        notices=len(public),
        shards=len(shards),
        reused=sum(shard.reused for shard in shards),
        warnings=tuple(said),
    )


def _clash(entries: Sequence[Entry]) -> bool:
    """Whether two notices claim one address; what to say about it, `check_content` knows."""
    aliases = [alias for entry in entries for alias in entry.notice.aliases]
    claimed = [entry.notice.id for entry in entries] + aliases
    return len(claimed) != len(set(claimed)) or any(id_fault(alias) for alias in aliases)
