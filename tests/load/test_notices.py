"""Files → notices: ids, links, several files at once, and no way of writing that costs another notice or raises."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.faults import errors
from generator.load.decode import MAX_BYTES
from generator.load.notices import find_notices, id_fault, load_notice, load_notices, parse_notice
from tests.conftest import ROOT

SMALLEST = "title: 通报\nwording: 原文\nissuer: {name: 某某}\nopening: 一段。\n"
EVERYTHING = (ROOT / "tests" / "cases" / "valid" / "everything.yaml").read_bytes()


def write(folder: Path, name: str, text: str = SMALLEST) -> Path:
    path = folder / "notices" / "2024" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def codes(folder: Path) -> list[str]:
    return [fault.code for fault in load_notices(find_notices(folder), root=folder)[1]]


@pytest.mark.parametrize("name", ["a", "suqian-2024", "2024", "a" * 80, "console", "com10"])
def test_an_id_of_small_letters_digits_and_hyphens_is_taken(name: str) -> None:
    assert id_fault(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../x",
        "a/b",
        "a b",
        "A",
        "a_b",
        "-a",
        "a-",
        "a--b",
        "通报",
        "a.b",
        "a\n",
        "con",
        "nul",
        "aux",
        "prn",
        "com1",
        "lpt9",
        "page",
        "a" * 81,
    ],
)
def test_an_id_that_is_no_safe_part_of_a_path_is_refused(name: str) -> None:
    loaded, faults = parse_notice("x.yaml", name, SMALLEST.encode())
    assert loaded is None
    assert [fault.code for fault in faults] == ["Y203"]


def test_a_bad_id_does_not_hide_what_else_is_wrong() -> None:
    _, faults = parse_notice("A.yaml", "A", b"titel: x\n")
    assert [fault.code for fault in faults] == ["Y203", "M102", "M102", "M102", "M101"]


def test_an_id_given_in_the_file_is_refused_but_not_held_for_the_name_of_the_file() -> None:
    _, faults = parse_notice("x.yaml", "x", (SMALLEST + "id: y\n").encode())
    assert [(fault.code, fault.line) for fault in faults] == [("M101", 5)]


def test_one_broken_file_costs_no_other_notice(tmp_path: Path) -> None:
    write(tmp_path, "broken.yaml", "title: [")
    write(tmp_path, "good.yaml")
    loaded, faults = load_notices(find_notices(tmp_path), root=tmp_path)
    assert [one.notice.id for one in loaded] == ["good"]
    assert [(fault.path, fault.code) for fault in faults] == [("notices/2024/broken.yaml", "Y111")]


def test_two_files_of_one_name_are_a_fault_that_names_both(tmp_path: Path) -> None:
    first, second = write(tmp_path, "a.yaml"), write(tmp_path, "a.yml")
    loaded, faults = load_notices([first, second], root=tmp_path)
    assert len(loaded) == 1
    assert [str(fault).partition("\n")[0] for fault in faults] == [
        "notices/2024/a.yml:1:1: Y204 编号 a 与 notices/2024/a.yaml 重复"
    ]


def test_an_old_id_belongs_to_one_notice_only(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", SMALLEST + "aliases: [old, b, con, a, old]\n")
    write(tmp_path, "b.yaml", SMALLEST + "aliases: [old]\n")
    _, faults = load_notices(find_notices(tmp_path), root=tmp_path)
    assert [(fault.path[-6:], fault.column, fault.message) for fault in faults] == [
        ("a.yaml", 16, "旧编号 b 已被 notices/2024/b.yaml 使用"),
        ("a.yaml", 19, "旧编号“con”不能作网址：Windows 保留的名称"),
        ("a.yaml", 24, "旧编号 a 是本通报现在的编号，或者写了两遍"),
        ("a.yaml", 27, "旧编号 old 是本通报现在的编号，或者写了两遍"),
        ("b.yaml", 11, "旧编号 old 已被 notices/2024/a.yaml 使用"),
    ]
    assert all(fault.hint for fault in faults)


def test_links_are_refused_whether_to_a_file_or_to_a_folder(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", "x.yaml")
    folder = tmp_path / "content"
    write(folder, "good.yaml")
    try:
        (folder / "notices" / "link.yaml").symlink_to(outside)
        (folder / "notices" / "2023").symlink_to(outside.parent, target_is_directory=True)
    except OSError as error:
        pytest.fail(f"this account cannot make links: {error}")
    assert codes(folder) == ["Y202", "Y202"]


def test_a_file_with_a_hidden_second_suffix_is_pointed_out(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml.txt")
    write(tmp_path, "readme.txt")
    write(tmp_path, ".hidden.yaml")
    assert codes(tmp_path) == ["Y206"]


def test_what_lies_in_a_hidden_folder_is_no_notice(tmp_path: Path) -> None:
    kept = write(tmp_path, "kept.yaml")
    (kept.parent / ".trash").mkdir()
    (kept.parent / ".trash" / "gone.yaml").write_bytes(kept.read_bytes())
    assert find_notices(tmp_path) == [kept]


def test_a_file_over_the_limit_is_refused_with_its_size(tmp_path: Path) -> None:
    path = write(tmp_path, "big.yaml", "#" * (MAX_BYTES + 7))
    _, faults = load_notice(path, shown="big.yaml")
    assert [fault.message for fault in faults] == ["文件有 2,000,007 字节，超过上限 2,000,000 字节"]


def test_a_folder_named_like_a_file_and_a_missing_file_are_faults(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    for path in (tmp_path / "x.yaml", tmp_path / "none.yaml"):
        loaded, faults = load_notice(path)
        assert loaded is None
        assert [fault.code for fault in faults] == ["Y201"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes among its files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    _, faults = load_notice(tmp_path / "x.yaml", shown="x.yaml")
    assert [fault.message for fault in faults] == ["读不出文件：不是普通文件"]


def test_attachments_that_would_replace_a_file_are_faults_at_their_lines() -> None:
    lines = "".join(f"  - {{text: 附件, file: {name}}}\n" for name in ("a.csv", "Index.html", "b.csv"))
    loaded, faults = parse_notice("x.yaml", "x", f"{SMALLEST}attachments:\n{lines}".encode())
    assert loaded is None
    assert [str(fault).partition("\n")[0] for fault in faults] == [
        "x.yaml:7:22: M112 附件不能叫“Index.html”：本站在这份通报的网址下有同名的文件"
    ]
    lines = "".join(f"  - {{text: 附件, file: {name}}}\n" for name in ("a.csv", "A.CSV", "b.csv", "a.csv.gz"))
    loaded, faults = parse_notice("x.yaml", "x", f"{SMALLEST}attachments:\n{lines}".encode())
    assert loaded is None
    assert [str(fault).partition("\n")[0] for fault in faults] == [
        "x.yaml:7:22: M113 附件文件名“A.CSV”与“a.csv”容易互相顶替",
        "x.yaml:9:22: M113 附件文件名“a.csv.gz”与“a.csv”容易互相顶替",
    ]
    assert all("改名" in fault.hint for fault in faults)


@given(st.integers(0, len(EVERYTHING)), st.integers(0, 40), st.binary(max_size=6))
def test_a_valid_file_with_some_bytes_replaced_never_raises(start: int, length: int, inserted: bytes) -> None:
    raw = EVERYTHING[:start] + inserted + EVERYTHING[start + length :]
    loaded, faults = parse_notice("x.yaml", "x", raw)
    assert (loaded is None) == bool(errors(faults))


@given(st.data())
def test_a_valid_file_with_two_lines_swapped_or_indented_never_raises(data: st.DataObject) -> None:
    lines = EVERYTHING.decode().split("\n")
    first, second = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[first], lines[second] = " " * data.draw(st.integers(0, 9)) + lines[second].strip(), lines[first]
    loaded, faults = parse_notice("x.yaml", "x", "\n".join(lines).encode())
    assert (loaded is None) == bool(errors(faults))
