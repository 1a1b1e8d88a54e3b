"""Publishing to a folder, and what is left when it is killed, full, forbidden or damaged."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.faults import GeneratorError
from generator.publish import releases
from generator.publish.folder import FolderHost
from generator.publish.manifest import read_manifest
from tests.publish.sites import DRIVER, closed_to_readers, content_of, drive, listed, live_content, make_site, published


def publish(site: Path, destination: Path, *, keep: int = 3) -> None:
    target = FolderHost(root=destination)
    with target.locked():
        releases.publish(target, site, read_manifest(site), keep=keep, say=lambda text: None)


def take_back(destination: Path) -> None:
    target = FolderHost(root=destination)
    with target.locked():
        releases.rollback(target, releases.target_of_rollback(target.state(), None))


@pytest.fixture
def sites(tmp_path: Path) -> list[Path]:
    return [make_site(tmp_path / f"site{number}", f"第{number}版的文字", pages=30) for number in range(4)]


def test_current_is_a_link_to_the_release_named_by_the_content(sites: list[Path], tmp_path: Path) -> None:
    publish(sites[0], tmp_path / "www")
    assert (tmp_path / "www/current").readlink() == Path("releases") / content_of(sites[0])
    assert live_content(tmp_path / "www") == content_of(sites[0])


def test_unchanged_files_are_hard_linked_and_changed_ones_are_not(sites: list[Path], tmp_path: Path) -> None:
    www = tmp_path / "www"
    publish(sites[0], www)
    first = (www / "current").resolve()
    written = (first / "same.css").stat().st_mtime_ns
    publish(sites[1], www)
    assert (www / "current/same.css").samefile(first / "same.css")
    assert (www / "current/same.css").stat().st_mtime_ns == written
    assert not (www / "current/index.html").samefile(first / "index.html")


def test_publishing_the_same_site_again_changes_nothing(sites: list[Path], tmp_path: Path) -> None:
    publish(sites[0], tmp_path / "www")
    before = (tmp_path / "www/current/index.html").stat()
    publish(sites[0], tmp_path / "www")
    after = (tmp_path / "www/current/index.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.fixture
def closed_umask() -> Iterator[None]:
    """A publisher whose new files are for nobody else, as hardened machines have it."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_readers_can_read_what_a_publisher_with_a_closed_umask_publishes(
    sites: list[Path], tmp_path: Path, closed_umask: None
) -> None:
    www = tmp_path / "www"
    for site in sites[:2]:
        publish(site, www)
    assert closed_to_readers(www) == []
    assert os.umask(0o077) == 0o077


def test_only_the_last_releases_are_kept(sites: list[Path], tmp_path: Path) -> None:
    for site in sites:
        publish(site, tmp_path / "www", keep=2)
    kept = FolderHost(root=tmp_path / "www").state()
    assert kept.order == (content_of(sites[2]), content_of(sites[3]))


def test_each_rollback_goes_one_step_further_back(sites: list[Path], tmp_path: Path) -> None:
    www = tmp_path / "www"
    for site in sites[:3]:
        publish(site, www)
    take_back(www)
    assert live_content(www) == content_of(sites[1])
    take_back(www)
    assert live_content(www) == content_of(sites[0])
    with pytest.raises(GeneratorError, match="没有可以退回的版本"):
        take_back(www)


def test_what_was_taken_back_is_not_rolled_back_to(sites: list[Path], tmp_path: Path) -> None:
    www = tmp_path / "www"
    publish(sites[0], www)
    publish(sites[1], www)
    take_back(www)
    publish(sites[2], www)
    take_back(www)
    assert live_content(www) == content_of(sites[0])


def test_a_damaged_release_is_not_rolled_back_to(sites: list[Path], tmp_path: Path) -> None:
    www = tmp_path / "www"
    publish(sites[0], www)
    (www / "current/p3/index.html").write_text("被改过", encoding="utf-8")
    publish(sites[1], www)
    with pytest.raises(GeneratorError, match="核对不符"):
        take_back(www)
    assert live_content(www) == content_of(sites[1])


def test_publishing_again_mends_a_site_that_was_tampered_with(sites: list[Path], tmp_path: Path) -> None:
    www = tmp_path / "www"
    publish(sites[0], www)
    (www / "current/p3/index.html").write_text("被改过", encoding="utf-8")
    (www / "current/more.html").write_text("外加的", encoding="utf-8")
    (www / "current/p4/index.html").unlink()
    publish(sites[0], www)
    assert live_content(www) == content_of(sites[0])


def test_mending_writes_nothing_through_a_link_that_stands_where_a_folder_was(
    sites: list[Path], tmp_path: Path
) -> None:
    www, elsewhere = tmp_path / "www", tmp_path / "elsewhere"
    publish(sites[0], www)
    elsewhere.mkdir()
    shutil.rmtree(www / "current/p3")
    (www / "current/p3").symlink_to(elsewhere)
    publish(sites[0], www)
    assert live_content(www) == content_of(sites[0])
    assert list(elsewhere.iterdir()) == []


def test_a_damaged_file_is_never_linked_into_the_next_release(sites: list[Path], tmp_path: Path) -> None:
    www = tmp_path / "www"
    publish(sites[0], www)
    (www / "current/same.css").write_text("p{}", encoding="utf-8")
    publish(sites[1], www)
    assert live_content(www) == content_of(sites[1])


def test_the_order_of_releases_does_not_depend_on_the_clock(sites: list[Path], tmp_path: Path) -> None:
    www = tmp_path / "www"
    for site in sites[:3]:
        publish(site, www)
    log = www / "releases/log.txt"
    years = iter(["2099", "1970", "2038"])
    lines = [next(years) + line[4:] for line in log.read_text(encoding="utf-8").splitlines(keepends=True)]
    log.write_text("".join(lines), encoding="utf-8")
    for number, site in enumerate(reversed(sites[:3])):
        os.utime(www / "releases" / content_of(site), (number * 10**8, number * 10**8))
    take_back(www)
    assert live_content(www) == content_of(sites[1])
    assert FolderHost(root=www).state().order[-2:] == (content_of(sites[2]), content_of(sites[1]))


def test_a_log_that_was_cut_short_is_read_as_far_as_it_goes(sites: list[Path], tmp_path: Path) -> None:
    www = tmp_path / "www"
    publish(sites[0], www)
    with (www / "releases/log.txt").open("a", encoding="utf-8") as log:
        log.write("2026-01-01T00:00:00Z publish 12")
    publish(sites[1], www)
    take_back(www)
    assert live_content(www) == content_of(sites[0])


def test_two_publishers_do_not_meet(sites: list[Path], tmp_path: Path) -> None:
    target = FolderHost(root=tmp_path / "www")
    with target.locked():
        code, said = published(sites[0], str(tmp_path / "www"))
    assert code == 1
    assert "另一个发布正在进行" in said


def test_a_current_that_is_no_link_is_left_alone(sites: list[Path], tmp_path: Path) -> None:
    (tmp_path / "www/current").mkdir(parents=True)
    (tmp_path / "www/current/index.html").write_text("别人的网站", encoding="utf-8")
    with pytest.raises(GeneratorError, match="不是发布程序建的链接"):
        publish(sites[0], tmp_path / "www")
    assert (tmp_path / "www/current/index.html").read_text(encoding="utf-8") == "别人的网站"


def test_killed_at_any_instant_the_live_site_is_the_old_or_the_new_one(sites: list[Path], tmp_path: Path) -> None:
    www, instants = tmp_path / "www", random.Random(6)
    publish(sites[0], www)
    whole = seconds_of_work(sites[1], www)
    for _ in range(16):
        before = live_content(www)
        new = sites[0] if before == content_of(sites[1]) else sites[1]
        shutil.rmtree(www / "releases" / content_of(new))
        process = drive(new, str(www))
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(instants.uniform(0, whole))
        process.kill()
        process.communicate()
        assert live_content(www) in (before, content_of(new))
        publish(new, www)
        assert live_content(www) == content_of(new), "an interrupted run must not stand in the way of the next"
        assert not list((www / "releases").glob(".*")), "the next run clears away what the killed one left"


@pytest.mark.parametrize("step", ["上传", "切换"])
def test_killed_before_the_switch_the_old_site_stays(sites: list[Path], tmp_path: Path, step: str) -> None:
    www = tmp_path / "www"
    publish(sites[0], www)
    code, _ = published(sites[1], str(www), KILLED_AT=step)
    assert code == -signal.SIGKILL
    assert live_content(www) == content_of(sites[0])
    publish(sites[1], www)
    assert live_content(www) == content_of(sites[1])
    take_back(www)
    assert live_content(www) == content_of(sites[0])


def seconds_of_work(site: Path, www: Path) -> float:
    """How long a publication takes from the moment the process is ready."""
    with drive(site, str(www)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        start = time.perf_counter()
        assert process.wait() == 0
        return time.perf_counter() - start


def test_readers_never_see_a_mixture_while_sites_are_switched(sites: list[Path], tmp_path: Path) -> None:
    www = tmp_path / "www"
    publish(sites[0], www)
    done, wrong, reads = threading.Event(), [], 0

    def read() -> None:
        nonlocal reads
        while not done.is_set():
            root = os.open(www / "current", os.O_RDONLY | os.O_DIRECTORY)
            texts = set()
            for name in ("index.html", "p3/index.html", "p29/index.html"):
                with os.fdopen(os.open(name, os.O_RDONLY, dir_fd=root), encoding="utf-8") as file:
                    texts.update(re.findall(r"第\d版", file.read()))
            os.close(root)
            reads += 1
            if len(texts) != 1:
                wrong.append(texts)

    reader = threading.Thread(target=read)
    reader.start()
    for site in [*sites, *sites]:
        publish(site, www, keep=9)
    done.set()
    reader.join()
    assert not wrong
    assert reads > 10


def run_limited(site: Path, destination: Path, begin: str) -> subprocess.CompletedProcess[str]:
    """Publish in a process that first runs `begin`."""
    program = DRIVER.replace('print("ready", flush=True)', begin)
    command = [sys.executable, "-c", program, str(site), str(destination), "ssh"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_when_the_disk_is_full_the_live_site_stays(sites: list[Path], tmp_path: Path) -> None:
    www = tmp_path / "www"
    publish(sites[0], www)
    (sites[1] / "big.txt").write_bytes(b"x" * 200_000)
    listed(sites[1])
    limit = f"import resource; resource.setrlimit({resource.RLIMIT_FSIZE}, (100_000, 100_000))"
    done = run_limited(sites[1], www, limit)
    assert done.returncode == 1
    assert "线上网站没有改动" in done.stderr
    assert live_content(www) == content_of(sites[0])


def test_without_permission_the_live_site_stays() -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to other users
        root = Path(folder)
        root.chmod(0o755)
        www = root / "www"
        old, new = make_site(root / "old", "旧的文字"), make_site(root / "new", "新的文字")
        publish(old, www)
        (www / ".publish.lock").chmod(0o666)
        for closed in (www, www / "releases"):
            closed.chmod(0o555)
        done = run_limited(new, www, "os.geteuid() == 0 and os.seteuid(65534)")
        for closed in (www, www / "releases"):
            closed.chmod(0o755)
        assert done.returncode == 1
        assert "线上网站没有改动" in done.stderr
        assert live_content(www) == content_of(old)
