"""What is made over all notices together, beside the overview: the search index, the open data, and the theme's own files.

The search index has a module of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
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
from generator.shard_files import ROWS
from generator.shards import Shard


def open_data_files(shards: Sequence[Shard], *, whole: bool, database: bool) -> list[DataFile]:
    """The files that the open data consist of; unless `whole`, the long tables are cut by year."""
    return data_files(() if whole else _years(shards), database=database)


def begin_data_and_search(
    run: Run, shards: Sequence[Shard], files: Sequence[DataFile]
) -> tuple[list[Kept], Callable[[], tuple[list[Kept], Callable[[], list[Kept]]]]]:
    """Begin the chapters of the search index, the open data and the theme's own files.

    Gives the parts of these that are at hand, and what waits for all. That gives all of them and, as the volumes of the index are begun
    then, what waits for these and gives the rest.
    """
    here = sum(shard.public for shard in shards) < FEW
    kept: dict[str, Kept] = {}
    waiting: list[Callable[[], dict[str, Kept]]] = []

    def begin(calls: Mapping[str, Callable[[], Callable[[], Kept]]]) -> None:
        """Begin what is absent, then look up the rest, then begin what is harmed."""
        absent = [key for key in calls if key not in run.cache]
        waiting.append(run.workers.begin([(key, calls[key]()) for key in absent], here=here))
        kept.update({key: found for key in calls if key not in absent and (found := run.cache.find(key))})
        harmed = [key for key in calls if key not in kept and key not in absent]
        waiting.append(run.workers.begin([(key, calls[key]()) for key in harmed], here=here))

    theme = part_key("theme", run.base)
    begin({theme: lambda: partial(_keep_theme, run.cache, theme, run.settings)})  # the plan takes as long
    plan = plan_search(run, shards)
    data = {_data_key(run, rows, file): (file, rows) for file in files for rows in [_rows(shards, file)]}
    begin(
        {
            **{key: partial(chapter_call, run.cache, plan, key) for key in plan.chapters},
            **{key: partial(_data_call, run.cache, key, file, rows) for key, (file, rows) in data.items()},
        }
    )

    def finish() -> tuple[list[Kept], Callable[[], list[Kept]]]:
        for made in waiting:
            kept.update(made())
        bound = begin_binding(run, plan, kept, here=here)
        proofs = {file.name: _proof(kept[key]) for key, (file, _) in data.items()}
        package = data_package(files, proofs, site_name=run.site.name, site_url=run.site_url)
        beside = keep_files(run.cache, "data", {f"data/{PACKAGE_FILE}": package})
        return [*kept.values(), beside], bound

    return list(kept.values()), finish


def _years(shards: Sequence[Shard]) -> list[str]:
    return sorted({year for shard in shards for year in shard.years})


def _rows(shards: Sequence[Shard], file: DataFile) -> list[tuple[Shard, str]]:
    """The rows that make up a file of the open data: by year, then in the order of the shards."""
    years = _years(shards) if file.year is None else [file.year]
    return [(shard, f"{ROWS}/{year}") for year in years for shard in shards if year in shard.years]


def _data_key(run: Run, rows: Sequence[tuple[Shard, str]], file: DataFile) -> str:
    table = LINES_FILE if file.table == DATABASE_FILE else file.table
    return part_key("data", run.package, file.name, [shard.sums[f"{folder}/{table}"] for shard, folder in rows])


def _data_call(cache: Cache, key: str, file: DataFile, rows: Sequence[tuple[Shard, str]]) -> Callable[[], Kept]:
    return partial(_keep_data, cache, key, file, [shard.kept.folder / folder for shard, folder in rows])


def _keep_data(cache: Cache, key: str, file: DataFile, parts: Sequence[Path]) -> Kept:
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
