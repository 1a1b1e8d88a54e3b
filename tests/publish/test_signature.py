from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from generator.faults import GeneratorError
from generator.publish.signature import (
    SecretKey,
    check_signature,
    is_protected,
    new_key,
    parse_public_key,
    parse_secret_key,
    sign,
)
from tests.deploy.tools import need

KEY = SecretKey(id=bytes(range(8)), seed=bytes(range(32)))
DATA = b"one notice\n"


def test_a_signature_is_checked_by_its_key() -> None:
    assert check_signature(DATA, sign(DATA, KEY, "content:abc"), KEY.public) == "content:abc"


def test_signing_twice_gives_the_same_bytes() -> None:
    assert sign(DATA, KEY, "c") == sign(DATA, KEY, "c")


def test_a_changed_byte_anywhere_is_found() -> None:
    good = sign(DATA, KEY, "content:abc")
    assert check_signature(b"One notice\n", good, KEY.public) is None
    assert check_signature(DATA, good.replace("content:abc", "content:abd"), KEY.public) is None


def test_another_key_with_the_same_name_does_not_pass() -> None:
    other = SecretKey(id=KEY.id, seed=bytes(32))
    assert check_signature(DATA, sign(DATA, other, "c"), KEY.public) is None


@pytest.mark.parametrize("text", ["", "a\nb\nc\nd\n", "x\n!!!\ntrusted comment: c\n!!!\n"])
def test_a_broken_signature_file_is_refused(text: str) -> None:
    with pytest.raises(GeneratorError):
        check_signature(DATA, text, KEY.public)


def test_keys_survive_their_files() -> None:
    key = new_key()
    assert parse_secret_key(key.text("")) == key
    assert parse_public_key(key.public.text()) == parse_public_key(key.public.line) == key.public


def test_a_secret_key_never_shows_in_print() -> None:
    assert KEY.seed.hex() not in repr(KEY)
    assert "seed" not in repr(KEY)


def test_a_password_protects_the_key() -> None:
    text = new_key().text("正确", opslimit=1 << 20, memlimit=1 << 24)
    assert is_protected(text)
    with pytest.raises(GeneratorError, match="密码不对"):
        parse_secret_key(text, "错误")
    assert parse_secret_key(text, "正确").text("").startswith("untrusted comment: minisign secret key")


@pytest.mark.parametrize("text", ["", "x", "untrusted comment: x\nQUJD\n"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(GeneratorError):
        parse_secret_key(text)
    with pytest.raises(GeneratorError):
        parse_public_key(text)


def test_minisign_itself_accepts_our_key_and_signature(tmp_path: Path) -> None:
    minisign = need("minisign")
    (tmp_path / "m").write_bytes(DATA)
    (tmp_path / "m.minisig").write_text(sign(DATA, KEY, "content:abc"), encoding="utf-8")
    command = [minisign, "-V", "-m", "m", "-P", KEY.public.line]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Trusted comment: content:abc" in done.stdout, done.stderr


def test_minisign_opens_our_protected_key(tmp_path: Path) -> None:
    minisign = need("minisign")
    (tmp_path / "m").write_bytes(DATA)
    (tmp_path / "key").write_text(KEY.text("密码", opslimit=1 << 20, memlimit=1 << 24), encoding="utf-8")
    command = [minisign, "-S", "-s", "key", "-m", "m", "-t", "theirs"]
    subprocess.run(command, cwd=tmp_path, input="密码\n", text=True, encoding="utf-8", capture_output=True, check=True)
    theirs = (tmp_path / "m.minisig").read_text(encoding="utf-8")
    assert check_signature(DATA, theirs, KEY.public) == "theirs"


def test_we_accept_what_minisign_signs_with_our_key(tmp_path: Path) -> None:
    minisign = need("minisign")
    (tmp_path / "m").write_bytes(DATA)
    (tmp_path / "key").write_text(KEY.text(""), encoding="utf-8")
    command = [minisign, "-S", "-s", "key", "-m", "m", "-t", "theirs"]
    subprocess.run(command, cwd=tmp_path, stdin=subprocess.DEVNULL, check=True)
    theirs = (tmp_path / "m.minisig").read_text(encoding="utf-8")
    assert check_signature(DATA, theirs, KEY.public) == "theirs"
