"""An nginx that does not compress and writes down what it sends, a Chromium that Playwright drives, and one that nobody watches."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from tests.browser import find_browser, launch_arguments

_QUIET = 0.25
_NGINX = """
{user}
worker_processes 1; daemon off; pid {work}/pid; error_log {work}/error.log;
events {{ worker_connections 256; }}
http {{
    log_format sent '$host $status $body_bytes_sent $uri'; access_log {log}; default_type application/octet-stream;
    types {{ text/html html; text/css css; text/javascript js; application/json json; application/wasm wasm; }}
    client_body_temp_path {work}/1; proxy_temp_path {work}/2; fastcgi_temp_path {work}/3; uwsgi_temp_path {work}/4;
    scgi_temp_path {work}/5;
    server {{ listen 127.0.0.1:{port}; root {folder}; index index.html; gzip off; }}
}}
"""


@contextmanager
def served(folder: Path, log: Path | None = None) -> Iterator[str]:
    """Serve a folder on localhost by nginx, without compression; yield its address, with a slash at the end.

    What is sent is written to `log`, which `Log` reads.
    """
    with tempfile.TemporaryDirectory() as work:
        port = _free_port()
        user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""  # else it cannot read the folder
        config = Path(work, "nginx.conf")
        text = _NGINX.format(user=user, work=work, port=port, folder=folder, log=f"{log} sent" if log else "off")
        config.write_text(text, encoding="utf-8")
        with subprocess.Popen(["nginx", "-c", str(config), "-e", f"{work}/error.log"]) as process:
            try:
                _wait_for(port)
                yield f"http://127.0.0.1:{port}/"
            finally:
                process.terminate()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("nginx does not answer")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=launch_arguments())
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def unwatched(address: str) -> Iterator[None]:
    """Open an address in a Chromium that nothing is attached to, in a private window of a desktop's size."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = [
            "--headless",
            "--incognito",
            "--window-size=1280,900",
            f"--user-data-dir={profile}",
            *launch_arguments(),
        ]
        command = [find_browser() or "chromium", *options, address]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                yield
            finally:
                process.terminate()


class Sent(NamedTuple):
    """An answer of the server: for which host, to which path (without a query), with which status and how many bytes of body."""

    host: str
    path: str
    status: int
    size: int


class Log:
    """Reads what `served` sent, as it comes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0

    def settled(self) -> list[Sent]:
        """Wait until nothing has been sent for a quarter of a second; return what was sent since the last call."""
        found: list[Sent] = []
        while True:
            time.sleep(_QUIET)
            with self._path.open(encoding="utf-8") as file:
                lines = file.readlines()[self._read :]
            if not lines:
                return found
            self._read += len(lines)
            found += map(_sent, lines)


def _sent(line: str) -> Sent:
    host, status, size, path = line.rstrip("\n").split(" ", 3)
    return Sent(host, path, int(status), int(size))
