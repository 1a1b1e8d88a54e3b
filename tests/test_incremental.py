"""An update costs little and gives what a build of everything would have given, whatever happened in between."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.__main__ import main
from generator.build.cache import Cache, Kept
from generator.faults import GeneratorError
from generator.model.notice import Notice
from generator.pipeline import Outcome, make_site
from generator.progress import Step
from generator.project import Project
from generator.search import Volume
from generator.shard import MAX_SIZE, NoticeBytes, Product, Settings, cut, cut_runs, make_shard
from generator.versions import program_versions
from generator.workers import Workers
from generator.write_yaml import notice_yaml
from tests.build.test_assemble import tree
from tests.samples import make_notice

ROOT = Path(__file__).parents[1]


def ids_of_shards(count: int) -> list[list[str]]:
    """Ids that fall into so many shards: two or three in each."""
    names = [Path(f"n-{number:04}.yaml") for number in range(400)]
    runs = [list(run) for run in cut(names) if 2 < len(run) < MAX_SIZE][:count]  # that end because of their last name
    return [[path.stem for path in (*run[:2], run[-1])] for run in runs]


SHARDS = ids_of_shards(3)


class Site:
    """A project in the working directory, with notices in three shards."""

    def __init__(self) -> None:
        self.project = Project.at(Path())
        self.output = Path("site")

    @classmethod
    def new(cls) -> Site:
        shutil.copy(ROOT / "mkdocs.yml", "mkdocs.yml")
        shutil.copytree(ROOT / "templates", "templates")
        shutil.copytree(ROOT / "content/pages", "content/pages")
        site = cls()
        for shard in SHARDS:
            for notice in shard:
                site.write(notice)
        return site

    def write(self, notice: str, **facts: Any) -> None:
        defaults = {
            "title": f"关于{notice}巡察整改进展情况的通报",
            "opening": f"{notice}的开头。",
            "issuer": {"name": f"中共甲县委员会{notice[-1]}", "region": "999900", "region_name": "甲县"},
            "published": "2024-03-15",
        }
        self.write_notice(make_notice(id=notice, **{**defaults, **facts}))

    def write_notice(self, notice: Notice) -> None:
        path = self.path(notice.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(notice_yaml(notice), encoding="utf-8", newline="\n")

    def path(self, notice: str) -> Path:
        return self.project.content / f"notices/2024/{notice}.yaml"

    def build(self, **options: Any) -> Outcome:
        return make_site(self.project, self.output, report=lambda _: None, **options)

    def is_as_new(self, folder: Path) -> bool:
        """Whether a build without a cache gives the same bytes."""
        other = Project.at(Path(), work=folder / "work")
        make_site(other, folder / "site", report=lambda _: None)
        same = tree(self.output) == tree(folder / "site") and tree(self.project.source) == tree(other.source)
        shutil.rmtree(folder / "work")
        shutil.rmtree(folder / "site")
        return same


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    with contextlib.chdir(folder):
        assert Site.new().build().shards == 3
    return folder


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Iterator[Site]:
    """A copy of the built project, with its cache."""
    shutil.copytree(built, tmp_path / "project", copy_function=shutil.copy2)
    with contextlib.chdir(tmp_path / "project"):
        yield Site()
    shutil.rmtree(tmp_path / "project")


def edit_a_notice(site: Site) -> None:
    site.write(SHARDS[1][0], opening="新的开头。")


def attach_a_file(site: Site) -> None:
    folder = site.project.content / "files" / SHARDS[2][1]
    folder.mkdir(parents=True)
    (folder / "a.pdf").write_bytes(b"x")


def add_a_notice(site: Site) -> None:
    site.write(f"{SHARDS[0][0]}-b")


def append(file: str, text: str) -> Callable[[Site], None]:
    def change(site: Site) -> None:
        path = Path(file)
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    change.__name__ = f"change_{Path(file).name}"
    return change


def replace(file: str, old: str, new: str) -> Callable[[Site], None]:
    def change(_: Site) -> None:
        text = Path(file).read_text(encoding="utf-8")
        assert text.count(old) == 1
        Path(file).write_text(text.replace(old, new), encoding="utf-8")

    change.__name__ = f"change_{Path(file).name}"
    return change


def nothing(site: Site) -> None:
    shutil.copystat(site.path(SHARDS[0][0]), site.path(SHARDS[0][1]))  # another time, the same bytes


@pytest.mark.parametrize(
    ("change", "reused"),
    [
        (nothing, 3),
        (edit_a_notice, 2),
        (attach_a_file, 2),
        (add_a_notice, 2),
        (append("content/pages/about.md", "\n新的一段。\n"), 3),
        (append("templates/notice.md.j2", "\n{# a comment #}\n"), 0),
        (append("templates/theme/main.html", "{#- a comment -#}"), 0),
        (append("templates/theme/assets/site.css", "p { margin: 0 }"), 0),
        (append("mkdocs.yml", "\n# a comment\n"), 0),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_change_makes_those_shards_anew_that_depend_on_it(
    site: Site, change: Callable[[Site], None], reused: int, tmp_path: Path
) -> None:
    change(site)
    outcome = site.build()
    assert (outcome.shards, outcome.reused) == (3, reused)
    assert site.is_as_new(tmp_path / "fresh")


@pytest.mark.parametrize("what", ["generator", "mkdocs", "markdown", "zlib", "selectolax", "Python"])
def test_another_version_of_what_shapes_bytes_makes_all_anew(
    site: Site, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = program_versions("mkdocs")
    assert what in dict(versions)
    monkeypatch.setattr("generator.run.program_versions", lambda _: (*versions, (what, "99")))
    assert site.build().reused == 0


def test_a_variable_that_the_configuration_asks_for_counts(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    append("mkdocs.yml", "\ncopyright: !ENV [MADE_UP_COPYRIGHT, 无]\n")(site)
    site.build()
    assert site.build().reused == 3
    monkeypatch.setenv("MADE_UP_COPYRIGHT", "甲")
    assert site.build().reused == 0


def test_a_template_edited_during_a_build_does_not_get_into_the_cache(site: Site, tmp_path: Path) -> None:
    template = Path("templates/notice.md.j2")
    before = template.read_text(encoding="utf-8")
    edit_a_notice(site)

    def edit(step: Step) -> None:
        if step.done < step.total:
            template.write_text(before + "\n临时的一段。\n", encoding="utf-8")

    make_site(site.project, site.output, report=edit)
    assert "临时的一段" in template.read_text(encoding="utf-8")
    template.write_text(before, encoding="utf-8")
    site.build()
    assert site.is_as_new(tmp_path / "fresh")


def test_another_engine_makes_all_anew(site: Site) -> None:
    assert site.build(engine="properdocs").reused == 0


def test_drafts_are_made_apart(site: Site) -> None:
    assert site.build(drafts=True).reused == 0
    assert site.build().reused == 3


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        (append("templates/notice.md.j2", "\n{% if %}\n"), "模板 notice.md.j2 第 "),
        (append("templates/notice.md.j2", "\n{% include 'none.j2' %}\n"), "没有模板 none.j2"),
        (replace("mkdocs.yml", "language: zh", "language: cn"), "没有模板 partials/languages/cn.html"),
    ],
)
def test_a_mistake_in_a_template_is_told_and_leaves_the_site(
    site: Site, mistake: Callable[[Site], None], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before = tree(site.output)
    mistake(site)
    assert main(["build"]) == 2
    assert told in capfd.readouterr().err
    assert tree(site.output) == before


def test_an_edit_taken_back_finds_its_old_work(site: Site) -> None:
    before = site.path(SHARDS[0][0]).read_bytes()
    edit_a_notice(site)
    site.path(SHARDS[0][0]).write_bytes(before + b"# a comment\n")
    assert site.build().reused == 1
    site.path(SHARDS[0][0]).write_bytes(before)
    site.write(SHARDS[1][0])
    assert site.build().reused == 3


def test_any_sequence_of_edits_gives_what_a_new_build_gives(site: Site, tmp_path: Path) -> None:
    chance = random.Random(20240126)
    ids = [notice for shard in SHARDS for notice in shard]
    edits: list[Callable[[str], object]] = [
        lambda notice: site.write(notice, opening=f"第{chance.randrange(99)}种开头。"),
        lambda notice: site.write(notice, title=f"第{chance.randrange(99)}个标题"),
        lambda notice: site.write(notice, published="2023-01-02", issuer={"name": "另一个机关"}),
        lambda notice: site.write(notice, withdrawn={"date": "2024-05-01", "reason": "内容有误"}),
        lambda notice: site.write(notice, draft=True),
        lambda notice: site.write(notice, aliases=[f"{notice}-old"]),
        lambda notice: site.write(notice, revisions=[{"date": "2024-04-01", "note": "更正一处"}]),
        lambda notice: site.path(notice).unlink(missing_ok=True),
        lambda notice: site.write(f"{notice}-{chance.randrange(9)}"),
    ]
    for _ in range(3):
        chance.shuffle(edits)
        for edit in edits[:6]:
            edit(chance.choice(ids))
            site.build()
        assert site.is_as_new(tmp_path / "fresh")


def edit_in_place(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace("开头".encode(), "尾巴".encode()))


def put_another_in_its_place(path: Path) -> None:
    path.unlink()
    path.write_bytes(b"another")


@pytest.mark.parametrize(("harm", "edits"), [(edit_in_place, 0), (put_another_in_its_place, 1), (Path.unlink, 0)])
@pytest.mark.parametrize("where", ["site", ".build/cache", ".build/source", ".build/spare"])
def test_files_that_were_tampered_with_are_made_right(
    site: Site, harm: Callable[[Path], None], edits: int, where: str, tmp_path: Path
) -> None:
    edit_a_notice(site)
    site.build()
    page = "index.md" if where.endswith("source") else "index.html"
    harm(next(Path(where).rglob(f"notices/{SHARDS[0][0]}/{page}")))
    if edits:
        site.write(SHARDS[2][0], opening="又改了。")
    site.build()
    assert site.is_as_new(tmp_path / "fresh")


def test_what_does_not_belong_there_is_removed(site: Site, tmp_path: Path) -> None:
    (site.output / "notices/new").mkdir()
    (site.output / "notices/new/left.html").write_bytes(b"x")
    (site.output / "link").symlink_to("/")
    site.build()
    assert site.is_as_new(tmp_path / "fresh")


def test_the_number_of_processes_and_the_state_of_the_cache_do_not_show(site: Site, tmp_path: Path) -> None:
    shutil.rmtree(site.project.work / "cache")
    edit_a_notice(site)
    site.build(jobs=3)
    assert site.is_as_new(tmp_path / "fresh")


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_an_edit_leaves_is_looked_up_beside_its_shard(
    site: Site, monkeypatch: pytest.MonkeyPatch, jobs: int, tmp_path: Path
) -> None:
    monkeypatch.setattr("generator.shards.FEW", 1)
    edit_a_notice(site)
    site.build()
    site.write(SHARDS[2][0], opening="另改一份。")
    harmed = list((site.project.work / "cache").glob("data-*/listing"))
    for listing in harmed:
        listing.write_bytes(b"x" + listing.read_bytes())
    ahead: list[str] = []
    plain = Cache.look_ahead

    def look_ahead(cache: Cache, keys: Iterable[str]) -> None:
        ahead.extend(keys)
        plain(cache, ahead)

    monkeypatch.setattr(Cache, "look_ahead", look_ahead)
    site.build(jobs=jobs)
    assert {listing.parent.name for listing in harmed} & set(ahead)
    assert site.is_as_new(tmp_path / "fresh")


def test_a_site_of_a_few_notices_is_built_without_another_process(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.workers.open_executor", lambda *_: pytest.fail("a process was started"))
    for notice in (*SHARDS[1], *SHARDS[2]):
        site.path(notice).unlink()
    for name in ("site", ".build"):
        shutil.rmtree(name)
    assert site.build(jobs=2).shards == 1


def test_the_trees_of_a_first_build_are_brought_up_to_date_side_by_side(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("generator.pipeline.FEW", 1)
    begun: list[str] = []
    plain = Workers.begin

    def begin(workers: Workers, calls: Iterable[Any], **options: Any) -> Callable[[], dict[str, Any]]:
        given = list(calls)
        begun.extend(name for name, _ in given)
        return plain(workers, given, **options)

    monkeypatch.setattr(Workers, "begin", begin)
    for name in ("site", ".build"):
        shutil.rmtree(name)
    site.build(jobs=2)
    assert f"{site.project.source}" in begun
    assert tree(site.project.work / "spare") == tree(site.output)
    assert site.is_as_new(tmp_path / "fresh")
    begun.clear()
    edit_a_notice(site)
    site.build(jobs=2)
    assert f"{site.project.source}" not in begun
    assert site.is_as_new(tmp_path / "again")


def test_a_link_between_pages_written_by_hand_is_the_same_after_an_edit_of_one(site: Site, tmp_path: Path) -> None:
    append("content/pages/about.md", "\n[如何](reuse.md)、[全部](notices/index.md)\n")(site)
    site.build()
    assert 'href="../reuse/">如何</a>、<a href="../notices/">全部' in (site.output / "about/index.html").read_text(
        "utf-8"
    )
    assert site.is_as_new(tmp_path / "fresh")


def test_many_new_chapters_are_bound_in_new_processes(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    renewed: list[Workers] = []
    plain = Workers.renew

    def renew(workers: Workers) -> None:
        renewed.append(workers)
        plain(workers)

    monkeypatch.setattr(Workers, "renew", renew)
    edit_a_notice(site)
    site.build(jobs=2)
    assert not renewed
    monkeypatch.setattr("generator.whole_site._MANY", 0)
    monkeypatch.setattr("generator.whole_site.FEW", 1)
    site.write(SHARDS[2][0], opening="另改一份。")
    site.build(jobs=2)
    assert len(renewed) == 1
    assert site.is_as_new(tmp_path / "fresh")


def test_what_an_idle_build_finds_is_looked_up_by_two(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.shards.FEW", 1)
    shards: list[list[str]] = []
    later: list[list[str]] = []
    plain = Cache.find_all

    def find_all(cache: Cache, keys: Sequence[str], others: Sequence[str] = ()) -> dict[str, Kept]:
        shards.append(list(keys))
        later.append(list(others))
        return plain(cache, keys, others)

    monkeypatch.setattr(Cache, "find_all", find_all)
    for jobs in (1, 2):
        assert site.build(jobs=jobs).reused == 3
    edit_a_notice(site)
    site.build(jobs=2)
    assert [len(keys) for keys in shards] == [3, 3, 2]
    assert [bool(keys) for keys in later] == [False, True, False]
    assert {key.partition("-")[0] for key in later[1]} >= {"volume", "chapter", "overview"}


def test_processes_load_only_where_something_was_touched(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []
    monkeypatch.setattr("generator.commands.build.begin_loading", lambda: begun.append(True))
    monkeypatch.setattr("generator.commands.build._MANY", 1)
    time.sleep(0.05)
    site.write(SHARDS[0][0], opening="改了。")
    site.build()
    assert main(["build", "--jobs", "2"]) == 0
    assert begun == []
    time.sleep(0.05)
    site.write(SHARDS[0][0], opening="又改了。")
    assert main(["build", "--jobs", "2"]) == 0
    assert begun == [True]


@pytest.mark.parametrize("everything", [True, False])
def test_what_no_build_asks_for_any_longer_is_removed(
    site: Site, monkeypatch: pytest.MonkeyPatch, *, everything: bool
) -> None:
    monkeypatch.setattr("generator.build.cache._SPARE_ENTRIES", 1)
    counts = []
    for number in range(5):
        if everything:
            append("templates/theme/assets/site.css", f"p {{ margin: {number}px }}")(site)
        else:
            site.write(SHARDS[1][0], opening=f"第{number}种开头。")
        site.build()
        counts.append(len(list(site.project.cache.iterdir())))
    assert counts[-1] == counts[-2]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The notices that were made, as far as this process makes them."""
    found: list[str] = []

    def make(files: Sequence[NoticeBytes], settings: Settings) -> Product:
        found.extend(file.id for file in files)
        return make_shard(files, settings)

    monkeypatch.setattr("generator.shard_files.make_shard", make)
    return found


def test_an_edit_makes_one_notice(site: Site, made: list[str], tmp_path: Path) -> None:
    for number in range(3):
        site.write(SHARDS[1][0], opening=f"第{number}种开头。")
        site.build()
    add_a_notice(site)
    attach_a_file(site)
    site.build()
    assert made == [*[SHARDS[1][0]] * 3, f"{SHARDS[0][0]}-b", SHARDS[2][1]]
    assert site.is_as_new(tmp_path / "fresh")


def test_what_else_is_unknown_or_no_longer_there_is_made_with_it(site: Site, made: list[str], tmp_path: Path) -> None:
    site.path(SHARDS[0][0]).unlink()
    site.build()
    assert made == SHARDS[0][1:]
    (site.project.work / "digests.json").unlink()
    edit_a_notice(site)
    site.build()
    assert made == [*SHARDS[0][1:], *SHARDS[1]]
    assert site.is_as_new(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("index.json", put_another_in_its_place),
        ("facts.json", Path.unlink),
        ("segment", edit_in_place),
        ("both/notices/{}/notice.json", edit_in_place),
        ("site/notices/{}/index.html", put_another_in_its_place),
        ("source/notices/{}/index.md", Path.unlink),
    ],
)
def test_nothing_is_taken_over_from_a_shard_that_was_harmed(
    site: Site, name: str, harm: Callable[[Path], None], made: list[str], tmp_path: Path
) -> None:
    other, edited = SHARDS[1][1:]
    (facts,) = (
        path for path in (site.project.work / "cache").glob("*/facts.json") if f'"{edited}"' in path.read_text()
    )
    harm(facts.parent / name.format(other))
    site.write(edited, opening="新的开头。")
    site.build()
    assert made == SHARDS[1]
    assert site.is_as_new(tmp_path / "fresh")


def test_a_build_of_everything_leaves_the_spare_tree_that_an_edit_asks_for(site: Site) -> None:
    assert tree(site.project.work / "spare") == tree(site.output)
    append("templates/theme/assets/site.css", "p { margin: 0 }")(site)
    assert site.build().reused == 0
    assert tree(site.project.work / "spare") == tree(site.output)


def test_a_build_that_finds_all_its_parts_loads_no_arrays(site: Site) -> None:
    assert site.build().reused == 3
    command = "from generator.__main__ import main; import sys; assert main(['build']) == 0; assert 'numpy' not in sys.modules"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", command], env=environment, check=True, capture_output=True)


def test_a_name_that_is_not_utf_8_is_a_fault_of_its_file(site: Site) -> None:
    site.path(os.fsdecode(b"\xff")).write_text("title: 标题\n", encoding="utf-8")
    for _ in range(2):
        assert "Y203" in [fault.code for fault in site.build().faults]


def test_a_fault_in_one_shard_leaves_the_site_and_the_work_on_the_others(site: Site) -> None:
    before = tree(site.output)
    edit_a_notice(site)
    site.path(SHARDS[2][0]).write_text("title: 只有标题\n", encoding="utf-8")
    outcome = site.build()
    assert outcome.faults
    assert tree(site.output) == before
    site.write(SHARDS[2][0])
    assert site.build().reused == 3


def test_a_killed_worker_leaves_the_site_and_the_next_build_is_right(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(site.output)
    for shard in SHARDS:
        site.write(shard[0], opening="都改了。")
    monkeypatch.setattr("generator.shards._keep", _die)
    with pytest.raises(GeneratorError, match="工作进程被系统终止"):
        site.build(jobs=2)
    monkeypatch.undo()
    assert tree(site.output) == before
    site.build(jobs=2)
    assert site.is_as_new(tmp_path / "fresh")


def _die(*_: object) -> None:
    import os  # noqa: PLC0415 - runs in the process that is to die
    import signal  # noqa: PLC0415

    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("count", [0, 1, 40, 100, 317])
def test_runs_hold_every_part_once_and_are_bounded(count: int) -> None:
    chance = random.Random(count)
    shards = [(f"n-{number}", chance.randrange(1, 96)) for number in range(count)]
    runs = [shards[part] for part in cut_runs(shards, 250, 500)]
    assert [shard for run in runs for shard in run] == shards
    sizes = [sum(size for _, size in run) for run in runs]
    assert all(size <= 500 for size in sizes)
    assert all(size >= 250 for size in sizes[:-1])


def test_a_part_that_grows_moves_few_runs() -> None:
    shards = [(f"n-{number}", 32) for number in range(320)]
    before = {tuple(shards[part]) for part in cut_runs(shards, 250, 500)}
    shards[100] = ("n-100", 33)
    after = {tuple(shards[part]) for part in cut_runs(shards, 250, 500)}
    assert len(after - before) <= 2


def test_on_a_large_site_an_edit_writes_the_open_data_of_one_year(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("generator.pipeline.DATA_LIMIT", 3)
    site.write(SHARDS[2][2], published="2023-01-01")
    site.build()
    before = {path.name: path.stat().st_ino for path in (site.output / "data").iterdir()}
    site.write(SHARDS[1][0], sections=[{"heading": "一、整改", "items": [{"finding": "资金闲置", "text": "已收回。"}]}])
    site.build()
    after = {path.name: path.stat().st_ino for path in (site.output / "data").iterdir()}
    changed = {name for name, inode in after.items() if inode != before[name]}
    assert changed == {"items-2024.csv", "notices-2024.ndjson", "notices.csv", "datapackage.json"}
    assert {"items-2023.csv", "notices-2023.ndjson"} <= after.keys()
    assert site.is_as_new(tmp_path / "fresh")


def test_files_of_the_index_that_stay_the_same_are_links_to_the_last(site: Site, tmp_path: Path) -> None:
    def inodes() -> dict[str, int]:
        """Those of the files of the volume and of the chapter, by their paths in the folders of these."""
        folders = [path.parent for name in ("lists", "texts") for path in site.output.glob(f"search/*/{name}")]
        assert len(folders) == 2
        files = [(folder, path) for folder in folders for path in folder.rglob("*.bin")]
        return {path.relative_to(folder).as_posix(): path.stat().st_ino for folder, path in files}

    site.write(SHARDS[1][0], opening="先改一次。")
    site.build()  # copied with the project, the site is no longer made of links
    before = inodes()
    edit_a_notice(site)
    site.build()
    after = inodes()
    same = {path.split("/")[0] for path in before.keys() & after.keys() if before[path] == after[path]}
    other = {path.split("/")[0] for path in before.keys() & after.keys() if before[path] != after[path]}
    assert "texts" in same
    assert {"lists", "texts"} <= other
    assert site.is_as_new(tmp_path / "fresh")


def test_an_edit_makes_few_leaves_of_its_volume(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("generator.search_index._CHAPTER", (1, 3))
    monkeypatch.setattr("generator.search.leaves.LEAF_BYTES", 50)
    monkeypatch.setattr("generator.search_index.sample", lambda _: [SHARDS[0][0]])
    taken: list[int] = []
    plain = Volume.files

    def files(volume: Volume) -> Iterator[tuple[str, bytes | str]]:
        found = list(plain(volume))
        taken.append(sum(isinstance(content, str) for path, content in found if path.startswith("lists/")))
        return iter(found)

    monkeypatch.setattr(Volume, "files", files)
    for facts in ({}, {"title": "换个标题"}, {"published": "2021-01-01"}, {"opening": "改过的开头。"}):
        site.write(SHARDS[1][0], **{"opening": "开头。"} | facts)
        site.build()
        assert site.is_as_new(tmp_path / "fresh")
    assert any(taken)


@pytest.mark.parametrize("lost", [f"*/site/notices/{SHARDS[1][0]}/index.html", "chapter-*/table", "volume-*/known"])
def test_without_what_the_last_index_was_made_of_it_is_made_whole(site: Site, lost: str, tmp_path: Path) -> None:
    edit_a_notice(site)
    for path in list((site.project.work / "cache").glob(lost)):
        path.unlink()
    site.build()
    assert site.is_as_new(tmp_path / "fresh")


@pytest.mark.parametrize("spare", [64, 1])
def test_an_update_does_not_look_at_every_name(
    site: Site, monkeypatch: pytest.MonkeyPatch, spare: int, tmp_path: Path
) -> None:
    monkeypatch.setattr("generator.build.cache._SPARE_ENTRIES", spare)
    for text in ("一次。", "二次。"):
        site.write(SHARDS[1][0], opening=text)
        site.build()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("everything was looked at")

    monkeypatch.setattr("generator.build.assemble._present", refuse)
    site.build()
    for shard in SHARDS:
        site.write(shard[0], opening="三次。", title="换个标题")
        site.build()
    monkeypatch.undo()
    assert site.is_as_new(tmp_path / "fresh")


@pytest.mark.parametrize("output", ["content", "content/notices/out", ".", ".build", ".build/cache/x", "templates"])
def test_a_site_never_takes_the_place_of_the_project_s_own_files(site: Site, output: str) -> None:
    before = tree(Path("content"))
    with pytest.raises(GeneratorError, match="项目自己的文件"):
        make_site(site.project, Path(output), report=lambda _: None)
    assert tree(Path("content")) == before


def test_a_site_never_takes_the_place_of_strangers(site: Site) -> None:
    Path("mine").mkdir()
    Path("mine/diary.txt").write_text("x", encoding="utf-8")
    with pytest.raises(GeneratorError, match="不是本程序生成的文件"):
        make_site(site.project, Path("mine"), report=lambda _: None)
    assert Path("mine/diary.txt").exists()


def test_what_a_link_in_the_work_folder_leads_to_is_not_touched(site: Site, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/diary.txt").write_text("x", encoding="utf-8")
    for name in ("source", "spare"):
        shutil.rmtree(site.project.work / name, ignore_errors=True)
        (site.project.work / name).symlink_to(tmp_path / "precious")
    edit_a_notice(site)
    site.build()
    assert (tmp_path / "precious/diary.txt").exists()
    assert site.is_as_new(tmp_path / "fresh")


@pytest.mark.parametrize("path", [f"notices/{SHARDS[0][0]}/index.md", "about/index.md", "search.md"])
def test_two_sources_of_one_page_are_told_and_nothing_is_overwritten(site: Site, path: str, tmp_path: Path) -> None:
    before = tree(site.output)
    page = Path("content/pages") / path
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("# 假冒\n", encoding="utf-8")
    with pytest.raises(GeneratorError, match="地址相同"):
        site.build()
    assert tree(site.output) == before
    page.unlink()
    site.build()
    assert site.is_as_new(tmp_path / "fresh")


def test_without_links_updates_are_right_too(site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr("os.link", refuse)
    for _ in range(2):
        site.write(SHARDS[1][0], title=f"关于{random.Random(1).random()}的通报")
        site.build()
        site.write(SHARDS[1][0], withdrawn={"date": "2024-05-01", "reason": "内容有误"})
        site.build()
    assert site.is_as_new(tmp_path / "fresh")
