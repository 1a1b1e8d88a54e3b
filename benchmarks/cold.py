"""Asks search pages as a reader does who comes for the first time: one question a page, nothing kept, nobody watching.

A Chromium that Playwright drives tells it of each request by several messages; writing and reading them takes processors that the
search needs. So the Chromium here has no instrument: its pages ask this module what to do and tell it how long it took, and what
they fetched stands in the server's log.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from benchmarks.browser import Log, Sent, served, unwatched

_PATIENCE = 120  # seconds
_SCRIPT = """
const tell = async words => (await fetch(import.meta.url, { method: 'POST', body: JSON.stringify(words) })).json();
try {
    await (%(open)s)();
    const query = await tell('open');
    location.replace(await tell(await (%(ask)s)(query)));
} catch (fault) {
    await tell({ fault: String(fault) });
}
"""


@dataclass(frozen=True, kw_only=True)
class Search:
    """A search to ask.

    `page` is the path of a page below `folder`, a site of the benchmark's own: it is given one more script. `open` and `ask` are
    functions in JavaScript: `open()` is done as soon as the page can take a query; `ask(query)` gives the milliseconds to the first
    ten results, those to their exact number, and this number.
    """

    folder: Path
    page: str
    open: str
    ask: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a page told: milliseconds to ten results and to the exact number, this number; and what it fetched, before and then."""

    shown_ms: float
    total_ms: float
    found: int
    opening: list[Sent]
    asking: list[Sent]


def ask_in_turn(searches: Sequence[Search], queries: Sequence[str]) -> Iterator[tuple[Search, str, Answer]]:
    """Put each query to each search, so that what else the machine does strikes all alike.

    A page is the window itself, as a reader has it: in a window behind it, or in a frame that is not seen, timers and drawing would
    be held back. Each stands on a host of its own (`q17.localhost`), so it has a process, connections and a cache of its own.

    Raises RuntimeError if a page fails, or fetches less than the first page of this search did (then something was kept), and
    TimeoutError if one is not heard of.
    """
    with ExitStack() as stack:
        desk = stack.enter_context(_opened_desk(searches))
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sites = []
        for number, search in enumerate(searches):
            written = work / f"{number}.log"
            sites.append((search, stack.enter_context(served(search.folder, written)), Log(written)))
        turns = [(query, *site) for query in queries for site in sites]
        hosts = [f"q{number}.localhost" for number in range(len(turns))]
        pages = [
            address.replace("127.0.0.1", host) + search.page
            for host, (_, search, address, _) in zip(hosts, turns, strict=True)
        ]
        pages.append("about:blank")
        stack.enter_context(unwatched(pages[0]))
        first: dict[Search, set[str]] = {}
        for (query, search, _, log), host, following in zip(turns, hosts, pages[1:], strict=True):
            answer = _ask(desk, log, host, query)
            fetched = {sent.path for sent in answer.opening if sent.status == 200}
            if kept := first.setdefault(search, fetched) - fetched:
                raise RuntimeError(f"{host} did not fetch {sorted(kept)}: something was kept")
            desk.say(following)
            yield search, query, answer


def _ask(desk: _Desk, log: Log, host: str, query: str) -> Answer:
    """Ask the page that opens on a host."""
    desk.hear()
    opening = [sent for sent in log.settled() if sent.host == host]
    desk.say(query)
    shown, total, found = desk.hear()
    asking = [sent for sent in log.settled() if sent.host == host]
    return Answer(shown_ms=shown, total_ms=total, found=found, opening=opening, asking=asking)


class _Desk(ThreadingHTTPServer):
    """Gives pages their scripts; hears what they have to say, and lets them wait for the answer."""

    daemon_threads = True

    def __init__(self, scripts: Sequence[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scripts = scripts
        self.heard: Queue[Any] = Queue()
        self.said: Queue[Any] = Queue()

    def hear(self) -> Any:
        """What the page says next."""
        try:
            words = self.heard.get(timeout=_PATIENCE)
        except Empty:
            raise TimeoutError(f"no page was heard of for {_PATIENCE} seconds") from None
        if "fault" in words:
            raise RuntimeError(f"a page failed: {words['fault']}")
        return words

    def say(self, words: str) -> None:
        """Answer the page that was heard."""
        self.said.put(words)


class _Handler(BaseHTTPRequestHandler):
    server: _Desk

    def do_GET(self) -> None:
        self._send("text/javascript", self.server.scripts[int(self.path.strip("/"))])

    def do_POST(self) -> None:
        self.server.heard.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._send("application/json", json.dumps(self.server.said.get()))

    def _send(self, kind: str, text: str) -> None:
        content = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@contextmanager
def _opened_desk(searches: Sequence[Search]) -> Iterator[_Desk]:
    """A desk whose scripts stand in the pages of the searches."""
    with _Desk([_SCRIPT % {"open": search.open, "ask": search.ask} for search in searches]) as desk:
        for number, search in enumerate(searches):
            with (search.folder / search.page).open("a", encoding="utf-8", newline="\n") as page:
                page.write(f'<script type="module" src="http://127.0.0.1:{desk.server_port}/{number}"></script>')
        Thread(target=desk.serve_forever, daemon=True).start()
        try:
            yield desk
        finally:
            desk.shutdown()
