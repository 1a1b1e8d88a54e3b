"""The manifest: every file of a site with its size and SHA-256, the content's hash, and the versions that made it.

Pure; no clock. The content's hash is the SHA-256 of what `sha256sum` prints for all files in the manifest's order, so
it can be worked out by hand.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any, Final

from generator.faults import GeneratorError
from generator.os_errors import refusal

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.minisig"
FORMAT: Final = 1
_NOT_LISTED: Final = (MANIFEST, SIGNATURE)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_TITLE: Final = re.compile(rb"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_HEAD_BYTES: Final = 16_384
_CHUNK: Final = 1 << 20
_BEFORE_PATH: Final = b'{"path": "'
_AFTER_PATH: Final = b'", "size": '
_BEFORE_SUM: Final = b'"sha256": "'
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One file: its path below the site's root, its size in bytes, its SHA-256; a page's title too."""

    path: str
    size: int
    sha256: str
    title: str | None = None

    @property
    def is_page(self) -> bool:
        """Whether readers open it as a page."""
        return self.path.endswith(".html") and self.path != "404.html"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a site consists of. `entries` are sorted by path."""

    entries: tuple[Entry, ...]
    generator: str
    engine: str

    @property
    def content(self) -> str:
        """The hash of all files, which names the release."""
        return _content_hash((entry.path.encode(), entry.sha256.encode()) for entry in self.entries)

    def text(self) -> str:
        """The manifest as JSON, one file a line."""
        lines = "\n".join(_line(entry) for entry in self.entries)
        return manifest_of(lines_by_path([lines.encode()]), generator=self.generator, engine=self.engine).decode()


@dataclass(frozen=True, kw_only=True)
class Differences:
    """What two sets of files do not share, as sorted paths."""

    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing or self.extra)


def manifest(files: Iterable[tuple[str, bytes | Path]], *, generator: str, engine: str) -> bytes:
    """Make `manifest.json` of a site's files, given as (path below the root, content or where it lies)."""
    return manifest_of(lines_by_path([listing(files)]), generator=generator, engine=engine)


def listing(files: Iterable[tuple[str, bytes | Path]]) -> bytes:
    """What a manifest says of some files, a line of JSON each, sorted by path; see `lines_by_path`."""
    listed = {path: content for path, content in files if path not in _NOT_LISTED}
    return listing_of(_entry(path, listed[path]) for path in sorted(listed))


def listing_of(entries: Iterable[Entry]) -> bytes:
    """The listing of files, sorted by path, of which all that it says is known."""
    return "".join(f"{_line(entry)}\n" for entry in entries).encode()


def listing_lines(listed: bytes) -> dict[str, str]:
    """The lines of a listing by path, without their ends."""
    return {path.decode(): line.decode() for path, line in lines_by_path([listed]).items()}


def listed_entries(listed: bytes) -> list[Entry]:
    """The entries of a listing, as this program wrote it."""
    return [Entry(**stated) for stated in json.loads(b"[%b]" % b",".join(listed.splitlines()))]


def lines_by_path(listings: Iterable[bytes], known: Mapping[bytes, bytes] | None = None) -> dict[bytes, bytes]:
    """The lines of listings by path, added to those known already, sorted; UTF-8, whose order is that of the text.

    Raises GeneratorError if two have a path in common.
    """
    lines = [line for one in listings for line in one.split(b"\n") if line]
    paths = [line[len(_BEFORE_PATH) : line.index(_AFTER_PATH)] for line in lines]
    if b"\\" in b"".join(paths):
        paths = [str(json.loads(b'"%b"' % path)).encode() for path in paths]
    before = known or {}
    found = {**before, **dict(zip(paths, lines, strict=True))}
    if len(found) < len(before) + len(paths):
        path = Counter([*before, *paths]).most_common(1)[0][0].decode()
        raise GeneratorError(f"网站里的 {path} 由两处内容同时生成；请检查 content/pages/ 的文件名和通报编号。")
    return {path: found[path] for path in sorted(found)}


def manifest_of(lines: Mapping[bytes, bytes], *, generator: str, engine: str) -> bytes:
    """Make `manifest.json` of the lines of all files, sorted by path."""
    content = _content_hash((path, line.partition(_BEFORE_SUM)[2][:64]) for path, line in lines.items())
    head = {"format": FORMAT, "content": content, "generator": generator, "engine": engine}
    stated = "".join(f" {_json(key)}: {_json(value)},\n" for key, value in head.items())
    files = b",\n  ".join(lines.values())
    return b'{\n%b "files": [\n%b%b\n ]\n}\n' % (stated.encode(), b"  " if lines else b"", files)


def _content_hash(sums: Iterable[tuple[bytes, bytes]]) -> str:
    return hashlib.sha256(b"".join([b"%b  %b\n" % (digest, path) for path, digest in sums])).hexdigest()


def parse_manifest(raw: bytes) -> Manifest:
    """Read a manifest. Raises GeneratorError if it is none, contradicts itself, or names a path outside the site."""
    try:
        data = json.loads(raw)
        entries = tuple(_parse_entry(one) for one in data["files"])
        found = Manifest(entries=entries, generator=str(data["generator"]), engine=str(data["engine"]))
        stated, version = data["content"], data["format"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise GeneratorError(f"{MANIFEST} 不是清单，或已损坏：{error}") from error
    if version != FORMAT:
        raise GeneratorError(f"{MANIFEST} 的格式版本是 {version}，本程序只认 {FORMAT}。")
    paths = [entry.path for entry in entries]
    if paths != sorted(set(paths)):
        raise GeneratorError(f"{MANIFEST} 已损坏：文件没有按次序各列一次。")
    if stated != found.content:
        raise GeneratorError(f"{MANIFEST} 已损坏：所列文件与其 content 哈希不符。")
    return found


def site_files(site: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder with its path as a manifest has it, sorted.

    Links are given too, never followed into folders.
    """
    paths = (path for path in site.rglob("*") if path.is_symlink() or not path.is_dir())
    yield from sorted((path.relative_to(site).as_posix(), path) for path in paths)


def read_manifest(site: Path) -> Manifest:
    """Read the manifest at a site's root."""
    return parse_manifest(read_manifest_bytes(site))


def read_manifest_bytes(site: Path) -> bytes:
    """The manifest's bytes, as a signature covers them."""
    try:
        return (site / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise GeneratorError(f"{(site / MANIFEST).as_posix()} 不存在：先用 build 生成网站。") from None
    except OSError as error:
        raise GeneratorError(f"读不出 {(site / MANIFEST).as_posix()}：{refusal(error)}") from error


def compare_folder(site: Path, listed: Manifest) -> Differences:
    """Compare every file of a folder with a manifest. A link counts as changed: only plain files can be vouched for."""
    sums = {
        path: None if file.is_symlink() else file_hash(file)
        for path, file in site_files(site)
        if path not in _NOT_LISTED
    }
    return compare(sums, listed)


def compare(sums: Mapping[str, tuple[int, str] | None], listed: Manifest) -> Differences:
    """Compare (size, SHA-256) by path with a manifest; None is a file that could not be read."""
    expected = {entry.path: (entry.size, entry.sha256) for entry in listed.entries}
    return Differences(
        changed=tuple(path for path in sorted(expected.keys() & sums.keys()) if sums[path] != expected[path]),
        missing=tuple(sorted(expected.keys() - sums.keys())),
        extra=tuple(sorted(sums.keys() - expected.keys())),
    )


def file_hash(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def _entry(path: str, content: bytes | Path) -> Entry:
    if isinstance(content, bytes):
        size, digest, head = len(content), hashlib.sha256(content).hexdigest(), content[:_HEAD_BYTES]
    else:
        size, digest = file_hash(content)
        head = _head(content) if path.endswith(".html") else b""
    return Entry(path=path, size=size, sha256=digest, title=_title(head) if path.endswith(".html") else None)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


def _title(head: bytes) -> str | None:
    found = _TITLE.search(head)
    return unescape(" ".join(found[1].decode("utf-8", "replace").split())) if found else None


def _line(entry: Entry) -> str:
    title = "" if entry.title is None else f', "title": {_json(entry.title)}'
    return f'{{"path": {_json(entry.path)}, "size": {entry.size}, "sha256": {_json(entry.sha256)}{title}}}'


def _parse_entry(data: dict[str, Any]) -> Entry:
    path, size, digest, title = data["path"], data["size"], data["sha256"], data.get("title")
    if not isinstance(path, str) or not _is_inside(path):
        raise ValueError(f"不允许的路径 {path!r}")
    if not isinstance(size, int) or not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        raise ValueError(f"{path} 的大小或哈希不对")
    return Entry(path=path, size=size, sha256=digest, title=None if title is None else str(title))


def _is_inside(path: str) -> bool:
    """A plain relative path that stays below the root on every system."""
    if not path or "\\" in path or ":" in path or any(ord(character) < 32 for character in path):
        return False
    return PurePosixPath(path).as_posix() == path and not path.startswith("/") and ".." not in path.split("/")


def _json(value: object) -> str:
    return _ENCODER.encode(value)
