"""Small made-up sites and hosts for the tests of publishing."""

from __future__ import annotations

import argparse
import importlib
import os
import stat
import subprocess
import sys
from pathlib import Path

from generator.faults import GeneratorError
from generator.publish.manifest import MANIFEST, compare_folder, manifest, read_manifest, site_files
from generator.publish.releases import LOCK, NAME

PAGE = """<!doctype html><html lang="zh"><head><title>{title}</title><meta name="SiteName" content="示例"></head>
<body><p>{text}</p>{links}</body></html>
"""
DRIVER = """
import os, signal, sys
from pathlib import Path
from generator.publish import releases
from generator.publish.destination import host
from generator.publish.manifest import read_manifest
from generator.faults import GeneratorError
site, destination, ssh = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
def say(step):
    if step == os.environ.get("KILLED_AT"):
        os.kill(os.getpid(), signal.SIGKILL)
print("ready", flush=True)
try:
    target = host(destination, ssh)
    with target.locked():
        releases.publish(target, site, read_manifest(site), keep=3, say=say)
except GeneratorError as error:
    sys.exit(str(error))
"""
# Stands in for ssh: takes its options and the host's name away and runs the command here. FAULT says what goes wrong.
SSH = r"""#!/bin/sh
while :; do case "$1" in -o|-p|-l|-i) shift 2;; -*) shift;; *) break;; esac; done
shift
case "$FAULT" in
  cut) case "$*" in *"rsync --server"*) dd bs=1 count=3000 2>/dev/null | timeout -s KILL 2 sh -c "exec $*"; exit 255;; esac;;
  killed) case "$*" in *"rsync --server"*) sh -c "exec $*" & child=$!; sleep 0.05; kill -9 $child; wait $child; exit 137;; esac;;
esac
if [ -n "$COUNT" ]; then
  printf x >> "$COUNT"
  number=$(wc -c < "$COUNT")
  if [ "$number" -eq "${BEFORE:-0}" ]; then exit 255; fi
  if [ "$number" -eq "${AFTER:-0}" ]; then sh -c "$*" > /dev/null < /dev/null; exit 255; fi
fi
exec sh -c "$*"
"""


def make_site(folder: Path, text: str, *, pages: int = 4, engine: str = "test") -> Path:
    """A site of linked pages that all say `text`, with its manifest."""
    for number in range(pages):
        page = folder / f"p{number}" / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(
            PAGE.format(title=f"第{number}页", text=text * 20, links='<a href="../">首页</a>'), encoding="utf-8"
        )
    links = "".join(f'<a href="p{number}/">{number}</a>' for number in range(pages))
    links += '<link rel="stylesheet" href="same.css">'
    (folder / "index.html").write_text(PAGE.format(title="首页", text=text, links=links), encoding="utf-8")
    (folder / "same.css").write_text("p { margin: 0 }\n" * 100, encoding="utf-8")
    return listed(folder, engine=engine)


def listed(folder: Path, *, engine: str = "test") -> Path:
    """Write the manifest of a folder."""
    (folder / MANIFEST).write_bytes(manifest(site_files(folder), generator="0", engine=engine))
    return folder


def stand_in(folder: Path) -> str:
    """A command that stands in for ssh; the host it reaches is this machine."""
    script = folder / "ssh-stand-in"
    script.write_text(SSH, encoding="utf-8", newline="\n")
    script.chmod(script.stat().st_mode | stat.S_IEXEC)
    return str(script)


def drive(site: Path, destination: str, ssh: str = "ssh", **more: str) -> subprocess.Popen[str]:
    """Publish in a process of its own, which says `ready` when it begins."""
    command = [sys.executable, "-c", DRIVER, str(site), destination, ssh]
    environment = {**os.environ, **more}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def published(site: Path, destination: str, ssh: str = "ssh", **more: str) -> tuple[int, str]:
    """Publish in a process of its own; its exit code and what it said."""
    process = drive(site, destination, ssh, **more)
    _, said = process.communicate(timeout=60)
    return process.returncode, said


def command(name: str, *arguments: str) -> int:
    """Run a command as the command line does; a GeneratorError is exit code 2."""
    module = importlib.import_module(f"generator.commands.{name}")
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    try:
        code = module.run(parser.parse_args(arguments))
    except GeneratorError as error:
        print(error)  # noqa: T201
        return 2
    assert isinstance(code, int)
    return code


def live_content(destination: Path) -> str:
    """The content hash of what is online, after reading every file of it."""
    folder = (destination / "current").resolve(strict=True)
    assert NAME.fullmatch(folder.name)
    found = read_manifest(folder)
    assert not compare_folder(folder, found)
    assert found.content == folder.name
    return found.content


def content_of(site: Path) -> str:
    return read_manifest(site).content


def closed_to_readers(destination: Path) -> list[str]:
    """What the web server's account, which is another than the publisher's, cannot read; the lock is not for it."""
    found = [destination, *(path for path in destination.rglob("*") if not path.is_symlink() and path.name != LOCK)]
    wanted = {True: 0o055, False: 0o044}
    return [str(path) for path in found if path.stat().st_mode & wanted[path.is_dir()] != wanted[path.is_dir()]]
