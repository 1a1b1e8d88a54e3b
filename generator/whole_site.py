"""What is made over all notices together, beside the overview: the search index, the open data, and the theme's own files.

The search index has a module of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from generator.build.cache import Cache, Kept
from generator.build.pages import build_pages
from generator.index.opendata import (
    DATABASE_FILE,
    LINES_FILE,
    PACKAGE_FILE,
    DataFile,
    data_files,
    data_package,
    write_table,
)
from generator.publish.manifest import listing, listing_lines
from generator.run import FEW, LISTING, Run, keep_files, part_key, part_of
from generator.search.scripts import lean
from generator.search_index import begin_binding, chapter_call, plan_search
from generator.shard import Settings
from generator.shard_files import ROWS, record_path
from generator.shards import Shard

_MANY = 8  # chapters, whose making leaves a hundred megabytes and more in each process


def open_data_files(shards: Sequence[Shard], *, whole: bool, database: bool) -> list[DataFile]:
    """The files that the open data consist of; unless `whole`, the long tables are cut by year."""
    return data_files(() if whole else _years(shards), database=database)


class DataAndSearch:
    """The open data, the theme's own files and the chapters of the search index, made beside other things; then what is made of them.

    `at_hand`: the parts of these that were there already.
    """

    def __init__(self, run: Run, shards: Sequence[Shard], files: Sequence[DataFile]) -> None:
        """Begin them."""
        self._run = run
        self._files = files
        self._here = sum(shard.public for shard in shards) < FEW
        self._kept: dict[str, Kept] = {}
        self._waiting: list[Callable[[], dict[str, Kept]]] = []
        theme = part_key("theme", run.base)
        self._begin({theme: lambda: partial(_keep_theme, run.cache, theme, run.settings)})  # the plan takes as long
        self._plan = plan_search(run, shards)
        self._data = {_data_key(run, shards, file): file for file in files}
        self._begin(
            {
                **{key: partial(chapter_call, run.cache, self._plan, key) for key in self._plan.chapters},
                **{key: partial(_data_call, run.cache, key, file, shards) for key, file in self._data.items()},
            }
        )
        self.at_hand = list(self._kept.values())

    def _begin(self, calls: Mapping[str, Callable[[], Callable[[], Kept]]]) -> None:
        """Begin what is absent, then look up the rest, then begin what is harmed."""
        begin, cache = partial(self._run.workers.begin, here=self._here), self._run.cache
        absent = [key for key in calls if key not in cache]
        self._waiting.append(begin([(key, calls[key]()) for key in absent]))
        self._kept.update({key: found for key in calls if key not in absent and (found := cache.find(key))})
        harmed = [key for key in calls if key not in self._kept and key not in absent]
        self._waiting.append(begin([(key, calls[key]()) for key in harmed]))

    def made(self) -> list[Kept]:
        """Wait for all of them, and begin to bind the chapters in volumes."""
        new = self._plan.chapters.keys() - self._kept.keys()
        for made in self._waiting:
            self._kept.update(made())
        if len(new) > _MANY:
            self._run.workers.renew()  # to bind them takes much memory, too
        self._bound = begin_binding(self._run, self._plan, self._kept, here=self._here)
        proofs = {file.name: _proof(self._kept[key]) for key, file in self._data.items()}
        site = self._run.site
        package = data_package(self._files, proofs, site_name=site.name, site_url=self._run.site_url)
        return [*self._kept.values(), keep_files(self._run.cache, "data", {f"data/{PACKAGE_FILE}": package})]

    def bound(self) -> list[Kept]:
        """Wait for the volumes; the parts of the search index that are no chapters."""
        return self._bound()


def _years(shards: Sequence[Shard]) -> list[str]:
    return sorted({year for shard in shards for year in shard.years})


def _holders(shards: Sequence[Shard], file: DataFile) -> Iterator[tuple[Shard, str]]:
    """The shards that a file of the open data is made of, each for one year: by year, then in their order."""
    years = _years(shards) if file.year is None else [file.year]
    return ((shard, year) for year in years for shard in shards if year in shard.years)


def _table(file: DataFile) -> str:
    """The text file that has what a file of the open data holds."""
    return LINES_FILE if file.table == DATABASE_FILE else file.table


def _data_key(run: Run, shards: Sequence[Shard], file: DataFile) -> str:
    sums = [shard.sums[f"{ROWS}/{year}/{_table(file)}"] for shard, year in _holders(shards, file)]
    return part_key("data", run.package, file.name, sums)


def _data_call(cache: Cache, key: str, file: DataFile, shards: Sequence[Shard]) -> Callable[[], Kept]:
    parts = [
        f"{shard.kept.folder}/{name}"
        for shard, year in _holders(shards, file)
        for name in _row_files(shard, year, file)
    ]
    return partial(_keep_data, cache, key, file, parts)


def _row_files(shard: Shard, year: str, file: DataFile) -> list[str]:
    """The files of a shard that hold rows of a table."""
    table = _table(file)
    return [record_path(notice) for notice in shard.years[year]] if table == LINES_FILE else [f"{ROWS}/{year}/{table}"]


def _keep_data(cache: Cache, key: str, file: DataFile, parts: Sequence[str]) -> Kept:
    def write(folder: Path) -> None:
        target = folder / "both/data" / file.name
        target.parent.mkdir(parents=True)
        write_table(target, file.table, parts)
        (folder / LISTING).write_bytes(listing([(f"data/{file.name}", target)]))

    return cache.fill(key, write)


def _proof(kept: Kept) -> tuple[int, str]:
    """Size and SHA-256 of the one file of a part."""
    (line,) = listing_lines(kept.read(LISTING)).values()
    stated = json.loads(line)
    return stated["size"], stated["sha256"]


def _keep_theme(cache: Cache, key: str, settings: Settings) -> Kept:
    """What the theme brings along beside pages: built with one page, which is left out."""
    files, _ = build_pages({"index.md": "# x\n"}, {}, settings.workshop, assets=True)
    beside = {
        name: lean(name, content) if name.startswith("assets/search/") else content
        for name, content in files.items()
        if name not in ("index.html", "sitemap.xml")
    }
    return cache.store(key, part_of(site=settings.packed(beside), both={}))
