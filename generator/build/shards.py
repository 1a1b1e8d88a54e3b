"""Pages → HTML in shards: a shard is a pure function from bytes to bytes, run side by side and kept in a cache.

The cache key covers everything that a shard depends on. A shard whose article text is not exactly the text it was given is refused: the
first promise is checked in every build, not only in the tests.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from lxml import html

from generator.build.engine import engine_versions, run_engine
from generator.faults import GeneratorError

SHARD_SIZE = 64
_CACHE_VERSION = "1"


@dataclass(frozen=True, kw_only=True)
class Shard:
    """Some pages to build. `expected` maps a page's HTML file to the hash of its article text (`text_hash`); with `assets`, the files
    that the theme brings along are part of the result."""

    pages: Mapping[str, str]
    expected: Mapping[str, str]
    assets: bool = False


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """Where and how shards are built; the same for all shards of a build."""

    engine: str
    config_file: Path
    theme: Path
    cache: Path
    jobs: int = 1


@dataclass(frozen=True, kw_only=True)
class Built:
    """Folders of finished HTML, in the order of the shards, and what the engine warned of."""

    folders: tuple[Path, ...]
    reused: int
    warnings: tuple[str, ...] = field(default=())


def plan(pages: Mapping[str, str], expected: Mapping[str, str]) -> list[Shard]:
    """Cut pages into shards: those with an `expected` text in runs of 64 by path, all others in one shard with the theme's files."""
    paths = sorted(path for path in pages if _output(path) in expected)
    runs = [paths[start : start + SHARD_SIZE] for start in range(0, len(paths), SHARD_SIZE)]
    rest = sorted(pages.keys() - set(paths))
    shards = [_shard(rest, pages, expected, assets=True)]
    return shards + [_shard(run, pages, expected, assets=False) for run in runs]


def _shard(paths: Sequence[str], pages: Mapping[str, str], expected: Mapping[str, str], *, assets: bool) -> Shard:
    outputs = {_output(path) for path in paths}
    wanted = {path: text for path, text in expected.items() if path in outputs}
    return Shard(pages={path: pages[path] for path in paths}, expected=wanted, assets=assets)


def _output(path: str) -> str:
    """The HTML file of a Markdown file, with directory addresses."""
    stem = path.removesuffix(".md")
    return f"{stem}.html" if stem.rpartition("/")[2] == "index" else f"{stem}/index.html"


def build_shards(shards: Sequence[Shard], workshop: Workshop, report: Callable[[int, int], None]) -> Built:
    """Build every shard that is not in the cache; `report(done, total)` is called as they finish."""
    base = _base_key(workshop)
    keys = [_key(shard, base) for shard in shards]
    missing = [index for index, key in enumerate(keys) if not (workshop.cache / key).is_dir()]
    done = len(shards) - len(missing)
    report(done, len(shards))
    warnings: list[str] = []
    for index, files, said in _run([(index, shards[index]) for index in missing], workshop):
        _store(workshop.cache / keys[index], files)
        warnings += said
        done += 1
        report(done, len(shards))
    folders = tuple(workshop.cache / key for key in keys)
    return Built(folders=folders, reused=len(shards) - len(missing), warnings=tuple(dict.fromkeys(warnings)))


def prune(cache: Path, keep: Sequence[Path]) -> None:
    """Remove cache entries that the last build did not use."""
    wanted = {folder.name for folder in keep}
    for entry in sorted(cache.iterdir()) if cache.is_dir() else ():
        if entry.name not in wanted:
            shutil.rmtree(entry, ignore_errors=True)


Result = tuple[int, dict[str, bytes], list[str]]


def _run(work: Sequence[tuple[int, Shard]], workshop: Workshop) -> Iterator[Result]:
    if workshop.jobs <= 1 or len(work) <= 1:
        for index, shard in work:
            yield _numbered(index, shard, workshop)
        return
    with _executor(min(workshop.jobs, len(work))) as executor:
        futures = [executor.submit(_numbered, index, shard, workshop) for index, shard in work]
        for future in as_completed(futures):
            yield future.result()


def _executor(jobs: int) -> Executor:
    return ProcessPoolExecutor(max_workers=jobs, mp_context=multiprocessing.get_context("spawn"))


def _numbered(index: int, shard: Shard, workshop: Workshop) -> Result:
    files, warnings = build_shard(shard, workshop)
    return index, files, warnings


def build_shard(shard: Shard, workshop: Workshop) -> tuple[dict[str, bytes], list[str]]:
    """Build one shard: its HTML files by path, and the engine's warnings.

    Raises GeneratorError if the engine fails or a page does not show exactly the text of its notice.
    """
    with tempfile.TemporaryDirectory(prefix="shard-") as folder:
        docs, site = Path(folder) / "docs", Path(folder) / "site"
        for path, text in shard.pages.items():
            target = docs / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        warnings = run_engine(workshop.engine, workshop.config_file, docs, site)
        files = dict(_collect(site, None if shard.assets else {_output(path) for path in shard.pages}))
    for path, expected in shard.expected.items():
        if text_hash(article_text(files[path])) != expected:
            raise GeneratorError(f"页面 {path} 的文字与通报不一致，已停止。请检查 mkdocs.yml 里启用的 Markdown 扩展是否改动文字。")
    return files, warnings


def article_text(page: bytes) -> str:
    """The text of `<article data-notice>` without what the page adds (`data-ui`)."""
    root = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    articles = root.xpath("//article[@data-notice]")
    if not articles:
        return ""
    for extra in articles[0].xpath(".//*[@data-ui]"):
        extra.drop_tree()
    return str(articles[0].text_content())


def text_hash(text: str) -> str:
    """The SHA-256 of a text without white space, which is how texts are compared."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()


def _collect(site: Path, wanted: set[str] | None) -> Iterator[tuple[str, bytes]]:
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and (wanted is None or name in wanted):
            yield name, path.read_bytes()


def _base_key(workshop: Workshop) -> str:
    digest = hashlib.sha256(f"{_CACHE_VERSION} {engine_versions(workshop.engine)}".encode())
    for path in (workshop.config_file, *sorted(workshop.theme.rglob("*"))):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _key(shard: Shard, base: str) -> str:
    facts = json.dumps([base, dict(shard.pages), dict(shard.expected), shard.assets], sort_keys=True)
    return hashlib.sha256(facts.encode()).hexdigest()


def _store(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a shard into the cache in one step, so that an interrupted build leaves no half entry."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
    for name, content in files.items():
        target = temporary / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    try:
        os.replace(temporary, folder)
    except OSError:  # another build stored the same shard in the meantime
        shutil.rmtree(temporary)
        if not folder.is_dir():
            raise
