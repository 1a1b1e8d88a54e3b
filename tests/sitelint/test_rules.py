"""Each rule for finished sites: the site that keeps it is quiet, the site that breaks it is told."""

from __future__ import annotations

import posixpath
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generator.model.site import Site
from generator.sitelint import Questions, lint_site
from generator.sitelint.links import Resolver
from generator.sitelint.lint import site_paths

FACTS = Site(
    name="示例",
    url="https://www.example.gov.cn/zhenggai/",
    organizer="示例县委",
    icp="京ICP备1号",
    site_domain="example.gov.cn",
)
HEAD = '<title>页</title><meta name="SiteName" content="示例"><meta name="SiteDomain" content="example.gov.cn">'
FOOT = "<footer>主办单位：示例县委 京ICP备1号</footer>"
PAGE = '<!doctype html><html lang="zh"><head>{head}</head><body>{body}{foot}</body></html>'


def site(folder: Path, body: str = "", *, head: str = HEAD, foot: str = FOOT, **files: str) -> Path:
    """A site whose home page has this body, and links to one more page."""
    home = PAGE.format(head=head, body=body + '<a href="more/">更多</a><h2 id="here">此处</h2>', foot=foot)
    texts = {
        "index.html": home,
        "more/index.html": PAGE.format(head=HEAD, body='<a href="../#here">首页</a>', foot=FOOT),
        **files,
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def told(folder: Path) -> list[str]:
    faults = lint_site(folder, Questions(facts=FACTS))
    assert all(fault.hint for fault in faults)
    return [f"{fault.path} {fault.code}" for fault in faults]


def test_a_sound_site_has_no_faults(tmp_path: Path) -> None:
    assert told(site(tmp_path)) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<a href="nowhere/">x</a>', "L201"),
        ('<a href="/zhenggai/nowhere/">x</a>', "L201"),
        ('<a href="https://www.example.gov.cn/zhenggai/nowhere/">x</a>', "L201"),
        ('<img src="x.png" alt="x">', "L201"),
        ('<a href="#nowhere">x</a>', "L202"),
        ('<a href="more/#nowhere">x</a>', "L202"),
        ('<p id="a"></p><p id="a"></p>', "L203"),
        ("<p>None</p>", "L206"),
        ("<p>{{ title }}</p>", "L206"),
        ('<p title="null">x</p>', "L206"),
        ('<script src="https://cdn.example.org/x.js"></script>', "L207"),
        ('<img src="//cdn.example.org/x.png" alt="x">', "L207"),
        ('<link rel="stylesheet" href="https://cdn.example.org/x.css">', "L207"),
        ('<form action="https://example.org/"></form>', "L207"),
        ('<img src="data:image/png;base64,AA==">', "L209"),
        ('<map><area href="more/"></map>', "L209"),
        ("<svg></svg>", "L209"),
        (f"<p>{'长' * 110_000}</p>", "L210"),
    ],
)
def test_each_fault_is_told_once(tmp_path: Path, body: str, code: str) -> None:
    assert told(site(tmp_path, body)) == [f"index.html {code}"]


ELSEWHERE = "https://cdn.example.org/x"


@pytest.mark.parametrize(
    "body",
    [
        f'<img alt="x" src="data:," srcset="{ELSEWHERE}">',
        f'<img alt="x" src="data:," srcset="more/ 1x, {ELSEWHERE} 2x">',
        f'<picture><source src="{ELSEWHERE}"></picture>',
        f'<picture><source srcset="{ELSEWHERE} 480w, more/ 800w"></picture>',
        f'<iframe src="{ELSEWHERE}"></iframe>',
        f'<video src="{ELSEWHERE}"></video>',
        f'<video poster="{ELSEWHERE}"></video>',
        f'<video><track src="{ELSEWHERE}"></video>',
        f'<audio src="{ELSEWHERE}"></audio>',
        f'<embed src="{ELSEWHERE}">',
        f'<object data="{ELSEWHERE}"></object>',
        f'<input type="image" src="{ELSEWHERE}">',
        f'<svg aria-hidden="true"><use href="{ELSEWHERE}#a"/></svg>',
        f'<svg aria-hidden="true"><use xlink:href="{ELSEWHERE}#a"/></svg>',
        f'<svg aria-hidden="true"><image href="{ELSEWHERE}"/></svg>',
        f"<style>@import '{ELSEWHERE}';</style>",
        f"<style>p {{ background: url({ELSEWHERE}) }}</style>",
        f'<p style="background: url({ELSEWHERE})">x</p>',
        f'<script type="module">import {{ x }} from "{ELSEWHERE}";</script>',
        *(
            f'<link rel="{kind}" href="{ELSEWHERE}">'
            for kind in ("icon", "Stylesheet", "preload", "modulepreload", "prefetch", "manifest", "preconnect")
        ),
        f'<link rel="alternate dns-prefetch" href="{ELSEWHERE}">',
    ],
)
def test_whatever_a_browser_would_fetch_from_another_host_is_told(tmp_path: Path, body: str) -> None:
    assert told(site(tmp_path, body)) == ["index.html L207"]


@pytest.mark.parametrize("text", ["p { background: url(gone.png) }", "p { fill: url(#gone) }"])
def test_what_a_page_s_own_style_leads_to_must_be_there(tmp_path: Path, text: str) -> None:
    code = "L202" if "#" in text else "L201"
    assert told(site(tmp_path, f"<style>{text}</style>")) == [f"index.html {code}"]
    assert told(site(tmp_path, f"<style>{text.replace('gone', 'here').replace('here.png', 'more/')}</style>")) == []


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.org/">外部链接</a>',
        '<a href="mailto:a@example.gov.cn">x</a>',
        '<a href="/zhenggai/more/">x</a>',
        '<a href="more/index.html">x</a>',
        '<a href="#">x</a>',
        "<p>nullable None-such</p>",
        '<article data-notice="a"><p>{{ 7*7 }}</p><p>None</p></article>',
        '<article data-notice="a"><p>{{ 7*7 }}</p></article><p title="{{ 7*7 }}">x</p>',
        '<svg aria-hidden="true"></svg>',
        '<svg aria-label="图"></svg><svg aria-labelledby="here"></svg><svg><title>图</title></svg>',
        '<map><area href="more/" alt="更多"></map>',
        '<img src="data:image/png;base64,AA==" alt="">',
    ],
)
def test_what_is_right_is_not_told(tmp_path: Path, body: str) -> None:
    assert told(site(tmp_path, body)) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"head": HEAD.replace("<title>页</title>", "")}, "L208"),
        ({"head": HEAD.replace("SiteDomain", "sitedomain")}, "L204"),
        ({"foot": "<footer>主办单位：示例县委</footer>"}, "L205"),
        ({"body": '<article class="kind-article" data-notice="a"><p>文字</p></article>'}, "L204"),
    ],
)
def test_missing_facts_are_told(tmp_path: Path, change: dict[str, str], code: str) -> None:
    assert told(site(tmp_path, **change)) == [f"index.html {code}"]


@pytest.mark.parametrize(
    ("article", "wanted"),
    [
        ('<article class="kind-list"></article>', ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"]),
        ('<article class="kind-article" data-notice="a"><p>文字</p></article>', ["ArticleTitle"]),
        ('<article class="kind-article" data-notice="a"><p data-ui>已撤下</p></article>', []),
        ('<article class="kind-article"><p>文字</p></article>', []),
    ],
)
def test_lists_and_notices_carry_the_tags_of_their_kind(tmp_path: Path, article: str, wanted: list[str]) -> None:
    faults = lint_site(site(tmp_path, article), Questions(facts=FACTS))
    assert [fault.message for fault in faults] == sorted(f"缺少 META 标签 {name}" for name in wanted)
    tags = "".join(f'<meta name="{name}" content="x">' for name in (*wanted, "ContentSource"))
    assert lint_site(site(tmp_path, article, head=HEAD + tags), Questions(facts=FACTS)) == []


def test_every_fact_of_the_footer_stands_in_it(tmp_path: Path) -> None:
    names = ("organizer", "contact_phone", "contact_address", "site_id_code", "icp", "police")
    head = HEAD + '<meta name="SiteIDCode" content="1">'
    facts = Site(name="示例", **{name: f"{name} 的 值" for name in names})
    shown = "<footer>" + "".join(f"<p>{name} 的值</p>" for name in names) + "</footer>"
    for foot, told_of in ((shown, ()), ("<footer></footer>", names), (shown.replace("icp", ""), ("icp",))):
        faults = lint_site(site(tmp_path, head=head, foot=foot), Questions(facts=facts))
        home = [fault for fault in faults if fault.path == "index.html"]
        assert {fault.message for fault in home} == {f"页脚缺少“{name} 的 值”（{name}）" for name in told_of}


def test_a_page_without_language_is_told(tmp_path: Path) -> None:
    folder = site(tmp_path)
    page = folder / "more/index.html"
    page.write_text(page.read_text(encoding="utf-8").replace(' lang="zh"', ""), encoding="utf-8")
    assert told(folder) == ["more/index.html L208"]


def test_style_sheets_and_scripts_are_looked_into(tmp_path: Path) -> None:
    head = HEAD + '<link rel="stylesheet" href="a.css"><script type="module" src="a.js"></script>'
    css = "@import 'https://example.org/x.css'; p { background: url(gone.png) } /* url(comment.png) */"
    js = 'import { x } from "./gone.js"; const w = new Worker(new URL("b.js", import.meta.url)); export const name = "x";'
    folder = site(tmp_path, head=head, **{"a.css": css, "a.js": js, "b.js": "x"})
    assert told(folder) == ["a.css L201", "a.css L207", "a.js L201"]


def test_files_that_nothing_links_to_are_told(tmp_path: Path) -> None:
    folder = site(
        tmp_path,
        **{
            "old/index.html": PAGE.format(head=HEAD, body="x", foot=FOOT),
            "x.txt": "x",
            "x.txt.gz": "x",
            "x.txt.br": "x",
        },
    )
    assert told(folder) == ["old/index.html L212", "x.txt L212", "x.txt.br L212"]


def test_what_only_machines_open_needs_no_link(tmp_path: Path) -> None:
    names = ("robots.txt", "sitemap.xml", "sitemap-1.xml", "manifest.json", "manifest.json.minisig", "redirects.map")
    more = ("search/x.bin", ".well-known/security.txt", "more/notice.json", "404.html")
    page = PAGE.format(head=HEAD, body="x", foot=FOOT)
    assert told(site(tmp_path, **{name: page if name == "404.html" else "x" for name in (*names, *more)})) == []
    assert told(site(tmp_path / "b", **dict.fromkeys(("sitemap-x.txt", "a.xml", "none/notice.json"), "x"))) == [
        "a.xml L212",
        "none/notice.json L212",
        "sitemap-x.txt L212",
    ]


def test_links_in_a_site_s_folder_are_not_followed(tmp_path: Path) -> None:
    folder = site(tmp_path / "site")
    site(tmp_path / "outside", "<p>None</p>")
    (folder / "linked").symlink_to(tmp_path / "outside", target_is_directory=True)
    (folder / "x.txt").symlink_to(tmp_path / "outside/index.html")
    assert told(folder) == []
    assert site_paths(folder) == ["index.html", "more/index.html"]


def test_personal_data_is_found_in_every_kind_of_file(tmp_path: Path) -> None:
    files = {
        "a.json": '["\\u79d8\\u5bc6"]',
        "b.txt": "秘密",
        "c.html": PAGE.format(head=HEAD, body="<p>秘<b>密</b></p>", foot=FOOT),
    }
    folder = site(tmp_path, **files)
    asked = Questions(facts=FACTS, personal_data=lambda text: [("error", "秘密")] if "秘密" in text else [])
    faults = lint_site(folder, asked)
    assert [fault.path for fault in faults if fault.code == "L211"] == ["a.json", "b.txt", "c.html"]


def test_a_page_with_nothing_on_it_is_told_and_its_comments_are_read(tmp_path: Path) -> None:
    folder = site(tmp_path, **{"a.html": "\n", "b.html": "<!-- 秘密 -->"})
    asked = Questions(facts=FACTS, personal_data=lambda text: [("error", "秘密")] if "秘密" in text else [])
    codes = {(fault.path, fault.code) for fault in lint_site(folder, asked)}
    assert {("a.html", "L208"), ("b.html", "L211"), ("b.html", "L208")} <= codes


def test_text_far_into_a_page_is_read(tmp_path: Path) -> None:
    folder = site(tmp_path, "<i>" * 400 + "深处的秘密" + "</i>" * 400)
    asked = Questions(facts=FACTS, personal_data=lambda text: [("error", "秘密")] if "秘密" in text else [])
    assert [fault.code for fault in lint_site(folder, asked)] == ["L211"]


def test_files_looked_at_side_by_side_give_the_same_faults(tmp_path: Path) -> None:
    folder = site(tmp_path, "<p>None</p>", **{f"p{number}.html": "<p>x</p>" for number in range(600)})
    asked = Questions(facts=FACTS)
    with ThreadPoolExecutor(4) as executor:
        assert lint_site(folder, asked, executor) == lint_site(folder, asked)


ADDRESSES = ("", "#", "#x", "a", "a/", "a.b", "a..b", "./a", ".", "..", "../", "../..", "../../../x", "a/../b", "a//b")
MORE = (
    "?q=1",
    "a#b",
    "/",
    "/zhenggai/a",
    "https://h/zhenggai/a",
    "//o/x",
    "mailto:a@b",
    "a:b",
    "%41/",
    " a ",
    "http://[",
)


@pytest.mark.parametrize("page", ["index.html", "notices/x/index.html", "404.html"])
@pytest.mark.parametrize("site_url", [None, "https://h/", "https://h/zhenggai/"])
def test_plain_addresses_resolve_as_the_full_rules_have_it(page: str, site_url: str | None) -> None:
    quick, full = Resolver(page, site_url), Resolver(page, site_url, base=posixpath.basename(page))
    assert [quick.resolve(one) for one in (*ADDRESSES, *MORE)] == [full.resolve(one) for one in (*ADDRESSES, *MORE)]
