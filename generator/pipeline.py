"""The whole site, stage after stage: content → shards → lists, feeds and search over all of them → the site in its place."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from generator import __version__
from generator.build.assemble import alone, assemble, building, swap, write_source
from generator.build.cache import Cache
from generator.build.compress import is_twin, with_twins
from generator.build.engine import engine_versions
from generator.build.pages import Workshop, build_pages
from generator.check import check_notice
from generator.faults import Fault, GeneratorError, errors
from generator.index.feeds import Channel, feed_files, news, sitemaps
from generator.index.opendata import resources, write_open_data
from generator.index.opensearch import opensearch
from generator.index.robots import robots
from generator.load.notices import find_notices, id_fault, load_notices, read_notice
from generator.load.site import load_site
from generator.model.entry import Entry
from generator.model.site import Site
from generator.publish.manifest import MANIFEST, manifest, site_files
from generator.publish.server_maps import REDIRECTS, redirects_map
from generator.render.data import data_page
from generator.render.history import history_pages
from generator.render.lists import list_pages, make_groupings
from generator.search import Segment, merge
from generator.shard import (
    NoticeBytes,
    Product,
    Settings,
    cut,
    make_shard,
    missing_attachments,
    settings_key,
    shard_key,
)

Report = Callable[[str], None]
"""Told what is being done, for a person who waits."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """Where things are. `content` is laid out like `content/`; the rest belongs to the checkout."""

    content: Path
    config_file: Path
    templates: Path
    work: Path

    @classmethod
    def at(cls, root: Path, content: Path | None = None, work: Path | None = None) -> Project:
        """The project in a checkout, with its own or another content folder and work folder."""
        return cls(
            content=content or root / "content",
            config_file=root / "mkdocs.yml",
            templates=root / "templates",
            work=work or root / ".build",
        )

    @property
    def source(self) -> Path:
        """The rendered folder: a complete source for any of the site builders."""
        return self.work / "source"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a build did; with faults that forbid publishing it did nothing."""

    faults: tuple[Fault, ...]
    notices: int = 0
    shards: int = 0
    reused: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shard:
    """A finished shard: what is known of its notices, and the folder that holds its files (`site/`, `source/`, `segment`)."""

    faults: tuple[Fault, ...]
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...]
    folder: Path | None
    reused: bool


def check_content(project: Project) -> tuple[Fault, ...]:
    """Load and check everything below the content folder, and the site's facts."""
    _require_content(project)
    _, faults = load_site(project.config_file)
    loaded, found = load_notices(find_notices(project.content))
    faults = [*faults, *found]
    for one in loaded:
        faults += check_notice(one.notice, one.source)
        faults += missing_attachments(one, _attached(project, one.notice.id))
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
    _require_content(project)
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
        pages = {**_other_pages(project, public), **data_page(resources(database=database), project.templates)}
        built, warnings = build_pages(pages, {}, workshop, assets=True)
        data = _data_files(site, shards, public, pages)
        report("生成开放数据")
        cache = Cache(project.work / "cache")
        opened = _open_data(site, shards, cache, database=database)
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


def make_shards(project: Project, settings: Settings, *, jobs: int, report: Report) -> tuple[list[Shard], list[Fault]]:
    """Make every shard that is not in the cache, side by side; also the faults of files that are no notices."""
    cache = Cache(project.work / "cache")
    base = settings_key(settings, Path(__file__).parent)
    faults: list[Fault] = []
    wanted: dict[str, list[NoticeBytes]] = {}
    for paths in cut(find_notices(project.content)):
        files = []
        for path in paths:
            raw, found = read_notice(path, path.as_posix())
            faults += found
            if raw is not None:
                files.append(
                    NoticeBytes(path=path.as_posix(), id=path.stem, raw=raw, attached=_attached(project, path.stem))
                )
        if files:
            wanted[shard_key(base, files)] = files
    finished = {key: shard for key in wanted if (shard := _recall(cache, key))}
    missing = {key: files for key, files in wanted.items() if key not in finished}
    report(f"构建网页 {len(finished)}/{len(wanted)}")
    for key, product in _run(missing, settings, jobs):
        finished[key] = _keep(cache, key, product)
        report(f"构建网页 {len(finished)}/{len(wanted)}")
    return [finished[key] for key in wanted], faults


def _run(work: Mapping[str, Sequence[NoticeBytes]], settings: Settings, jobs: int) -> Iterator[tuple[str, Product]]:
    """Make shards in this process, or in as many as are asked for; they come as they are finished."""
    if jobs <= 1 or len(work) <= 1:
        for key, files in work.items():
            yield key, make_shard(files, settings)
        return
    with _processes(min(jobs, len(work))) as executor:
        futures = {executor.submit(make_shard, files, settings): key for key, files in work.items()}
        for future in as_completed(futures):
            yield futures.pop(future), future.result()


def _processes(jobs: int) -> Executor:
    return ProcessPoolExecutor(max_workers=jobs, mp_context=multiprocessing.get_context("spawn"))


_FACTS = "facts.json"
_SEGMENT = "segment"
_PARTS = "parts"


def _keep(cache: Cache, key: str, product: Product) -> Shard:
    """Put a product into the cache; one with faults that forbid publishing is not kept."""
    if errors(product.faults):
        return Shard(faults=product.faults, entries=product.entries, warnings=(), folder=None, reused=False)
    facts = {
        "faults": [fault.as_json() for fault in product.faults],
        "entries": [entry.model_dump(mode="json", exclude_defaults=True) for entry in product.entries],
        "warnings": product.warnings,
    }
    beside = {
        name: content for name, content in product.files.items() if not (name.endswith(".html") or is_twin(name))
    }
    files = {
        **{f"site/{name}": content for name, content in product.files.items()},
        **{f"source/{name}": text.encode() for name, text in product.pages.items()},
        **{f"source/{name}": content for name, content in beside.items()},
        _FACTS: json.dumps(facts, ensure_ascii=False).encode(),
        **{f"{_PARTS}/{name}": content for name, content in product.data.items()},
        _SEGMENT: product.segment,
    }
    folder = cache.store(key, files)
    return Shard(faults=product.faults, entries=product.entries, warnings=product.warnings, folder=folder, reused=False)


def _recall(cache: Cache, key: str) -> Shard | None:
    folder = cache.find(key)
    if folder is None:
        return None
    facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
    return Shard(
        faults=tuple(Fault(**fault) for fault in facts["faults"]),
        entries=tuple(Entry.model_validate(entry) for entry in facts["entries"]),
        warnings=tuple(facts["warnings"]),
        folder=folder,
        reused=True,
    )


def _other_pages(project: Project, public: Sequence[Entry]) -> dict[str, str]:
    """The Markdown of all pages that are not one notice's: hand-written ones, lists, search."""
    folder = project.content / "pages"
    own = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))
    }
    return {**own, **list_pages(public, project.templates), **history_pages(public, project.templates)}


def _data_files(
    site: Site, shards: Sequence[Shard], public: Sequence[Entry], pages: Mapping[str, str]
) -> dict[str, bytes]:
    """What machines read over all notices, but for the open data: search files, feeds, site map."""
    url = site.url or ""
    segments = [Segment.from_bytes((shard.folder / _SEGMENT).read_bytes()) for shard in shards if shard.folder]
    return {
        **merge(segments),
        **_feeds(site, public),
        "robots.txt": robots(url),
        "opensearch.xml": opensearch(site_name=site.name, site_url=url),
        **sitemaps(sorted(_addresses(public, pages)), url),
    }


def _feeds(site: Site, public: Sequence[Entry]) -> dict[str, bytes]:
    """The feeds of the site, and of every issuer and region."""
    url = site.url or ""
    files = feed_files(news([entry.notice for entry in public], url), Channel(site_name=site.name, site_url=url))
    for group in (group for grouping in make_groupings(public) for group in grouping.groups if group.feed):
        events = news([entry.notice for entry in (*group.entries, *group.withdrawn)], url)
        listed = bool(group.entries)
        channel = Channel(site_name=site.name, site_url=url, path=group.path, name=group.name, listed=listed)
        files.update(feed_files(events, channel))
    return files


def _open_data(site: Site, shards: Sequence[Shard], cache: Cache, *, database: bool) -> Path:
    """The folder that holds the open data (`site/data/…`), made again only if a shard or the site's name changed."""
    folders = [shard.folder for shard in shards if shard.folder]
    facts = [site.name, site.url, database, *(folder.name for folder in folders)]
    key = "data-" + hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def write(folder: Path) -> None:
        target = folder / "site" / "data"
        target.mkdir(parents=True)
        parts = [shard / _PARTS for shard in folders]
        write_open_data(target, parts, site_name=site.name, site_url=site.url or "", database=database)

    return cache.find(key) or cache.fill(key, write)


def _addresses(public: Sequence[Entry], pages: Mapping[str, str]) -> Iterator[str]:
    """The addresses that search engines should list, below the site's root: nothing withdrawn, no former addresses."""
    for entry in public:
        if not entry.notice.withdrawn:
            yield entry.notice.url.lstrip("/")
            if entry.notice.revisions:
                yield f"{entry.notice.url.lstrip('/')}history/"
    for path in pages:
        stem = path.removesuffix(".md")
        yield stem.removesuffix("index") if stem.rpartition("/")[2] == "index" else f"{stem}/"


def _attached(project: Project, notice_id: str) -> dict[str, bytes]:
    """The files attached to a notice, which stand in a folder of its name."""
    folder = project.content / "files" / notice_id
    return {
        path.name: path.read_bytes() for path in sorted(folder.glob("*")) if path.is_file() and not path.is_symlink()
    }


def _clash(entries: Sequence[Entry]) -> bool:
    """Whether two notices claim one address; what to say about it, `check_content` knows."""
    aliases = [alias for entry in entries for alias in entry.notice.aliases]
    claimed = [entry.notice.id for entry in entries] + aliases
    return len(claimed) != len(set(claimed)) or any(id_fault(alias) for alias in aliases)


def _require_content(project: Project) -> None:
    if not (project.content / "notices").is_dir():
        folder = (project.content / "notices").as_posix()
        raise GeneratorError(f"没有文件夹 {folder}，通报放在那里，一份一个 YAML 文件。")
