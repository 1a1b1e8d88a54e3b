"""The whole build in a process of its own, so that neither a save nor a page ever waits for it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from generator.attempt import attempt
from generator.faults import GeneratorError
from generator.pipeline import Outcome, make_site
from generator.project import Project

_SPAWN = multiprocessing.get_context("spawn")
_PATIENCE_SECONDS = 3
_KINDER = 5  # how far it steps back behind the process that an editor waits for


class Builder:
    """A process that builds one project's site, with drafts, whenever it is asked to."""

    def __init__(self, project: Project, output: Path, tell: Callable[[Outcome | GeneratorError], None]) -> None:
        """`tell` is told the end of each build, from another thread."""
        self._work, self._tell = (project, output), tell
        self._closing = False

    def __enter__(self) -> Builder:
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, also in the middle of a build, which then leaves the old site."""
        self._closing = True
        self._process.terminate()
        self._process.join(_PATIENCE_SECONDS)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._thread.join()

    @property
    def process_id(self) -> int:
        """The process's id; another one after it died and was started again."""
        return self._process.pid or 0

    def build(self) -> None:
        """Begin a build; to be called only when none is going on. Raises OSError if the system starts no process."""
        if not self._process.is_alive():
            self._start()
        with contextlib.suppress(OSError):  # it has died just now, which the thread that listens tells
            self._pipe.send("build")

    def _start(self) -> None:
        pipe, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_build_when_asked, args=(theirs, *self._work))
        process.start()
        theirs.close()
        self._pipe, self._process = pipe, process
        self._thread = threading.Thread(target=self._listen, args=(pipe, process), daemon=True)
        self._thread.start()

    def _listen(self, pipe: Connection, process: SpawnProcess) -> None:
        """Tell what one process says, and its end unless another one has already taken its place."""
        while True:
            try:
                result = pipe.recv()
            except (EOFError, OSError):
                process.join()
                if not self._closing and process is self._process:
                    self._tell(GeneratorError("构建进程意外结束，终端里有说明；再保存一次会重新构建。"))
                return
            self._tell(result)


def _build_when_asked(pipe: Connection, project: Project, output: Path) -> None:
    """What the process does until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to all; the preview ends this process itself
    signal.signal(signal.SIGTERM, _leave)
    if hasattr(os, "nice"):
        os.nice(_KINDER)
    jobs = os.cpu_count() or 1
    try:
        while pipe.recv():
            pipe.send(attempt(make_site, project, output, drafts=True, jobs=jobs, report=lambda _: None))
    except (EOFError, BrokenPipeError):
        sys.exit()  # the preview is gone


def _leave(_number: int, _frame: object) -> NoReturn:
    sys.exit()
