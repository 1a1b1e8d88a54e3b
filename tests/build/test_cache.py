"""The cache: what is found is whole, whatever happened to it on disk."""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from generator.build.cache import Cache, Kept, _told

FILES = {"site/a.html": b"<p>", "site/b/c.txt": b"text", "facts": b""}


def change(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def change_keeping_the_size(path: Path) -> None:
    path.write_bytes(b"<b>")
    os.utime(path, ns=(0, 0))


def cut(path: Path) -> None:
    path.write_bytes(b"")


def test_what_was_stored_is_found(tmp_path: Path) -> None:
    stored = Cache(tmp_path / "cache").store("key", FILES)
    found = Cache(tmp_path / "cache").find("key")
    assert found
    assert found.trees == stored.trees
    assert {tree: sorted(files) for tree, files in stored.trees.items()} == {
        "site": ["a.html", "b/c.txt"],
        ".": ["facts"],
    }
    assert {name: stored.read(name) for name in FILES} == FILES


@pytest.mark.parametrize("harm", [change, change_keeping_the_size, cut, Path.unlink])
def test_an_entry_that_changed_is_missing(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    cache = Cache(tmp_path / "cache")
    harm(cache.store("key", FILES).folder / "site/a.html")
    assert cache.find("key") is None
    cache.store("key", FILES)
    assert cache.find("key")


@pytest.mark.parametrize(
    "index", [b"", b"[]", b"{", b'{"site": 1}', b'{"site": {"a.html": 1}}', b'{".": {"facts": [1, 2, 3]}}', b"null"]
)
def test_an_entry_with_a_broken_index_is_missing(tmp_path: Path, index: bytes) -> None:
    cache = Cache(tmp_path / "cache")
    (cache.store("key", FILES).folder / "index.json").write_bytes(index)
    assert cache.find("key") is None


def test_what_was_looked_up_ahead_is_at_hand_once(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    stored = cache.store("key", FILES)
    cache.look_ahead(["key", "none"])
    assert pickle.loads(pickle.dumps(cache)).find("key") == stored
    change(stored.folder / "facts")
    assert cache.find("key") == stored
    assert cache.find("key") is None
    assert cache.find("none") is None


@pytest.mark.parametrize("asked", [40, 20])
def test_of_many_entries_those_are_found_that_are_whole(tmp_path: Path, asked: int) -> None:
    cache = Cache(tmp_path / "cache")
    keys = [f"{number:02}" for number in range(40)]
    stored = {key: cache.store(key, FILES) for key in keys}
    for key in ("00", "17", "29", "39"):
        change(stored.pop(key).folder / "facts")
    found = cache.find_all(keys[:asked], keys[asked:])
    assert sorted(found) == sorted(stored.keys() & {*keys[:asked]})
    found.update((key, kept) for key in keys[asked:] if (kept := cache.find(key)))
    assert {key: kept.trees for key, kept in found.items()} == {key: kept.trees for key, kept in stored.items()}


def test_what_another_process_found_whole_is_at_hand_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "cache")
    stored = {key: cache.store(key, FILES) for key in ("one", "other")}
    monkeypatch.setattr("generator.build.cache._told", lambda *_: nullcontext({"one", "other"}))
    for kept in stored.values():
        change(kept.folder / "facts")
    assert list(cache.find_all(["one"], ["other"])) == ["one"]
    found = cache.find("other")
    assert found
    assert cache.find("other") is None
    with pytest.raises(FileNotFoundError):
        _ = found.trees


@pytest.mark.parametrize("seen", [True, False])
def test_a_look_at_its_files_leaves_an_entry_as_it_is(tmp_path: Path, *, seen: bool) -> None:
    stored = Cache(tmp_path / "cache").store("key", FILES)
    kept = stored if seen else Kept(folder=stored.folder)
    before = dict(vars(kept))  # which another thread may be pickling
    assert kept.trees == stored.trees
    assert vars(kept) == before


def test_another_process_tells_which_entries_are_whole(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    for key in ("one", "harmed", "gone", "通报"):
        cache.store(key, FILES)
    change(cache.folder / "harmed/facts")
    shutil.rmtree(cache.folder / "gone")
    with _told(cache.folder, ["harmed", "one", "gone", "通报"]) as told:
        for _ in range(600):
            if "通报" in told:
                break
            time.sleep(0.1)
    assert told == {"one", "通报"}


def test_a_process_that_cannot_start_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path / "cache")
    stored = {key: cache.store(key, FILES) for key in ("one", "other")}
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert cache.find_all(["one"], ["other"])["one"].trees == stored["one"].trees
    assert cache.find("other") == stored["other"]


def test_a_copy_that_keeps_times_is_as_good(tmp_path: Path) -> None:
    Cache(tmp_path / "cache").store("key", FILES)
    shutil.copytree(tmp_path / "cache", tmp_path / "copy", copy_function=shutil.copy2)
    found = Cache(tmp_path / "copy").find("key")
    assert found
    assert found.read("site/b/c.txt") == b"text"


def test_an_interrupted_write_leaves_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")

    def write(folder: Path) -> None:
        (folder / "half").write_bytes(b"x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.fill("key", write)
    assert cache.find("key") is None
    assert list((tmp_path / "cache").iterdir()) == []


def test_pruning_keeps_what_is_used_or_new_and_the_youngest_others(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    for number in range(80):
        entry = cache.store(f"{number:02}", {"facts": b"x"}).folder
        os.utime(entry, ns=(number, number))
    (tmp_path / "cache/new-half").mkdir()
    cache.sweep()
    cache.find("05")
    for key in ("made", "new-at-work"):
        os.utime(cache.store(key, {"facts": b"x"}).folder, ns=(0, 0))
    cache.prune({"03"})
    left = sorted(path.name for path in (tmp_path / "cache").iterdir())
    assert left == ["03", "05", *(f"{number:02}" for number in range(16, 80)), "made", "new-at-work"]


def test_nothing_is_pruned_that_nobody_noted(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.sweep()
    for number in range(80):
        cache.store(f"{number:02}", {"facts": b"x"})
    cache.prune(())
    assert len(list((tmp_path / "cache").iterdir())) == 80


def test_the_latest_of_a_kind_is_the_youngest_that_is_whole(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    for age, key in enumerate(("overview-b", "overview-a", "shard", "overview-c")):
        os.utime(cache.store(key, FILES).folder, ns=(age, age))
    change(tmp_path / "cache/overview-c/facts")
    latest = cache.latest("overview-")
    assert latest
    assert latest.folder.name == "overview-a"
    assert cache.latest("volume-") is None
