"""A local or mounted folder as a host of releases.

`current` is a link that is replaced by one rename. Unchanged files are hard-linked where the file system can; a file
is never written in place, so that no other release changes with it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.faults import GeneratorError
from generator.lock import alone
from generator.os_errors import refusal
from generator.publish.manifest import (
    MANIFEST,
    SIGNATURE,
    Entry,
    Manifest,
    compare_folder,
    file_hash,
    read_manifest,
)
from generator.publish.releases import CURRENT, INCOMING, LOCK, LOG, NAME, RELEASES, TRASH, State

_READING: Final = 0o055


@dataclass(frozen=True, kw_only=True)
class FolderHost:
    """`root` holds `current`, `releases/` and the log."""

    root: Path

    @property
    def releases(self) -> Path:
        """The folder of all releases."""
        return self.root / RELEASES

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder; made if it does not exist. Whatever is made meanwhile can be read by the web server's account."""
        with ExitStack() as stack:
            stack.callback(os.umask, _open_umask())
            try:
                self.releases.mkdir(parents=True, exist_ok=True)
                stack.enter_context(alone(self.root / LOCK, "另一个发布正在进行，请等它结束后再试。"))
            except OSError as error:
                raise GeneratorError(f"目标文件夹 {self.root} 不能写入：{refusal(error)}") from error
            yield

    def state(self) -> State:
        """Read what is there. A `current` that is not a link of ours is refused."""
        try:
            return self._state()
        except OSError as error:
            raise GeneratorError(f"读不出目标文件夹 {self.root}：{refusal(error)}") from error

    def _state(self) -> State:
        link = self.root / CURRENT
        current = None
        if link.is_symlink():
            current = link.readlink().name
        elif link.exists():
            raise GeneratorError(f"{link} 已存在，但不是发布程序建的链接；请先移走它。")
        there = self.releases.iterdir() if self.releases.is_dir() else ()
        log = self.releases / LOG
        return State(
            current=current,
            names=frozenset(path.name for path in there if NAME.fullmatch(path.name)),
            log=log.read_text(encoding="utf-8", errors="replace") if log.is_file() else "",
        )

    def read(self, release: str, path: str) -> bytes | None:
        """A file of a release, or None."""
        file = self.releases / release / path
        return file.read_bytes() if file.is_file() else None

    def put(self, site: Path, listed: Manifest, like: str | None) -> None:
        """Copy the site beside the live one and verify it. A release that is there already is mended file by file."""
        target = self.releases / listed.content
        if target.is_dir():
            self._mend(site, target, listed)
            self.verify(listed.content, listed)
            return
        incoming = self.releases / f"{INCOMING}{listed.content}"
        _remove_tree(incoming)
        incoming.mkdir()
        try:
            self._fill(incoming, site, listed, self.releases / like if like else None)
        except OSError:
            shutil.rmtree(incoming, ignore_errors=True)  # the space that it takes may be what is lacking
            raise
        _require_equal(incoming, listed)
        incoming.rename(target)

    @staticmethod
    def _fill(incoming: Path, site: Path, listed: Manifest, old: Path | None) -> None:
        """Copy the site's files, or link them where those of the old release are the same."""
        same = _same_files(old)
        for entry in listed.entries:
            linked = old is not None and same.get(entry.path) == entry.sha256 and _link(old, incoming, entry)
            if not linked:
                _copy(site / entry.path, incoming / entry.path)
        for name in (MANIFEST, SIGNATURE):
            if (site / name).is_file():
                _copy(site / name, incoming / name)
        _sync()

    def verify(self, release: str, listed: Manifest) -> None:
        """Read every file of a release."""
        _require_equal(self.releases / release, listed)

    @contextmanager
    def fetched(self, release: str) -> Iterator[Path]:
        """A release as it lies there."""
        yield self.releases / release

    def record(self, line: str) -> None:
        """Append a line to the log; a line cut short by an earlier death is ended first."""
        with (self.releases / LOG).open("a+b") as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                line = line if file.read(1) == b"\n" else "\n" + line
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())

    def switch(self, release: str) -> None:
        """Replace the link by rename, the one step in which readers go over to the new site."""
        new = self.root / f".{CURRENT}.new"
        new.unlink(missing_ok=True)
        try:
            new.symlink_to(f"{RELEASES}/{release}", target_is_directory=True)
        except (OSError, NotImplementedError) as error:
            hint = "（Windows 需打开“开发人员模式”，或改用 SSH、zip 发布）" if sys.platform == "win32" else ""
            raise GeneratorError(f"{self.root} 不支持符号链接，不能一步切换{hint}：{error}") from error
        new.replace(self.root / CURRENT)

    def remove(self, releases: tuple[str, ...]) -> None:
        """Rename first, so that a half-removed release is never taken for a whole one."""
        for name in releases:
            (self.releases / name).rename(self.releases / f"{TRASH}{name}")
        for left in [*self.releases.glob(f"{TRASH}*"), *self.releases.glob(f"{INCOMING}*")]:
            _remove_tree(left)

    def _mend(self, site: Path, target: Path, listed: Manifest) -> None:
        """Put right whatever in an existing release differs from the site, each file in one step."""
        found = compare_folder(target, listed)
        spare = self.releases / f"{INCOMING}file"
        names = [*found.changed, *found.missing]
        for name in (MANIFEST, SIGNATURE):
            ours, theirs = site / name, target / name
            if not ours.is_file():
                theirs.unlink(missing_ok=True)
            elif not theirs.is_file() or theirs.read_bytes() != ours.read_bytes():
                names.append(name)
        for name in found.extra:  # first, since a link may stand where a folder must be, and lead out of the release
            (target / name).unlink()
        for name in names:
            _copy(site / name, spare)
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            spare.replace(target / name)


def _open_umask() -> int:
    """Let everybody read what this process makes from now on; return what the publisher's umask was."""
    before = os.umask(0)
    os.umask(before & ~_READING)
    return before


def _same_files(old: Path | None) -> dict[str, str]:
    """The hashes by path that the old release's manifest gives; nothing if it cannot be read."""
    if old is None:
        return {}
    try:
        return {entry.path: entry.sha256 for entry in read_manifest(old).entries}
    except GeneratorError:
        return {}


def _link(old: Path, incoming: Path, entry: Entry) -> bool:
    """Link a file that is unchanged, in fact and not only by the old manifest; False if it must be copied."""
    source, target = old / entry.path, incoming / entry.path
    if source.is_symlink() or not source.is_file() or file_hash(source) != (entry.size, entry.sha256):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links, or too many of them
        return False
    return True


def _copy(source: Path, target: Path) -> None:
    """Copy content only: the time is that of the copy, so that a web server's validators change with the content."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _require_equal(folder: Path, listed: Manifest) -> None:
    if found := compare_folder(folder, listed):
        name = (*found.changed, *found.missing, *found.extra)[0]
        raise GeneratorError(f"版本核对不符（例如 {name}），没有切换，线上网站没有改动。")
    if read_manifest(folder) != listed:
        raise GeneratorError("版本核对不符：清单不同，没有切换。请重新发布。")


def _remove_tree(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync() -> None:
    """Let the disk have everything before the switch, so that a power cut cannot leave it half written."""
    if hasattr(os, "sync"):
        os.sync()
