"""Where calls are made: in processes of this machine, or on a Dask cluster of many.

What is called must be a function of values: another machine has none of this one's files.
"""

from __future__ import annotations

import gc
import importlib
import logging
import multiprocessing
import os
import re
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from typing import Any, Final, ParamSpec, TypeVar

from generator import __version__
from generator.faults import GeneratorError

P = ParamSpec("P")
T = TypeVar("T")

_SPEC = re.compile(r"(?P<scheme>[a-z+]+)://(?P<host>[^\s/:]+|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]+)")
_PROTOCOLS: Final = {"dask": "tcp", "dask+tls": "tls"}
_CONNECT_SECONDS = 10
_MOST = 61  # processes that Windows can wait for
_LOADED: Final = ("generator.processes",)
_EXAMPLE = "例如 dask://10.0.0.1:8786"
_INSTALL = '在项目文件夹里运行 pip install ".[dask]"'


@dataclass(frozen=True, kw_only=True)
class Crew:
    """An executor, and how many calls it makes at the same time."""

    executor: Executor
    size: int


def open_executor(spec: str | None, jobs: int) -> AbstractContextManager[Crew]:
    """Open what calls are made on: without `spec`, `jobs` processes; with `dask://HOST:PORT`, the workers of that Dask scheduler.

    `dask+tls://` speaks TLS with the certificates of Dask's own configuration. Raises GeneratorError if there is no such executor, Dask is
    not installed, or the scheduler cannot be reached, has no workers or one with another version of this program.
    """
    return _processes(jobs) if spec is None else _cluster(spec)


@contextmanager
def _processes(jobs: int) -> Iterator[Crew]:
    pool = ProcessPoolExecutor(
        max_workers=min(jobs, _MOST),
        mp_context=_context(),
        initializer=_begin_process,
        initargs=(dict(os.environ),),
    )
    try:
        yield Crew(executor=pool, size=jobs)
    finally:
        pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    """How processes start: on Linux as copies of one that has loaded the program, which each would else do for half a second.

    That one is a process of its own, without threads, and ends with this one.
    """
    return multiprocessing.get_context("forkserver" if begin_loading() else "spawn")


def begin_loading() -> bool:
    """Have the process that others will be copies of load the program, while this one does something else; whether there is one."""
    if sys.platform != "linux":
        return False
    forkserver.set_forkserver_preload(list(_LOADED))
    forkserver.ensure_running()
    return True


def collect_seldom() -> None:
    """Look for garbage less often: a build makes many objects that stay, and each look at them takes time (a seventh of a shard's)."""
    gc.set_threshold(200_000, 20, 100)


def _begin_process(environment: Mapping[str, str]) -> None:
    """Ctrl+C, which the terminal sends to all, is for the build alone; and no process outlives a build that was killed.

    `environment`: that of the build now, which need not be that of the process which this one is a copy of.
    """
    os.environ.clear()
    os.environ.update(environment)
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)


@contextmanager
def _cluster(spec: str) -> Iterator[Crew]:
    address = _address(spec)
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise GeneratorError(f"使用 {spec} 需要 dask.distributed：请{_INSTALL}。") from error
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what fails is told below, without a traceback
    try:
        client = distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise GeneratorError(f"连不上 {spec} 的 Dask 调度器：{error}。请检查地址、防火墙和证书。") from error
    with closing(client):
        size = sum(client.nthreads().values())
        if not size:
            raise GeneratorError(f"{spec} 的调度器没有工作进程；请先在各台机器上运行 dask worker。")
        _require_program(client, spec)
        yield Crew(executor=_Cluster(client, distributed.KilledWorker), size=size)


def _address(spec: str) -> str:
    found = _SPEC.fullmatch(spec)
    if not found or found["scheme"] not in _PROTOCOLS:
        schemes = "、".join(f"{scheme}://主机:端口" for scheme in _PROTOCOLS)
        raise GeneratorError(f"--executor 不能是“{spec}”，可以写：{schemes}（{_EXAMPLE}）。")
    try:
        socket.getaddrinfo(found["host"].strip("[]"), int(found["port"]))
    except (OSError, OverflowError) as error:
        raise GeneratorError(f"找不到主机 {found['host']}；请检查 --executor 的地址（{_EXAMPLE}）。") from error
    return f"{_PROTOCOLS[found['scheme']]}://{found['host']}:{found['port']}"


def _require_program(client: Any, spec: str) -> None:
    """Raise GeneratorError if the scheduler or a worker lacks this program; whether it is exactly the same one, `generator.remote` asks."""
    try:
        scheduler: object = client.run_on_scheduler(program_version)
    except ImportError as error:
        scheduler = error
    workers = client.run(program_version, on_error="return")
    answers = {"调度器": scheduler, **{f"工作进程 {name} ": answer for name, answer in sorted(workers.items())}}
    for name, answer in answers.items():
        if answer != __version__:
            found = (
                f"的版本是 {answer}，这里是 {__version__}" if isinstance(answer, str) else f"里没有这个程序（{answer}）"
            )
            raise GeneratorError(f"{spec} 的{name}{found}；请在那台机器上{_INSTALL}。")


def program_version() -> str:
    """The version of this program, where it is called."""
    return __version__


class _Cluster(Executor):
    """Dask as an executor, whose own failures are for the person at the terminal.

    Dask's own executor takes a result that was lost with its worker, and is just being made again, for a failure.
    """

    def __init__(self, client: Any, killed: type[Exception]) -> None:
        self._client, self._killed = client, killed

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        outer: Future[T] = Future()
        outer.set_running_or_notify_cancel()
        inner = self._client.submit(function, *args, pure=False, **kwargs)
        inner.add_done_callback(lambda inner: self._pass_on(inner, outer))
        return outer

    def _pass_on(self, inner: Any, outer: Future[T]) -> None:
        try:
            outer.set_result(inner.result())
        except CancelledError:
            outer.set_exception(GeneratorError("与 Dask 调度器的连接断了，网站没有改动；请检查调度器后再试一次。"))
        except self._killed:
            hint = "可能是内存不足，请查看工作进程的日志。"
            outer.set_exception(GeneratorError(f"Dask 的工作进程一再被终止，网站没有改动。{hint}"))
        except BaseException as error:  # noqa: BLE001 - whatever the call raised is for the one who waits for it
            outer.set_exception(error)
