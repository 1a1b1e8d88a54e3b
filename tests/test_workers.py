"""Calls side by side: all are made, few wait, and a killed process is told of."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing import active_children
from threading import Event
from typing import Any

import pytest

from generator.executors import Crew, open_executor
from generator.faults import GeneratorError
from generator.workers import Workers, run_on


def square(number: int) -> int:
    return number * number


def die(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def calls(function: Callable[[int], int], count: int) -> Iterator[tuple[str, Callable[[], int]]]:
    return ((str(number), partial(function, number)) for number in range(count))


def test_nobody_waits_for_processes_that_are_still_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = Event()

    def slow(*args: Any) -> Any:
        assert loaded.wait(60)
        return open_executor(*args)

    monkeypatch.setattr("generator.workers.open_executor", slow)
    with Workers(2) as workers:
        finish = workers.begin(calls(square, 3))
        loaded.set()
        assert finish() == {"0": 0, "1": 1, "2": 4}


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("count", [0, 1, 2, 20])
def test_every_call_is_made_once(jobs: int, count: int) -> None:
    with Workers(jobs) as workers:
        made = list(workers.run(calls(square, count)))
    assert len(made) == count
    assert dict(made) == {str(number): number * number for number in range(count)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_calls_can_be_made_beside_others(jobs: int) -> None:
    with Workers(jobs) as workers:
        finish = workers.begin(calls(square, 3))
        assert dict(workers.run(calls(square, 4))) == {str(number): number * number for number in range(4)}
        assert finish() == {str(number): number * number for number in range(3)}


def test_a_process_killed_beside_others_is_told_of() -> None:
    with Workers(2) as workers:
        finish = workers.begin(calls(die, 5))
        with pytest.raises(GeneratorError, match="工作进程被系统终止"):
            finish()


def test_prepared_processes_make_the_calls() -> None:
    with Workers(2) as workers:
        workers.prepare()
        made = workers.begin([("one", os.getpid), ("two", os.getpid)])()
    assert os.getpid() not in made.values()


def test_a_process_has_the_environment_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("one", "two"):
        monkeypatch.setenv("GENERATOR_TEST", value)
        with Workers(2) as workers:
            assert workers.begin([("got", partial(os.getenv, "GENERATOR_TEST"))])() == {"got": value}


@pytest.mark.parametrize(("count", "renewed"), [(2, False), (70, True)])
def test_processes_that_made_many_calls_are_renewed(count: int, *, renewed: bool) -> None:
    others = children()
    with Workers(2) as workers:
        before = {made for _, made in workers.run((str(number), os.getpid) for number in range(count))}
        held = children() - others
        workers.begin([("one", os.getpid)])()
        after = children() - others
    assert before <= held
    assert held.isdisjoint(after) if renewed else held <= after


def children() -> set[int | None]:
    """The numbers of all processes that this one started and that have not ended; not each of them need have made a call."""
    return {child.pid for child in active_children()}


def test_few_calls_are_handed_over_at_a_time() -> None:
    handed: list[str] = []

    def given() -> Iterator[tuple[str, Callable[[], int]]]:
        for name, call in calls(square, 10):
            handed.append(name)
            yield name, call

    with ThreadPoolExecutor(1) as executor:
        for count, _ in enumerate(run_on(Crew(executor=executor, size=2), given()), start=1):
            assert len(handed) <= count + 4
    assert len(handed) == 10


def test_a_killed_process_is_told_of() -> None:
    with pytest.raises(GeneratorError, match="工作进程被系统终止"), Workers(2) as workers:
        list(workers.run(calls(die, 10)))


def test_an_error_in_a_call_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError), Workers(2) as workers:
        list(workers.run((str(n), partial(divmod, 1, n)) for n in range(3)))
