"""The preview: builds into a folder of its own, serves it on localhost, watches the project and builds again at a save.

Drafts are shown here and only here. The published `site/` is never touched.
"""

from __future__ import annotations

import functools
import html
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from generator.faults import GeneratorError, errors
from generator.load.site import load_site
from generator.pipeline import make_site
from generator.project import Project

_POLL_SECONDS = 0.3
_STATE = "/__preview/state"
_SCRIPT_PATH = "/__preview/reload.js"
_SCRIPT_FILE = Path(__file__).with_name("preview.js")


class Preview:
    """A local server over the latest good build."""

    def __init__(self, project: Project, *, port: int, say: Callable[[str], None]) -> None:
        """Bind the port. Raises GeneratorError if it is taken."""
        self.project = replace(project, work=project.work / "preview")
        self.output = self.project.work / "site"
        self.base = urlsplit(load_site(project.config_file)[0].url or "").path.rstrip("/")
        self._say = say
        self._version = 0
        self._faults: list[str] = []
        try:
            self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Handler, self))
        except OSError as error:
            raise GeneratorError(f"端口 {port} 用不了（{error.strerror}）；换一个，例如 --port 8001。") from error

    @property
    def url(self) -> str:
        """Where the preview is."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    @property
    def state(self) -> dict[str, object]:
        """What the page asks for: it reloads when the version changes, and shows the faults."""
        return {"version": self._version, "faults": self._faults}

    def run(self) -> None:
        """Build and serve; build again whenever a file of the project changes. Ends with KeyboardInterrupt."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        seen: dict[str, tuple[int, int]] = {}
        try:
            while True:
                now = dict(self._stamps())
                if now != seen:
                    seen = now
                    self._build()
                time.sleep(_POLL_SECONDS)
        finally:
            self._server.shutdown()
            self._server.server_close()

    def _build(self) -> None:
        start = time.monotonic()
        try:
            outcome = make_site(self.project, self.output, drafts=True, report=lambda _: None)
        except GeneratorError as error:
            self._faults = [str(error)]
            self._say(f"错误：{error}")
            return
        wrong = errors(outcome.faults)
        self._faults = [str(fault) for fault in wrong]
        for fault in outcome.faults:
            self._say(str(fault))
        if wrong:
            self._say(f"有 {len(wrong)} 个错误，页面停在上一次成功的样子。")
        else:
            self._version += 1
            self._say(f"已更新，用时 {time.monotonic() - start:.1f} 秒。")

    def _stamps(self) -> Iterator[tuple[str, tuple[int, int]]]:
        folders = (self.project.content, self.project.templates)
        for path in (self.project.config_file, *(p for folder in folders for p in folder.rglob("*"))):
            try:
                stat = path.stat()
            except OSError:
                continue  # gone between listing and looking: the next round sees the list without it
            yield str(path), (stat.st_mtime_ns, stat.st_size)


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, preview: Preview, *args: Any, **kwargs: Any) -> None:
        self.preview = preview
        super().__init__(*args, directory=str(preview.output), **kwargs)

    def translate_path(self, path: str) -> str:
        """Map an address to a file; the page for unknown addresses asks below the path of `site_url`."""
        return super().translate_path(path.removeprefix(self.preview.base))

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == _STATE:
            self._send(json.dumps(self.preview.state, ensure_ascii=False).encode(), "application/json; charset=utf-8")
        elif path == _SCRIPT_PATH:
            self._send(_SCRIPT_FILE.read_bytes(), "text/javascript; charset=utf-8")
        elif (page := self._page(path)) is not None:
            self._send(page, "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _page(self, path: str) -> bytes | None:
        """The HTML file of an address with the reloading script in it; None if it is not a page."""
        file = Path(self.translate_path(path))
        if path.endswith("/"):
            file /= "index.html"
        if not file.is_file():
            if self.preview.output.is_dir() or not path.endswith("/"):
                return None
            faults = html.escape("\n".join(self.preview.state["faults"] or ["正在构建……"]))  # type: ignore[arg-type]
            return f"<!doctype html><title>预览</title><script type=module src={_SCRIPT_PATH}></script><pre>{faults}</pre>".encode()
        if file.suffix != ".html":
            return None
        return file.read_bytes().replace(
            b"</body>", f'<script type="module" src="{_SCRIPT_PATH}"></script></body>'.encode()
        )

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing about requests; the terminal belongs to faults."""
