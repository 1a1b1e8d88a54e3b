"""A shard of which only what changed is made, and the rest taken over, is byte for byte the shard that is made as a whole."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.build.cache import Cache
from generator.build.pages import Workshop
from generator.load.notices import parse_notice
from generator.shard import NoticeBytes, Settings, shard_key
from generator.shard_files import renewed_files, shard_files
from generator.write_yaml import notice_yaml
from tests.conftest import ROOT
from tests.samples import TORTURE_LINES, make_notice

Files = dict[str, NoticeBytes]
ITEMS = [{"finding": "资金闲置", "text": "已收回。", "status": "已完成"}, {"finding": "台账不全", "text": "已补齐。"}]
SECRET = "只在改动之前"
WITHDRAWN = {"date": "2024-05-01", "reason": "内容有误"}


def settings(config: Path = ROOT / "mkdocs.yml", *, drafts: bool = False) -> Settings:
    workshop = Workshop(engine="mkdocs", config_file=config, templates=ROOT / "templates")
    return Settings(workshop=workshop, site_url="https://www.example.gov.cn/", drafts=drafts)


def file(notice: str, attached: Iterable[str] = (), **facts: Any) -> NoticeBytes:
    usual = {
        "title": f"关于{notice}巡察整改进展情况的通报",
        "opening": f"{notice}的开头。",
        "published": "2024-03-15",
        "sections": [{"heading": "一、整改情况", "items": ITEMS}],
        "attachments": [{"text": f"附件：{name}", "file": name} for name in attached],
    }
    text = notice_yaml(make_notice(id=notice, **{**usual, **facts}))
    contents = {name: f"{notice} {name}\n".encode() * 200 for name in attached}
    return NoticeBytes(path=f"content/notices/2024/{notice}.yaml", id=notice, raw=text.encode(), attached=contents)


def shard() -> Files:
    """Notices of all kinds; the text of each says `SECRET`, so that what an edit takes out can be looked for."""
    facts: dict[str, dict[str, Any]] = {
        "a": {"attached": ["a.csv", "b.pdf"]},
        "b": {"aliases": ["b-old", "b-older"], "revisions": [{"date": "2024-04-01", "note": "更正一处"}]},
        "c": {"published": "2023-01-02", "notes": TORTURE_LINES},
        "d": {"withdrawn": WITHDRAWN, "aliases": ["d-old"]},
        "e": {"draft": True},
        "f": {"published": None},
        "g": {"sections": [{"heading": "一、其他", "items": [{"finding": "甲", "text": "电话 010-1234567。"}] * 3}]},
    }
    return {name: file(name, opening=f"{name}的开头，{SECRET}。", **more) for name, more in facts.items()}


def edit(name: str, attached: Iterable[str] = (), **facts: Any) -> Callable[[Files], None]:
    return lambda files: files.update({name: file(name, attached, **facts)})


def edit_all_but_one(files: Files) -> None:
    files.update({name: file(name) for name in files if name != "c"})


def attach_another(files: Files) -> None:
    files["a"] = replace(files["a"], attached={**files["a"].attached, "a.csv": b"x"})


CHANGES: dict[str, Callable[[Files], object]] = {
    "edit": edit("b", opening="新的开头。"),
    "edit a withdrawn one": edit("d", withdrawn={**WITHDRAWN, "reason": "另有原因"}),
    "withdraw": edit("b", withdrawn=WITHDRAWN),
    "publish again": edit("d"),
    "draft": edit("c", draft=True),
    "no longer a draft": edit("e"),
    "add first": edit("0"),
    "add between": edit("c-b"),
    "add last": edit("z"),
    "delete": lambda files: files.pop("b", None),
    "delete and edit": lambda files: (files.pop("g", None), edit("f")(files)),
    "edit several": lambda files: (edit("a")(files), edit("c")(files), edit("g")(files)),
    "edit all but one": edit_all_but_one,
    "another year": edit("f", published="2023-07-01"),
    "other former ids": edit("b", aliases=["b-old", "c-old"]),
    "take over a former id": lambda files: (edit("b")(files), edit("f", aliases=["b-old"])(files)),
    "attach": edit("f", ["x.csv"]),
    "detach": edit("a"),
    "another content attached": attach_another,
    "a warning less": edit("g"),
    "nothing": lambda _: None,
}


def in_order(files: Files) -> list[NoticeBytes]:
    return [files[name] for name in sorted(files)]


def key(files: Files) -> str:
    return shard_key("", [file.sums() for file in in_order(files)])


def renew(cache: Cache, old: Files, new: Files, given: Settings) -> dict[str, bytes] | None:
    """What is made of the new notices with what the cache keeps of the old, links followed; it is kept, too."""
    earlier = cache.find(key(old)) or cache.store(key(old), shard_files(in_order(old), given))
    same = {file.path for name, file in new.items() if file == old.get(name)}
    renewed = renewed_files(in_order(new), given, earlier, same)
    if renewed is None:
        return None
    kept = cache.store(key(new), *renewed)
    return {name: kept.read(name) for name in renewed[0]}


@pytest.mark.parametrize("given", [settings(), settings(drafts=True)], ids=["public", "drafts"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_byte_is_as_if_all_were_made(change: Callable[[Files], object], given: Settings, tmp_path: Path) -> None:
    old, new = shard(), shard()
    change(new)
    assert renew(Cache(tmp_path), old, new, given) == shard_files(in_order(new), given)


def test_many_changes_after_another_leave_no_trace(tmp_path: Path) -> None:
    chance = random.Random(20240126)
    changes = [change for name, change in CHANGES.items() if name not in ("other former ids", "take over a former id")]
    old, cache = shard(), Cache(tmp_path)
    for _ in range(20):
        new = dict(old)
        chance.choice(changes)(new)
        assert renew(cache, old, new, settings()) == shard_files(in_order(new), settings())
        old = new


@pytest.mark.parametrize("facts", [{}, {"withdrawn": WITHDRAWN}, {"draft": True}], ids=str)
def test_nothing_is_left_of_what_an_edit_took_out(facts: dict[str, Any], tmp_path: Path) -> None:
    new = {name: file(name) if name != "b" else file("b", **facts) for name in shard()}
    old = {**new, "b": shard()["b"]}
    made = renew(Cache(tmp_path), old, new, settings())
    assert made
    assert [name for name, content in made.items() if SECRET.encode() in content] == []


def test_only_what_changed_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new, cache = shard(), shard(), Cache(tmp_path)
    first = cache.store(key(old), shard_files(in_order(old), settings()))
    CHANGES["edit"](new)
    parsed: list[str] = []

    def parse(path: str, notice: str, raw: bytes) -> object:
        parsed.append(notice)
        return parse_notice(path, notice, raw)

    monkeypatch.setattr("generator.shard.parse_notice", parse)
    assert renew(cache, old, new, settings())
    assert parsed == ["b"]
    second = cache.find(key(new))
    assert second
    linked = {name for name, inode in second.trees["site"].items() if inode == first.trees["site"].get(name)}
    assert linked == {name for name in first.trees["site"] if not name.startswith("notices/b")}


def broken(name: str) -> NoticeBytes:
    return replace(file(name), raw=b"title: 1\nissuer: {name: [}\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({}, {"b": broken("b")}),
        ({"b": broken("b")}, {}),
        ({"b": broken("b"), "c": broken("c")}, {"c": broken("c")}),
        ({}, {"c": file("c", aliases=["a"])}),
        ({}, {"c": file("c", aliases=["b-old"])}),
        ({"c": file("c", aliases=["b-old"])}, {}),
    ],
    ids=["a fault", "a fault less", "one fault of two", "an id twice", "a former id twice", "no longer twice"],
)
def test_with_faults_or_two_of_one_address_all_is_made(old: Files, new: Files, tmp_path: Path) -> None:
    assert renew(Cache(tmp_path), {**shard(), **old}, {**shard(), **new}, settings()) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("plugins: []", "plugins: [tags]"),
        ("nav:\n  - 首页: /\n", ""),
        ("nav:\n  - 首页: /\n", "nav:\n  - 首页: notices/a/index.md\n"),
        ("site_name:", "unknown_setting: 1\nsite_name:"),
    ],
    ids=["plugins", "no navigation", "a page in it", "a warning"],
)
def test_where_pages_may_depend_on_each_other_all_is_made(before: str, after: str, tmp_path: Path) -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("templates/theme", str(ROOT / "templates/theme"))
    assert before in text
    config = tmp_path / "mkdocs.yml"
    config.write_text(text.replace(before, after), encoding="utf-8")
    new = shard()
    CHANGES["edit"](new)
    assert renew(Cache(tmp_path / "cache"), shard(), new, settings(config)) is None
