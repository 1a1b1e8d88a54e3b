"""The only module that knows a site builder's name: one function turns a folder of Markdown into a folder of HTML, one makes pages alone.

MkDocs and ProperDocs are called as libraries, Zensical as a command. Nothing of ours shapes a page inside them: no plugin, no hook. What
makes the libraries faster here — a Markdown extension, templates that stay compiled, pages that are handed over and taken back in memory —
leaves every byte of a page as their own command writes it.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import io
import logging
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from generator.faults import GeneratorError

Pages = Mapping[str, str]
"""Markdown files by path."""

_PAGE: Final = re.compile(r"\.(?:md|mkdn?|mdown|markdown)\b")
"""What the name of a page in the navigation ends with."""

_MODULES: Final = ("config", "config.defaults", "commands.build", "exceptions", "structure.files")
"""The modules of MkDocs or ProperDocs that are called here, or by these when they are."""

# Material prints a notice about MkDocs 2 at import; this is its documented switch, set as it sets it itself from then on.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "true")


def run_engine(name: str, config_file: Path, docs_dir: Path, site_dir: Path) -> list[str]:
    """Build `docs_dir` into `site_dir` with the named engine; return its warnings.

    Raises GeneratorError if the engine is unknown, not installed, or fails.
    """
    return _engine(name).build(name, config_file, docs_dir, site_dir)


def make_pages(name: str, config_file: Path, pages: Pages) -> tuple[dict[str, bytes], list[str]] | None:
    """Make HTML of Markdown files without a folder; return the HTML files by path, and the engine's warnings.

    None if the engine needs folders, or its configuration names plugins or hooks, which may look for them. Raises GeneratorError as
    `run_engine` does.
    """
    make = _engine(name).make
    return make(name, config_file, pages) if make else None


def pages_apart(name: str, config_file: Path) -> bool:
    """Whether what an engine makes of a page depends on no other.

    Not if it needs folders, its configuration names plugins or hooks, or pages are in the navigation. Raises GeneratorError as `run_engine`
    does.
    """
    apart = _engine(name).apart
    return apart is not None and apart(name, config_file)


def load_library(name: str) -> None:
    """Load what an engine needs to make pages; nothing if that is no library, or is not installed."""
    with suppress(ImportError):
        for module in _MODULES:
            importlib.import_module(f"{name}.{module}")


def _engine(name: str) -> _Engine:
    if name not in ENGINES:
        raise GeneratorError(f"没有名为 {name} 的构建引擎，可用：{'、'.join(ENGINES)}。")
    return ENGINES[name]


def engine_versions(name: str) -> str:
    """The versions of all that shapes an engine's output, for cache keys and the record of a build."""
    packages = (name, "mkdocs-material", "markdown", "jinja2", "pymdown-extensions")
    return " ".join(f"{package}={_version(package)}" for package in packages)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "-"


@dataclass(frozen=True)
class _Library:
    """MkDocs or ProperDocs, which share one programming interface."""

    name: str

    def load(self, config_file: Path, docs_dir: Path, site_dir: Path) -> Any:
        """Its configuration, with the shortcut added."""
        from generator.build.shortcut import Shortcut  # noqa: PLC0415 - with it comes Markdown

        module = importlib.import_module(f"{self.name}.config")
        config = module.load_config(str(config_file), docs_dir=str(docs_dir), site_dir=str(site_dir))
        config.markdown_extensions.append(Shortcut(f"{self.name}.structure.pages"))
        return config

    def build(self, config: Any) -> None:
        """Build what a configuration names."""
        importlib.import_module(f"{self.name}.commands.build").build(config)

    @contextmanager
    def at_work(self) -> Iterator[list[str]]:
        """Collect its warnings. Raises GeneratorError if it is not installed, or fails."""
        try:
            exceptions = importlib.import_module(f"{self.name}.exceptions")
        except ImportError as error:
            raise GeneratorError(f"没有安装构建引擎 {self.name}：请运行 pip install {self.name}。") from error
        with _messages(self.name) as messages:
            try:
                yield messages
            except (exceptions.Abort, exceptions.ConfigurationError, exceptions.BuildError) as error:
                detail = "\n".join([str(error), *messages])
                raise GeneratorError(f"构建引擎 {self.name} 报错：{detail}") from error


def _build_with_library(name: str, config_file: Path, docs_dir: Path, site_dir: Path) -> list[str]:
    library = _Library(name)
    with library.at_work() as messages:
        library.build(library.load(config_file, docs_dir, site_dir))
    return messages


def _make_with_library(name: str, config_file: Path, pages: Pages) -> tuple[dict[str, bytes], list[str]] | None:
    with _at_press(name, config_file) as (press, docs, site, messages):
        return (press.make(pages, docs, site), messages) if press else None


def _apart_with_library(name: str, config_file: Path) -> bool:
    with _at_press(name, config_file) as (press, *_):
        return press is not None and press.apart


@contextmanager
def _at_press(name: str, config_file: Path) -> Iterator[tuple[_Press | None, Path, Path, list[str]]]:
    """A press, if there can be one, an empty folder and a place for one, and where the library's warnings are collected."""
    library = _Library(name)
    with library.at_work() as messages, tempfile.TemporaryDirectory(prefix="pages-") as folder:
        docs, site = Path(folder) / "docs", Path(folder) / "site"
        docs.mkdir()
        yield _press(library, config_file, docs, site, messages), docs, site, messages


class _Press:
    """A library with its configuration: it is given Markdown and gives back HTML, without a file."""

    def __init__(self, library: _Library, config: Any) -> None:
        from generator.build.quick_pages import quick_pages  # noqa: PLC0415 - with it comes Markdown

        self._library, self._config = library, config
        self._quick = quick_pages(library.name, config)
        self._pages: Pages = {}
        self._made: dict[str, bytes] = {}
        self._file = importlib.import_module(f"{library.name}.structure.files").File
        config.plugins.events["files"].append(self._give)
        config.plugins.events["nav"].append(self._hasten)
        config.plugins.events["post_page"].append(self._take)

    @property
    def apart(self) -> bool:
        """Whether there is a navigation, and no page in it."""
        return self._config.nav is not None and not _PAGE.search(str(self._config.nav))

    def make(self, pages: Pages, docs: Path, site: Path) -> dict[str, bytes]:
        """The HTML files by path. `docs` is an empty folder, `site` is none."""
        made: dict[str, bytes] = {}
        self._pages, self._made = pages, made
        self._config.docs_dir, self._config.site_dir = str(docs), str(site)
        _pages_only(self._config.theme)
        self._library.build(self._config)
        self._pages, self._made = {}, {}
        return made

    def _give(self, files: Any, config: Any) -> Any:
        for path in sorted(self._pages):
            file = self._file(path, None, config.site_dir, config.use_directory_urls)
            file.content_string = self._pages[path]
            files.append(file)
        return files

    def _hasten(self, nav: Any, config: Any, files: Any) -> Any:
        """Have quick pages in place of those that the library made of the files; but what stands in the navigation stays."""
        listed = {id(page) for page in nav.pages}
        for file in files.documentation_pages():
            if id(file.page) not in listed:
                self._quick(None, file, config)
        return nav

    def _take(self, output: str, page: Any, config: Any) -> str:  # noqa: ARG002 - the library passes all by name
        """Keep the page as it would be written, and leave nothing to write."""
        self._made[page.file.dest_uri] = output.encode("utf-8", errors="xmlcharrefreplace")
        return ""


_PRESSES: Final[dict[object, tuple[_Press | None, tuple[str, ...]]]] = {}
"""The press that this process used last, and its configuration's warnings, by all that they depend on."""


def _press(library: _Library, config_file: Path, docs: Path, site: Path, messages: list[str]) -> _Press | None:
    """A press that is ready; reading the configuration takes as long as making some pages. None if it names plugins or hooks."""
    text = config_file.read_bytes()
    key = (library.name, config_file.resolve(), text, frozenset(os.environ.items()))
    if key in _PRESSES:
        press, warnings = _PRESSES[key]
        messages += warnings
        return press
    config = library.load(config_file, docs, site)
    press = None if config.plugins or config.hooks else _Press(library, config)
    if b"INHERIT" not in text:
        _PRESSES.clear()
        _PRESSES[key] = press, tuple(messages)
    return press


_COMPILED: Final[dict[object, Any]] = {}
"""The templates of the theme that this process used last, by all that they depend on."""


def _pages_only(theme: Any) -> None:
    """Have a theme bring along nothing but its templates, as they were compiled by an earlier run if none has changed since.

    Looking for the theme's files and compiling its templates cost as much as some hundred pages.
    """
    key = (*theme.dirs, str(theme.locale), tuple(_file_states(Path(theme.dirs[0]))))
    environment = _COMPILED.get(key)
    if environment is None:
        environment = type(theme).get_env(theme)
        environment.auto_reload = False
        environment.list_templates = lambda **_: []
        _COMPILED.clear()
        _COMPILED[key] = environment
    theme.get_env = lambda: environment
    theme.static_templates = set()


def _file_states(folder: Path) -> Iterator[tuple[Path, int, int]]:
    """Every file below a folder with its time of change and size; an editor's links to nowhere are no files."""
    for path in sorted(folder.rglob("*")):
        try:
            state = path.stat()
        except OSError:
            continue
        if stat.S_ISREG(state.st_mode):
            yield path, state.st_mtime_ns, state.st_size


@contextmanager
def _messages(name: str) -> Iterator[list[str]]:
    """Collect the engine's warnings instead of letting them into the terminal."""
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    logger, collector = logging.getLogger(name), Collector(level=logging.WARNING)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(collector)
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield messages
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate


def _build_with_zensical(name: str, config_file: Path, docs_dir: Path, site_dir: Path) -> list[str]:
    """Zensical wants all paths inside the folder of its configuration, so it gets a project folder of its own."""
    with tempfile.TemporaryDirectory(prefix="zensical-") as folder:
        project = Path(folder)
        text = config_file.read_text(encoding="utf-8")
        theme = config_file.parent / _setting(text, "custom_dir")
        shutil.copytree(theme, project / "theme", ignore_dangling_symlinks=True)
        shutil.copytree(docs_dir, project / "docs")
        for key, value in (("docs_dir", "docs"), ("site_dir", "site"), ("custom_dir", "theme")):
            text = re.sub(rf"^(\s*{key}:).*$", rf"\g<1> {value}", text, flags=re.MULTILINE)
        (project / "mkdocs.yml").write_text(text, encoding="utf-8", newline="\n")
        try:
            run = subprocess.run(  # noqa: S603 - our own interpreter, fixed arguments
                [sys.executable, "-m", name, "build"],
                capture_output=True,
                text=True,
                encoding="utf-8",
                cwd=project,
                check=False,
            )
        except OSError as error:
            raise GeneratorError(f"无法启动构建引擎 {name}：{error}") from error
        output = (run.stdout + run.stderr).strip()
        if run.returncode:
            raise GeneratorError(f"构建引擎 {name} 报错：{output}")
        shutil.copytree(project / "site", site_dir, dirs_exist_ok=True)
    return [line for line in output.splitlines() if "warning" in line.lower()]


def _setting(text: str, key: str) -> str:
    found = re.search(rf"^\s*{key}:\s*(\S+)", text, re.MULTILINE)
    if not found:
        raise GeneratorError(f"mkdocs.yml 里缺少 {key}。")
    return found[1]


@dataclass(frozen=True, kw_only=True)
class _Engine:
    """How an engine builds a folder, how it makes pages alone, and how to tell whether each of these is made by itself."""

    build: Callable[[str, Path, Path, Path], list[str]]
    make: Callable[[str, Path, Pages], tuple[dict[str, bytes], list[str]] | None] | None = None
    apart: Callable[[str, Path], bool] | None = None


ENGINES: Final = {
    "mkdocs": _Engine(build=_build_with_library, make=_make_with_library, apart=_apart_with_library),
    "properdocs": _Engine(build=_build_with_library, make=_make_with_library, apart=_apart_with_library),
    "zensical": _Engine(build=_build_with_zensical),
}
