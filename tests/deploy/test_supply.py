"""What the site is made with: every dependency locked with its hashes, listed in a bill of materials; no secret in the repository."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.server import ROOT

# The beginnings of secret keys: minisign's (with and without password), PEM, OpenSSH; cloud and forge tokens.
_SECRETS = re.compile(
    rb"RWRTY0Iy[A-Za-z0-9+/]{150}|RWQAAEIy[A-Za-z0-9+/]{150}|-----BEGIN [A-Z ]*PRIVATE KEY-----\n"
    rb"|\b(AKIA|LTAI)[A-Za-z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[A-Za-z0-9_-]{20}\b"
)


def locked(name: str) -> dict[str, str]:
    """The packages of a lock file with their versions."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["site.txt", "test.txt"])
def test_every_dependency_is_locked_with_its_hashes(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.match(r"[a-z0-9.-]+==\S+.*--hash=sha256:[0-9a-f]{64}", line)] == []


def test_the_bill_of_materials_names_every_locked_package(tmp_path: Path) -> None:
    output = tmp_path / "sbom.json"
    options = ["requirements", "requirements/site.txt", "--output-reproducible", "--of", "JSON", "-o", str(output)]
    subprocess.run([sys.executable, "-m", "cyclonedx_py", *options], cwd=ROOT, capture_output=True, check=True)
    bill = json.loads(output.read_text(encoding="utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    assert {one["name"]: one["version"] for one in bill["components"]} == locked("site.txt")


def test_an_audit_that_could_not_look_up_a_package_fails() -> None:
    """Without `--strict`, pip-audit says "no known vulnerabilities found" of packages that it has learned nothing of."""
    steps = subprocess.run(["make", "-n", "audit"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    (audit,) = (line.split() for line in steps.splitlines() if "pip-audit" in line)
    assert {"--strict", "requirements/site.txt"} <= set(audit)


def test_no_secret_key_is_in_the_repository() -> None:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    files = [ROOT / name.decode() for name in names if name]
    assert len(files) > 50
    assert [file.name for file in files if file.is_file() and _SECRETS.search(file.read_bytes())] == []


def test_no_secret_key_is_in_the_output(site: Path) -> None:
    assert [file.name for file in site.rglob("*") if file.is_file() and _SECRETS.search(file.read_bytes())] == []


def test_a_key_of_ours_would_be_noticed() -> None:
    from generator.publish.signature import new_key  # noqa: PLC0415 - only here

    assert _SECRETS.search(new_key().text("").encode())
    assert _SECRETS.search(new_key().text("x", opslimit=1 << 15, memlimit=1 << 22).encode())
