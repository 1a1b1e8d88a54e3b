"""The local web server: files of the site as they are shown now, pages with the reloading script in them."""

from __future__ import annotations

import functools
import html
import http.server
import io
import json
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qs, urlsplit

from generator.faults import GeneratorError
from generator.os_errors import refusal
from generator.preview.shown import Shown

_STATE = "/__preview/state"
_SCRIPT_PATH = "/__preview/reload.js"
_SCRIPT_FILE = Path(__file__).with_name("preview.js")
_SCRIPT = f'<script type="module" src="{_SCRIPT_PATH}"></script>'
_HERE = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?", re.IGNORECASE)
"""What a browser calls its own machine. Any other name may be one that a stranger has let point here, to read drafts from his page."""


def make_server(shown: Shown, base: str, port: int) -> http.server.ThreadingHTTPServer:
    """A server on localhost, bound but not yet serving. Raises GeneratorError if the port is taken.

    `base` is the path of `site_url`: addresses work with it and without.
    """
    try:
        return http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Handler, shown, base))
    except OSError as error:
        raise GeneratorError(f"端口 {port} 用不了（{refusal(error)}）；换一个，例如 --port 8001。") from error


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, shown: Shown, base: str, *args: Any, **kwargs: Any) -> None:
        self._shown, self._base = shown, base
        super().__init__(*args, directory=str(shown.site), **kwargs)

    def parse_request(self) -> bool:
        """Refuse, whatever the method, what was not asked of this machine by its own name, and what is no path."""
        if not super().parse_request():
            return False
        if not _HERE.fullmatch(self.headers.get("Host", "")):
            self.send_error(HTTPStatus.FORBIDDEN, explain="预览只供本机使用，请用 http://127.0.0.1 开头的地址打开。")
            return False
        if not self.path.startswith("/"):
            self.send_error(HTTPStatus.BAD_REQUEST)
            return False
        return True

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Open a file of the site; an address that no file can have is unknown like any other."""
        try:
            return super().send_head()
        except ValueError:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None

    def translate_path(self, path: str) -> str:
        """Map an address to a file; the page for unknown addresses asks below the path of `site_url`."""
        return super().translate_path(path.removeprefix(self._base))

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        name = self._name(address.path)
        if address.path == _STATE:
            page = self._name(parse_qs(address.query).get("page", ["/"])[0])
            self._send(
                json.dumps(self._shown.state(page), ensure_ascii=False).encode(), "application/json; charset=utf-8"
            )
        elif address.path == _SCRIPT_PATH:
            self._send(_SCRIPT_FILE.read_bytes(), "text/javascript; charset=utf-8")
        elif name.endswith(".html") or self._shown.lies_over(name):
            self._send_shown(name)
        else:
            super().do_GET()

    def _send_shown(self, name: str) -> None:
        content = self._shown.file(name)
        if content is None and not self._shown.site.is_dir():
            reason = html.escape("\n".join(self._shown.faults or ["正在构建……"]))
            content = f"<!doctype html><title>预览</title><body><pre>{reason}</pre></body>".encode()
        if content is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        elif name.endswith(".html"):
            self._send(content.replace(b"</body>", f"{_SCRIPT}</body>".encode()), "text/html; charset=utf-8")
        else:
            self._send(content, self.guess_type(name))

    def _name(self, address: str) -> str:
        """The path of an address's file below the site's root."""
        file = Path(self.translate_path(address))
        if address.endswith("/") or file == self._shown.site:
            file /= "index.html"
        return file.relative_to(self.directory).as_posix()

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        """Have browsers ask again for every file: it may be another one since."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing about requests; the terminal belongs to faults."""
