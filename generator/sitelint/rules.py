"""The rules for a finished site, and the walk over its files. Reads files, changes none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from generator.faults import Fault, Severity
from generator.model.site import Site
from generator.sitelint.links import file_of, resolve, script_addresses, style_addresses
from generator.sitelint.page import NOTHING, TEMPLATE, Page, read_page
from generator.sitelint.readings import readings

PersonalData = Callable[[str], Iterable[tuple[Severity, str]]]
"""Text → how grave, and what kind of identifier stands there, masked."""

MAX_PAGE_BYTES: Final = 300_000
_MANIFEST: Final = "manifest.json"
_ARTICLE: Final = ("ArticleTitle", "ContentSource")
_LIST: Final = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
_FOOTER: Final = ("organizer", "contact_phone", "contact_address", "site_id_code", "icp", "police")
_PACKED: Final = (".gz", ".br", ".zst")
_UNLINKED_FILES: Final = (
    "404.html",
    "index.html",
    "robots.txt",
    "sitemap.xml",
    _MANIFEST,
    "manifest.json.minisig",
    "redirects.map",
)
_UNLINKED_FOLDERS: Final = ("search/", ".well-known/")
_NOT_TEXT: Final = (
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".ico",
    ".woff",
    ".woff2",
    ".pdf",
    ".docx",
    ".doc",
    ".xlsx",
    ".zip",
)


@dataclass(kw_only=True)
class _Walk:
    """What is known of the whole site while its pages are looked at one by one."""

    files: dict[str, Path]
    facts: Site | None
    anchors: dict[str, set[str]] = field(default_factory=dict)
    wanted: list[tuple[str, str, str]] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    suspects: list[tuple[str, str]] = field(default_factory=list)


def lint_site(site: Path, facts: Site | None = None, *, personal_data: PersonalData | None = None) -> list[Fault]:
    """Every fault of a finished site; paths in them are relative to its root."""
    files = site_texts(site)
    walk = _Walk(files=files, facts=facts)
    faults: list[Fault] = []
    for path in files:
        if path.endswith(".html"):
            faults += _page_faults(walk, path, files[path].read_bytes())
        elif path.endswith((".css", ".js", ".mjs")):
            faults += _code_faults(walk, path, files[path].read_text(encoding="utf-8", errors="replace"))
    faults += _template_faults(walk)
    faults += _dead_links(walk)
    faults += _unlinked(walk)
    if personal_data:
        faults += _personal_data(files, personal_data)
    return sorted(faults)


def site_texts(site: Path) -> dict[str, Path]:
    """All plain files of a site by path below its root, sorted."""
    paths = (path for path in site.rglob("*") if path.is_file() and not path.is_symlink())
    return dict(sorted((path.relative_to(site).as_posix(), path) for path in paths))


def _page_faults(walk: _Walk, path: str, data: bytes) -> Iterator[Fault]:
    page = read_page(data)
    if page is None:
        yield _fault(path, "L208", "页面是空的")
        return
    walk.anchors[path] = set(page.ids)
    walk.said.update(TEMPLATE.findall(page.own))
    walk.suspects += [(path, word) for word in page.words if NOTHING.fullmatch(word) or TEMPLATE.search(word)]
    if len(data) > MAX_PAGE_BYTES:
        yield _fault(
            path, "L210", f"页面有 {len(data) // 1000} KB，超过 {MAX_PAGE_BYTES // 1000} KB", severity="warning"
        )
    if not page.title:
        yield _fault(path, "L208", "页面没有标题（title）")
    if not page.language:
        yield _fault(path, "L208", "页面没有写明语言（html lang）")
    for name in sorted(name for name, count in page.ids.items() if count > 1):
        yield _fault(path, "L203", f"id“{name}”出现 {page.ids[name]} 次")
    if page.images_without_text:
        yield _fault(path, "L209", f"有 {page.images_without_text} 个图像没有替代文字（alt）")
    yield from _tag_faults(walk.facts, path, page)
    yield from _address_faults(walk, path, page)


def _tag_faults(facts: Site | None, path: str, page: Page) -> Iterator[Fault]:
    """META tags and footer facts (国办发〔2017〕47号); what the site's facts leave out is not asked for."""
    wanted = ["SiteName"]
    if facts and facts.site_domain:
        wanted.append("SiteDomain")
    if facts and facts.site_id_code:
        wanted.append("SiteIDCode")
    if page.kind == "article" and page.notice and "ArticleTitle" in page.metas:
        wanted += _ARTICLE
    elif page.kind == "article" and page.notice and page.own.strip():
        wanted.append("ArticleTitle")
    if page.kind == "list":
        wanted += _LIST
    for name in wanted:
        if not page.metas.get(name, "").strip():
            yield _fault(path, "L204", f"缺少 META 标签 {name}")
    plain = "".join(page.footer.split())
    for name in _FOOTER if facts else ():
        value = getattr(facts, name)
        if value and "".join(str(value).split()) not in plain:
            yield _fault(path, "L205", f"页脚缺少“{value}”（{name}）")


def _address_faults(walk: _Walk, path: str, page: Page) -> Iterator[Fault]:
    site_url = walk.facts.url if walk.facts else None
    for address in page.loads:
        target = resolve(address, path, site_url, page.base)
        if target and target.host:
            yield _fault(path, "L207", f"从别的主机加载“{address}”", hint="网页不得依赖外部主机。")
    for address in dict.fromkeys((*page.links, *page.loads)):
        target = resolve(address, path, site_url, page.base)
        if target and target.path is not None:
            walk.wanted.append((path, target.path, target.anchor))


def _code_faults(walk: _Walk, path: str, text: str) -> Iterator[Fault]:
    """Style sheets and scripts: nothing from another host, nothing that is not there."""
    addresses = style_addresses(text) if path.endswith(".css") else script_addresses(text)
    for address in addresses:
        target = resolve(address, path, walk.facts.url if walk.facts else None)
        if target and target.host:
            yield _fault(path, "L207", f"从别的主机加载“{address}”", hint="网页不得依赖外部主机。")
        elif target and target.path is not None:
            walk.wanted.append((path, target.path, ""))


def _template_faults(walk: _Walk) -> Iterator[Fault]:
    """Traces of missing values and unfilled templates, but for what a notice itself says."""
    for path, word in dict.fromkeys(walk.suspects):
        marks = TEMPLATE.findall(word)
        if not marks or any(mark not in walk.said for mark in marks):
            yield _fault(path, "L206", f"页面上有未填的值或模板记号“{word[:40]}”")


def _dead_links(walk: _Walk) -> Iterator[Fault]:
    """Addresses that lead nowhere. What a script or style sheet wants counts only where some page loads it."""
    names = set(walk.files)
    waiting = [one for one in dict.fromkeys(walk.wanted) if one[0].endswith(".html")]
    asleep = [one for one in dict.fromkeys(walk.wanted) if not one[0].endswith(".html")]
    while waiting:
        for path, target, anchor in waiting:
            found = file_of(target, names)
            if found is None:
                yield _fault(path, "L201", f"链接失效：{target or '/'}")
                continue
            if found != path:
                walk.linked.add(found)
            if anchor and found in walk.anchors and anchor not in walk.anchors[found] and anchor != "top":
                yield _fault(path, "L202", f"链接的锚点不存在：{target}#{anchor}")
        waiting = [one for one in asleep if one[0] in walk.linked]
        asleep = [one for one in asleep if one[0] not in walk.linked]


def _unlinked(walk: _Walk) -> Iterator[Fault]:
    """Files that no page, style sheet or script leads to. Redirects and packed twins are led to by the web server."""
    for path, file in walk.files.items():
        if path in walk.linked or path in _UNLINKED_FILES or path.startswith(_UNLINKED_FOLDERS):
            continue
        if path.endswith(_PACKED) and path.rpartition(".")[0] in walk.files:
            continue
        if path.endswith("index.html") and b'http-equiv="refresh"' in file.read_bytes():
            continue
        if path.endswith("notice.json") and path.replace("notice.json", "index.html") in walk.files:
            continue
        if path.startswith("sitemap-") and path.endswith(".xml"):
            continue
        yield _fault(path, "L212", "没有页面链接到这个文件", severity="warning")


def _personal_data(files: dict[str, Path], find: PersonalData) -> Iterator[Fault]:
    """Identifiers in any text of any file. A line that many files share is looked at once, and reported in each."""
    judged: dict[str, Sequence[tuple[Severity, str]]] = {}
    told: set[tuple[str, str]] = set()
    looked_at = {path: file for path, file in files.items() if path != _MANIFEST and not path.endswith(_NOT_TEXT)}
    for path, text in readings(looked_at):
        for line in text.splitlines():
            if line not in judged:
                judged[line] = tuple(find(line))
            for severity, what in judged[line]:
                if (path, what) not in told:
                    told.add((path, what))
                    yield _fault(
                        path, "L211", f"输出里有{what}", severity=severity, hint="在原文里打码，或在 allow 里写明理由。"
                    )


def _fault(
    path: str, code: str, message: str, *, severity: Literal["error", "warning"] = "error", hint: str = ""
) -> Fault:
    return Fault(path=path, line=1, column=1, code=code, message=message, severity=severity, hint=hint)
