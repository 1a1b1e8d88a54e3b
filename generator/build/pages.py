"""Markdown pages → HTML pages, in a folder that is gone afterwards; bytes in, bytes out.

A page whose article does not show exactly the text it was given is refused: the first promise is checked in every build, not only in the
tests.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.build.cache import write_files
from generator.build.engine import make_pages, run_engine
from generator.faults import GeneratorError

# What themes bring along that no page loads: their scripts, icons and colour schemes, source maps, an index of their own search.
_UNUSED = re.compile(r"assets/(javascripts/|images/|stylesheets/(.*/)?palette)|.*\.map$|search\.json$")


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """With what pages are built; the same for all pages of a site."""

    engine: str
    config_file: Path
    templates: Path

    @property
    def theme(self) -> Path:
        """The theme's own files, which override Material's."""
        return self.templates / "theme"


def build_pages(
    pages: Mapping[str, str], expected: Mapping[str, str], workshop: Workshop, *, assets: bool
) -> tuple[dict[str, bytes], list[str]]:
    """Build Markdown files by path; return the site's files by path, and the engine's warnings.

    `expected` maps an HTML file to its article's text, in which white space does not count. With `assets`, the files that the theme brings
    along are part of the result. Raises GeneratorError if the engine fails or a page does not show exactly its text.
    """
    made = None if assets else make_pages(workshop.engine, workshop.config_file, pages)
    files, warnings = made or _in_folders(pages, workshop, assets=assets)
    for path, wanted in expected.items():
        if "".join(article_text(files[path]).split()) != "".join(wanted.split()):
            hint = "请检查 mkdocs.yml 里启用的 Markdown 扩展是否改动文字。"
            raise GeneratorError(f"页面 {path} 的文字与通报不一致，已停止。{hint}")
    return files, warnings


def html_path(path: str) -> str:
    """The HTML file of a Markdown file, with directory addresses."""
    stem = path.removesuffix(".md")
    return f"{stem}.html" if stem.rpartition("/")[2] == "index" else f"{stem}/index.html"


def _in_folders(pages: Mapping[str, str], workshop: Workshop, *, assets: bool) -> tuple[dict[str, bytes], list[str]]:
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        docs, site = Path(folder) / "docs", Path(folder) / "site"
        docs.mkdir()
        write_files(docs, ((path, text.encode()) for path, text in pages.items()))
        warnings = run_engine(workshop.engine, workshop.config_file, docs, site)
        return dict(_collect(site, None if assets else {html_path(path) for path in pages})), warnings


def article_text(page: bytes) -> str:
    """The text of `<article data-notice>` without what the page adds (`data-ui`), as browsers read the page."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - a build that makes no page does without

    article = LexborHTMLParser(page).css_first("article[data-notice]")
    if article is None:
        return ""
    for extra in article.css("[data-ui]:not([data-ui] *)"):  # the outermost: what is inside is gone with them
        extra.decompose()
    return article.text()


def _collect(site: Path, wanted: set[str] | None) -> Iterator[tuple[str, bytes]]:
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and (name in wanted if wanted is not None else not _UNUSED.match(name)):
            yield name, path.read_bytes()
