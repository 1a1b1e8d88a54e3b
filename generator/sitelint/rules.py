"""The rules for one page, style sheet or script of a finished site. Pure: text goes in, faults and addresses come out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from generator.faults import Fault
from generator.model.site import Site
from generator.sitelint.asked import fault
from generator.sitelint.links import Resolver, Target, script_addresses, style_addresses
from generator.sitelint.page import Page

MAX_PAGE_BYTES: Final = 300_000
STYLE: Final = ".css"
CODE: Final = (STYLE, ".js", ".mjs")
_ARTICLE: Final = ("ArticleTitle", "ContentSource")
_LIST: Final = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
_FOOTER: Final = ("organizer", "contact_phone", "contact_address", "site_id_code", "icp", "police")

_IN_THEME: Final = "模板改过的，检查 templates/theme/。"


def page_faults(path: str, size: int, page: Page, facts: Site | None) -> Iterator[Fault]:
    """What is wrong with a page by itself. Codes: L203–L205, L208–L210."""
    if size > MAX_PAGE_BYTES:
        message = f"页面有 {size // 1000} KB，超过 {MAX_PAGE_BYTES // 1000} KB"
        hint = "手机打开会慢，能拆分的拆成几页；通报原文就这么长的，不必改。"
        yield fault(path, "L210", message, severity="warning", hint=hint)
    if not page.title:
        hint = f"在 content/pages/ 里这一页的开头写一行标题（# 标题）；{_IN_THEME}"
        yield fault(path, "L208", "页面没有标题（title）", hint=hint)
    if not page.language:
        yield fault(
            path, "L208", "页面没有写明语言（html lang）", hint=f"在 mkdocs.yml 的 theme 下写 language: zh；{_IN_THEME}"
        )
    for name in sorted(name for name, count in page.ids.items() if count > 1):
        hint = "换掉重复的 id；它写在 content/pages/ 或 templates/ 里。"
        yield fault(path, "L203", f"id“{name}”出现 {page.ids[name]} 次", hint=hint)
    if page.images_without_text:
        hint = '写上图像的内容，例如 ![办公楼大门](gate.jpg)；只作装饰的写 alt=""。'
        yield fault(path, "L209", f"有 {page.images_without_text} 个图像没有替代文字（alt）", hint=hint)
    yield from _tag_faults(path, page, facts)


def page_targets(path: str, page: Page, site_url: str | None) -> tuple[list[Fault], list[tuple[str, str]]]:
    """Whatever a page loads from another host (L207); the paths and anchors that it leads to."""
    resolver = Resolver(path, site_url, page.base)
    faults = list(_foreign(path, ((one, resolver.resolve(one)) for one in page.loads)))
    targets = (resolver.resolve(one) for one in dict.fromkeys((*page.links, *page.loads)))
    return faults, [(one.path, one.anchor) for one in targets if one and one.path is not None]


def code_targets(path: str, text: str, site_url: str | None) -> tuple[list[Fault], list[tuple[str, str]]]:
    """The same of a style sheet or script."""
    resolver = Resolver(path, site_url)
    addresses = style_addresses(text) if path.endswith(STYLE) else script_addresses(text)
    targets = [(one, resolver.resolve(one)) for one in addresses]
    return list(_foreign(path, targets)), [(one.path, "") for _, one in targets if one and one.path is not None]


def _foreign(path: str, targets: Iterable[tuple[str, Target | None]]) -> Iterator[Fault]:
    for address, target in targets:
        if target and target.host:
            yield fault(path, "L207", f"从别的主机加载“{address}”", hint="网页不得依赖外部主机。")


def _tag_faults(path: str, page: Page, facts: Site | None) -> Iterator[Fault]:
    """META tags and footer facts (国办发〔2017〕47号); what the site's facts leave out is not asked for."""
    wanted = ["SiteName"]
    if facts and facts.site_domain:
        wanted.append("SiteDomain")
    if facts and facts.site_id_code:
        wanted.append("SiteIDCode")
    if page.kind == "article" and page.notice and "ArticleTitle" in page.metas:
        wanted += _ARTICLE
    elif page.kind == "article" and page.notice and page.has_text:
        wanted.append("ArticleTitle")
    if page.kind == "list":
        wanted += _LIST
    for name in wanted:
        if not page.metas.get(name, "").strip():
            yield fault(path, "L204", f"缺少 META 标签 {name}", hint=f"在 mkdocs.yml 里补写网站信息；{_IN_THEME}")
    plain = "".join(page.footer.split())
    for name in _FOOTER if facts else ():
        value = getattr(facts, name)
        if value and "".join(str(value).split()) not in plain:
            yield fault(
                path, "L205", f"页脚缺少“{value}”（{name}）", hint=f"mkdocs.yml 改过的，重新运行 build；{_IN_THEME}"
            )
