"""Remembered digests: never wrong, whatever was done to a file between two builds."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from generator import digests
from generator.digests import Digests


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that counts as old enough to be trusted."""
    monkeypatch.setattr(digests, "_TICK", -60_000_000_000)
    path = tmp_path / "a.yaml"
    path.write_bytes(b"one")
    return path


def remember(file: Path) -> Digests:
    first = Digests(file.with_name("record"))
    assert first.remembered(file) is None
    assert first.remember(file, file.read_bytes()) == hashlib.sha256(file.read_bytes()).hexdigest()
    first.save()
    return Digests(file.with_name("record"))


def test_an_untouched_file_is_remembered(file: Path) -> None:
    assert remember(file).remembered(file) == hashlib.sha256(b"one").hexdigest()


def test_a_file_of_the_same_size_and_time_is_not_taken_for_the_old_one(file: Path) -> None:
    second = remember(file)
    times = file.stat()
    time.sleep(0.05)
    file.write_bytes(b"two")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert second.remembered(file) is None


def test_a_file_that_is_gone_is_not_remembered(file: Path) -> None:
    second = remember(file)
    file.unlink()
    assert second.remembered(file) is None


def test_what_was_not_asked_for_is_forgotten(file: Path) -> None:
    remember(file).save()
    assert Digests(file.with_name("record")).remembered(file) is None


def test_a_file_that_was_just_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"one")
    assert remember(path).remembered(path) is None


def test_the_last_digest_is_known_whatever_became_of_the_file(file: Path) -> None:
    one = hashlib.sha256(b"one").hexdigest()
    second = remember(file)
    file.write_bytes(b"two")
    assert second.last(file) == one
    second.remember(file, b"two")
    assert second.last(file) == one
    second.save()
    assert Digests(file.with_name("record")).last(file) == hashlib.sha256(b"two").hexdigest()
    assert second.last(file.with_name("b.yaml")) is None


def test_the_last_digest_of_a_file_that_was_just_written_is_known_too(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"one")
    second = remember(path)
    assert (second.remembered(path), second.last(path)) == (None, hashlib.sha256(b"one").hexdigest())


@pytest.mark.parametrize("record", [b"", b"[1]", b"{", b"\xff", b'{"a.yaml": 1}', b'{"a.yaml": []}'])
def test_a_broken_record_is_no_record(tmp_path: Path, record: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("record").write_bytes(record)
    Path("a.yaml").write_bytes(b"one")
    digests = Digests(Path("record"))
    assert digests.remembered(Path("a.yaml")) is None
    assert digests.last(Path("a.yaml")) is None
