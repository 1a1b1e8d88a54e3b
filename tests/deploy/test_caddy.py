"""A real Caddy with `deploy/Caddyfile`: the same promises as nginx keeps."""

from __future__ import annotations

import gzip
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.server import ROOT, free_port, wait_for
from tests.deploy.test_nginx import Answer
from tests.deploy.tools import need
from tests.publish.sites import command


@pytest.fixture(scope="module")
def caddy(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("caddy"), free_port()
    text = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
    for old, new in (("www.example.gov.cn {", f"http://127.0.0.1:{port} {{"), ("/srv/zhenggai/current", str(site))):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "Caddyfile").write_text("{\n\tadmin off\n}\n" + text, encoding="utf-8")
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    command = [need("caddy"), "run", "--config", str(folder / "Caddyfile")]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, env=environment, stderr=log) as process:
        try:
            wait_for(port, process, folder / "log")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def test_pages_carry_the_same_policy_as_on_nginx(caddy: str, nginx: str) -> None:
    for name in (
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Permissions-Policy",
        "Cache-Control",
    ):
        for path in ("/", "/notices/gone/", "/nothing"):
            assert Answer(caddy, path).headers[name] == Answer(nginx, path).headers[name], (name, path)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/", 200, "全部通报"),
        ("/notices/plain/", 200, "一份通报"),
        ("/notices/gone/", 410, "内容有误"),
        ("/nothing", 404, "页面不存在"),
        ("/.git/config", 404, "页面不存在"),
        ("/notices/gone/notice.txt", 410, "内容有误"),
        ("/notices/gone/history/", 410, "内容有误"),
        ("/notices/gone/notice.json", 200, "withdrawn"),
        ("/notices/plain/history/", 404, "页面不存在"),
        ("/notices/nothing/history/", 404, "页面不存在"),
        ("/notices/old-address/", 200, "地址已"),
    ],
)
def test_each_address_answers_as_it_should(caddy: str, path: str, status: int, says: str) -> None:
    answer = Answer(caddy, path)
    assert answer.status == status
    assert says in answer.text


def test_the_packed_twin_is_given_to_who_takes_it(caddy: str, site: Path) -> None:
    answer = Answer(caddy, "/notices/hostile/", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.body) == (site / "notices/hostile/index.html").read_bytes()


def test_what_has_no_twin_is_packed_on_the_way(caddy: str, site: Path) -> None:
    answer = Answer(caddy, "/notices/hostile/notice.json", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.body) == (site / "notices/hostile/notice.json").read_bytes()


def test_what_has_not_changed_is_not_sent_again(caddy: str) -> None:
    first = Answer(caddy, "/notices/plain/")
    assert Answer(caddy, "/notices/plain/", If_None_Match=first.headers["ETag"]).status == 304


def test_hashed_files_are_kept_for_good(caddy: str, site: Path) -> None:
    hashed = next(site.glob("assets/stylesheets/main.*.min.css")).relative_to(site).as_posix()
    assert "immutable" in Answer(caddy, f"/{hashed}").headers["Cache-Control"]


def test_the_live_site_is_verified_file_by_file(caddy: str) -> None:
    assert command("verify", caddy) == 0
