"""Some notices through all stages at once: the bytes of their files in, everything that the site holds of them out.

A shard is a pure function of bytes, so that shards can be made side by side, on any machine, and kept: nothing in it depends on other
notices, on the clock, or on where it runs.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from generator import search
from generator.build.compress import with_twins
from generator.build.pages import Workshop, build_pages
from generator.faults import Fault, errors
from generator.index.json_ld import json_ld_text
from generator.index.notice_json import notice_json, record_bytes
from generator.index.opendata import DataPart, data_part
from generator.load.notices import Loaded, parse_notice
from generator.model.entry import Entry, make_entry
from generator.model.notice import Notice
from generator.model.outline import plain_text
from generator.render.environment import Templates
from generator.render.pages import render_notice

Sums = Sequence[tuple[str, str]]
"""The names and digests of a notice's file and of those attached to it."""

RECORD = "notice.json"
MEAN_SIZE = 32  # between two names that end a shard
MAX_SIZE = 40


@dataclass(frozen=True, kw_only=True)
class NoticeBytes:
    """A notice's file: its path as faults name it, its id, its bytes, and the files attached to it."""

    path: str
    id: str
    raw: bytes
    attached: Mapping[str, bytes]

    def sums(self) -> Sums:
        """What its digests are, in the order that `shard_key` wants."""
        files = [(self.path, self.raw), *sorted(self.attached.items())]
        return [(name, hashlib.sha256(content).hexdigest()) for name, content in files]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What shapes every notice's pages beside the notice."""

    workshop: Workshop
    site_url: str
    drafts: bool

    def packed(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """The files with their packed twins, which a preview does without. Raises ValueError if a twin would replace a file."""
        packed = dict(files) if self.drafts else with_twins(files)
        if replaced := sorted(name for name, content in files.items() if packed[name] is not content):
            raise ValueError(f"packed twins of the names of files: {', '.join(replaced)}")
        return packed


@dataclass(frozen=True, kw_only=True)
class Product:
    """What became of a shard; `public` is how many notices it puts online. With faults that forbid publishing, there are no files.

    `pages`: the Markdown files, for the rendered folder alone. `built`: for the site alone, the pages that the engine made and all packed
    twins. `beside`: what stands beside a page in both.
    """

    faults: tuple[Fault, ...] = ()
    entries: tuple[Entry, ...] = ()
    warnings: tuple[str, ...] = ()
    public: int = 0
    pages: Mapping[str, str]
    built: Mapping[str, bytes]
    beside: Mapping[str, bytes]
    segment: bytes
    data: DataPart

    @property
    def files(self) -> dict[str, bytes]:
        """The files of the site."""
        return {**self.built, **self.beside}


def cut(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    """Cut sorted paths into runs of about 23, at most 40, at places that depend on the names there.

    An insertion therefore changes the run it falls into, seldom the next, never all that follow.
    """
    start = 0
    for index, path in enumerate(paths, start=1):
        mark = int.from_bytes(_mark(path.name)[:4])
        if mark % MEAN_SIZE == 0 or index - start >= MAX_SIZE or index == len(paths):
            yield paths[start:index]
            start = index


def cut_runs(parts: Sequence[tuple[str, int]], least: int, most: int) -> Iterator[slice]:
    """Cut parts, given as (name, size) in their order, into runs whose sizes lie between two bounds, but for the last.

    A run ends where, within its bounds, the hash of a part's name is smallest. A new notice therefore changes the run it falls into, and
    seldom others.
    """
    start = 0
    while start < len(parts):
        sizes = list(accumulate(size for _, size in parts[start:]))
        ends = [index for index, size in enumerate(sizes) if least <= size <= most]
        end = len(sizes) - 1 if sizes[-1] <= most or not ends else min(ends, key=lambda i: _mark(parts[start + i][0]))
        yield slice(start, start + end + 1)
        start += end + 1


def _mark(name: str) -> bytes:
    return hashlib.sha256(os.fsencode(name)).digest()


def folder_hash(folder: Path) -> str:
    """A hash over all files below a folder, but for what Python compiled."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def shard_key(base: str, sums: Iterable[Sums]) -> str:
    """The key of a shard: a hash over the settings' key and the digests of each notice's files."""
    return hashlib.sha256(json.dumps([base, *sums]).encode()).hexdigest()


def make_shard(files: Sequence[NoticeBytes], settings: Settings) -> Product:
    """Take some notices through all stages."""
    from generator.check import check_notice  # noqa: PLC0415 - a build that makes no shard does without

    faults: list[Fault] = []
    entries: list[Entry] = []
    public: list[tuple[Notice, Mapping[str, bytes]]] = []
    for file in files:
        loaded, found = parse_notice(file.path, file.id, file.raw)
        faults += found
        if loaded is None:
            continue
        faults += check_notice(loaded.notice, loaded.source)
        faults += missing_attachments(loaded, file.attached)
        entries.append(make_entry(loaded.notice, file.path))
        if settings.drafts or not loaded.notice.draft:
            public.append((loaded.notice, file.attached))
    if errors(faults):
        return Product(
            faults=tuple(faults), entries=tuple(entries), pages={}, built={}, beside={}, segment=b"", data=data_part(())
        )
    templates = _templates(settings.workshop.templates)
    pages, beside, expected, records = {}, {}, {}, []
    for notice, attached in public:
        pages.update(render_notice(notice, templates, json_ld_text(notice, settings.site_url)))
        record = notice_json(notice, settings.site_url)
        line = record_bytes(record)
        records.append((record, line))
        beside.update(notice_files(notice, attached, line))
        expected[f"notices/{notice.id}/index.html"] = "" if notice.withdrawn else plain_text(notice)
    html, warnings = build_pages(pages, expected, settings.workshop, assets=False) if pages else ({}, [])
    whole = settings.packed(_joined(html, beside))
    return Product(
        faults=tuple(faults),
        entries=tuple(entries),
        warnings=tuple(warnings),
        public=len(public),
        pages=pages,
        built={name: content for name, content in whole.items() if name not in beside},
        beside=beside,
        segment=search.index_segment([notice for notice, _ in public if not notice.withdrawn]).to_bytes(),
        data=data_part(records),
    )


def missing_attachments(loaded: Loaded, attached: Mapping[str, bytes]) -> Iterator[Fault]:
    """A fault for each attachment whose file is not there. Code: Y207."""
    for index, attachment in enumerate(() if loaded.notice.withdrawn else loaded.notice.attachments):
        if attachment.file and attachment.file not in attached:
            message = f"没有附件文件 {attachment.file}"
            hint = f"把它放到 content/files/{loaded.notice.id}/ 下。"
            yield loaded.source.fault("Y207", message, at=("attachments", index, "file"), hint=hint)


def notice_files(notice: Notice, attached: Mapping[str, bytes], record: bytes) -> dict[str, bytes]:
    """What stands beside a notice's page; of a withdrawn notice only its `notice.json`, which says of the withdrawal.

    Raises ValueError if an attached file would replace another.
    """
    from generator.write_yaml import public_yaml  # noqa: PLC0415 - a build that makes no shard does without

    folder = f"notices/{notice.id}/"
    files = {f"{folder}{RECORD}": record}
    if not notice.withdrawn:
        files[f"{folder}notice.yaml"] = public_yaml(notice)
        files[f"{folder}notice.txt"] = plain_text(notice).encode()
        named = {attachment.file for attachment in notice.attachments}
        files = _joined(files, {folder + name: content for name, content in attached.items() if name in named})
    return files


def _joined(own: Mapping[str, bytes], others: Mapping[str, bytes]) -> dict[str, bytes]:
    """Both; the model lets no attachment bear the name of one of our own files or folders, and ValueError says if one still does."""
    taken = own.keys() | {name.rpartition("/")[0] for name in own}
    if replaced := sorted(taken & others.keys()):
        raise ValueError(f"two files of one name: {', '.join(replaced)}")
    return {**own, **others}


@functools.cache
def _templates(folder: Path) -> Templates:
    return Templates(folder)
