"""The whole site, stage after stage: content → shards → lists, feeds and search over all of them → the site in its place."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator import __version__
from generator.build.assemble import bring, building, holds, swap
from generator.build.cache import Kept
from generator.build.engine import engine_versions
from generator.build.pages import Workshop
from generator.build.trees import Trees
from generator.faults import Fault, GeneratorError, errors
from generator.load.notices import find_notices, id_fault, load_notices
from generator.load.pages import load_pages
from generator.load.site import load_site
from generator.overview import make_overview
from generator.progress import Report, Step
from generator.project import Project
from generator.publish.manifest import MANIFEST, join_listings
from generator.run import LISTING, SITE, SOURCE, Run, part_key
from generator.shard import Settings, missing_attachments
from generator.shards import Shard, make_shards
from generator.whole_site import begin_data_and_search, open_data_files
from generator.workers import Workers

DATA_LIMIT = 500
"""Notices up to which each table of the open data is one file, and there is a database unless somebody asks for something else."""


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
    from generator.check import check_notice  # noqa: PLC0415 - a build whose shards are all kept does without

    project.require_content()
    _, faults = load_site(project.config_file)
    _, of_pages = load_pages(project.pages_folder)
    loaded, found = load_notices(find_notices(project.content))
    faults = [*faults, *of_pages, *found]
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
    database: bool | None = None,
    cluster: str | None = None,
    report: Report,
) -> Outcome:
    """Check, render, build and put in place. With faults that forbid publishing, the old site stays as it is.

    `database`: whether the open data have an SQLite database, which takes long; by default up to `DATA_LIMIT` notices, never with drafts.
    `cluster`: the address of one that makes the shards, as `executors` takes it; all else is made in `jobs` processes of this machine.
    """
    project.require_content()
    _require_place(project, output)
    site, faults = load_site(project.config_file)
    if errors(faults):
        return Outcome(faults=tuple(sorted(faults)))
    own, of_pages = load_pages(project.pages_folder)
    workshop = Workshop(engine=engine, config_file=project.config_file, templates=project.templates)
    settings = Settings(workshop=workshop, site_url=site.url or "", drafts=drafts)
    with building(output, project.work) as staging, Workers(jobs, cluster) as workers:
        if not (project.work / "cache").is_dir():
            workers.prepare()
        run = Run.of(project, site, settings, workers, report)
        trees = Trees(project.work / "trees.json")
        shards, found = make_shards(run, likely=partial(trees.keys, output))
        faults += [*of_pages, *found, *(fault for shard in shards for fault in shard.faults)]
        if _clash(shards):
            faults = list(check_content(project))
        if errors(faults):
            return Outcome(faults=tuple(sorted(faults)))
        public = sum(shard.public for shard in shards)
        if database is None:
            database = public <= DATA_LIMIT
        data = open_data_files(shards, whole=public <= DATA_LIMIT, database=database and not drafts)
        report(Step(name="生成列表、搜索和开放数据"))
        data_and_search = begin_data_and_search(run, shards, data)
        overview, said = make_overview(run, shards, own, data)
        beside = data_and_search()
        report(Step(name="汇总网站"))
        parts = [*(shard.kept for shard in shards), *beside, overview]
        parts.append(_manifest(run, parts))
        bring(project.source, parts, SOURCE, trees)
        if not holds(output, parts, SITE, trees):
            bring(staging, parts, SITE, trees)
            swap(staging, output)
        trees.save((project.source, output, staging))
        run.cache.prune({part.folder.name for part in (*parts, run.templates)})
    warnings = dict.fromkeys([*said, *(warning for shard in shards for warning in shard.warnings)])
    return Outcome(
        faults=tuple(sorted(faults)),
        notices=public,
        shards=len(shards),
        reused=sum(shard.reused for shard in shards),
        warnings=tuple(warnings),
    )


def _require_place(project: Project, output: Path) -> None:
    """Raise GeneratorError if the site would take the place of files that no build made: they would be gone with the next build."""
    place = output.resolve()
    kept = (project.work / name for name in ("cache", "source", "spare"))
    needed = (project.content, project.templates, project.config_file, project.work)
    apart = (project.content, project.templates, *kept)
    if any(one.resolve().is_relative_to(place) for one in needed) or any(
        place.is_relative_to(one.resolve()) for one in apart
    ):
        raise GeneratorError(f"网站不能输出到 {output.as_posix()}：那里有项目自己的文件。请换一个 --output。")
    if output.is_dir() and any(output.iterdir()) and not (output / MANIFEST).is_file():
        hint = "请移走它们，或换一个 --output。"
        raise GeneratorError(
            f"{output.as_posix()} 里有不是本程序生成的文件（没有 {MANIFEST}），网站不能取代它们；{hint}"
        )


def _manifest(run: Run, parts: Sequence[Kept]) -> Kept:
    """The part that lists the files of all others."""
    versions = engine_versions(run.settings.workshop.engine)
    listings = [part.read(LISTING) for part in parts]
    sums = sorted(hashlib.sha256(one).hexdigest() for one in listings)
    key = part_key("manifest", __version__, versions, sums)
    if kept := run.cache.find(key):
        return kept
    return run.cache.store(key, {f"site/{MANIFEST}": join_listings(listings, generator=__version__, engine=versions)})


def _clash(shards: Sequence[Shard]) -> bool:
    """Whether two notices claim one address; what to say about it, `check_content` knows."""
    aliases = [alias for shard in shards for _, former in shard.claims for alias in former]
    claimed = [notice for shard in shards for notice, _ in shard.claims] + aliases
    return len(claimed) != len(set(claimed)) or any(id_fault(alias) for alias in aliases)
