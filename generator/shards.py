"""All shards of a site: taken from the cache, or made side by side and kept there."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from generator.build.cache import Cache
from generator.build.compress import is_twin
from generator.faults import Fault, errors
from generator.load.notices import find_notices, read_notice
from generator.model.entry import Entry
from generator.project import Project
from generator.shard import NoticeBytes, Product, Settings, cut, make_shard, settings_key, shard_key

_FACTS = "facts.json"
SEGMENT = "segment"
PARTS = "parts"


@dataclass(frozen=True, kw_only=True)
class Shard:
    """A finished shard: what is known of its notices, and the folder that holds its files (`site/`, `source/`, `segment`, `parts/`)."""

    faults: tuple[Fault, ...]
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...]
    folder: Path | None
    reused: bool


def make_shards(
    project: Project, settings: Settings, *, jobs: int, report: Callable[[str], None]
) -> tuple[list[Shard], list[Fault]]:
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
                    NoticeBytes(path=path.as_posix(), id=path.stem, raw=raw, attached=project.attached(path.stem))
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


def _keep(cache: Cache, key: str, product: Product) -> Shard:
    """Put a product into the cache; one with faults that forbid publishing is not kept."""
    if errors(product.faults):
        return Shard(faults=product.faults, entries=product.entries, warnings=(), folder=None, reused=False)
    facts = {
        "faults": [fault.as_json() for fault in product.faults],
        "entries": [entry.model_dump(mode="json", exclude_defaults=True) for entry in product.entries],
        "warnings": product.warnings,
    }
    beside = {name: content for name, content in product.files.items() if not (name.endswith(".html") or is_twin(name))}
    files = {
        **{f"site/{name}": content for name, content in product.files.items()},
        **{f"source/{name}": text.encode() for name, text in product.pages.items()},
        **{f"source/{name}": content for name, content in beside.items()},
        _FACTS: json.dumps(facts, ensure_ascii=False).encode(),
        **{f"{PARTS}/{name}": content for name, content in product.data.items()},
        SEGMENT: product.segment,
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
