"""Settings that travel: with none of the files at hand, a shard comes out byte for byte as where it was packed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from generator.build.pages import Workshop
from generator.faults import GeneratorError
from generator.remote import Kit, call_with, pack
from generator.shard import NoticeBytes, Settings, make_shard
from generator.write_yaml import notice_yaml
from tests.samples import torture_notice
from tests.site.conftest import ROOT


def settings_in(root: Path) -> Settings:
    workshop = Workshop(engine="mkdocs", config_file=root / "mkdocs.yml", templates=root / "templates")
    return Settings(workshop=workshop, site_url="https://www.example.gov.cn/", drafts=False)


def project_in(folder: Path) -> Path:
    shutil.copytree(ROOT / "templates", folder / "templates")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def test_a_shard_is_the_same_where_none_of_the_files_are(tmp_path: Path) -> None:
    kit = pack(settings_in(project_in(tmp_path / "here")))
    shutil.rmtree(tmp_path / "here")
    files = [NoticeBytes(path="a/t.yaml", id="t", raw=notice_yaml(torture_notice()).encode(), attached={})]
    assert call_with(kit, partial(make_shard, files)) == make_shard(files, settings_in(ROOT))


def test_the_same_files_are_packed_into_the_same_bytes(tmp_path: Path) -> None:
    assert pack(settings_in(project_in(tmp_path / "one"))) == replace(
        pack(settings_in(project_in(tmp_path / "two"))), settings=settings_in(tmp_path / "one")
    )


def other_version(kit: Kit) -> Kit:
    return replace(kit, versions=tuple((name, "0.0" if name == "markdown" else one) for name, one in kit.versions))


def test_a_machine_with_another_version_is_refused() -> None:
    with pytest.raises(GeneratorError, match=r"与本机不一致：markdown 是 .*，应为 0\.0。请在那台机器上安装同样的版本"):
        call_with(other_version(pack(settings_in(ROOT))), id)


def test_templates_that_cannot_be_packed_are_named(tmp_path: Path) -> None:
    workshop = Workshop(engine="mkdocs", config_file=ROOT / "mkdocs.yml", templates=tmp_path)
    with pytest.raises(GeneratorError, match="不能交给其他机器"):
        pack(Settings(workshop=workshop, site_url="", drafts=False))
