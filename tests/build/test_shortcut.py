"""The shortcut changes how long a page takes, and nothing else: whatever the text, Python-Markdown alone gives the same."""

from __future__ import annotations

import random
from pathlib import Path

import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.build.shortcut import Shortcut
from generator.load.notices import parse_notice
from generator.model.entry import make_entry
from generator.model.notice import Notice
from generator.render.environment import Templates
from generator.render.lists import list_pages, make_groupings
from generator.render.pages import render_notice
from tests.samples import torture_notice

ROOT = Path(__file__).parents[2]
USUAL = ["toc", "tables", "fenced_code", "attr_list"]

FORM = (
    "## 一、总体情况 {: #section-1 .section }",
    '#### 1&#46; 关于“某事”问题的整改。 <span class="status" data-status="已完成" data-ui>已完成</span><a class="permalink" '
    'href="#item-2" data-ui aria-label="本项链接：某&#42;事"><span aria-hidden="true">#</span></a> {: #item-2 .item }',
    "一是整改,二是&#42;&#42;整改(3+1)-2;5.30万元/年!",
    "开头&#58;甲、乙\n{: .opening #opening }",
    "落款\n{: .signature }",
    '<b class="run-in" role="heading" aria-level="3">（一）标题。</b>正文 \n{: #section-3 .section }',
    '<span id="notes" data-ui></span>',
    '<div class="table" tabindex="0" role="group" aria-label="表格"><table>\n<caption>表&amp;一</caption>\n<thead>\n'
    '<tr><th scope="col">*序号*</th></tr>\n</thead>\n<tbody>\n<tr id="item-4" class="unit"><td>|1|&lt;b&gt;</td><td></td></tr>\n'
    "</tbody>\n</table></div>",
    '<p class="remark">共 3 份通报。<a href="feed.xml">Atom</a> &quot;*一*&quot;</p>',
    '<ul class="notices">\n<li>\n<a href="&#46;./notices/a/">通报*一*</a>\n<p class="facts"><span>某局</span> <span class="status" '
    'data-status="已完成">已完成 1</span></p>\n</li>\n<li>\n<a href="b/">二</a>\n</li>\n</ul>',
    '<p><a href="../notices/">全部通报</a>，或按以下类别浏览。</p>',
    '<ul class="groups">\n<li><a href="../years/2026/">2026年</a> <span class="count">66 份</span></li>\n<li>无</li>\n</ul>',
    "## 年度 {: #years }",
    '<nav class="pages" aria-label="分页"><ol>\n<li><span aria-current="page">1</span></li>\n'
    '<li><a href="page/2/" aria-label="第 2 页">2</a></li>\n</ol></nav>',
)
TITLES = ("# 题", "# A title, 1&#46;5", "# 题 \u3000", "# section-1", "# opening &amp;")
NEAR = (
    "#题",
    "# ",
    "# 题 {: #a }",
    "# 题 #",
    '<p class="remark">一</p>二',
    '<p class="remark">一<p>',
    '<ul class="notices">\n<li>\n<ul class="notices">\n</li>\n</ul>',
    '<ul class="notices">\n</ul>',
    "<p>一",
    '<ul class="groups">\n<li>一\n</li>\n</ul>',
    "<ul>",
    "<nav>",
    "## 无锚点",
    "1. 一",
    "１. 一",
    "- 一",
    "===",
    "---",
    "    四格",
    "> 引",
    "[x]: y",
    ": 定义",
    "<div>a</div>",
    "```",
    "<!-- x -->",
)
BITS = (
    *"-+=:!?/%.()<>&#*_ \u3000\u00a0aw9、中\n|$@\t~^[]{}\\`'\";\x02\x03\x85\u2028",
    *(
        "&#42;",
        "&amp;",
        "<b>",
        "</b>",
        "<br>",
        "<div>",
        "</div>",
        "{: .x }",
        "\n{: #a .b }",
        " \n",
        "  \n",
        "1. ",
        "\n\n",
        "# ",
        " #",
    ),
    *("===", "\n- ", "klzzwxh:0001", "<!-- x -->", " }", "<a href='#x'>", "www.example.org"),
)


def convert(text: str, *extensions: str) -> tuple[str, object, bool]:
    """The HTML and the headings with the shortcut, and whether it was taken; without it, they are the same."""
    usual = markdown.Markdown(extensions=[*USUAL, *extensions])
    shorter = markdown.Markdown(extensions=[*USUAL, *extensions, Shortcut("none")])
    html = shorter.convert(text)
    assert html == usual.convert(text)
    headings = shorter.toc_tokens  # type: ignore[attr-defined]
    assert headings == usual.toc_tokens  # type: ignore[attr-defined]
    return html, headings, shorter.preprocessors["shortcut"].run([text]) == [""]


def own_notices() -> list[Notice]:
    paths = sorted((ROOT / "content/notices").rglob("*.yaml"))
    loaded = [parse_notice(path.name, path.stem, path.read_bytes())[0] for path in paths]
    return [torture_notice(), *(one.notice for one in loaded if one)]


@pytest.mark.parametrize("notice", own_notices(), ids=lambda notice: notice.id)
def test_a_rendered_notice_takes_the_shortcut(notice: Notice) -> None:
    page = render_notice(notice, Templates(ROOT / "templates"))[f"notices/{notice.id}/index.md"]
    _, headings, taken = convert(page.split("\n---\n", 1)[1])
    assert taken
    assert headings


@pytest.mark.parametrize("block", FORM)
def test_every_form_that_the_templates_write_takes_the_shortcut(block: str) -> None:
    assert convert(block)[2]
    assert convert("\n\n".join((block, *FORM)))[2]


@pytest.mark.parametrize("title", TITLES[:4])
def test_a_title_takes_the_shortcut_as_the_first_block_alone(title: str) -> None:
    assert convert(title)[2]
    assert convert("\n\n".join((title, *FORM)))[2]
    assert not convert(f"{FORM[2]}\n\n{title}")[2]
    assert not convert(f"{title}\n\n{title}")[2]


def test_lists_of_notices_take_the_shortcut() -> None:
    entries = [make_entry(notice, "x.yaml") for notice in own_notices()]
    pages = list_pages(entries, make_groupings(entries), ROOT / "templates")
    taken = {path for path, page in pages.items() if convert(page.text().split("\n---\n", 1)[1])[2]}
    assert any(path.startswith("issuers/") for path in taken)
    assert {path for path in pages if path.count("/") > 1} <= taken


@pytest.mark.parametrize("block", NEAR)
def test_what_could_mean_something_goes_the_usual_way(block: str) -> None:
    assert not convert(f"{FORM[2]}\n\n{block}")[2]


@pytest.mark.parametrize("extension", ["nl2br", "smarty", "footnotes", "md_in_html", "pymdownx.tilde"])
def test_with_another_extension_every_page_goes_the_usual_way(extension: str) -> None:
    assert not convert(FORM[3], extension)[2]


def test_a_changed_setting_of_the_headings_is_seen() -> None:
    settings = {"toc": {"permalink": True}}
    md = markdown.Markdown(extensions=[*USUAL, Shortcut("none")], extension_configs=settings)
    assert "headerlink" in md.convert(FORM[0])


def test_one_converter_takes_one_page_after_the_other() -> None:
    md = markdown.Markdown(extensions=[*USUAL, Shortcut("none")])
    pages = [md.reset().convert(text) for text in (FORM[2], "- 一", FORM[4], "")]
    assert pages == [f"<p>{FORM[2]}</p>", "<ul>\n<li>一</li>\n</ul>", '<p class="signature">落款</p>', ""]


@settings(max_examples=300, derandomize=True, deadline=None)
@given(blocks=st.lists(st.sampled_from(FORM + NEAR + TITLES), min_size=1, max_size=4), seed=st.integers(0, 2**32))
@example(blocks=["一 "], seed=0)
@example(blocks=["\u3000一"], seed=0)
@example(blocks=["## 一\u3000 {: #a }"], seed=0)
@example(blocks=["一  \n{: #a }"], seed=0)
@example(blocks=["一\n\n\n二\n \n三"], seed=0)
def test_whatever_the_text_the_page_is_the_same(blocks: list[str], seed: int) -> None:
    chance, text = random.Random(seed), "\n\n".join(blocks)
    convert(text)
    for _ in range(chance.randrange(3)):
        place = chance.randrange(len(text) + 1)
        text = text[:place] + chance.choice(BITS) + text[place + chance.choice((0, 0, 1, 2)) :]
    convert(text)
