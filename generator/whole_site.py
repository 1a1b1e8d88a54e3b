"""What is made over all notices together, beside the overview: the search index, the open data, and the theme's own files.

The search index is cut into volumes, so that an edit makes one volume anew.
"""

from __future__ import annotations

import hashlib
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
from generator.publish.manifest import listed_sums, listing, listing_lines
from generator.run import FEW, LISTING, Run, part_files, part_key, part_of
from generator.search import Segment, make_volume, search_head
from generator.search.scripts import lean
from generator.shard import Settings, cut_volumes
from generator.shards import ROWS, SEGMENT, Shard

_FACTS = "facts"


def open_data_files(shards: Sequence[Shard], *, whole: bool, database: bool) -> list[DataFile]:
    """The files that the open data consist of; unless `whole`, the long tables are cut by year."""
    return data_files(() if whole else _years(shards), database=database)


def begin_data_and_search(run: Run, shards: Sequence[Shard], files: Sequence[DataFile]) -> Callable[[], list[Kept]]:
    """Begin the open data, the volumes of the search index with what names them, and the theme's own files; give what waits for them."""
    volumes = _volumes(run, shards)
    data = {_data_key(run, rows, file): (file, rows) for file in files for rows in [_rows(shards, file)]}
    theme = part_key("theme", run.base)
    kept = {key: found for key in (*volumes, *data, theme) if (found := run.cache.find(key))}
    last = run.cache.latest("volume-", but=volumes) if volumes.keys() - kept.keys() else None
    calls: dict[str, Callable[[], Kept]] = {
        **{key: partial(_keep_volume, run.cache, key, folders, last) for key, folders in volumes.items()},
        **{key: partial(_keep_data, run.cache, key, file, _folders(rows)) for key, (file, rows) in data.items()},
        theme: partial(_keep_theme, run.cache, theme, run.settings),
    }
    missing = [(key, call) for key, call in calls.items() if key not in kept]
    few = sum(shard.public for shard in shards) < FEW
    made = run.workers.begin(missing, here=few)

    def finish() -> list[Kept]:
        kept.update(made())
        head = search_head([kept[key].read(_FACTS) for key in volumes])
        proofs = {file.name: _proof(kept[key]) for key, (file, _) in data.items()}
        package = data_package(files, proofs, site_name=run.site.name, site_url=run.site_url)
        small = {"search": head, "data": {f"data/{PACKAGE_FILE}": package}}
        return [*kept.values(), *(_keep_small(run.cache, kind, made) for kind, made in small.items())]

    return finish


def _volumes(run: Run, shards: Sequence[Shard]) -> dict[str, list[Path]]:
    """The folders of the shards of each volume, by its key; without notices there is one volume, with nothing in it."""
    sizes = [(min((notice for notice, _ in shard.claims), default=""), shard.public) for shard in shards]
    runs = [shards[cut] for cut in cut_volumes(sizes)] or [()]
    return {
        part_key("volume", run.package, [shard.sums[SEGMENT] for shard in volume]): [
            shard.kept.folder for shard in volume
        ]
        for volume in runs
    }


def _keep_volume(cache: Cache, key: str, shards: Sequence[Path], last: Kept | None) -> Kept:
    """Make and keep a volume. After an edit most files are the same as in the last one; to link a file takes a quarter of writing it."""
    volume = make_volume([Segment.from_bytes((shard / SEGMENT).read_bytes()) for shard in shards])
    files = {**part_files(volume.files), _FACTS: volume.facts}
    before = {digest: path for path, digest in listed_sums(last.read(LISTING))} if last else {}
    links = {
        f"both/{path}": f"{last.folder}/both/{before[digest]}"
        for path, digest in listed_sums(files[LISTING])
        if last and digest in before
    }
    return cache.store(key, files, links)


def _years(shards: Sequence[Shard]) -> list[str]:
    return sorted({year for shard in shards for year in shard.years})


def _rows(shards: Sequence[Shard], file: DataFile) -> list[tuple[Shard, str]]:
    """The rows that make up a file of the open data: by year, then in the order of the shards."""
    years = _years(shards) if file.year is None else [file.year]
    return [(shard, f"{ROWS}/{year}") for year in years for shard in shards if year in shard.years]


def _folders(rows: Sequence[tuple[Shard, str]]) -> list[Path]:
    return [shard.kept.folder / folder for shard, folder in rows]


def _data_key(run: Run, rows: Sequence[tuple[Shard, str]], file: DataFile) -> str:
    table = LINES_FILE if file.table == DATABASE_FILE else file.table
    return part_key("data", run.package, file.name, [shard.sums[f"{folder}/{table}"] for shard, folder in rows])


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
        name: _published(name, content) for name, content in files.items() if name not in ("index.html", "sitemap.xml")
    }
    return cache.store(key, part_of(site=settings.packed(beside), both={}))


def _published(name: str, content: bytes) -> bytes:
    """The search's own scripts lose their comments, which each reader would fetch; all else stays as it is."""
    own = name.startswith("assets/search/") and name.endswith(".js")
    return lean(content.decode()).encode() if own else content


def _keep_small(cache: Cache, kind: str, files: Mapping[str, bytes]) -> Kept:
    key = part_key(kind, [(path, hashlib.sha256(content).hexdigest()) for path, content in sorted(files.items())])
    return cache.find(key) or cache.store(key, part_files(files))
