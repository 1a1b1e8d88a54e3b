"""What a host's log says: which release was online before, and which are too many."""

from __future__ import annotations

import pytest

from generator.publish.releases import State

TIMES = [f"2024-03-{day:02}T08:00:00Z" for day in range(1, 20)]


def name(letter: str) -> str:
    return letter.lower() * 64


def state(told: str, there: str = "abcd", current: str | None = None) -> State:
    """The host after what is told: `A B` are published one after the other, `<A` is rolled back to; the last of them is online."""
    events = [(part[-1], "rollback" if part[0] == "<" else "publish") for part in told.split()]
    log = "".join(f"{time} {what} {name(one)}\n" for time, (one, what) in zip(TIMES, events, strict=False))
    last = current or (events[-1][0] if events else None)
    return State(current=name(last) if last else None, names=frozenset(map(name, there)), log=log)


@pytest.mark.parametrize(
    ("told", "before"),
    [
        ("", None),
        ("A", None),
        ("A B", "A"),
        ("A B C", "B"),
        ("A B C <B", "A"),
        ("A B C <A", None),
        ("A B <A C", "A"),
        ("A B <A C D", "C"),
        ("A B A", "B"),
        ("A B A <B", None),
        ("A B B", "A"),
        ("B <A", "B"),
    ],
)
def test_a_rollback_leads_to_what_was_online_before_and_was_not_taken_back(told: str, before: str | None) -> None:
    assert state(told).previous == (name(before) if before else None)


def test_a_release_that_is_no_longer_there_is_passed_over() -> None:
    assert state("A B C", there="ac").previous == name("a")
    assert state("A B C", there="c").previous is None


def test_a_publication_that_was_recorded_but_not_switched_to_is_not_what_was_online_before() -> None:
    assert state("A B C", current="B").previous == name("a")


def test_a_line_that_was_cut_short_says_nothing() -> None:
    whole = state("A B C")
    cut = State(current=name("b"), names=whole.names, log=whole.log[:-40])
    assert cut.previous == name("a")
    assert list(cut.last_times) == [name("a"), name("b")]


def test_the_oldest_by_the_log_go_first_and_never_the_one_online() -> None:
    assert state("A B C D").superfluous(2) == (name("a"), name("b"))
    assert state("A B C A", there="abc").superfluous(2) == (name("b"),)
    assert state("A B C <A", there="abc").superfluous(1) == (name("b"), name("c"))
    assert state("B C", there="abc").superfluous(2) == (name("a"),)
    assert state("A B").superfluous(9) == state("A", there="a").superfluous(1) == ()


def test_of_each_release_the_last_time_it_came_online_is_told() -> None:
    assert state("A B A", there="ab").last_times == {name("b"): TIMES[1], name("a"): TIMES[2]}
