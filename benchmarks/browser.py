"""A static web server and a Chromium that count bytes: what a reader fetches from a host that does not compress."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import find_browser, launch_arguments


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a kept connection waits 40 ms between head and body

    def log_message(self, *_: Any) -> None:
        """Stay silent."""

    def end_headers(self) -> None:
        """Let nothing be kept, so that each page starts cold."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on localhost; yield its address, with a slash at the end."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


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

    def reset(self) -> None:
        """Begin again."""
        self.bytes = self.requests = 0
        self.urls.clear()
