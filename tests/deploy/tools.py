"""The programs of these tests that are no Python packages: find them, or bring them from Debian where that is allowed.

`python -m tests.deploy.tools` makes sure of all of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Final

PACKAGES: Final = {
    "nginx": "nginx-light",
    "caddy": "caddy",
    "wrk": "wrk",
    "rsync": "rsync",
    "minisign": "minisign",
    "flock": "util-linux",
}
_ELSEWHERE: Final = os.pathsep.join(["/usr/sbin", "/usr/local/sbin"])


def find(program: str) -> str | None:
    """The path of an installed program, or None."""
    return shutil.which(program) or shutil.which(program, path=_ELSEWHERE)


def need(program: str) -> str:
    """The path of a program; brought if it is missing. Raises RuntimeError if that cannot be done."""
    if not find(program):
        _install(PACKAGES[program])
    found = find(program)
    if not found:
        raise RuntimeError(f"{program} is missing; install Debian's package {PACKAGES[program]}")
    return found


def _install(package: str) -> None:
    """Install a Debian package, where this is root on a Debian system."""
    apt = shutil.which("apt-get")
    if not apt or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ([apt, "update", "-q"], [apt, "install", "-q", "-y", "--no-install-recommends", package]):
        subprocess.run(command, env=environment, stdout=sys.stderr, check=False)


if __name__ == "__main__":
    for name in PACKAGES:
        print(f"{name}: {need(name)}")  # noqa: T201
