"""The smallest site that the search scripts can run on: search files, scripts, the search page, a plain page a notice."""

from __future__ import annotations

import functools
import html
import http.server
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jinja2

from generator.model.notice import Notice
from generator.model.outline import Unit, outline
from generator.search import (
    Volume,
    index_segment,
    make_chapter,
    phrases_of,
    search_files,
    search_head,
)
from generator.search.folding import fold
from generator.search.scripts import lean
from tests.conftest import ROOT

_HEAD = (
    '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>搜索</title><link rel="icon" href="data:,">'
    '<link rel="stylesheet" href="{root}assets/search/search.css">'
    '<script type="module" src="{root}assets/search/site.js"></script></head><body>'
    '<form role="search" action="{root}search/"><input name="q" aria-label="搜索"></form>'
)


def write_site(notices: Sequence[Notice], folder: Path) -> None:
    """Write the site of some notices."""
    write_pages(notices, search_files(notices), folder)


def volume_of(groups: Sequence[Sequence[Notice]], phrases: bytes) -> tuple[dict[str, bytes], bytes]:
    """The files and the facts of a volume of chapters of some notices each."""
    chapters = [make_chapter([index_segment(group)], phrases) for group in groups]
    files, facts = Volume.of([(chapter.facts, chapter.table) for chapter in chapters], phrases).published()
    return {**files, **{path: content for chapter in chapters for path, content in chapter.texts.items()}}, facts


def cut_files(volumes: Sequence[Sequence[Sequence[Notice]]]) -> dict[str, bytes]:
    """All search files of volumes of chapters of some notices each."""
    phrases = phrases_of(index_segment(group) for groups in volumes for group in groups)
    made = [volume_of(groups, phrases) for groups in volumes]
    files = {path: content for files, _ in made for path, content in files.items()}
    return {**files, **search_head([facts for _, facts in made])}


def write_pages(notices: Sequence[Notice], files: Mapping[str, bytes], folder: Path) -> None:
    """Write a page a notice, the search page, a plain page, and the given files."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    for source in sorted((ROOT / "templates/theme/assets/search").iterdir()):
        target = folder / "assets/search" / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(lean(source.name, source.read_bytes()))
    template = (ROOT / "templates/search.md.j2").read_text(encoding="utf-8").split("---", 2)[2]
    page = jinja2.Environment(autoescape=True).from_string(template).render().replace("# 搜索", "<h1>搜索</h1>")
    _write(folder / "search/index.html", _HEAD.format(root="../") + page)
    _write(folder / "plain.html", "<!doctype html><html lang=zh><title>x</title><link rel=icon href=data:,>")
    for notice in notices:
        body = "".join(map(_unit, outline(notice)))
        _write(
            folder / f"notices/{notice.id}/index.html",
            f'{_HEAD.format(root="../../")}<article data-notice="{notice.id}">{body}</article>',
        )


def _unit(unit: Unit) -> str:
    first, *rest = (html.escape(line) for line in unit.lines)
    link = '<a data-ui href="#">复制链接</a>'
    return f'<h2 id="{unit.anchor}">{first}{link}</h2>' + "".join(f"<p>{line}</p>" for line in rest)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on localhost; yield its address, with a slash at the end."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Stay silent."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def folded_units(notices: Sequence[Notice]) -> list[str]:
    """The folded texts of all units: what a plain scan looks through."""
    return [fold(unit.text) for notice in notices for unit in outline(notice)]


def scan(units: Sequence[str], query: str) -> int:
    """Count the units that hold all terms of a query, the way a reader counts."""
    terms = [fold(term) for term in query.split()]
    return sum(all(term in unit for term in terms) for unit in units)
