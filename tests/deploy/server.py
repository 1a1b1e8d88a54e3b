"""A real nginx with `deploy/nginx.conf` in front of a published site."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from generator.publish import releases
from generator.publish.folder import FolderHost
from generator.publish.manifest import read_manifest
from generator.publish.server_maps import REDIRECTS
from tests.deploy.tools import need

ROOT: Final = Path(__file__).parents[2]
_USER: Final = (
    "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
)  # the tests' folders are closed to others
_MAIN: Final = """
{user}
worker_processes 2;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {site}
}}
"""


@contextmanager
def serving(site: Path, folder: Path) -> Iterator[str]:
    """Publish a site below `folder` and give the address at which nginx serves it; nginx must find nothing to warn of."""
    target = FolderHost(root=folder / "www")
    with target.locked():
        releases.publish(target, site, read_manifest(site), keep=3, say=lambda text: None)
    (folder / "maps").mkdir()
    if (site / REDIRECTS).is_file():
        (folder / "maps" / REDIRECTS).write_bytes((site / REDIRECTS).read_bytes())
    port = free_port()
    main = _MAIN.format(user=_USER, folder=folder, site=adapted(folder, port))
    (folder / "nginx.conf").write_text(main, encoding="utf-8")
    command = [need("nginx"), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    with subprocess.Popen(command) as process:
        try:
            wait_for(port, process, folder / "error.log")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
    said = (folder / "error.log").read_text(encoding="utf-8")
    assert not re.search(r"\[(warn|error|crit|alert|emerg)\](?!.*No such file)", said), said


def adapted(folder: Path, port: int) -> str:
    """`deploy/nginx.conf` with the lines adapted that its comments name."""
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("listen [::]:80;", ""),
        ("/srv/zhenggai/current", f"{folder}/www/current"),
        ("/etc/nginx/zhenggai/", f"{folder}/maps/"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
        assert isinstance(port, int)
        return port


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(100):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))
