"""What the cache keeps of a shard: made of all its notices, or of those alone that differ from an earlier shard.

What is taken over was made of the same bytes with the same settings, so that the files do not tell which way they came about.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Final

from generator import search
from generator.build.cache import Kept
from generator.build.engine import pages_apart
from generator.faults import Fault, errors
from generator.index.opendata import data_part
from generator.model.entry import Entry, entries_from_json, entries_to_json
from generator.publish.manifest import listing_lines
from generator.run import LISTING, part_of
from generator.shard import RECORD, NoticeBytes, Product, Settings, make_shard

ENTRIES: Final = "entries.json"
FACTS: Final = "facts.json"
FAULTS: Final = "faults.json"
ROWS: Final = "rows"
SEGMENT: Final = "segment"
_TREES: Final = ("site", "both", "source")

Claims = Sequence[tuple[str, Sequence[str]]]
"""The id of each notice, and its former ids."""


def shard_files(files: Sequence[NoticeBytes], settings: Settings) -> dict[str, bytes]:
    """Make a shard; the files of its cache entry, by path."""
    product = make_shard(files, settings)
    return {**_pages(product), **_facts(product)}


def renewed_files(
    files: Sequence[NoticeBytes], settings: Settings, earlier: Kept, same: Set[str]
) -> tuple[dict[str, bytes], dict[str, str]] | None:
    """Make a shard, but take over from an earlier one what was made of the notices with the paths `same`, which have not changed.

    The files of its cache entry, by path, and those of them that are to be links, with what they lead to. None if what was made of one
    notice may depend on another, or cannot be told from it: then the shard has to be made as a whole.
    """
    told = json.loads(earlier.read(FACTS))
    faults = read_faults(earlier)
    workshop = settings.workshop
    apart = pages_apart(workshop.engine, workshop.config_file)
    if not apart or not _separable(faults, told["warnings"], told["claims"]):
        return None
    made = make_shard([file for file in files if file.path not in same], settings)
    faults = (*(fault for fault in faults if fault.path in same), *made.faults)
    kept = [entry for entry in entries_from_json(earlier.read(ENTRIES)) if entry.path in same]
    entries = [*kept, *made.entries]
    if not _separable(faults, made.warnings, _claims(entries)):
        return None
    order = {file.path: index for index, file in enumerate(files)}
    entries.sort(key=lambda entry: order[entry.path])
    links = _links(earlier, kept)
    pages = _pages(made)
    records = _records(entries, pages, links)
    product = Product(
        faults=tuple(sorted(faults, key=lambda fault: order[fault.path])),
        entries=tuple(entries),
        public=len(records),
        pages={},
        built={},
        beside={},
        segment=_segment(entries, earlier, kept, made.segment),
        data=data_part((json.loads(record), record) for record in records),
    )
    pages[LISTING] = _listing(earlier, links, pages[LISTING])
    return {**dict.fromkeys(links, b""), **pages, **_facts(product)}, links


def _pages(product: Product) -> dict[str, bytes]:
    return {
        **part_of(site=product.built, both=product.beside),
        **{f"source/{name}": text.encode() for name, text in product.pages.items()},
    }


def _facts(product: Product) -> dict[str, bytes]:
    entries = entries_to_json(product.entries)
    rows = {f"{ROWS}/{name}": content for name, content in product.data.rows.items()}
    sums = {name: hashlib.sha256(made).hexdigest() for name, made in ((ENTRIES, entries), (SEGMENT, product.segment))}
    wrong = len(errors(product.faults))
    facts = {
        "errors": wrong,
        "doubts": len(product.faults) - wrong,
        "warnings": product.warnings,
        "claims": _claims(product.entries),
        "public": product.public,
        "years": product.data.ids,
        "sums": sums | {f"{ROWS}/{name}": digest for name, digest in product.data.sums.items()},
    }
    faults = [fault.as_json() for fault in product.faults]
    return {ENTRIES: entries, SEGMENT: product.segment, **rows, FACTS: _json(facts), FAULTS: _json(faults)}


def record_path(notice: str) -> str:
    """Where an entry has the `notice.json` of a notice, by its id."""
    return f"both/notices/{notice}/{RECORD}"


def read_faults(kept: Kept) -> tuple[Fault, ...]:
    """The faults of a shard's notices."""
    return tuple(Fault(**fault) for fault in json.loads(kept.read(FAULTS)))


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _claims(entries: Sequence[Entry]) -> Claims:
    return [(entry.notice.id, entry.notice.aliases) for entry in entries]


def _separable(faults: Sequence[Fault], warnings: Sequence[str], claims: Claims) -> bool:
    """Whether there are pages, nothing that is said of all of them together, and none in the folder of another notice."""
    names = [name for notice, former in claims for name in (notice, *former)]
    return not errors(faults) and not warnings and len(names) == len(set(names))


def _links(earlier: Kept, kept: Sequence[Entry]) -> dict[str, str]:
    """All files of some notices in an entry, by path, and where they are."""
    folders = {f"notices/{name}" for notice, former in _claims(kept) for name in (notice, *former)}
    return {
        f"{tree}/{name}": f"{earlier.folder}/{tree}/{name}"
        for tree in _TREES
        for name in earlier.trees.get(tree, ())
        if "/".join(name.split("/")[:2]) in folders
    }


def _records(entries: Sequence[Entry], pages: Mapping[str, bytes], links: Mapping[str, str]) -> list[bytes]:
    """The `notice.json` of each notice that is public."""
    names = [record_path(entry.notice.id) for entry in entries]
    return [
        Path(links[name]).read_bytes() if name in links else pages[name]
        for name in names
        if name in links or name in pages
    ]


def _segment(entries: Sequence[Entry], earlier: Kept, kept: Sequence[Entry], made: bytes) -> bytes:
    """Those notices in an entry's segment that are kept, and all of another, in their order."""
    ids = {entry.notice.id for entry in kept}
    old = search.Segment.from_bytes(earlier.read(SEGMENT)).pieces()
    pieces = {str(piece.record["id"]): piece for piece in old if str(piece.record["id"]) in ids}
    pieces |= {str(piece.record["id"]): piece for piece in search.Segment.from_bytes(made).pieces()}
    return search.Segment.of(pieces[entry.notice.id] for entry in entries if entry.notice.id in pieces).to_bytes()


def _listing(earlier: Kept, links: Mapping[str, str], made: bytes) -> bytes:
    paths = {name.partition("/")[2] for name in links}
    lines = {path: line for path, line in listing_lines(earlier.read(LISTING)).items() if path in paths}
    lines |= listing_lines(made)
    return "".join(f"{lines[path]}\n" for path in sorted(lines)).encode()
