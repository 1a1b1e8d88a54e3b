"""The rendered folder builds whole with each engine; shards give the same bytes as one plain build."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.notices import notices
from generator.build.engine import ENGINES, make_pages, run_engine
from generator.build.pages import Workshop, article_text, build_pages
from generator.build.shortcut import recognise
from generator.faults import GeneratorError
from generator.importer.document import squeeze
from generator.model.outline import plain_text
from generator.shard import cut
from tests.samples import torture_notice
from tests.site.conftest import ROOT, build, write


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rendered folder of the project's content, with the torture notice and some made-up ones."""
    folder = tmp_path_factory.mktemp("engines")
    write(folder / "content", torture_notice(), *notices(20))
    for path in (ROOT / "content/notices").rglob("*.yaml"):
        (folder / "content/notices/2024" / path.name).write_bytes(path.read_bytes())
    (folder / "content/pages").mkdir()
    for path in (ROOT / "content/pages").glob("*.md"):
        (folder / "content/pages" / path.name).write_bytes(path.read_bytes())
    run = build(folder / "content", folder / "site")
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "work" / "source"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_builds_the_rendered_folder_whole(engine: str, source: Path, tmp_path: Path) -> None:
    run_engine(engine, ROOT / "mkdocs.yml", source, tmp_path)
    for path in source.rglob("*"):
        if path.is_file():
            name = path.relative_to(source)
            built = name.with_suffix(".html") if name.stem == "index" else name.with_suffix("") / "index.html"
            assert (tmp_path / (built if name.suffix == ".md" else name)).is_file(), name
    page = (tmp_path / "notices/torture/index.html").read_bytes()
    assert squeeze(article_text(page)) == squeeze(plain_text(torture_notice()))
    assert (tmp_path / "404.html").is_file()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_site_by_any_engine_can_be_published(engine: str, tmp_path: Path) -> None:
    run = build(ROOT / "content", tmp_path / "site", "--engine", engine)
    assert run.returncode == 0, run.stdout + run.stderr
    command = [sys.executable, "-m", "generator", "check", "--site", f"{tmp_path / 'site'}"]
    check = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert check.returncode == 0, check.stdout


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_an_engine_s_own_command_gives_the_same_bytes(engine: str, source: Path, tmp_path: Path) -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    text = text.replace("docs_dir: .build/source", f"docs_dir: {source.as_posix()}")
    text = text.replace("templates/theme", (ROOT / "templates/theme").as_posix())
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", engine, "build", "-q", "-d", "out"], cwd=tmp_path, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    run_engine(engine, ROOT / "mkdocs.yml", source, tmp_path / "ours")
    pages = sorted((tmp_path / "out").rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        name = page.relative_to(tmp_path / "out")
        assert (tmp_path / "ours" / name).read_bytes() == page.read_bytes(), name


IN_MEMORY = [name for name, engine in ENGINES.items() if engine.make]


def project(folder: Path, page: str, *, settings: str = "", before: str = "") -> tuple[Path, Path]:
    """A configuration with a theme of its own beside it, and a folder with one page, `index.md`."""
    docs, config = folder / "docs", folder / "mkdocs.yml"
    docs.mkdir()
    (docs / "index.md").write_text(page, encoding="utf-8")
    shutil.copytree(ROOT / "templates/theme", folder / "theme")
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("templates/theme", "theme")
    config.write_text(before + text.replace("plugins: []", "") + (settings or "\nplugins: []\n"), encoding="utf-8")
    return config, docs


@pytest.mark.parametrize("engine", IN_MEMORY)
def test_pages_alone_are_the_same_and_follow_theme_and_settings(engine: str, tmp_path: Path) -> None:
    config, docs = project(tmp_path, "---\ntitle: 题\n---\n\n文字\n", before="repo_url: https://example.org/a\n")
    theme = tmp_path / "theme"

    def page() -> str:
        made = make_pages(engine, config, {"index.md": (docs / "index.md").read_text(encoding="utf-8")})
        assert made
        run_engine(engine, config, docs, tmp_path / "site")
        assert made == ({"index.html": (tmp_path / "site/index.html").read_bytes()}, [])
        return made[0]["index.html"].decode()

    assert page() == page()
    (theme / "partials/footer.html").write_text("<footer>改过的页脚</footer>", encoding="utf-8")
    assert "改过的页脚" in page()
    (theme / "partials/language.html").write_text("{% macro t(key) %}新加的模板{% endmacro %}", encoding="utf-8")
    assert "新加的模板" in page()
    config.write_text(config.read_text(encoding="utf-8").replace("整改进展情况通报", "改过的站名"), encoding="utf-8")
    assert "改过的站名" in page()


@pytest.mark.parametrize("engine", IN_MEMORY)
def test_a_theme_finds_the_contents_of_a_page(engine: str, tmp_path: Path) -> None:
    text = "# 题\n\n## 甲 {: #a }\n\n### 乙 {: #b }\n\n#### 丙 {: #c }\n\n## 丁 {: #d }\n\n文字\n"
    assert recognise(text)
    config, docs = project(tmp_path, text)
    contents = (
        "{{ page.toc }}{% for one in page.toc %}{{ one.active }} {{ one.level }} {{ one.children|length }}{% endfor %}"
    )
    (tmp_path / "theme/main.html").write_text(contents, encoding="utf-8")
    made = make_pages(engine, config, {"index.md": text})
    run_engine(engine, config, docs, tmp_path / "site")
    assert made == ({"index.html": (tmp_path / "site/index.html").read_bytes()}, [])
    assert (
        made[0]["index.html"]
        .decode()
        .startswith("题 - #_1\n    甲 - #a\n        乙 - #b\n            丙 - #c\n    丁 - #d\nTrue")
    )


@pytest.mark.parametrize("engine", IN_MEMORY)
def test_two_projects_with_one_relative_address_do_not_share_a_theme(engine: str, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        project(tmp_path / name, "")
        main = tmp_path / name / "theme/main.html"
        main.write_text(f"{name}: {{{{ page.content }}}}", encoding="utf-8")
        with contextlib.chdir(tmp_path / name):
            pages, _ = make_pages(engine, Path("mkdocs.yml"), {"index.md": "文字"}) or ({}, [])
        made.append(pages["index.html"].decode())
    assert made == ["one: <p>文字</p>", "two: <p>文字</p>"]


@pytest.mark.parametrize("engine", IN_MEMORY)
def test_each_making_has_the_same_warnings(engine: str, tmp_path: Path) -> None:
    pages = {"index.md": "---\ntitle: 题\n---\n\n[空](nowhere.md)\n"}
    config, _ = project(tmp_path, "", before="unknown_setting: 1\n")
    text = config.read_text(encoding="utf-8").replace("not_found: ignore", "not_found: warn")
    config.write_text(text, encoding="utf-8")
    first, second = make_pages(engine, config, pages), make_pages(engine, config, pages)
    assert first
    assert first == second
    assert len(first[1]) == 2


@pytest.mark.parametrize("engine", IN_MEMORY)
def test_plugins_find_folders(engine: str, tmp_path: Path) -> None:
    (tmp_path / "hook.py").write_text(
        "from pathlib import Path\n\n\ndef on_page_markdown(text, page, **_):\n"
        "    return Path(page.file.abs_src_path).read_text(encoding='utf-8') * 2\n",
        encoding="utf-8",
    )
    config, _ = project(tmp_path, "", settings="\nplugins: []\nhooks: [hook.py]\n")
    workshop = Workshop(engine=engine, config_file=config, templates=tmp_path)
    for _ in range(2):
        assert make_pages(engine, config, {"index.md": "文字"}) is None
        made, _ = build_pages({"index.md": "文字"}, {}, workshop, assets=False)
        assert list(made) == ["index.html"]
        assert "文字文字" in made["index.html"].decode()


@pytest.mark.parametrize("engine", ENGINES)
def test_links_to_nowhere_that_editors_keep_in_the_theme_do_no_harm(engine: str, tmp_path: Path) -> None:
    config, docs = project(tmp_path, "# 题\n")
    (tmp_path / "theme/.#main.html").symlink_to("somebody@machine.4711:1")
    run_engine(engine, config, docs, tmp_path / "site")
    assert "题" in (tmp_path / "site/index.html").read_text(encoding="utf-8")
    made, _ = build_pages(
        {"index.md": "# 题\n"}, {}, Workshop(engine=engine, config_file=config, templates=tmp_path), assets=False
    )
    assert "题" in made["index.html"].decode()


def test_shards_give_the_same_bytes_as_one_plain_build(source: Path, tmp_path: Path) -> None:
    run_engine("mkdocs", ROOT / "mkdocs.yml", source, tmp_path)
    site = source.parents[1] / "site"
    for page in sorted(tmp_path.rglob("*.html")):
        name = page.relative_to(tmp_path)
        assert (site / name).read_bytes() == page.read_bytes(), name
    workshop = Workshop(engine="mkdocs", config_file=ROOT / "mkdocs.yml", templates=ROOT / "templates")
    for path in sorted((source / "notices").glob("*/index.md")):
        markdown_name = path.relative_to(source).as_posix()
        alone, _ = build_pages({markdown_name: path.read_text(encoding="utf-8")}, {}, workshop, assets=False)
        built = (tmp_path / markdown_name).with_suffix(".html").read_bytes()
        assert alone == {markdown_name.replace(".md", ".html"): built}


def test_a_page_that_does_not_show_its_text_is_refused() -> None:
    workshop = Workshop(engine="mkdocs", config_file=ROOT / "mkdocs.yml", templates=ROOT / "templates")
    pages = {"notices/a/index.md": "---\nnotice: a\n---\n\n文字"}
    with pytest.raises(GeneratorError, match="文字与通报不一致"):
        build_pages(pages, {"notices/a/index.html": "别的文字"}, workshop, assets=False)


def test_a_page_s_text_is_what_browsers_read_in_its_article() -> None:
    page = """<!doctype html><p>外</p><article data-notice="a">甲<div data-ui>乙<p data-ui>丙<b data-ui>丁</b></p></div>
        <p>戊&#x4E2D;&lt;<p>己<table><td data-ui>庚<td>辛</table>&#x20000;<!-- 壬 --></article><article data-notice="b">癸</article>"""
    assert squeeze(article_text(page.encode())) == "甲戊中<己辛\U00020000"
    assert article_text(b"<article>x</article>") == ""


def test_an_insertion_changes_the_shard_it_falls_into_and_few_others() -> None:
    names = [Path(f"{number:04}.yaml") for number in range(0, 2000, 2)]
    before = {tuple(run) for run in cut(names)}
    after = {tuple(run) for run in cut(sorted([*names, Path("0999.yaml")]))}
    assert sum(len(run) for run in before) == 1000
    assert 1 <= len(before - after) <= 3
    assert max(map(len, before)) <= 40


def test_an_unknown_engine_is_named(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match="没有名为 hugo 的构建引擎"):
        run_engine("hugo", ROOT / "mkdocs.yml", tmp_path, tmp_path)
