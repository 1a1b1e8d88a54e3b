"""The whole site, stage after stage: content → shards → lists, feeds and search over all of them → the site in its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator import __version__
from generator.build.assemble import bring, building, fill, holds, next_to, swap
from generator.build.cache import Kept
from generator.build.engine import engine_versions
from generator.build.pages import Workshop
from generator.build.trees import Trees
from generator.faults import Fault, GeneratorError, Source, errors
from generator.index.open_tables import DATA_LIMIT
from generator.load.notices import find_notices, id_fault, load_notices
from generator.load.pages import load_pages
from generator.load.site import load_site
from generator.overview import make_overview
from generator.progress import Report, Step
from generator.project import Project
from generator.publish.manifest import MANIFEST, lines_by_path, manifest_of
from generator.run import FEW, LISTING, SITE, SOURCE, Run, part_key
from generator.shard import Settings, missing_attachments
from generator.shards import Shard, make_shards
from generator.whole_site import DataAndSearch, open_data_files
from generator.workers import Workers


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a build did; with faults that forbid publishing it did nothing.

    `faults`: all where one forbids publishing, and in a preview; else without those of notices, which on a large site take long to read.
    `doubts`: how many there are in all that do not forbid it.
    """

    faults: tuple[Fault, ...]
    doubts: int
    notices: int = 0
    shards: int = 0
    reused: int = 0
    warnings: tuple[str, ...] = ()

    @classmethod
    def refused(cls, faults: Sequence[Fault]) -> Outcome:
        """That of a build whose content has faults that forbid publishing."""
        return cls(faults=tuple(sorted(faults)), doubts=len(faults) - len(errors(faults)))


def check_content(project: Project) -> tuple[Fault, ...]:
    """Load and check everything below the content folder, and the site's facts."""
    from generator.check import check_notice, check_text  # noqa: PLC0415 - a build whose shards are all kept does without

    project.require_content()
    _, faults = load_site(project.config_file)
    pages, of_pages = load_pages(project.pages_folder)
    loaded, found = load_notices(find_notices(project.content))
    faults = [*faults, *of_pages, *found]
    allowed = {entry.text for one in loaded for entry in one.notice.allow}
    texts = {project.pages_folder / name: text for name, text in pages.items()}
    if project.config_file.is_file():
        texts[project.config_file] = project.config_file.read_text(encoding="utf-8", errors="replace")
    for path, text in texts.items():
        faults += check_text(Source(path=path.as_posix(), text=text), allowed)
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
        return Outcome.refused(faults)
    own, of_pages = load_pages(project.pages_folder)
    workshop = Workshop(engine=engine, config_file=project.config_file, templates=project.templates)
    settings = Settings(workshop=workshop, site_url=site.url or "", drafts=drafts)
    with building(output, project.work) as staging, Workers(jobs, cluster) as workers:
        run = Run.of(project, site, settings, workers, report)
        run.cache.sweep()
        trees = Trees(project.trees)
        places = (project.source, output, staging)
        shards, found = make_shards(run, likely=partial(trees.keys, output))
        faults += [*of_pages, *found]
        doubts = len(faults) + sum(shard.doubts for shard in shards)
        if drafts or errors(faults) or any(shard.errors for shard in shards):
            faults += [fault for shard in shards for fault in shard.faults]
        if _clash(shards):
            faults = list(check_content(project))
        if errors(faults):
            return Outcome.refused(faults)
        public = sum(shard.public for shard in shards)
        if database is None:
            database = public <= DATA_LIMIT
        data = open_data_files(shards, whole=public <= DATA_LIMIT, database=database and not drafts)
        report(Step(name="生成列表、搜索和开放数据"))
        others = DataAndSearch(run, shards, data)
        overview, said = make_overview(run, shards, own, data)
        at_hand = [*others.at_hand, overview, *(shard.kept for shard in shards)]
        listed = _Listed()
        if not all(shard.reused for shard in shards):  # so that there are others at work
            listed.take(at_hand)
            trees.look_ahead(places)
        at_hand += others.made()
        first = not project.source.exists()
        filled = _fill_ahead(run, at_hand, output, staging, trees, here=public < FEW) if first else [staging]
        run.cache.prune(_held(places, trees))  # while others bind the volumes
        parts = list({part.folder: part for part in (*at_hand, *others.bound())}.values())
        report(Step(name="汇总网站"))
        parts.append(_manifest(run, parts, listed))
        _put_in_place(run, parts, output, filled, trees, here=public < FEW or not first)
        if not any(shard.reused for shard in shards):
            if staging.parent == project.work:
                bring(staging, parts, SITE, trees)  # the site of before: an edit, which comes next, would wait for it
            run.cache.prune(_held(places, trees))
        trees.save(places)
    warnings = dict.fromkeys([*said, *(warning for shard in shards for warning in shard.warnings)])
    return Outcome(
        faults=tuple(sorted(faults)),
        doubts=doubts,
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


class _Listed:
    """What the manifest will say of parts."""

    def __init__(self) -> None:
        self._taken: set[Path] = set()
        self.lines: dict[bytes, bytes] = {}

    def take(self, parts: Iterable[Kept]) -> None:
        """Take in those that are new."""
        new = [part for part in parts if part.folder not in self._taken]
        self.lines = lines_by_path((part.read(LISTING) for part in new), self.lines)
        self._taken.update(part.folder for part in new)


def _manifest(run: Run, parts: Sequence[Kept], listed: _Listed) -> Kept:
    """The part that lists the files of all others, of some of which that is known."""
    versions = engine_versions(run.settings.workshop.engine)
    key = part_key("manifest", __version__, versions, sorted(part.folder.name for part in parts))
    if kept := run.cache.find(key):
        return kept
    listed.take(parts)
    made = manifest_of(listed.lines, generator=__version__, engine=versions)
    return run.cache.store(key, {f"site/{MANIFEST}": made})


def _fill_ahead(
    run: Run, at_hand: Sequence[Kept], output: Path, staging: Path, trees: Trees, *, here: bool
) -> list[Path]:
    """Fill the trees of a first build with what is at hand, while another process binds the search index.

    Gives those that are to hold the site: beside that which becomes it, if it can, the spare one that the next build asks for.
    """
    source = run.project.source
    begun = run.workers.begin([("source", partial(fill, source, at_hand, SOURCE))], here=here)
    filled = [staging]
    if not output.exists() and staging.parent == run.project.work:
        filled.append(next_to(output))
    for tree in filled:
        trees.filled(tree, fill(tree, at_hand, SITE))
    trees.filled(source, begun()["source"])
    return filled


def _put_in_place(
    run: Run, parts: Sequence[Kept], output: Path, filled: Sequence[Path], trees: Trees, *, here: bool
) -> None:
    """Bring the rendered folder and the site up to date, and the last of those folders in its place, not before all else is done.

    Unless `here`, one folder in this process and the others beside it: a first build still has to link the whole index in each.
    """
    same = holds(output, parts, SITE, trees)
    kinds = {tree: SITE for tree in filled if not same} | {run.project.source: SOURCE}
    order = list(kinds)
    own, beside = (order, []) if here else (order[:1], order[1:])
    begun = run.workers.begin(
        [(f"{tree}", partial(fill, tree, parts, kinds[tree], trees.seen(tree))) for tree in beside]
    )
    for tree in own:
        bring(tree, parts, kinds[tree], trees)
    made = begun()
    for tree in beside:
        trees.note(tree, made[f"{tree}"])
    if not same:
        swap(filled[-1], output)


def _held(places: Iterable[Path], trees: Trees) -> set[str]:
    """The keys of what trees hold, the spare one too: the next build asks what is to go from there."""
    return {key for place in places for key in trees.keys(place)}


def _clash(shards: Sequence[Shard]) -> bool:
    """Whether two notices claim one address; what to say about it, `check_content` knows."""
    aliases = [alias for shard in shards for _, former in shard.claims for alias in former]
    claimed = [notice for shard in shards for notice, _ in shard.claims] + aliases
    return len(claimed) != len(set(claimed)) or any(id_fault(alias) for alias in aliases)
