"""Who builds the made-up notices, and how their users would: the same text as YAML for this project, as Markdown for the others."""

from __future__ import annotations

import html
import json
import os
import shlex
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.notices import notices
from generator.model.notice import Notice
from generator.model.outline import Unit, outline
from generator.write_yaml import notice_yaml

ROOT = Path(__file__).parents[1]
_RIVALS = Path(__file__).with_name("rivals")
_PYTHON = (sys.executable, "-m")
_OURS = (*_PYTHON, "generator", "build", "--content", "content", "--output", "site", "--work", ".build")
_SENTENCE = "如有意见建议,请及时向我们反映。"


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One way of building: what it is called, whose it is (as `ONLY` names it), what it reads, what is run, what comes out.

    `source` is the kind of its input, a folder that `write_sources` writes; `index` matches a file of its search index.
    """

    name: str
    tool: str
    source: str
    commands: tuple[tuple[str, ...], ...]
    site: str
    index: str


def _ours(name: str, *options: str) -> Contender:
    return Contender(
        name=name, tool="ours", source="yaml", commands=((*_OURS, *options),), site="site", index="search/index.json"
    )


OURS = _ours("this project")
RIVALS = (
    Contender(
        name="Hugo + Pagefind",
        tool="hugo",
        source="hugo",
        commands=((*_PYTHON, "hugo"), (*_PYTHON, "pagefind", "--site", "public")),
        site="public",
        index="pagefind/pagefind.js",
    ),
    Contender(
        name="MkDocs + Material",
        tool="mkdocs",
        source="mkdocs",
        commands=((*_PYTHON, "mkdocs", "build"),),
        site="site",
        index="search/search_index.json",
    ),
    Contender(
        name="Zensical",
        tool="zensical",
        source="mkdocs",
        commands=((*_PYTHON, "zensical", "build"),),
        site="site",
        index="search.json",
    ),
)
TOOLS = ("ours", *(rival.tool for rival in RIVALS))


def with_jobs(jobs: int) -> Contender:
    """Name that many processes to this project."""
    if jobs == os.cpu_count():  # what it does by itself
        return OURS
    return _ours(f"{OURS.name}, {jobs} process{'es' * (jobs > 1)}", "--jobs", str(jobs))


def at_once() -> Contender:
    """Two builds at the same time, each with one process and folders of its own: what two processes can gain on this machine at best."""
    one = with_jobs(1)
    (build,) = one.commands
    apart = (*build, "--output", "site-apart", "--work", ".build-apart")
    both = f"{shlex.join(apart)} & {shlex.join(build)} && wait $!"
    return replace(one, name=f"{one.name}, 2 builds at once", commands=(("sh", "-c", both),))


_UNSEARCHED = (
    "---",
    "search:",
    "  exclude: true",
    "---",
    "",
)  # Zensical's search takes no page as long as a list of all notices


def write_sources(count: int, folder: Path, kinds: Iterable[str]) -> None:
    """Write what each kind of contender reads, a folder a kind, with `count` notices."""
    kinds = set(kinds)
    for kind in sorted(kinds - {"yaml"}):
        shutil.copytree(_RIVALS / kind, folder / kind)
    if "yaml" in kinds:
        shutil.copytree(ROOT / "templates", folder / "yaml/templates")
        shutil.copy(ROOT / "mkdocs.yml", folder / "yaml")
    links = [*_UNSEARCHED, "# 首页", ""]
    for notice in notices(count):
        if "yaml" in kinds:
            year = str(notice.published)[:4]
            _write(folder / f"yaml/content/notices/{year}/{notice.id}.yaml", notice_yaml(notice))
        if "mkdocs" in kinds:
            _write(folder / f"mkdocs/docs/notices/{notice.id}.md", _markdown(notice))
            links.append(f"- [{notice.title}](notices/{notice.id}.md)")
        if "hugo" in kinds:
            _write(folder / f"hugo/content/notices/{notice.id}.md", _markdown(notice))
    if "mkdocs" in kinds:
        _write(folder / "mkdocs/docs/index.md", "\n".join(links) + "\n")


def page_of(number: int) -> str:
    """The path of a notice's page below the site's folder: all contenders have the same."""
    return f"notices/made-up-{number:05d}/index.html"


def edit(folder: Path, number: int, times: int) -> str:
    """Change one sentence of one notice's source, another way each time; return the new sentence."""
    new = f"如有意见建议,请在{times + 2}个工作日内向我们反映。"
    sources = (folder / name for name in ("content", "docs"))  # where nothing comes and goes while a preview builds
    (path,) = (path for source in sources for path in source.rglob(f"made-up-{number:05d}.*"))
    text = path.read_text(encoding="utf-8")
    before = _SENTENCE if times == 0 else f"如有意见建议,请在{times + 1}个工作日内向我们反映。"
    if text.count(before) != 1:
        raise ValueError(f"{path} does not hold this once: {before}")
    _write(path, text.replace(before, new))
    return new


def _markdown(notice: Notice) -> str:
    """Front matter, then a heading or a paragraph a line, with plain text in them."""
    lines = [line for unit in outline(notice) for line in _lines(unit)]
    return "\n\n".join([f"---\ntitle: {json.dumps(notice.title, ensure_ascii=False)}\n---", *lines]) + "\n"


def _lines(unit: Unit) -> list[str]:
    lines = [html.escape(line, quote=False) for line in unit.lines]
    if unit.kind == "title":
        return [f"# {lines[0]}"]
    return [f"{'#' * (unit.depth + 1)} {lines[0]}", *lines[1:]] if unit.heading and not unit.run_in else lines


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
