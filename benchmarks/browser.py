"""nginx and a Chromium whose bytes are counted: what a reader fetches from a host that does not compress."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import find_browser, launch_arguments

_NGINX = """
{user}
worker_processes 1; daemon off; pid {work}/pid; error_log {work}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off; default_type application/octet-stream;
    types {{ text/html html; text/css css; text/javascript js; application/json json; application/wasm wasm; }}
    client_body_temp_path {work}/1; proxy_temp_path {work}/2; fastcgi_temp_path {work}/3; uwsgi_temp_path {work}/4;
    scgi_temp_path {work}/5;
    server {{ listen 127.0.0.1:{port}; root {folder}; index index.html; gzip off; }}
}}
"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on localhost by nginx, without compression; yield its address, with a slash at the end."""
    with tempfile.TemporaryDirectory() as work:
        port = _free_port()
        user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""  # else it cannot read the folder
        config = Path(work, "nginx.conf")
        config.write_text(_NGINX.format(user=user, work=work, port=port, folder=folder), encoding="utf-8")
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


class Traffic:
    """Counts the bytes of the bodies that a page and its workers fetch."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self.requests = 0
        self.urls: list[tuple[str, int]] = []
        page.context.on("response", self._count)

    def _count(self, response: Any) -> None:
        size = int(response.headers.get("content-length", 0)) if response.status == 200 else 0
        self.bytes += size
        self.requests += 1
        self.urls.append((response.url, size))

    def settle(self, page: Page) -> None:
        """Wait until nothing has come for a fifth of a second."""
        seen = -1
        while seen != self.requests:
            seen = self.requests
            page.wait_for_timeout(200)

    def reset(self) -> None:
        """Begin again."""
        self.bytes = self.requests = 0
        self.urls.clear()
