"""The disk is full, at any byte: what was online or built before stays whole, the message says so, and the next run is right."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path
from unittest.mock import ANY

import pytest

from generator.faults import GeneratorError
from generator.publish import releases
from generator.publish.archive import write_zip
from generator.publish.folder import FolderHost
from generator.publish.manifest import compare_folder, read_manifest
from generator.write_yaml import notice_yaml
from tests.deploy.server import ROOT
from tests.publish.disk import filled, on_tmpfs, ways
from tests.publish.sites import content_of, live_content, make_site
from tests.samples import make_notice

WAYS = ways(Path(tempfile.gettempdir()))


def publish(site: Path, www: Path) -> None:
    target = FolderHost(root=www)
    with target.locked():
        releases.publish(target, site, read_manifest(site), keep=3, say=lambda text: None)


def publish_onto_a_counted_disk(folder: Path) -> None:
    """Try with a little more space each time, until the new site fits."""
    old, new, www = make_site(folder / "old", "旧", pages=8), make_site(folder / "new", "新", pages=8), folder / "www"
    publish(old, www)
    said = []
    for left in count(0, 500):
        try:
            with filled(www, left):
                publish(new, www)
            break
        except GeneratorError as error:
            said.append(str(error).partition("（")[0])
        assert live_content(www) == content_of(old)
        assert not list((www / "releases").glob(".incoming-*")), (
            "what was copied is taken away, for the sake of its space"
        )
    assert len(said) > 10
    assert set(said) == {f"目标文件夹 {www} 不能写入：磁盘已满", "发布没有完成，线上网站没有改动：磁盘已满"}
    assert live_content(www) == content_of(new)


_ON_A_SMALL_DISK = """
import sys
from itertools import count
from pathlib import Path
from generator.faults import GeneratorError
from tests.publish.sites import content_of, live_content, make_site
from tests.publish.test_full_disk import publish
disk = Path(sys.argv[1])
old, new, www = make_site(disk / "old", "旧", pages=8), make_site(disk / "new", "新", pages=8), disk / "www"
publish(old, www)
for left in count(0, 8192):
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                continue
        except OSError:
            file.truncate(max(file.tell() - left, 0))
    try:
        publish(new, www)
        break
    except GeneratorError as error:
        assert "磁盘已满" in str(error), error
    assert live_content(www) == content_of(old)
    (disk / "filler").unlink()
assert left > 30_000, left
assert live_content(www) == content_of(new)
print("held")
"""


def publish_onto_a_small_disk(folder: Path) -> None:
    done = on_tmpfs("800k", folder, "-c", _ON_A_SMALL_DISK, str(folder))
    assert done.stdout == "held\n", done.stderr


_RUNS = {"counted": publish_onto_a_counted_disk, "tmpfs": publish_onto_a_small_disk}


@pytest.mark.parametrize("way", WAYS)
def test_wherever_the_disk_is_full_the_live_site_stays_and_the_next_run_is_right(tmp_path: Path, way: str) -> None:
    _RUNS[way](tmp_path)


def test_a_zip_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    site, target = make_site(tmp_path / "site", "文字"), tmp_path / "disk/site.zip"
    target.parent.mkdir()
    with filled(target.parent, 1_000), pytest.raises(GeneratorError, match=r"写不出 .*：磁盘已满"):
        write_zip(site, read_manifest(site), target)
    assert list(target.parent.iterdir()) == []


def content(folder: Path, text: str) -> Path:
    """A content folder of one notice."""
    (folder / "notices").mkdir(parents=True, exist_ok=True)
    notice = make_notice(opening=text, published="2024-03-15")
    (folder / f"notices/{notice.id}.yaml").write_text(notice_yaml(notice), encoding="utf-8", newline="\n")
    return folder


_BUILD = """
import sys, tempfile
from pathlib import Path
from generator.__main__ import main
from tests.publish.disk import filled
folder, left, *arguments = sys.argv[1:]
tempfile.tempdir = folder
with filled(Path(folder), int(left)):
    code = main(arguments)
sys.exit(code)
"""


def build(folder: Path, left: int = 1 << 40) -> tuple[int, str]:
    """Build with so many bytes left on the disk that holds everything; the exit code, and what was said."""
    places = {"--content": folder / "content", "--output": folder / "site", "--work": folder / "work", "--jobs": 1}
    options = ["build", "--no-database", *(str(part) for pair in places.items() for part in pair)]
    command = [sys.executable, "-c", _BUILD, str(folder), str(left), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stderr


def test_wherever_the_disk_is_full_the_old_site_stays_whole_and_the_next_build_is_right(tmp_path: Path) -> None:
    disk, other = tmp_path / "disk", tmp_path / "other"
    content(disk / "content", "旧的文字")
    assert build(disk) == (0, ANY)
    old = read_manifest(disk / "site")
    content(disk / "content", "新的文字")
    tries = 0
    for left in (4_000 * (2**number - 1) for number in count()):
        code, said = build(disk, left)
        if code == 0:
            break
        assert code == 2, said
        assert "没有生成网站，原来的网站没有改动：磁盘已满" in said
        assert not compare_folder(disk / "site", old)
        tries += 1
    assert tries > 2
    new = read_manifest(disk / "site")
    assert not compare_folder(disk / "site", new)
    content(other / "content", "新的文字")
    assert build(other) == (0, ANY)
    assert read_manifest(other / "site") == new
