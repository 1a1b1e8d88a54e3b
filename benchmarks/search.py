"""Measures search on made-up notices, in a real Chromium, beside Pagefind and Material's built-in search on the same texts.

`python -m benchmarks.search [--notices N] [--larger N] [--ours-only]` prints the tables; if nothing is left out, they are written to
benchmarks/RESULTS-search.md.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from itertools import chain, islice, pairwise, repeat
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser

from benchmarks.browser import Log, chromium, served
from benchmarks.cold import Answer, Search, ask_in_turn
from benchmarks.notices import notices
from benchmarks.search_report import PAGEFIND, Figures, report
from benchmarks.tables import load
from generator.build.cache import write_files
from generator.executors import collect_seldom
from generator.model.notice import Notice
from generator.model.outline import outline
from generator.search import Segment, Volume, index_segment, make_chapter, phrases_of, search_head
from generator.search.choice import MOST_CHAPTERS
from generator.search.folding import fold
from tests.search.site import write_pages

_Some = TypeVar("_Some")
_CHAPTER, _SEGMENT = 375, 25  # notices
_READ: list[Sequence[Notice]] = []
_RUNS = 3  # of a build, whose median is told
_ASK = """query => new Promise(done => {
    const input = document.getElementById('search-query'), results = document.getElementById('results');
    input.value = query;
    const start = performance.now();
    let shown = 0, counted = false;
    const watch = new MutationObserver(() => {
        const ready = results.dataset.state !== 'loading';
        if (!shown && (ready || results.querySelector('li.hit'))) {
            shown = -1;
            requestAnimationFrame(() => { shown = performance.now() - start; });
        }
        if (!ready || counted) return;
        counted = true;
        watch.disconnect();
        requestAnimationFrame(() => done([shown, performance.now() - start, Number(results.dataset.total)]));
    });
    watch.observe(results, { attributes: true, attributeFilter: ['data-state'], childList: true });
    input.form.requestSubmit();
})"""
_OPEN = "async () => (await import(new URL('../assets/search/client.js', location))).ask('open')"
_ENGINE = """async queries => {
    const { Engine } = await import(new URL('../assets/search/engine.js', location));
    const engine = await Engine.open(new URL('./', location));
    const all = [];
    for (const query of queries) {
        const parts = await Promise.all(engine.look(engine.folding.terms(query), {}, false));
        let base = 0;
        const found = [];
        for (const { volume, units } of parts) {
            for (const unit of units) found.push(base + unit);
            base += volume.pairs.units;
        }
        all.push(found);
    }
    return all;
}"""
_PAGEFIND = """async query => {
    const start = performance.now();
    const found = await window.pagefind.search(query);
    await Promise.all(found.results.slice(0, 10).map(result => result.data()));
    const taken = performance.now() - start;
    return [taken, taken, found.results.length];
}"""
# As Pagefind's documentation says; the interface begins with `init()` when a reader enters the field.
_PAGEFIND_PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">
<link href="pagefind/pagefind-ui.css" rel="stylesheet"><script src="pagefind/pagefind-ui.js"></script><div id="search"></div>
<script>new PagefindUI({ element: "#search" });</script></html>"""
_PAGEFIND_OPEN = """async () => {
    window.pagefind = await import(new URL('/pagefind/pagefind.js', location));
    await window.pagefind.init();
}"""
# Material answers every key; the last answer counts. Its line says 没有找到, 找到 1 个, or # 个.
_MATERIAL = """query => new Promise(done => {
    const input = document.querySelector('.md-search__input'), meta = document.querySelector('.md-search-result__meta');
    const start = performance.now();
    let answered = start, timer = 0;
    const finish = () => {
        watch.disconnect();
        const text = meta.textContent, digits = text.match(/[0-9]+/);
        done([answered - start, digits ? Number(digits[0]) : 0]);
    };
    const watch = new MutationObserver(() => {
        answered = performance.now();
        clearTimeout(timer);
        timer = setTimeout(finish, 700);
    });
    watch.observe(meta, { childList: true, characterData: true, subtree: true });
    timer = setTimeout(finish, 6000);
    input.focus();
    input.value = query;
    input.dispatchEvent(new KeyboardEvent('keyup', { bubbles: true }));
    input.dispatchEvent(new Event('input', { bubbles: true }));
})"""
_MATERIAL_READY = """() => !/初始化|Initializing/.test(document.querySelector('.md-search-result__meta').textContent)"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=1000)
    parser.add_argument("--larger", type=int, default=10_000, help="so many are searched with ours alone; 0: none")
    parser.add_argument(
        "--exact", type=int, default=1000, help="queries compared with a plain scan; of the larger, a tenth"
    )
    parser.add_argument(
        "--cold", type=int, default=100, help="queries that are timed, each on a page that has nothing yet"
    )
    parser.add_argument("--ours-only", action="store_true")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("RESULTS-search.md"))
    args = parser.parse_args()
    before = load()
    with chromium() as browser:
        ours, *rivals = measured(args.notices, args.exact, args.cold, browser, rivals=not args.ours_only)
        larger = None
        if args.larger:
            (larger,) = measured(args.larger, args.exact // 10, args.cold, browser, rivals=False)
        table = report(ours, rivals, larger, browser.version, before)
    print(table)
    if rivals and larger:
        args.output.write_text(table + "\n", encoding="utf-8", newline="\n")


def measured(count: int, exact: int, cold: int, browser: Browser, *, rivals: bool) -> list[Figures]:
    """Search so many notices: with `exact` queries compared with a plain scan, of which `cold` are timed; ours is told first."""
    made = list(notices(count))
    queries = sampled(made, max(exact, cold))
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        rows = [measure_ours(made, queries[:exact], folder / "ours", browser)]
        if rivals:
            rows.append(build_pagefind(made, folder / "pagefind"))
        measure_cold(rows, made, queries[:cold], folder)
        if rivals:
            rows.append(measure_material(made, queries[:40], folder / "material", browser))
    return rows


def measure_cold(rows: Sequence[Figures], made: list[Notice], queries: list[str], folder: Path) -> None:
    """Ask ours and, if it is there, Pagefind; count Pagefind's wrong numbers."""
    searches = [
        Search(folder=folder / "ours", page="search/index.html", open=_OPEN, ask=_ASK),
        Search(folder=folder / "pagefind", page="search.html", open=_PAGEFIND_OPEN, ask=_PAGEFIND),
    ]
    row_of = dict(zip(searches, rows, strict=False))
    pages = whole_pages(made) if len(rows) > 1 else []
    for search, query, answer in ask_in_turn(list(row_of), queries):
        row = row_of[search]
        add(answer, row)
        if row is not rows[0]:
            row.wrong += answer.found != len(scan(query, pages))
            row.asked += 1


def whole_pages(made: Sequence[Notice]) -> list[str]:
    """The folded text of each notice: what rivals find are pages."""
    return ["\n".join(fold(unit.text) for unit in outline(notice)) for notice in made]


def add(answer: Answer, figures: Figures) -> None:
    """Put what one question took to the others."""
    figures.first_bytes = sum(sent.size for sent in answer.opening)
    figures.query_ms.append(answer.shown_ms)
    figures.total_ms.append(answer.total_ms)
    figures.query_bytes.append(sum(sent.size for sent in answer.asking))
    figures.query_requests.append(len(answer.asking))


def sampled(made: Sequence[Notice], count: int) -> list[str]:
    """Strings of 1 to 20 characters that stand in the notices."""
    chance = random.Random(20240126)
    texts = [unit.text for notice in made for unit in outline(notice)]
    queries: list[str] = []
    while len(queries) < count:
        text, length = chance.choice(texts), chance.randint(1, 20)
        start = chance.randrange(max(1, len(text) - length + 1))
        query = text[start : start + length].replace("\n", "").strip()
        if query and '"' not in query:
            queries.append(query)
    return queries


def measure_ours(made: list[Notice], queries: list[str], folder: Path, browser: Browser) -> Figures:
    """Build with as many processes as there are processors, then compare all answers with a plain scan."""
    figures = Figures(name="this search", count=len(made))
    groups = chapters_of(made)
    write_pages([], {}, folder)
    seconds = []
    for run in range(_RUNS):
        index = folder.with_name(f"{folder.name}-{run}")
        with ProcessPoolExecutor(os.cpu_count(), initializer=_begin, initargs=(groups,)) as pool:
            list(pool.map(_segment, [(0, slice(0, 10)), (0, slice(10, 20))]))  # the processes are up
            start = time.perf_counter()
            build([len(group) for group in groups], pool, index)
            seconds.append(time.perf_counter() - start)
    figures.build_seconds = statistics.median(seconds)
    figures.index_bytes = folder_bytes(index)
    figures.files = folder_files(index)
    shutil.copytree(index, folder, dirs_exist_ok=True)
    notices = {notice.id: notice for notice in made}
    units = [fold(unit.text) for each in identifiers(folder) for unit in outline(notices[each])]
    joined = [one + other for one, other in zip(queries, queries[1:], strict=False)]
    nowhere = [query for query in joined[:110] if absent(query, units)]
    with served(folder) as address:
        page = browser.new_page()
        page.goto(address + "search/")
        asked = [*queries, *nowhere[:100]]
        for query, got in zip(asked, page.evaluate(_ENGINE, asked), strict=True):
            figures.wrong += got != scan(query, units)
        figures.asked = len(asked)
        page.close()
    return figures


def _begin(groups: Sequence[Sequence[Notice]]) -> None:
    """What a build's process has before it indexes: notices, which it read itself, and rare looks for garbage."""
    _READ.extend(groups)
    collect_seldom()


def _segment(part: tuple[int, slice]) -> Segment:
    """The segment of some notices of a group."""
    group, some = part
    return index_segment(_READ[group][some])


def _chapter(segments: Sequence[Segment], phrases: bytes, folder: Path) -> tuple[bytes, bytes]:
    """Make a chapter and write its texts; what a volume needs of it."""
    chapter = make_chapter(segments, phrases)
    write_files(folder, chapter.texts.items())
    return chapter.facts, chapter.table


def build(sizes: Sequence[int], pool: Executor, folder: Path) -> None:
    """Write all files of the index of the groups of notices that the processes have, of these sizes, each a chapter."""
    parts = [[(group, slice(at, at + _SEGMENT)) for at in range(0, size, _SEGMENT)] for group, size in enumerate(sizes)]
    made = pool.map(_segment, chain.from_iterable(parts))
    segments = [list(islice(made, len(part))) for part in parts]
    phrases = phrases_of(chain.from_iterable(segments))
    chapters = list(pool.map(_chapter, segments, repeat(phrases), repeat(folder)))
    volumes = [Volume.of(part, phrases).published() for part in batched(chapters, MOST_CHAPTERS)]
    for files, _ in volumes:
        write_files(folder, files.items())
    write_files(folder, search_head([told for _, told in volumes]).items())


def identifiers(folder: Path) -> list[str]:
    """The ids of all notices in the order of the units."""
    head = json.loads((folder / "search/index.json").read_bytes())
    packed = [(folder / f"search/{volume['digest']}/ids.bin").read_bytes() for volume in head["volumes"]]
    return [each for one in packed for each in json.loads(gzip.decompress(one))]


def chapters_of(made: list[Notice]) -> list[list[Notice]]:
    """Cut notices, in the order of their paths (year, id), into chapters of the length that they have on average in a build."""
    ordered = sorted(made, key=lambda notice: (str(notice.published)[:4], notice.id))
    count = max(1, round(len(made) / _CHAPTER))
    edges = [len(made) * index // count for index in range(count + 1)]
    return [ordered[start:end] for start, end in pairwise(edges)]


def batched(made: Sequence[_Some], size: int) -> list[Sequence[_Some]]:
    """Groups of so many."""
    return [made[start : start + size] for start in range(0, len(made), size)]


def scan(query: str, units: list[str]) -> list[int]:
    """The numbers of the units that hold all terms: what is right."""
    terms = [fold(term) for term in query.split()]
    found = list(range(len(units)))
    for term in terms:
        found = [number for number in found if term in units[number]]
    return found


def absent(query: str, units: list[str]) -> bool:
    """Whether a query stands nowhere."""
    return not scan(query, units)


def build_pagefind(made: list[Notice], folder: Path) -> Figures:
    """Pagefind (extended) over the same texts; its results are pages, so pages are counted."""
    figures = Figures(name=PAGEFIND, count=len(made), note="counts pages")
    write_pages(made, {}, folder)
    (folder / "search.html").write_text(_PAGEFIND_PAGE, encoding="utf-8")
    seconds = []
    for run in range(_RUNS):
        index = folder / f"pagefind-{run}" if run else folder / "pagefind"
        command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--output-path", str(index)]
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - start)
    figures.build_seconds = statistics.median(seconds)
    figures.index_bytes = folder_bytes(folder / "pagefind")
    figures.files = folder_files(folder / "pagefind")
    return figures


def measure_material(made: list[Notice], queries: list[str], folder: Path, browser: Browser) -> Figures:
    """Material's built-in search over the same texts; its results are pages."""
    note = "counts pages; build time includes the pages"
    figures = Figures(name="Material", count=len(made), note=note)
    docs = folder / "docs"
    for notice in made:
        (docs / "notices").mkdir(parents=True, exist_ok=True)
        body = "\n\n".join(html.escape(line) for unit in outline(notice) for line in unit.lines)
        (docs / "notices" / f"{notice.id}.md").write_text(f"# {notice.title}\n\n{body}\n", encoding="utf-8")
    (docs / "index.md").write_text("# 首页\n", encoding="utf-8")
    config = {
        "site_name": "x",
        "theme": {"name": "material", "language": "zh", "font": False},
        "nav": [{"首页": "index.md"}],
        "plugins": [{"search": {"lang": "zh", "separator": r"[\s\u200b\-]"}}],  # as its documentation says for Chinese
    }
    (folder / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], check=True, capture_output=True, cwd=folder)
    figures.build_seconds = time.perf_counter() - start
    figures.index_bytes = folder_bytes(folder / "site/search")
    figures.files = folder_files(folder / "site/search")
    pages = whole_pages(made)
    with served(folder / "site", folder / "log") as address:
        page = browser.new_page()
        page.set_default_timeout(180_000)
        start = time.perf_counter()
        page.goto(address)
        page.click("label.md-search__icon", force=True)
        page.wait_for_function(_MATERIAL_READY)
        figures.note += f"; ready after {time.perf_counter() - start:.0f} s"
        figures.first_bytes = sum(sent.size for sent in Log(folder / "log").settled())
        for query in queries:
            milliseconds, count = page.evaluate(_MATERIAL, query)
            figures.query_ms.append(milliseconds)
            figures.query_bytes.append(0)
            figures.wrong += count != len(scan(query, pages))
        figures.asked = len(queries)
        page.close()
    return figures


def folder_files(folder: Path) -> int:
    """How many files lie below a folder."""
    return sum(path.is_file() for path in folder.rglob("*"))


def folder_bytes(folder: Path) -> int:
    """The size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
