"""The stages in order: content → notices → pages → HTML → the site in its place. The one module that knows them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.build import shards
from generator.build.assemble import alone, assemble, building, swap
from generator.check import check_notice
from generator.faults import Fault, GeneratorError, errors
from generator.index.feeds import atom_feed, json_feed, news, sitemaps
from generator.index.notice_json import notice_json_text
from generator.load.notices import Loaded, find_notices, load_notices
from generator.load.site import load_site
from generator.model.notice import Notice
from generator.model.outline import plain_text
from generator.model.site import Site
from generator.render.pages import render_pages
from generator.search import search_files
from generator.write_yaml import notice_yaml

Report = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Project:
    """Where things are. `content` is laid out like `content/`; the rest belongs to the checkout."""

    content: Path
    config_file: Path
    templates: Path
    work: Path

    @classmethod
    def at(cls, root: Path, content: Path | None = None, work: Path | None = None) -> Project:
        """The project in a checkout, with its own or another content folder and work folder."""
        return cls(
            content=content or root / "content",
            config_file=root / "mkdocs.yml",
            templates=root / "templates",
            work=work or root / ".build",
        )

    @property
    def theme(self) -> Path:
        """The theme's own files, which override Material's."""
        return self.templates / "theme"

    @property
    def source(self) -> Path:
        """The rendered folder: a complete source for any of the site builders."""
        return self.work / "source"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """Content that was loaded and checked. `notices` holds what may be published, in the order of their paths."""

    site: Site
    loaded: tuple[Loaded, ...]
    faults: tuple[Fault, ...]

    def public(self, *, drafts: bool = False) -> tuple[Notice, ...]:
        """The notices that are published; drafts only for a preview."""
        return tuple(one.notice for one in self.loaded if drafts or not one.notice.draft)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a build did."""

    faults: tuple[Fault, ...]
    notices: int = 0
    shards: int = 0
    reused: int = 0
    warnings: tuple[str, ...] = ()


def check_content(project: Project) -> Checked:
    """Load and check everything below the content folder, and the site's facts."""
    if not (project.content / "notices").is_dir():
        raise GeneratorError(f"没有文件夹 {project.content / 'notices'}，通报放在那里，一份一个 YAML 文件。")
    site, faults = load_site(project.config_file)
    loaded, found = load_notices(find_notices(project.content))
    faults = [*faults, *found]
    for one in loaded:
        faults += check_notice(one.notice, one.source)
    return Checked(site=site, loaded=tuple(loaded), faults=tuple(sorted(faults)))


def render_source(project: Project, checked: Checked, *, drafts: bool = False) -> dict[str, str | bytes]:
    """Everything of the site's source by path: Markdown pages as text, all other files as bytes."""
    notices, site = checked.public(drafts=drafts), checked.site
    files: dict[str, str | bytes] = {}
    files.update(_own_pages(project))
    files.update(render_pages(notices, project.templates))
    files.update(_attachments(project, notices))
    readable = [notice for notice in notices if not notice.withdrawn]
    for notice in notices:
        files[f"notices/{notice.id}/notice.json"] = notice_json_text(notice, site.url or "").encode()
    for notice in readable:
        files[f"notices/{notice.id}/notice.yaml"] = notice_yaml(notice.model_copy(update={"allow": ()})).encode()
        files[f"notices/{notice.id}/notice.txt"] = plain_text(notice).encode()
    files.update(search_files(readable))
    events = news(notices, site.url or "")
    files["feed.xml"] = atom_feed(events, site_name=site.name, site_url=site.url or "")
    files["feed.json"] = json_feed(events, site_name=site.name, site_url=site.url or "")
    files.update(sitemaps(_addresses(files, notices), site.url or ""))
    return files


def make_site(
    project: Project, output: Path, *, engine: str = "mkdocs", jobs: int = 1, drafts: bool = False, report: Report
) -> Outcome:
    """Check, render, build and put in place. With faults that forbid publishing, nothing is built and the old site stays."""
    report("检查内容")
    checked = check_content(project)
    if errors(checked.faults):
        return Outcome(faults=checked.faults)
    notices = checked.public(drafts=drafts)
    with alone(project.work / "lock"), building(output) as staging:
        report("生成页面")
        files = render_source(project, checked, drafts=drafts)
        write_source(project.source, files)
        pages = {path: text for path, text in files.items() if isinstance(text, str)}
        others = {path: data for path, data in files.items() if isinstance(data, bytes)}
        workshop = shards.Workshop(
            engine=engine, config_file=project.config_file, theme=project.theme, cache=project.work / "shards", jobs=jobs
        )
        work = shards.plan(pages, _expected_texts(notices))
        built = shards.build_shards(work, workshop, lambda done, total: report(f"构建网页 {done}/{total}"))
        report("汇总网站")
        assemble(staging, built.folders, others)
        swap(staging, output)
        shards.prune(workshop.cache, built.folders)
    return Outcome(
        faults=checked.faults, notices=len(notices), shards=len(work), reused=built.reused, warnings=built.warnings
    )


def write_source(folder: Path, files: dict[str, str | bytes]) -> None:
    """Make `folder` hold exactly these files; those that are the same already are not touched."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        target = folder / name
        if not target.is_file() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def _expected_texts(notices: Sequence[Notice]) -> dict[str, str]:
    """For each notice's HTML file, the hash of the text that its page must show; a withdrawn notice shows none."""
    return {
        f"notices/{notice.id}/index.html": shards.text_hash("" if notice.withdrawn else plain_text(notice)) for notice in notices
    }


def _own_pages(project: Project) -> dict[str, str | bytes]:
    """The hand-written pages."""
    folder = project.content / "pages"
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))}


def _attachments(project: Project, notices: Sequence[Notice]) -> dict[str, str | bytes]:
    """The attached files of published notices, beside their pages."""
    files: dict[str, str | bytes] = {}
    for notice in notices:
        for attachment in notice.attachments if not notice.withdrawn else ():
            if attachment.file:
                path = project.content / "files" / notice.id / attachment.file
                if not path.is_file() or path.is_symlink():
                    raise GeneratorError(f"通报 {notice.id} 的附件 {path} 不存在。")
                files[f"notices/{notice.id}/{attachment.file}"] = path.read_bytes()
    return files


def _addresses(files: dict[str, str | bytes], notices: Sequence[Notice]) -> list[str]:
    """The addresses of all pages that search engines should list, below the site's root: no redirects, nothing withdrawn."""
    hidden = {alias for notice in notices for alias in notice.aliases} | {n.id for n in notices if n.withdrawn}
    stems = (path.removesuffix(".md") for path in sorted(files) if path.endswith(".md"))
    addresses = (stem.removesuffix("index") if stem.rpartition("/")[2] == "index" else f"{stem}/" for stem in stems)
    return [address for address in addresses if address.removeprefix("notices/").rstrip("/") not in hidden]
