"""Where calls are made: processes of this machine, or a real Dask scheduler with real workers."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from generator.executors import open_executor
from generator.faults import GeneratorError
from generator.model.notice import Notice
from generator.pipeline import make_site
from generator.progress import Step
from generator.project import Project
from generator.remote import call_with, pack
from generator.shard import cut
from tests.samples import make_notice
from tests.site.conftest import ROOT, specimens, write
from tests.test_remote import other_version, settings_in

PATIENCE_SECONDS = 60
Cluster = tuple[str, list[subprocess.Popen[bytes]]]


@contextmanager
def dask(*arguments: str, cwd: Path, path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Dask, which finds modules below `path`."""
    with subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(path), "TMPDIR": str(cwd)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def cluster(folder: Path, names: Sequence[str], *, scheduler: Path = ROOT, worker: Path = ROOT) -> Iterator[Cluster]:
    """The address of a scheduler on this machine, and its workers, which share no folder with the project."""
    facts = folder / "scheduler.json"
    with ExitStack() as stack:
        places = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(facts))
        stack.enter_context(dask("scheduler", *places, cwd=folder, path=scheduler))
        end = time.monotonic() + PATIENCE_SECONDS
        while not facts.exists() or not facts.read_text(encoding="utf-8"):
            assert time.monotonic() < end
            time.sleep(0.05)
        address = json.loads(facts.read_text(encoding="utf-8"))["address"]
        alone = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
        workers = [
            stack.enter_context(dask("worker", address, "--name", name, *alone, cwd=folder, path=worker))
            for name in names
        ]
        yield address.replace("tcp://", "dask://"), workers


def wait_for_crew(spec: str, size: int) -> None:
    """Until as many workers have come to the scheduler."""
    end = time.monotonic() + PATIENCE_SECONDS
    found = 0
    while found != size:
        assert time.monotonic() < end
        time.sleep(0.1)
        try:
            with open_executor(spec, 1) as crew:
                found = crew.size
        except GeneratorError as error:
            if "没有工作进程" not in str(error):
                raise


def shards_of_one(number: int) -> Iterator[Notice]:
    """Notices that each fill a shard, because of their names, so that there is work for a while."""
    names = (f"more-{number}" for number in itertools.count())
    alone = (name for name in names if len(list(cut([Path(f"{name}.yaml"), Path("next.yaml")]))) == 2)
    for name in itertools.islice(alone, number):
        yield make_notice(id=name, opening=f"通报{name}的文字")


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_cluster_makes_the_same_site_though_a_worker_is_killed(tmp_path: Path) -> None:
    write(tmp_path / "content", *specimens(), *shards_of_one(8))
    here, there = (Project.at(ROOT, tmp_path / "content", tmp_path / name) for name in ("here", "there"))
    make_site(here, tmp_path / "site", jobs=2, report=lambda _: None)
    with cluster(tmp_path, ("one", "two")) as (spec, workers):

        def kill_one(step: Step) -> None:
            if 0 < step.done < step.total:
                workers[0].kill()

        wait_for_crew(spec, 2)
        outcome = make_site(there, tmp_path / "other", cluster=spec, report=kill_one)
        assert workers[0].poll() is not None
        with open_executor(spec, 1) as crew:
            refused = crew.executor.submit(call_with, other_version(pack(settings_in(ROOT))), id)
            with pytest.raises(GeneratorError, match=r"markdown 是 .*，应为 0"):
                refused.result(PATIENCE_SECONDS)
    assert outcome.shards > 8
    assert tree(tmp_path / "other") == tree(tmp_path / "site")


def test_a_call_that_costs_its_worker_ends_with_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    with cluster(tmp_path, ("one",)) as (spec, _):
        wait_for_crew(spec, 1)
        with open_executor(spec, 1) as crew, pytest.raises(GeneratorError, match="工作进程一再被终止，网站没有改动"):
            crew.executor.submit(os._exit, 3).result(PATIENCE_SECONDS)


@pytest.mark.parametrize(
    ("part", "message"),
    [("scheduler", "的调度器里没有这个程序"), ("worker", r"的工作进程 tcp://127\.0\.0\.1:\d+ 里没有这个程序")],
)
def test_a_cluster_without_the_program_is_refused(part: str, message: str, tmp_path: Path) -> None:
    with cluster(tmp_path, ("one",), **{part: tmp_path}) as (spec, _), pytest.raises(GeneratorError, match=message):
        wait_for_crew(spec, 1)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            "ray://10.0.0.1:8786",
            r"--executor 不能是“ray://10\.0\.0\.1:8786”，可以写：dask://主机:端口、dask\+tls://主机:端口",
        ),
        ("dask://10.0.0.1", "--executor 不能是“dask://10"),
        ("dask://no-such-host.invalid:8786", "找不到主机 no-such-host.invalid"),
        ("dask://127.0.0.1:1", "连不上 dask://127.0.0.1:1 的 Dask 调度器"),
    ],
)
def test_an_address_that_is_none_is_refused(spec: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.executors._CONNECT_SECONDS", 1)
    with pytest.raises(GeneratorError, match=message), open_executor(spec, 1):
        raise AssertionError


def test_without_dask_the_way_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(GeneratorError, match=r'需要 dask\.distributed：请在项目文件夹里运行 pip install "\.\[dask\]"。'),
        open_executor("dask://127.0.0.1:8786", 1),
    ):
        raise AssertionError


_HOLD = """
import os, time
from generator.executors import open_executor
if __name__ == "__main__":
    with open_executor(None, 2) as crew:
        print(crew.executor.submit(os.getpid).result(), flush=True)
        time.sleep(600)
"""


def test_no_process_outlives_a_build_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "hold.py"
    script.write_text(_HOLD, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        worker = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    end = time.monotonic() + PATIENCE_SECONDS
    while Path(f"/proc/{worker}").exists():
        assert time.monotonic() < end
        time.sleep(0.05)
