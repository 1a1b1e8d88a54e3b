"""A built site, published to a folder, behind a real nginx with the configuration that publishers are given."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model.notice import Notice
from generator.write_yaml import notice_yaml
from tests.deploy.hostile import FORMS, VECTORS
from tests.deploy.server import ROOT, serving
from tests.samples import make_notice

WITHDRAWN_LINE = "这一行文字撤下以后哪里都不能再有"


CONTACTS = ("phones", "addresses", "people", "emails")


def notices() -> tuple[Notice, ...]:
    """A plain notice with a former address, a withdrawn one, and one whose every item is hostile."""
    body = {"opening": "开头", "sections": [{"heading": "一、情况", "items": [{"finding": "问题", "text": "措施"}]}]}
    hostile = [
        {"heading": f"{number}", "items": [{"finding": one, "text": one} for one in VECTORS[start : start + 100]]}
        for number, start in enumerate(range(0, len(VECTORS), 100))
    ]
    return (
        make_notice(id="plain", title="一份通报", aliases=["old-address"], published="2024-03-15", **body),
        make_notice(
            id="gone",
            title=WITHDRAWN_LINE,
            opening=WITHDRAWN_LINE,
            published="2024-03-15",
            withdrawn={"date": "2024-05-01", "reason": "内容有误"},
        ),
        make_notice(
            id="hostile", title=VECTORS[0], opening="\n".join(VECTORS), sections=hostile, published="2024-03-15"
        ),
    )


def hostile_notices() -> tuple[Notice, ...]:
    """A notice for each hostile string, whose title, opening and heading it is, and whose issuer for each form of string.

    One more has all of them as contacts of every kind.
    """
    titled = (
        make_notice(
            id=f"hostile-{number}",
            title=one,
            opening=one,
            sections=[{"heading": one}],
            published="2024-03-15",
            **({"issuer": {"name": one, "short": one}, "signature": {"name": [one]}} if one in FORMS else {}),
        )
        for number, one in enumerate(VECTORS)
    )
    contact = {kind: list(VECTORS) for kind in CONTACTS}
    return (
        *titled,
        make_notice(id="contacts", title="联系", closing="\n".join(VECTORS), contact=contact, published="2024-03-15"),
    )


def written(folder: Path, found: tuple[Notice, ...]) -> Path:
    """A content folder with these notices, and the hand-written pages."""
    (folder / "notices/2024").mkdir(parents=True)
    (folder / "pages").mkdir()
    for page in sorted((ROOT / "content/pages").glob("*.md")):
        (folder / "pages" / page.name).write_bytes(page.read_bytes())
    for notice in found:
        (folder / f"notices/2024/{notice.id}.yaml").write_text(notice_yaml(notice), encoding="utf-8", newline="\n")
    return folder


def built(content: Path) -> Path:
    """The site of a content folder, beside it. What only machines read as a database is left out."""
    output = content.with_name("site")
    options = ["--content", content, "--output", output, "--work", content.with_name("work"), "--no-database"]
    command = [sys.executable, "-m", "generator", "build", *map(str, options)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return output


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(written(tmp_path_factory.mktemp("deploy") / "content", notices()))


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a thousand hostile notices; for the tests of one module, so that it is built once."""
    return built(written(tmp_path_factory.mktemp("hostile") / "content", hostile_notices()))


@pytest.fixture(scope="session")
def nginx(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the published site."""
    with serving(site, tmp_path_factory.mktemp("nginx")) as address:
        yield address


@pytest.fixture(scope="session")
def hostile_nginx(hostile_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the hostile site."""
    with serving(hostile_site, tmp_path_factory.mktemp("hostile-nginx")) as address:
        yield address
