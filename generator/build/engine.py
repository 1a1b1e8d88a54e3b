"""The only module that knows a site builder's name: one function turns a folder of Markdown into a folder of HTML.

MkDocs and ProperDocs are called as libraries, Zensical as a command. Nothing of ours runs inside them: no plugin, no hook. What makes the
libraries faster here — a Markdown extension, templates that stay compiled — leaves every byte of a page as their own command writes it.
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, Final

from generator.build.shortcut import Shortcut
from generator.faults import GeneratorError

EngineFunction = Callable[[str, Path, Path, Path, bool], list[str]]

# Material prints a notice about MkDocs 2 at import; this is its documented switch.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


def run_engine(name: str, config_file: Path, docs_dir: Path, site_dir: Path, *, assets: bool = True) -> list[str]:
    """Build `docs_dir` into `site_dir` with the named engine; return its warnings.

    Without `assets`, only the pages are needed; what the theme brings along — files, error page, sitemap — may be missing.
    Raises GeneratorError if the engine is unknown, not installed, or fails.
    """
    if name not in ENGINES:
        raise GeneratorError(f"没有名为 {name} 的构建引擎，可用：{'、'.join(ENGINES)}。")
    return ENGINES[name](name, config_file, docs_dir, site_dir, assets)


def engine_versions(name: str) -> str:
    """The versions of all that shapes an engine's output, for cache keys and the record of a build."""
    packages = (name, "mkdocs-material", "markdown", "jinja2", "pymdown-extensions")
    return " ".join(f"{package}={_version(package)}" for package in packages)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "-"


def _run_library(name: str, config_file: Path, docs_dir: Path, site_dir: Path, assets: bool) -> list[str]:  # noqa: FBT001
    """MkDocs and ProperDocs share one programming interface."""
    try:
        config_module = importlib.import_module(f"{name}.config")
        build_module = importlib.import_module(f"{name}.commands.build")
        exceptions = importlib.import_module(f"{name}.exceptions")
    except ImportError as error:
        raise GeneratorError(f"没有安装构建引擎 {name}：请运行 pip install {name}。") from error
    with _messages(name) as messages:
        try:
            config = config_module.load_config(str(config_file), docs_dir=str(docs_dir), site_dir=str(site_dir))
            config.markdown_extensions.append(Shortcut(f"{name}.structure.pages"))
            if not assets and not config.plugins and not config.hooks:
                _pages_only(config.theme)
            build_module.build(config)
        except (exceptions.Abort, exceptions.ConfigurationError, exceptions.BuildError) as error:
            detail = "\n".join([str(error), *messages])
            raise GeneratorError(f"构建引擎 {name} 报错：{detail}") from error
    return messages


_COMPILED: Final[dict[object, Any]] = {}
"""The templates of the theme that this process used last, by all that they depend on."""


def _pages_only(theme: Any) -> None:
    """Have a theme bring along nothing but its templates, as they were compiled by an earlier run if none has changed since.

    Looking for the theme's files and compiling its templates cost as much as some hundred pages.
    """
    key = (*theme.dirs, str(theme.locale), tuple(_file_states(Path(theme.dirs[0]))))
    environment = _COMPILED.get(key)
    if environment is None:
        environment = theme.get_env()
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


def _run_zensical(name: str, config_file: Path, docs_dir: Path, site_dir: Path, assets: bool) -> list[str]:  # noqa: ARG001, FBT001
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


ENGINES: Final[dict[str, EngineFunction]] = {
    "mkdocs": _run_library,
    "properdocs": _run_library,
    "zensical": _run_zensical,
}
