"""The swap: the old site stays whole until the new one takes its place, at whatever instant a build dies."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.build import assemble
from generator.build import trees as trees_module
from generator.build.cache import Cache, Kept
from generator.build.trees import Trees
from generator.faults import GeneratorError
from tests.publish.disk import filled
from tests.samples import make_notice
from tests.site.conftest import ROOT, build, build_command, write


def tree(folder: Path) -> str:
    """One hash over all paths and bytes."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def fill(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text, encoding="utf-8")
    return folder


def test_a_swap_puts_the_new_site_in_place(tmp_path: Path) -> None:
    output = fill(tmp_path / "site", "old")
    with assemble.building(output, tmp_path / "work") as staging:
        (staging / "index.html").write_text("new", encoding="utf-8")
        assemble.swap(staging, output)
    assert (output / "index.html").read_text(encoding="utf-8") == "new"
    assert (tmp_path / "work/spare/index.html").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".site.lock", "site", "work"]


def test_a_swap_of_two_renames_does_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "_exchange", lambda one, other: False)
    test_a_swap_puts_the_new_site_in_place(tmp_path)


def test_a_swap_cut_between_two_renames_is_undone_by_the_next_build(tmp_path: Path) -> None:
    fill(tmp_path / ".site.old", "old")
    with assemble.building(tmp_path / "site", tmp_path / "work"):
        assert (tmp_path / "site/index.html").read_text(encoding="utf-8") == "old"


def test_a_build_that_fails_leaves_the_old_site(tmp_path: Path) -> None:
    output = fill(tmp_path / "site", "old")
    with pytest.raises(GeneratorError), assemble.building(output, tmp_path / "work") as staging:  # noqa: PT012 - a build is several steps
        (staging / "index.html").write_text("half", encoding="utf-8")
        raise GeneratorError("x")
    assert (output / "index.html").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(("output", "work"), [("site", "other"), ("other", "work")])
def test_two_builds_at_once_are_refused(tmp_path: Path, output: str, work: str) -> None:
    with (
        assemble.building(tmp_path / "site", tmp_path / "work"),
        pytest.raises(GeneratorError, match="另一个构建正在进行"),
        assemble.building(tmp_path / output, tmp_path / work),
    ):
        raise AssertionError("two builds ran at once")


NAMES = st.dictionaries(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join), st.binary(max_size=2), max_size=6
)


def without_clashes(files: dict[str, bytes]) -> dict[str, bytes]:
    """No path is the folder of another."""
    return {name: made for name, made in files.items() if not any(other.startswith(f"{name}/") for other in files)}


def apart(parts: dict[str, dict[str, bytes]]) -> dict[str, dict[str, bytes]]:
    """No path stands in two parts, or is the folder of another."""
    whole = without_clashes({name: made for files in parts.values() for name, made in files.items()})
    owner = {name: key for key, files in parts.items() for name in files}
    return {
        key: {name: files[name] for name in files if name in whole and owner[name] == key}
        for key, files in parts.items()
    }


STATES = st.lists(st.dictionaries(st.sampled_from("xyz"), NAMES, min_size=1).map(apart), min_size=1, max_size=5)
STRAYS = st.lists(st.sampled_from([None, "stray", "a/stray", "d/stray"]), min_size=5, max_size=5)


def stored(cache: Cache, parts: dict[str, dict[str, bytes]], pool: Path | None = None) -> list[Kept]:
    """Entries of some parts, by what they hold; with a pool, equal files are links to the same file in it."""
    kept = []
    for key, files in parts.items():
        name = f"{key}-{hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()}"
        made = {f"site/{path}": content for path, content in files.items()}
        links = {path: pooled(pool, content) for path, content in made.items()} if pool else None
        kept.append(cache.find(name) or cache.store(name, made, links))
    return kept


def pooled(pool: Path, content: bytes) -> str:
    """A file of that content."""
    pool.mkdir(exist_ok=True)
    file = pool / f"_{content.hex()}"
    if not file.exists():
        file.write_bytes(content)
    return str(file)


@given(STATES, STRAYS, st.sampled_from(["kept", "pruned"]), st.sampled_from(["apart", "linked"]))
def test_a_tree_is_brought_to_what_is_wanted(
    states: list[dict[str, dict[str, bytes]]], strays: list[str | None], entries: str, equal: str
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(assemble, "_MANY", 1)  # so that a folder with one file is moved whole
        cache, tree, record = Cache(Path(folder) / "cache"), Path(folder) / "tree", Path(folder) / "trees.json"
        for parts, stray in zip(states, strays, strict=False):
            kept = stored(cache, parts, Path(folder) / "pool" if equal == "linked" else None)
            trees = Trees(record)
            assemble.bring(tree, kept, ["site"], trees)
            trees.save([tree])
            for known in (trees, Trees(record), Trees(Path(folder) / "none")):
                assert assemble.holds(tree, kept, ["site"], known)
            found = {path.relative_to(tree).as_posix(): path for path in tree.rglob("*")}
            wanted = {name: content for files in parts.values() for name, content in files.items()}
            assert {name: path.read_bytes() for name, path in found.items() if path.is_file()} == wanted
            assert not [path for path in found.values() if path.is_dir() and not any(path.iterdir())]
            if entries == "pruned":
                for entry in cache.folder.iterdir():
                    if entry.name not in {one.folder.name for one in kept}:
                        shutil.rmtree(entry)
            if stray and not (tree / stray).exists() and not (tree / stray).parent.is_file():
                (tree / stray).parent.mkdir(exist_ok=True)
                (tree / stray).write_bytes(b"a stray hand")
                assert not assemble.holds(tree, kept, ["site"], Trees(record))


def test_an_entry_made_again_is_another_even_with_the_same_inode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, tree, record = Cache(tmp_path / "cache"), tmp_path / "tree", tmp_path / "trees.json"
    kept, trees = cache.store("key", {"site/a": b"right"}), Trees(record)
    assemble.bring(tree, [kept], ["site"], trees)
    trees.save([tree])
    inode = kept.folder.stat().st_ino
    (tree / "a").write_bytes(b"wrong")  # in place: in the entry, too
    shutil.rmtree(kept.folder)
    again = cache.store("key", {"site/a": b"right"})
    stamp = trees_module.stamp_of
    monkeypatch.setattr(
        trees_module, "stamp_of", lambda at, name: [inode if name == "key" else stamp(at, name)[0], stamp(at, name)[1]]
    )
    known = Trees(record)
    assert known.seen(tree)
    assert not assemble.holds(tree, [again], ["site"], known)
    assemble.bring(tree, [again], ["site"], known)
    assert (tree / "a").read_bytes() == b"right"


def test_files_under_another_name_are_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, tree, trees = Cache(tmp_path / "cache"), tmp_path / "tree", Trees(tmp_path / "trees.json")
    first = cache.store("first", {"site/a/b": b"1", "site/a/c": b"2", "site/d": b"3", "site/e/f": b"4"})
    at = f"{first.folder}/site"
    links = {"site/x/b": f"{at}/a/b", "site/d/c": f"{at}/a/c", "site/a": f"{at}/d", "site/e/f": f"{at}/a/b"}
    second = cache.store("second", {"site/x/b": b"1", "site/d/c": b"2", "site/a": b"3", "site/e/f": b"1"}, links)
    renamed: list[str] = []
    rename = os.rename

    def told(one: str, other: str) -> None:
        renamed.append(other)
        rename(one, other)

    monkeypatch.setattr(os, "rename", told)
    for kept in (first, second, first):
        assemble.bring(tree, [kept], ["site"], trees)
        trees.save([tree])
        assert assemble.holds(tree, [kept], ["site"], Trees(tmp_path / "none"))
    assert f"{tree}/x/b" in renamed


def test_a_folder_whose_files_are_wanted_under_another_name_is_moved_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assemble, "_MANY", 3)
    cache, tree, record = Cache(tmp_path / "cache"), tmp_path / "tree", tmp_path / "trees.json"
    files = {f"{folder}/{number}": f"{folder}{number}".encode() for folder in ("a", "a/b", "c") for number in range(4)}
    first = cache.store("first", {f"site/search/old/{path}": content for path, content in files.items()})
    links = {f"site/search/new/{path}": f"{first.folder}/site/search/old/{path}" for path in files if path != "a/b/2"}
    wanted = {f"site/search/new/{path}": files[path] for path in files} | {"site/search/new/a/b/2": b"edited"}
    second = cache.store("second", wanted, links)
    renamed: list[tuple[str, str]] = []
    rename = os.rename

    def told(one: str, other: str) -> None:
        renamed.append((one, other))
        rename(one, other)

    monkeypatch.setattr(os, "rename", told)
    for kept in (first, second):
        trees = Trees(record)
        assemble.bring(tree, [kept], ["site"], trees)
        trees.save([tree])
        assert Trees(record).seen(tree)
        assert assemble.holds(tree, [kept], ["site"], Trees(tmp_path / "none"))
    assert renamed == [(f"{tree}/search/old", f"{tree}/search/new")]


def test_of_a_tree_that_is_known_only_what_differs_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, tree, record = Cache(tmp_path / "cache"), tmp_path / "tree", tmp_path / "trees.json"
    states = [stored(cache, {"x": {"a/b": b"1", "c": b"2"}, "y": {"d/e/f": text}}) for text in (b"3", b"4")]
    trees = Trees(record)
    assemble.bring(tree, states[0], ["site"], trees)
    trees.save([tree])

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("everything was looked at")

    monkeypatch.setattr(assemble, "_present", refuse)
    assert not assemble.holds(tree, states[1], ["site"], Trees(record))
    assemble.bring(tree, states[1], ["site"], Trees(record))
    assert (tree / "d/e/f").read_bytes() == b"4"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"1": {}}', b'{"1": {"entries": 1, "folders": []}}'])
def test_a_damaged_record_of_trees_says_nothing(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "trees.json").write_bytes(damage)
    assert Trees(tmp_path / "trees.json").seen(tmp_path) is None


def test_a_full_disk_takes_the_record_of_trees_and_nothing_else(tmp_path: Path) -> None:
    record, tree, cache = tmp_path / "trees.json", tmp_path / "tree", Cache(tmp_path / "cache")
    for text in (b"one", b"two"):
        trees = Trees(record)
        assemble.bring(tree, [cache.store(text.decode(), {"site/a": text})], ["site"], trees)
        with filled(tmp_path, 1 << 20 if text == b"one" else 300):
            trees.save([tree])
        assert record.exists() == (text == b"one")
    assert not list(tmp_path.glob("trees.*"))


def test_a_tree_on_a_file_system_without_links_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    kept = Cache(tmp_path / "cache").store("key", {"site/a/b": b"text"})
    trees = Trees(tmp_path / "trees.json")
    for _ in range(2):
        assemble.bring(tmp_path / "tree", [kept], ["site"], trees)
        trees.save([tmp_path / "tree"])
        assert (tmp_path / "tree/a/b").read_bytes() == b"text"
        assert not assemble.holds(tmp_path / "tree", [kept], ["site"], trees)


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file", encoding="utf-8")
    with (
        assemble.building(tmp_path / "site", tmp_path / "work") as staging,
        pytest.raises(GeneratorError, match="不是普通文件夹"),
    ):
        assemble.swap(staging, tmp_path / "site")


def test_a_build_killed_at_any_instant_leaves_a_whole_site(tmp_path: Path) -> None:
    content, output = tmp_path / "content", tmp_path / "site"
    write(content, make_notice(id="one", opening="旧的文字"))
    assert build(content, output).returncode == 0
    old = tree(output)
    write(content, make_notice(id="one", opening="新的文字"))
    start = time.monotonic()
    assert build(content, tmp_path / "other").returncode == 0
    longest = time.monotonic() - start
    new = tree(tmp_path / "other")
    command = build_command(content, output)
    instants = random.Random(7)
    seen = set()
    for _ in range(50):
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ}
        )
        time.sleep(instants.uniform(0.2, 1.1) * longest)
        process.kill()
        process.wait()
        seen.add(tree(output))
        assert seen <= {old, new}
    assert build(content, output).returncode == 0
    assert tree(output) == new
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".other.lock",
        ".site.lock",
        "content",
        "other",
        "site",
        "work",
    ]
