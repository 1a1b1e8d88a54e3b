"""What a call needs of this machine's files, carried along as bytes, so that it can be made on a machine that has none of them.

There the files are unpacked once; a machine whose program would write other bytes is refused.
"""

from __future__ import annotations

import atexit
import functools
import io
import platform
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from generator.build.pages import Workshop
from generator.faults import GeneratorError
from generator.shard import Settings
from generator.versions import program_versions

Made = TypeVar("Made")

_ALONE = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Kit:
    """Settings whose files travel with them: a ZIP archive of the configuration and the templates, by paths below their common folder.

    `versions` says of which program and packages the result is expected.
    """

    archive: bytes
    config_file: str
    templates: str
    settings: Settings
    versions: tuple[tuple[str, str], ...]


def pack(settings: Settings) -> Kit:
    """Pack settings for the way. Raises GeneratorError if the templates are not below the configuration's folder."""
    workshop = settings.workshop
    root = workshop.config_file.resolve().parent
    templates = workshop.templates.resolve()
    if not templates.is_relative_to(root):
        raise GeneratorError(f"模板文件夹 {templates} 不在 {root} 之下，不能交给其他机器。")
    files = (path for path in sorted(templates.rglob("*")) if path.is_file())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in (workshop.config_file.resolve(), *files):
            entry = zipfile.ZipInfo(path.relative_to(root).as_posix())  # dated 1980: same files, same bytes
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return Kit(
        archive=buffer.getvalue(),
        config_file=workshop.config_file.name,
        templates=templates.relative_to(root).as_posix(),
        settings=settings,
        versions=program_versions(workshop.engine),
    )


def call_with(kit: Kit, function: Callable[[Settings], Made]) -> Made:
    """Call a function with the settings of a kit, on whatever machine this is; one call at a time in a process.

    Raises GeneratorError if the program here is not the one that packed the kit.
    """
    with _ALONE:
        _require_same(kit)
        folder = _unpack(kit.archive)
        workshop = Workshop(
            engine=kit.settings.workshop.engine,
            config_file=folder / kit.config_file,
            templates=folder / kit.templates,
        )
        return function(replace(kit.settings, workshop=workshop))


def _require_same(kit: Kit) -> None:
    wanted, here = dict(kit.versions), dict(program_versions(kit.settings.workshop.engine))
    different = [
        f"{name} 是 {here.get(name, '-')}，应为 {wanted[name]}" for name in wanted if here.get(name) != wanted[name]
    ]
    if different:
        hint = "请在那台机器上安装同样的版本，再重启工作进程。"
        raise GeneratorError(f"工作进程所在的 {platform.node()} 与本机不一致：{'；'.join(different)}。{hint}")


@functools.cache
def _unpack(archive: bytes) -> Path:
    """A temporary folder with the files of an archive, which is gone when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="kit-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        files.extractall(folder)
    return folder
