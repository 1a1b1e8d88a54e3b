"""Calls made side by side: in this process, in as many processes as are asked for, or on a cluster.

A call is a picklable function without arguments. Few calls are handed over at a time, so that memory is bounded by the calls at work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from threading import Lock
from types import TracebackType
from typing import Self, TypeVar

from generator.executors import Crew, begin_loading, open_executor
from generator.faults import GeneratorError

Made = TypeVar("Made")
Call = Callable[[], Made]

_WAITING = 2  # calls for each worker, so that none is idle while the next one is being prepared
_GROWN = 64  # calls after which processes hold so much memory that starting new ones is worth its time


class Workers:
    """A context in which calls are made: on this machine, where processes start when there are first two calls to make, or on a cluster."""

    def __init__(self, jobs: int, cluster: str | None = None) -> None:
        """With one job, all is done in this process; `cluster` is the address of one, as `--executor` takes it."""
        self._jobs = jobs
        self._address = cluster
        self._stack = ExitStack()
        self._pools = self._stack.enter_context(ExitStack())
        self._starter = self._stack.enter_context(ThreadPoolExecutor(1))
        self._starting = Lock()
        self._pool: Crew | None = None
        self._handed = 0
        self._cluster: Crew | None = None

    def __enter__(self) -> Self:
        """Join the cluster, if one is to be used. Raises GeneratorError if that fails."""
        if self._address:
            self._cluster = self._stack.enter_context(open_executor(self._address, self._jobs))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def on_cluster(self) -> bool:
        """Whether there is a cluster, whose machines share no disk with this one."""
        return self._cluster is not None

    @property
    def side_by_side(self) -> bool:
        """Whether more than one process of this machine may be at work."""
        return self._jobs > 1

    def run(self, calls: Iterable[tuple[str, Call[Made]]]) -> Iterator[tuple[str, Made]]:
        """Make calls on this machine; names and results come as they are finished.

        A single call is made in this process. Raises GeneratorError if a process is killed.
        """
        waiting = iter(calls)
        first = list(islice(waiting, 2))
        if self._jobs <= 1 or len(first) < 2:
            for name, call in chain(first, waiting):
                yield name, call()
            return
        with _killed_told():
            for made in run_on(self._processes(), chain(first, waiting)):
                self._handed += 1
                yield made

    def prepare(self) -> None:
        """Have the program loaded for processes that later calls need, while this process does something else."""
        if self.side_by_side:
            begin_loading()

    def begin(self, calls: Iterable[tuple[str, Call[Made]]], *, here: bool = False) -> Callable[[], dict[str, Made]]:
        """Begin calls that others are made beside; give a function that waits for all and returns their results by name.

        Nobody waits here for processes that are still loading the program. With one job, or with `here`, calls are made when that function
        is called. It raises GeneratorError if a process is killed.
        """
        if here or self._jobs <= 1:
            waiting = list(calls)
            return lambda: {name: call() for name, call in waiting}
        if self._handed > _GROWN:
            self.renew()
        given = list(calls)
        started = self._starter.submit(self._hand_over, given) if given else None

        def finish() -> dict[str, Made]:
            with _killed_told():
                return {name: future.result() for name, future in started.result().items()} if started else {}

        return finish

    def _hand_over(self, calls: Sequence[tuple[str, Call[Made]]]) -> dict[str, Future[Made]]:
        executor = self._processes().executor
        return {name: executor.submit(call) for name, call in calls}

    def run_on_cluster(self, calls: Iterable[tuple[str, Call[Made]]]) -> Iterator[tuple[str, Made]]:
        """Make calls on the cluster."""
        assert self._cluster
        yield from run_on(self._cluster, calls)

    def _processes(self) -> Crew:
        with self._starting:
            if self._pool is None:
                self._pool = self._pools.enter_context(open_executor(None, self._jobs))
            return self._pool

    def renew(self) -> None:
        """Let the processes end, and with them the memory that earlier calls took. None of these may still be at work."""
        self._pools.close()
        self._pool = None
        self._handed = 0


@contextmanager
def _killed_told() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        hint = "可能是内存不足。请再试一次，或用 --jobs 1 只用一个进程。"
        raise GeneratorError(f"一个工作进程被系统终止，网站没有改动；{hint}") from error


def run_on(crew: Crew, calls: Iterable[tuple[str, Call[Made]]]) -> Iterator[tuple[str, Made]]:
    """Make calls with a crew, twice as many handed over at a time as it makes side by side."""
    waiting = iter(calls)
    running: dict[Future[Made], str] = {}
    while True:
        for name, call in islice(waiting, crew.size * _WAITING - len(running)):
            running[crew.executor.submit(call)] = name
        if not running:
            return
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            yield running.pop(future), future.result()
