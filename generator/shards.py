"""All shards of a site: taken from the cache, or made side by side and kept there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import chain, takewhile
from pathlib import Path

from generator.build.cache import Cache, Kept
from generator.digests import Digests
from generator.faults import Fault, GeneratorError
from generator.load.notices import find_notices, read_notice
from generator.model.entry import Entry, entries_from_json
from generator.progress import Step
from generator.remote import call_with, pack
from generator.run import FEW, Run
from generator.shard import NoticeBytes, Settings, Sums, cut, shard_key
from generator.shard_files import ENTRIES, FACTS, Claims, read_faults, renewed_files, shard_files


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """A shard that was made of some of the same notices: its key, and the paths of those that have not changed since."""

    key: str
    same: Set[str]


@dataclass(frozen=True, kw_only=True)
class Shard:
    """A finished shard: what is known of its notices, and where its files are (`site/`, `both/`, `source/`, `segment`, `rows/`).

    `errors`, `doubts`: how many of their faults forbid publishing, and how many do not. `claims`: the id of each notice, and its former
    ids. `public`: how many notices it puts online. `years`: the ids of these by the year under which the open data have them. `sums`:
    digests of what others are made of over all shards: its entries, its segment, and each table of the open data (`rows/2024/items.csv`).
    """

    errors: int
    doubts: int
    warnings: tuple[str, ...]
    claims: Claims
    public: int
    years: Mapping[str, Sequence[str]]
    sums: Mapping[str, str]
    kept: Kept
    reused: bool

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults of its notices; of a large site it takes long to read all of them."""
        return read_faults(self.kept)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Its notices without their texts."""
        return entries_from_json(self.kept.read(ENTRIES))


def make_shards(run: Run, likely: Callable[[], Set[str]]) -> tuple[list[Shard], list[Fault]]:
    """Make every shard that is not in the cache, side by side; also the faults of files that are no notices.

    While a process makes the one shard that an edit asks for, the others are looked up, and after them, until it is there, `likely` keys
    of parts that will be asked for later. Where no shard is to be made, two processes look them up.
    """
    digests = Digests(run.project.digests)
    wanted, faults = _wanted(run, digests)
    total = sum(map(len, wanted.values()))
    absent = {key: paths for key, paths in wanted.items() if key not in run.cache}
    alone = absent if len(absent) == 1 and total >= FEW and not run.workers.on_cluster else {}
    begun = run.workers.begin(_calls(run, alone, digests))
    idle = not absent and total >= FEW and run.workers.side_by_side
    later = sorted(likely() - wanted.keys(), reverse=True) if idle or alone else []  # volumes first, which take long
    kept = run.cache.find_all([key for key in wanted if key not in absent], later if idle else ())
    if alone:
        run.cache.look_ahead(takewhile(lambda _: any(key not in run.cache for key in alone), later))
    finished = {key: _shard(one, reused=True) for key, one in kept.items()}
    missing = {key: paths for key, paths in wanted.items() if key not in finished and key not in alone}
    reused = done = sum(len(wanted[key]) for key in finished)
    run.report(Step(name="构建网页", done=done, total=total, reused=reused))
    for key, made in chain(begun().items(), _make(run, missing, digests)):
        finished[key] = _shard(made, reused=False)
        done += len(wanted[key])
        run.report(Step(name="构建网页", done=done, total=total, reused=reused))
    return [finished[key] for key in wanted], faults


def _wanted(run: Run, digests: Digests) -> tuple[dict[str, Sequence[Path]], list[Fault]]:
    """The shards that the content asks for: the paths of the notices of each, by its key.

    Where a notice was touched, processes are prepared for the work that this will mean.
    """
    project = run.project
    holders = project.holders()
    wanted: dict[str, Sequence[Path]] = {}
    faults: list[Fault] = []
    found = find_notices(project.content)
    for paths in cut(found):
        sums: dict[Path, Sums] = {}
        for path in paths:
            digest = digests.remembered(path)
            if digest is None:
                if len(found) >= FEW:
                    run.workers.prepare()
                raw, wrong = read_notice(path, path.as_posix())
                faults += wrong
                if raw is None:
                    continue
                digest = digests.remember(path, raw)
            attached = project.attached_paths(path.stem) if path.stem in holders else ()
            sums[path] = [
                (path.as_posix(), digest),
                *(
                    (file.name, digests.remembered(file) or digests.remember(file, file.read_bytes()))
                    for file in attached
                ),
            ]
        if sums:
            wanted[shard_key(run.base, sums.values())] = tuple(sums)
    digests.save()
    return wanted, faults


def _make(run: Run, missing: Mapping[str, Sequence[Path]], digests: Digests) -> Iterator[tuple[str, Kept]]:
    """Make shards, given as the paths of their notices by key, and keep them; a cluster sends back what this machine is to keep."""
    if run.workers.on_cluster:
        kit = pack(run.settings)
        read = ((key, _read(run, key, paths)) for key, paths in missing.items())
        sent = ((key, partial(call_with, kit, partial(shard_files, files))) for key, files in read)
        yield from ((key, run.cache.store(key, made)) for key, made in run.workers.run_on_cluster(sent))
    else:
        yield from run.workers.run(_calls(run, missing, digests))


def _calls(
    run: Run, missing: Mapping[str, Sequence[Path]], digests: Digests
) -> Iterator[tuple[str, Callable[[], Kept]]]:
    """What makes and keeps each shard on this machine; the largest come first, so that all processes end at about the same time."""
    for key, paths in sorted(missing.items(), key=lambda one: -len(one[1])):
        files = _read(run, key, paths)
        yield key, partial(_keep, run.cache, key, files, run.settings, _earlier(run, digests, files))


def _read(run: Run, key: str, paths: Sequence[Path]) -> list[NoticeBytes]:
    files = []
    for path in paths:
        raw, faults = read_notice(path, path.as_posix())
        if raw is None:
            raise GeneratorError(f"构建时 {path.as_posix()} 读不出了，请再试一次：{faults[0].message}")
        attached = run.project.attached(path.stem)
        files.append(NoticeBytes(path=path.as_posix(), id=path.stem, raw=raw, attached=attached))
    if shard_key(run.base, [file.sums() for file in files]) != key:
        raise GeneratorError(f"构建时 {paths[0].parent.as_posix()} 里有文件改动了，请再试一次。")
    return files


def _earlier(run: Run, digests: Digests, files: Sequence[NoticeBytes]) -> Earlier:
    """The shard of some notices as it was when their files were last read, as far as they were there."""
    last: dict[str, Sums] = {}
    for file in files:
        if digest := digests.last(Path(file.path)):
            attached = (
                (name, digests.last(run.project.attached_path(file.id, name))) for name in sorted(file.attached)
            )
            last[file.path] = [(file.path, digest), *((name, known) for name, known in attached if known)]
    same = {file.path for file in files if file.path in last and last[file.path] == file.sums()}
    return Earlier(key=shard_key(run.base, last.values()), same=same)


def _keep(cache: Cache, key: str, files: Sequence[NoticeBytes], settings: Settings, before: Earlier) -> Kept:
    earlier = cache.find(before.key) if before.same else None
    renewed = renewed_files(files, settings, earlier, before.same) if earlier else None
    return cache.store(key, *renewed) if renewed else cache.store(key, shard_files(files, settings))


def _shard(kept: Kept, *, reused: bool) -> Shard:
    facts = json.loads(kept.read(FACTS))
    return Shard(
        errors=facts["errors"],
        doubts=facts["doubts"],
        warnings=tuple(facts["warnings"]),
        claims=facts["claims"],
        public=facts["public"],
        years=facts["years"],
        sums=facts["sums"],
        kept=kept,
        reused=reused,
    )
