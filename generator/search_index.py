"""The search index of a site, as parts: the phrases, the chapters made side by side, the volumes that bind them, and what names these.

An edit makes one chapter anew, and binds its volume again.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator import search
from generator.build.cache import Cache, Kept
from generator.run import LISTING, Run, part_files, part_key
from generator.search.choice import MOST_CHAPTERS, sample
from generator.search_parts import FACTS, PHRASES, Task, keep_chapter, keep_volume, last_of, shards_of
from generator.shard import cut_runs
from generator.shard_files import SEGMENT
from generator.shards import Shard

_CHAPTER = (250, 500)
"""Notices of a chapter: the smaller, the sooner one is made anew; a search reads something of each."""
_VOLUME = (MOST_CHAPTERS // 2, MOST_CHAPTERS)
"""Chapters of a volume."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the search index of a site is made of.

    `phrases`: the part that has them; `program`: a hash over the program and the phrases, which shape all chapters; `chapters`: the files
    of the segments of each chapter, by its key; `volumes`: the keys of each volume's chapters.
    """

    phrases: Kept
    program: str
    chapters: Mapping[str, Sequence[Path]]
    volumes: Sequence[Sequence[str]]


def plan_search(run: Run, shards: Sequence[Shard]) -> Plan:
    """Cut the notices of all shards into chapters, and these into volumes; without notices there is one of each, with nothing in it."""
    phrases = _phrases(run, shards)
    told = hashlib.sha256(phrases.read(PHRASES)).hexdigest()
    sizes = [(min((notice for notice, _ in shard.claims), default=""), shard.public) for shard in shards]
    runs = list(cut_runs(sizes, *_CHAPTER)) or [slice(0)]
    chapters = {
        part_key("chapter", run.package, told, [shard.sums[SEGMENT] for shard in shards[part]]): [
            shard.kept.folder / SEGMENT for shard in shards[part]
        ]
        for part in runs
    }
    keys = list(chapters)
    ends = [(sizes[part][-1][0] if sizes else "", 1) for part in runs]
    volumes = [keys[part] for part in cut_runs(ends, *_VOLUME)]
    return Plan(phrases=phrases, program=part_key("program", run.package, told), chapters=chapters, volumes=volumes)


def chapter_call(cache: Cache, plan: Plan, key: str) -> Callable[[], Kept]:
    """What makes a chapter."""
    segments = plan.chapters[key]
    return partial(keep_chapter, _task(cache, plan, key, shards_of(segments)), segments)


def begin_binding(run: Run, plan: Plan, kept: Mapping[str, Kept], *, here: bool) -> Callable[[], list[Kept]]:
    """Begin to make the volumes that are not in the cache, of chapters that are all at hand.

    Gives what waits for them, and returns the parts of the index that are not chapters.
    """
    volumes = {part_key("volume", run.package, keys): keys for keys in plan.volumes}
    found = {key: part for key in volumes if (part := run.cache.find(key))}
    calls = [
        (key, partial(keep_volume, _task(run.cache, plan, key, keys), [kept[chapter].folder for chapter in keys]))
        for key, keys in sorted(volumes.items())
        if key not in found
    ]
    begun = run.workers.begin(calls, here=here)

    def finish() -> list[Kept]:
        if calls and not here:  # what then names the volumes takes a while to load
            importlib.import_module("generator.search.publish")
        found.update(begun())
        return [plan.phrases, *found.values(), _head(run, list(found.values()))]

    return finish


def _head(run: Run, volumes: Sequence[Kept]) -> Kept:
    """What names the volumes."""
    facts = [volume.read(FACTS) for volume in volumes]
    key = part_key("search", run.package, sorted(hashlib.sha256(each).hexdigest() for each in facts))
    return run.cache.find(key) or run.cache.store(key, part_files(search.search_head(facts)))


def _phrases(run: Run, shards: Sequence[Shard]) -> Kept:
    """The phrases, counted in a sample of all notices."""
    shard_of = {notice: shard for shard in shards for notice, _ in shard.claims}
    chosen = sample(shard_of)
    holders = {shard.kept.folder: shard for shard in map(shard_of.__getitem__, chosen)}
    key = part_key("phrases", run.package, chosen, [shard.sums[SEGMENT] for shard in holders.values()])
    if kept := run.cache.find(key):
        return kept
    segments = (search.Segment.from_bytes((folder / SEGMENT).read_bytes()) for folder in holders)
    return run.cache.store(key, {PHRASES: search.phrases_of(segments, chosen), LISTING: b""})


def _task(cache: Cache, plan: Plan, key: str, made_of: Collection[str]) -> Task:
    """What a chapter or volume of these shards or chapters is made with."""
    kind = f"{key.partition('-')[0]}-"
    return Task(
        cache=cache,
        key=key,
        phrases=plan.phrases.folder / PHRASES,
        program=plan.program,
        last=last_of(cache, kind, plan.program, made_of),
    )
