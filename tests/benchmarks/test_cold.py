"""Pages that are asked in a Chromium that nobody watches: what they tell, and what the server says that they fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.browser import Log, Sent
from benchmarks.cold import Search, ask_in_turn

pytestmark = pytest.mark.browser

_PAGE = "<!doctype html><title>x</title><link rel=icon href=data:,>"
_OPEN = "async () => { await fetch('opened.txt'); }"
_ASK = "async query => [1, 2, (await (await fetch(query + '.txt')).text()).length]"


def search(folder: Path, opened: str = _OPEN, ask: str = _ASK) -> Search:
    folder.mkdir()
    for name, text in {"page.html": _PAGE, "opened.txt": "12345", "a.txt": "1", "b.txt": "12"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Search(folder=folder, page="page.html", open=opened, ask=ask)


def test_each_query_goes_to_each_search_on_a_page_that_has_nothing_yet(tmp_path: Path) -> None:
    one, other = search(tmp_path / "one"), search(tmp_path / "other")
    asked = list(ask_in_turn([one, other], ["a", "b"]))
    assert [(who, query) for who, query, _ in asked] == [(one, "a"), (other, "a"), (one, "b"), (other, "b")]
    assert [(answer.shown_ms, answer.total_ms, answer.found) for _, _, answer in asked] == [
        (1, 2, found) for found in (1, 1, 2, 2)
    ]
    page = (one.folder / "page.html").stat().st_size
    for number, (_, query, answer) in enumerate(asked):
        host = f"q{number}.localhost"
        assert answer.opening == [Sent(host, "/page.html", 200, page), Sent(host, "/opened.txt", 200, 5)]
        assert answer.asking == [Sent(host, f"/{query}.txt", 200, answer.found)]


def test_what_a_start_goes_on_to_load_does_not_count_for_the_query(tmp_path: Path) -> None:
    later = search(tmp_path / "site", opened="async () => { setTimeout(() => fetch('opened.txt'), 150); }")
    [(_, _, answer)] = ask_in_turn([later], ["a"])
    assert [sent.path for sent in answer.opening] == ["/page.html", "/opened.txt"]
    assert [sent.path for sent in answer.asking] == ["/a.txt"]


def test_a_page_that_kept_something_is_refused(tmp_path: Path) -> None:
    keeps = "async () => { if (location.hostname === 'q0.localhost') await fetch('opened.txt'); }"
    with pytest.raises(RuntimeError, match=r"^q1\.localhost did not fetch \['/opened\.txt'\]: something was kept$"):
        list(ask_in_turn([search(tmp_path / "site", opened=keeps)], ["a", "b"]))


def test_a_page_that_fails_says_so(tmp_path: Path) -> None:
    fails = search(tmp_path / "site", ask="async () => { throw new Error('damaged'); }")
    with pytest.raises(RuntimeError, match=r"^a page failed: Error: damaged$"):
        list(ask_in_turn([fails], ["a"]))


def test_a_log_is_read_as_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("q0.localhost 200 12 /a b.txt\n", encoding="utf-8")
    log = Log(path)
    assert log.settled() == [Sent("q0.localhost", "/a b.txt", 200, 12)]
    assert log.settled() == []
    with path.open("a", encoding="utf-8") as file:
        file.write("q1.localhost 404 9 /c\n")
    assert log.settled() == [Sent("q1.localhost", "/c", 404, 9)]
