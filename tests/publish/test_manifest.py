from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from generator.faults import GeneratorError
from generator.publish.manifest import (
    MANIFEST,
    compare_folder,
    lines_by_path,
    listing,
    manifest,
    parse_manifest,
    read_manifest,
)
from tests.publish.sites import make_site

FILES = [("b/x.html", "<title>乙 &amp; 丙</title>".encode()), ("a.txt", b"one\n")]


def test_a_manifest_lists_each_file_with_size_and_hash() -> None:
    data = json.loads(manifest(FILES, generator="1.0", engine="mkdocs=1.6"))
    assert data["files"][0] == {"path": "a.txt", "size": 4, "sha256": hashlib.sha256(b"one\n").hexdigest()}
    assert data["files"][1]["title"] == "乙 & 丙"
    assert (data["generator"], data["engine"], data["format"]) == ("1.0", "mkdocs=1.6", 1)


def test_the_order_of_files_makes_no_difference() -> None:
    assert manifest(FILES, generator="1", engine="e") == manifest(FILES[::-1], generator="1", engine="e")


def test_a_manifest_lists_neither_itself_nor_its_signature() -> None:
    more = [*FILES, (MANIFEST, b"x"), (f"{MANIFEST}.minisig", b"y")]
    assert manifest(more, generator="1", engine="e") == manifest(FILES, generator="1", engine="e")


def test_the_content_hash_can_be_worked_out_with_sha256sum(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", "文字")
    names = [entry.path for entry in read_manifest(site).entries]
    sums = subprocess.run(["sha256sum", *names], cwd=site, capture_output=True, check=True).stdout
    assert read_manifest(site).content == hashlib.sha256(sums).hexdigest()


def test_a_manifest_read_and_written_again_is_the_same() -> None:
    raw = manifest(FILES, generator="1", engine="e")
    assert parse_manifest(raw).text().encode() == raw


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "a/../b", "a\\b", "C:x", "", "a//b", "./a", "a\nb"])
def test_a_path_that_could_leave_the_site_is_refused(path: str) -> None:
    raw = manifest([(path, b"x")], generator="1", engine="e")
    with pytest.raises(GeneratorError, match="不允许的路径"):
        parse_manifest(raw)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"null", b'{"files": 1}', b"\xff", b"[" * 100_000])
def test_what_is_no_manifest_is_refused(raw: bytes) -> None:
    with pytest.raises(GeneratorError, match="不是清单"):
        parse_manifest(raw)


def test_any_single_changed_byte_of_any_file_is_found(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", "文字", pages=1)
    wanted = read_manifest(site)
    for entry in wanted.entries:
        file = site / entry.path
        good = file.read_bytes()
        for place in (0, len(good) // 2, len(good) - 1):
            file.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
            assert compare_folder(site, wanted).changed == (entry.path,)
        file.write_bytes(good)
    assert not compare_folder(site, wanted)


@pytest.mark.parametrize("key", ["path", "sha256"])
def test_a_changed_path_or_hash_in_the_manifest_is_found(tmp_path: Path, key: str) -> None:
    raw = (make_site(tmp_path / "site", "文字", pages=1) / MANIFEST).read_text(encoding="utf-8")
    stated = [getattr(entry, key) for entry in parse_manifest(raw.encode()).entries]
    assert len(stated) > 2
    for value in stated:
        changed = raw.replace(json.dumps(value), json.dumps(value[:-1] + ("0" if value[-1] != "0" else "1")))
        assert changed != raw
        with pytest.raises(GeneratorError, match="已损坏"):
            parse_manifest(changed.encode())


def test_a_file_that_two_parts_of_a_site_make_is_refused_and_named() -> None:
    page, other = listing([("a/index.html", b"one"), ('b "c".txt', b"")]), listing([("d.txt", b"")])
    assert list(lines_by_path([other, page])) == [b"a/index.html", b'b "c".txt', b"d.txt"]
    for parts, known in [([page, other, page], {}), ([page, other], lines_by_path([page]))]:
        with pytest.raises(GeneratorError, match=r"a/index\.html 由两处内容同时生成"):
            lines_by_path(parts, known)
    with pytest.raises(GeneratorError, match=r'b "c"\.txt 由两处内容同时生成'):
        lines_by_path([listing([('b "c".txt', b"x")])], lines_by_path([page]))


def test_missing_and_additional_files_are_named(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", "文字", pages=1)
    (site / "same.css").unlink()
    for name in ("more.txt", "another.txt"):
        (site / name).write_text("x", encoding="utf-8")
    found = compare_folder(site, read_manifest(site))
    assert (found.changed, found.missing, found.extra) == ((), ("same.css",), ("another.txt", "more.txt"))


def test_a_link_cannot_stand_in_for_a_file(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", "文字", pages=1)
    (site / "same.css").rename(tmp_path / "elsewhere.css")
    (site / "same.css").symlink_to(tmp_path / "elsewhere.css")
    assert compare_folder(site, read_manifest(site)).changed == ("same.css",)
