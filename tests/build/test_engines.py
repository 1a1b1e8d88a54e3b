"""The rendered folder builds whole with each engine; shards give the same bytes as one plain build."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from generator.build.engine import ENGINES, run_engine
from generator.build.shards import Shard, Workshop, article_text, build_shard, plan, text_hash
from generator.faults import GeneratorError
from generator.model.outline import plain_text
from generator.pipeline import Project, check_content, render_source, write_source
from tests.samples import torture_notice
from tests.site.conftest import ROOT, write


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rendered folder of the project's content, with the torture notice."""
    folder = tmp_path_factory.mktemp("engines")
    write(folder / "content", torture_notice())
    for path in (ROOT / "content/notices").rglob("*.yaml"):
        (folder / "content/notices/2024" / path.name).write_bytes(path.read_bytes())
    (folder / "content/pages").mkdir()
    for path in (ROOT / "content/pages").glob("*.md"):
        (folder / "content/pages" / path.name).write_bytes(path.read_bytes())
    project = Project.at(ROOT, folder / "content")
    write_source(folder / "source", render_source(project, check_content(project)))
    return folder / "source"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_builds_the_rendered_folder_whole(engine: str, source: Path, tmp_path: Path) -> None:
    run_engine(engine, ROOT / "mkdocs.yml", source, tmp_path)
    for path in source.rglob("*"):
        if path.is_file():
            name = path.relative_to(source)
            built = name.with_suffix(".html") if name.stem == "index" else name.with_suffix("") / "index.html"
            assert (tmp_path / (built if name.suffix == ".md" else name)).is_file(), name
    page = (tmp_path / "notices/torture/index.html").read_bytes()
    assert text_hash(article_text(page)) == text_hash(plain_text(torture_notice()))
    assert (tmp_path / "404.html").is_file()


def test_mkdocs_builds_from_its_own_command(source: Path, tmp_path: Path) -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    text = text.replace("docs_dir: .build/source", f"docs_dir: {source.as_posix()}")
    text = text.replace("templates/theme", (ROOT / "templates/theme").as_posix())
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    run = subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", "out"], cwd=tmp_path, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    assert (tmp_path / "out/notices/torture/index.html").is_file()


def test_shards_give_the_same_bytes_as_one_plain_build(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.build.shards.SHARD_SIZE", 1)
    run_engine("mkdocs", ROOT / "mkdocs.yml", source, tmp_path / "plain")
    pages = {path.relative_to(source).as_posix(): path.read_text(encoding="utf-8") for path in source.rglob("*.md")}
    expected = {
        f"notices/{name.split('/')[1]}/index.html": text_hash(article_text((tmp_path / "plain" / name.replace(".md", ".html")).read_bytes()))
        for name in pages
        if name.startswith("notices/") and name.count("/") == 2
    }
    shards = plan(pages, expected)
    assert len(shards) == 4
    workshop = Workshop(engine="mkdocs", config_file=ROOT / "mkdocs.yml", theme=ROOT / "templates/theme", cache=tmp_path / "cache")
    for shard in shards:
        for name, content in build_shard(shard, workshop)[0].items():
            assert content == (tmp_path / "plain" / name).read_bytes(), name


def test_a_page_that_does_not_show_its_text_is_refused(tmp_path: Path) -> None:
    shard = Shard(pages={"notices/a/index.md": "---\nnotice: a\n---\n\n文字"}, expected={"notices/a/index.html": text_hash("别的文字")})
    workshop = Workshop(engine="mkdocs", config_file=ROOT / "mkdocs.yml", theme=ROOT / "templates/theme", cache=tmp_path)
    with pytest.raises(GeneratorError, match="文字与通报不一致"):
        build_shard(shard, workshop)


def test_an_unknown_engine_is_named(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match="没有名为 hugo 的构建引擎"):
        run_engine("hugo", ROOT / "mkdocs.yml", tmp_path, tmp_path)
