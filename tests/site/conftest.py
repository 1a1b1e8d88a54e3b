"""Two built sites: the project's own content, and specimens of everything that a notice can be."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model.notice import Notice
from generator.write_yaml import notice_yaml
from tests.samples import make_notice, torture_notice

ROOT = Path(__file__).parents[2]
SECRET = "绝不能公开的一句话"


def build_command(content: Path, output: Path) -> list[str]:
    """The command line of a build that shares nothing with other builds but the checkout."""
    places = {"--content": content, "--output": output, "--work": output.with_name("work")}
    return [sys.executable, "-m", "generator", "build", *(str(part) for pair in places.items() for part in pair)]


def build(content: Path, output: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `build` as a user does."""
    command = [*build_command(content, output), *options]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def write(content: Path, *notices: Notice) -> None:
    folder = content / "notices" / "2024"
    folder.mkdir(parents=True, exist_ok=True)
    for notice in notices:
        (folder / f"{notice.id}.yaml").write_text(notice_yaml(notice), encoding="utf-8", newline="\n")


def specimens() -> tuple[Notice, ...]:
    """One notice of each kind that a site can hold."""
    body = {
        "opening": SECRET,
        "sections": [{"heading": f"一、{SECRET}", "items": [{"finding": SECRET, "text": SECRET}]}],
    }
    table = {
        "caption": "一览表",
        "rows": [
            ["序号", "问题", "措施", "状态"],
            ["1", "甲问题", "做了", "已完成"],
            ["2", "乙问题", "在做", "正在整改"],
        ],
        "items": {"number": 1, "finding": 2, "text": 3, "status": 4, "statuses": {"正在整改": "持续推进"}},
    }
    return (
        torture_notice(),
        make_notice(id="draft", title=SECRET, draft=True, **body),
        make_notice(id="gone", title=SECRET, withdrawn={"date": "2024-05-01", "reason": "内容有误"}, **body),
        make_notice(
            id="moved",
            title="有旧地址的通报",
            aliases=["old-address"],
            published="2024-03-15",
            opening="开头",
            sections=[{"heading": "一览", "text": ["前文", {"table": table}, "后文"]}],
            closing="联系电话：0527-88859050；电子邮箱：office@example.gov.cn。",
            contact={"phones": "0527-88859050", "emails": "office@example.gov.cn"},
            revisions=[
                {
                    "date": "2024-04-01",
                    "note": "更正一处数字",
                    "changes": [{"before": "共排查企业12家。", "after": "共排查企业13家。"}],
                }
            ],
        ),
    )


@pytest.fixture(scope="session")
def content_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the project's own content."""
    site = tmp_path_factory.mktemp("content") / "site"
    run = build(ROOT / "content", site)
    assert run.returncode == 0, run.stdout + run.stderr
    return site


@pytest.fixture(scope="session")
def specimen_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the specimens."""
    folder = tmp_path_factory.mktemp("specimens")
    write(folder / "content", *specimens())
    shutil.copytree(ROOT / "content/pages", folder / "content/pages")
    run = build(folder / "content", folder / "site")
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "site"


BASE = "/zhenggai"
"""The path of `site_url` in mkdocs.yml: the page for unknown addresses links to it."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(BASE))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep the test's output clean."""


def serve(folder: Path) -> tuple[http.server.ThreadingHTTPServer, str]:
    """Serve a folder on localhost; the caller shuts the server down."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}{BASE}/"


@pytest.fixture(scope="session")
def content_url(content_site: Path) -> Iterator[str]:
    server, url = serve(content_site)
    yield url
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def specimen_url(specimen_site: Path) -> Iterator[str]:
    server, url = serve(specimen_site)
    yield url
    server.shutdown()
    server.server_close()
