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


def notices() -> tuple[Notice, ...]:
    """A plain notice with a former address, a withdrawn one, and those whose every text is hostile."""
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
        *(
            make_notice(
                id=f"hostile-{number}",
                title=one,
                published="2024-03-15",
                opening=one,
                closing=one,
                contact={"phones": [one], "addresses": [one], "people": [one], "emails": [one]},
                signature={"name": [one]},
                issuer={"name": one, "short": one},
            )
            for number, one in enumerate(FORMS)
        ),
        make_notice(
            id="hostile", title=VECTORS[0], opening="\n".join(VECTORS), sections=hostile, published="2024-03-15"
        ),
    )


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deploy") / "content"
    (folder / "notices/2024").mkdir(parents=True)
    (folder / "pages").mkdir()
    for page in sorted((ROOT / "content/pages").glob("*.md")):
        (folder / "pages" / page.name).write_bytes(page.read_bytes())
    for notice in notices():
        (folder / f"notices/2024/{notice.id}.yaml").write_text(notice_yaml(notice), encoding="utf-8", newline="\n")
    return folder


@pytest.fixture(scope="session")
def site(content: Path) -> Path:
    output = content.with_name("site")
    options = ["--content", content, "--output", output, "--work", content.with_name("work")]
    command = [sys.executable, "-m", "generator", "build", *map(str, options)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return output


@pytest.fixture(scope="session")
def nginx(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the published site."""
    with serving(site, tmp_path_factory.mktemp("nginx")) as address:
        yield address
