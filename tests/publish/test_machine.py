"""Publishing over SSH with rsync, through a stand-in for ssh that cuts the line where the test says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.faults import GeneratorError
from generator.publish import releases
from generator.publish.machine import MachineHost
from generator.publish.manifest import read_manifest
from tests.deploy.tools import need
from tests.publish.sites import closed_to_readers, content_of, live_content, make_site, published, stand_in


@pytest.fixture
def sites(tmp_path: Path) -> list[Path]:
    need("rsync")
    return [make_site(tmp_path / f"site{number}", f"第{number}版的文字", pages=20) for number in range(3)]


@pytest.fixture
def machine(tmp_path: Path) -> MachineHost:
    return MachineHost(address="user@example", root=str(tmp_path / "一个 文件夹"), ssh=(stand_in(tmp_path),))


def publish(site: Path, machine: MachineHost) -> None:
    with machine.locked():
        releases.publish(machine, site, read_manifest(site), keep=2, say=lambda text: None)


def test_a_site_is_published_changed_and_taken_back(sites: list[Path], machine: MachineHost) -> None:
    www = Path(machine.root)
    publish(sites[0], machine)
    assert live_content(www) == content_of(sites[0])
    first = (www / "current").resolve()
    publish(sites[1], machine)
    assert live_content(www) == content_of(sites[1])
    assert (www / "current/same.css").samefile(first / "same.css")
    with machine.locked():
        releases.rollback(machine, releases.target_of_rollback(machine.state(), None))
    assert live_content(www) == content_of(sites[0])
    publish(sites[2], machine)
    assert machine.state().order == (content_of(sites[0]), content_of(sites[2]))


def test_readers_can_read_what_an_account_with_a_closed_umask_publishes(
    sites: list[Path], machine: MachineHost, tmp_path: Path
) -> None:
    closed = tmp_path / "ssh-of-a-hardened-machine"
    closed.write_text(f'#!/bin/sh\numask 077\nexec {machine.ssh[0]} "$@"\n', encoding="utf-8")
    closed.chmod(0o755)
    publish(sites[0], replace(machine, ssh=(str(closed),)))
    assert closed_to_readers(Path(machine.root)) == []


def test_publishing_again_mends_a_site_that_was_tampered_with(sites: list[Path], machine: MachineHost) -> None:
    publish(sites[0], machine)
    page = Path(machine.root) / "current/p3/index.html"
    page.write_bytes(page.read_bytes().replace("版".encode(), "板".encode()))
    publish(sites[0], machine)
    assert live_content(Path(machine.root)) == content_of(sites[0])


def test_a_release_can_be_fetched(sites: list[Path], machine: MachineHost) -> None:
    publish(sites[0], machine)
    with machine.fetched(content_of(sites[0])) as folder:
        assert read_manifest(folder) == read_manifest(sites[0])


def test_two_publishers_do_not_meet(sites: list[Path], machine: MachineHost) -> None:
    with machine.locked(), pytest.raises(GeneratorError, match="另一个发布正在进行"):
        publish(sites[0], machine)


@pytest.mark.parametrize("fault", ["cut", "killed"])
def test_when_rsync_is_cut_off_or_killed_the_old_site_stays(
    sites: list[Path], machine: MachineHost, fault: str
) -> None:
    www = Path(machine.root)
    publish(sites[0], machine)
    code, said = published(sites[1], f"user@example:{www}", machine.ssh[0], FAULT=fault)
    assert code == 1
    assert "rsync" in said
    assert live_content(www) == content_of(sites[0])
    publish(sites[1], machine)
    assert live_content(www) == content_of(sites[1])


def test_when_the_line_is_cut_at_any_step_the_site_is_old_or_new(
    sites: list[Path], machine: MachineHost, tmp_path: Path
) -> None:
    www, outcomes = Path(machine.root), set()
    publish(sites[0], machine)
    for when in ("BEFORE", "AFTER"):
        for step in range(1, 12):
            new = sites[1 + step % 2]
            count = tmp_path / f"{when}{step}"
            before = live_content(www)
            code, _ = published(new, f"user@example:{www}", machine.ssh[0], COUNT=str(count), **{when: str(step)})
            assert live_content(www) in (before, content_of(new))
            outcomes.add((code, live_content(www) == content_of(new)))
            if code == 0:
                break
            publish(new, machine)
            assert live_content(www) == content_of(new)
    assert outcomes >= {(1, False), (1, True), (0, True)}


def test_a_machine_that_cannot_be_reached_is_told_apart_from_a_busy_one(sites: list[Path], tmp_path: Path) -> None:
    nowhere = MachineHost(address="example", root=str(tmp_path / "www"), ssh=("sh", "-c", "exit 255"))
    with pytest.raises(GeneratorError, match="连不上主机"):
        publish(sites[0], nowhere)


def test_a_folder_that_cannot_be_made_there_is_told_apart_from_a_busy_one(
    sites: list[Path], machine: MachineHost, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(GeneratorError, match=r"不能写入 user@example:.*/file/www，请管理员"):
        publish(sites[0], replace(machine, root=str(tmp_path / "file/www")))


def test_an_ssh_that_is_not_there_is_named(sites: list[Path], machine: MachineHost) -> None:
    with pytest.raises(GeneratorError, match="不能运行 no-such-ssh：没有这个文件或文件夹"):
        publish(sites[0], replace(machine, ssh=("no-such-ssh",)))


def test_old_releases_that_cannot_be_removed_do_not_hide_that_the_new_site_is_online(
    sites: list[Path], machine: MachineHost, tmp_path: Path
) -> None:
    keeps = tmp_path / "ssh-that-removes-nothing"
    keeps.write_text(
        f'#!/bin/sh\ncase "$*" in *"rm -rf"*) seq 7 >&2; exit 1;; esac\nexec {machine.ssh[0]} "$@"\n',
        encoding="utf-8",
    )
    keeps.chmod(0o755)
    with pytest.raises(GeneratorError, match=r"新网站已经上线.*没有完成：（前面还有 2 行）\n3\n4\n5\n6\n7$"):
        publish(sites[0], replace(machine, ssh=(str(keeps),)))
    assert live_content(Path(machine.root)) == content_of(sites[0])
