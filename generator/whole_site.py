"""What is made over all notices together, beside the overview: the search index, the open data, and the theme's own files.

The search index is cut into volumes, so that an edit makes one volume anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from generator.build.cache import Cache, Kept
from generator.build.pages import build_pages
from generator.index.opendata import write_open_data
from generator.model.site import Site
from generator.publish.manifest import listing
from generator.run import LISTING, Run, part_files, part_key, part_of
from generator.search import Segment, make_volume, search_head
from generator.search.scripts import lean
from generator.shard import Settings, cut_volumes
from generator.shards import ROWS, SEGMENT, Shard

_FACTS = "facts"
_FEW = 200  # notices below which starting a process takes longer than the work


def begin_data_and_search(run: Run, shards: Sequence[Shard], *, database: bool) -> Callable[[], list[Kept]]:
    """Begin the open data, the volumes of the search index with what names them, and the theme's own files; give what waits for them."""
    volumes = _volumes(run, shards)
    site, folders = run.site, [shard.kept.folder for shard in shards]
    data = part_key("data", run.package, site.name, site.url, database, [shard.sums[ROWS] for shard in shards])
    theme = part_key("theme", run.base)
    calls: dict[str, Callable[[], Kept]] = {
        data: partial(_keep_open_data, run.cache, data, folders, site, database=database),
        **{key: partial(_keep_volume, run.cache, key, folders) for key, folders in volumes.items()},
        theme: partial(_keep_theme, run.cache, theme, run.settings),
    }
    kept = {key: found for key in calls if (found := run.cache.find(key))}
    missing = [(key, call) for key, call in calls.items() if key not in kept]
    few = sum(shard.public for shard in shards) < _FEW
    made = run.workers.begin(missing, here=few)

    def finish() -> list[Kept]:
        kept.update(made())
        head = search_head([kept[key].read(_FACTS) for key in volumes])
        return [*kept.values(), _keep_small(run.cache, "search", head)]

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


def _keep_volume(cache: Cache, key: str, shards: Sequence[Path]) -> Kept:
    volume = make_volume([Segment.from_bytes((shard / SEGMENT).read_bytes()) for shard in shards])
    return cache.store(key, {**part_files(volume.files), _FACTS: volume.facts})


def _keep_open_data(cache: Cache, key: str, shards: Sequence[Path], site: Site, *, database: bool) -> Kept:
    def write(folder: Path) -> None:
        target = folder / "both" / "data"
        target.mkdir(parents=True)
        parts = [shard / ROWS for shard in shards]
        write_open_data(target, parts, site_name=site.name, site_url=site.url or "", database=database)
        names = sorted(path.name for path in target.iterdir())
        (folder / LISTING).write_bytes(listing((f"data/{name}", target / name) for name in names))

    return cache.fill(key, write)


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
