"""Tells of changed files: by the operating system where it can, else by looking again and again."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from generator.load.notices import is_meant
from generator.os_errors import refusal
from generator.project import Project

_LOOK_SECONDS = 0.5
_READING = frozenset({"opened", "closed_no_write"})
_LIMITS: Final = {
    errno.ENOSPC: "监视的文件夹已到系统允许的个数",
    errno.EMFILE: "监视文件的程序已到系统允许的个数",
}
"""What these two mean when files are to be watched; elsewhere they mean a full disk and too many open files."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A file that was written, moved or removed. `notice` says that it is a notice file and nothing else."""

    path: Path
    notice: bool


@contextmanager
def watching(
    project: Project, tell: Callable[[Change], None], *, poll: bool, say: Callable[[str], None]
) -> Iterator[None]:
    """Tell of each change of the content, the templates and the configuration, from another thread.

    `poll`: look twice a second; network folders and folders shared with a virtual machine send no word. Also done, and said, where the
    operating system refuses to watch.
    """
    observer: BaseObserver = PollingObserver(timeout=_LOOK_SECONDS) if poll else Observer()
    try:
        _start(observer, project, tell)
    except OSError as error:
        observer.unschedule_all()
        why = _LIMITS.get(error.errno or 0) or refusal(error)
        say(f"系统不能监视文件（{why}），改为每 {_LOOK_SECONDS} 秒查看一次，保存后稍慢显示。")
        observer = PollingObserver(timeout=_LOOK_SECONDS)
        _start(observer, project, tell)
    try:
        yield
    finally:
        observer.stop()
        observer.join()


def _start(observer: BaseObserver, project: Project, tell: Callable[[Change], None]) -> None:
    for folder in (project.content, project.templates):
        observer.schedule(_Handler(folder, project.content / "notices", tell), str(folder.resolve()), recursive=True)
    folder = project.config_file.parent
    observer.schedule(_Handler(folder, None, tell, only=project.config_file.name), str(folder.resolve()))
    observer.start()


class _Handler(FileSystemEventHandler):
    """Sorts the events below one folder and names files as the project does, whose folders may be relative or linked."""

    def __init__(
        self, folder: Path, notices: Path | None, tell: Callable[[Change], None], *, only: str | None = None
    ) -> None:
        self._folder, self._root = folder, folder.resolve()
        self._notices, self._tell, self._only = notices, tell, only

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _READING or (event.is_directory and event.event_type == "modified"):
            return
        for name in (event.src_path, event.dest_path):
            if name and (change := self._change(Path(os.fsdecode(name)), folder=event.is_directory)):
                self._tell(change)

    def _change(self, found: Path, *, folder: bool) -> Change | None:
        if not found.is_relative_to(self._root) or (self._only and found.name != self._only):
            return None
        path = self._folder / found.relative_to(self._root)
        if any(part.startswith(".") or part.endswith("~") for part in found.relative_to(self._root).parts):
            return None  # what editors and version control keep beside the files
        inside = self._notices is not None and path.is_relative_to(self._notices)
        if inside and not folder and not is_meant(path):
            return None
        return Change(path=path, notice=inside and not folder)
