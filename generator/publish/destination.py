"""What DEST on the command line means: a zip file, a folder, or a machine over SSH."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from generator.faults import GeneratorError
from generator.publish.folder import FolderHost
from generator.publish.machine import MachineHost
from generator.publish.releases import Host

# host:path or user@host:path; one letter alone is a Windows drive
_MACHINE: Final = re.compile(r"(?P<address>(?:[\w.-]+@)?(?:[\w.-]{2,}|\[[0-9a-fA-F:]+\])):(?P<root>[^:].*|)")
_ADDRESS: Final = re.compile(r"(?:[\w][\w.-]*@)?(?:[\w][\w.-]*|\[?[0-9a-fA-F:]+\]?)")


def is_zip(destination: str) -> bool:
    """Whether a zip file is wanted."""
    return destination.lower().endswith(".zip")


def host(destination: str, ssh: str = "ssh") -> Host:
    """The host of releases that DEST names: `user@host:/path`, `ssh://user@host:port/path`, or a folder."""
    try:
        command = shlex.split(ssh)
    except ValueError:
        raise GeneratorError(f"--ssh 里的引号没有配对：{ssh}") from None
    if not command:
        raise GeneratorError("--ssh 不能是空的。")
    if destination.startswith("ssh://"):
        return _from_url(destination, command)
    if "://" in destination:
        raise GeneratorError(
            f"不认识的目标 {destination}：可以是文件夹、用户@主机:/路径、ssh://主机/路径，或 .zip 文件。"
        )
    if is_zip(destination):
        raise GeneratorError(f"{destination} 是压缩文件，里面只有一版，不能列出或退回；请重新发布要的那一版。")
    if match := _MACHINE.fullmatch(destination):
        return _machine(match["address"], match["root"], command)
    if not destination.strip():
        raise GeneratorError("没有写目标：可以是文件夹、用户@主机:/路径、ssh://主机/路径，或 .zip 文件。")
    return FolderHost(root=Path(destination))


def require_apart(destination: str, site: Path) -> None:
    """Raise GeneratorError if a folder or zip file would lie in the site, where the next build takes it away with all releases."""
    target = Path(destination) if is_zip(destination) else host(destination)
    place = target.root if isinstance(target, FolderHost) else target
    if isinstance(place, Path) and Path(os.path.realpath(place)).is_relative_to(site.resolve()):
        raise GeneratorError(f"不能发布到 {site.as_posix()} 里面，下一次 build 会把它整个换掉；请换一个目标。")


def _from_url(destination: str, command: list[str]) -> MachineHost:
    url = urlsplit(destination)
    try:
        port = url.port
    except ValueError:
        raise GeneratorError(f"{destination} 里的端口不对。") from None
    address = f"{url.username}@{url.hostname}" if url.username else url.hostname or ""
    options = ["-p", str(port)] if port else []
    return _machine(address, unquote(url.path), [*command, *options])


def _machine(address: str, root: str, command: list[str]) -> MachineHost:
    if not _ADDRESS.fullmatch(address) or not root or root.startswith("-"):
        raise GeneratorError(f"目标不完整：要写成 用户@主机:/文件夹 的样子，而不是 {address}:{root}")
    return MachineHost(address=address, root=root.rstrip("/") or "/", ssh=tuple(command))
