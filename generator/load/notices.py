"""Files under `content/notices/` → `Notice` values with their sources, or faults in Chinese. Codes: Y2xx.

Never raises for bad content: one broken file never costs another notice.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from generator.faults import Fault, Source, errors
from generator.load.decode import read_file
from generator.load.model_faults import model_faults
from generator.load.yaml_text import read_yaml
from generator.model.notice import ID_PATTERN, Notice, NoticeFile

_SUFFIXES = (".yaml", ".yml")
_MAX_ID = 80
_ANY_ID = "x"  # stands in for a bad one, so that the rest of the file is checked too
_DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")  # names that Windows gives to no file, whatever the suffix

_NAME = re.compile("[A-Za-z0-9_]+")
_PAGES_OF_LISTS = "page"  # below /notices/, the further pages of the list of all notices


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A notice together with the text it came from, which faults point into."""

    notice: Notice
    source: Source


def find_notices(content: Path) -> list[Path]:
    """Every notice file of a content folder, as `notice_files` finds them."""
    return notice_files(content / "notices")


def notice_files(folder: Path) -> list[Path]:
    """Every path below a folder that is a notice file or is easily meant as one, sorted.

    Also found: links to folders, and files such as `x.yaml.txt`, so that `load_notices` can say why they are not taken. Whatever begins
    with a dot is nobody's notice: a waste basket, a history of an editor's. Raises OSError if a folder cannot be looked into.
    """
    return list(_meant_below(folder)) if folder.is_dir() else []


def _meant_below(folder: Path) -> Iterator[Path]:
    """As a folder's own listing tells: a question to the file system for each of ten thousands of files takes ten times as long."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _meant_below(folder / entry.name)
        elif _is_named(entry.name) or entry.is_dir():
            yield folder / entry.name


def load_notices(paths: Sequence[Path], *, root: Path | None = None) -> tuple[list[Loaded], list[Fault]]:
    """Load files; report every fault of every file. Ids are unique over all of them: a later duplicate is a fault.

    `root` is the folder that reported paths are relative to (default: as given).
    """
    loaded: dict[str, Loaded] = {}
    faults: list[Fault] = []
    for path in paths:
        one, found = load_notice(path, shown=_shown(path, root))
        faults += found
        if one is None:
            continue
        if other := loaded.get(one.notice.id):
            message = f"编号 {one.notice.id} 与 {other.source.path} 重复"
            faults.append(one.source.fault("Y204", message, hint="改一个文件名；编号就是文件名。"))
            continue
        loaded[one.notice.id] = one
    return list(loaded.values()), faults + list(_alias_faults(loaded))


def load_notice(path: Path, *, shown: str | None = None) -> tuple[Loaded | None, list[Fault]]:
    """Load one file. `shown` is its path as faults name it."""
    name = shown or path.as_posix()
    raw, faults = read_notice(path, name)
    return (None, faults) if raw is None else parse_notice(name, path.stem, raw)


def read_notice(path: Path, shown: str) -> tuple[bytes | None, list[Fault]]:
    """The bytes of a file, or why it is not taken as a notice."""
    if path.suffix.lower() not in _SUFFIXES and not path.is_symlink():
        hint = "改名为以 .yaml 结尾（Windows 请先打开“显示文件扩展名”）。"
        named = Source(path=shown, text="")
        return None, [named.fault("Y206", "文件名不以 .yaml 结尾，没有当作通报", severity="warning", hint=hint)]
    return read_file(path, shown)


def parse_notice(path: str, notice_id: str, raw: bytes) -> tuple[Loaded | None, list[Fault]]:
    """Make a notice of the bytes of a file, whose stem is the notice's id."""
    parsed = read_yaml(path, raw)
    faults = list(parsed.faults)
    if reason := id_fault(notice_id):
        hint = "编号只用小写字母、数字和连字符，例如 suqian-2024.yaml；它就是网址的一部分。"
        faults.append(parsed.source.fault("Y203", f"文件名“{notice_id}”不能作编号：{reason}", hint=hint))
    if parsed.data is None:
        return None, faults
    if not isinstance(parsed.data, dict):
        hint = "用 make new ID=… 生成一份样稿对照。"
        return None, [*faults, parsed.source.fault("Y121", "文件内容不是“键: 值”的形式", hint=hint)]
    data = _without_empty_keys(parsed.data)
    try:
        if "id" in data:
            NoticeFile.model_validate(data)  # refuses it: the id is the name of the file
        notice = Notice.model_validate({**data, "id": _ANY_ID if reason else notice_id})
    except ValidationError as error:
        return None, faults + model_faults(error.errors(include_url=False), parsed)
    return (None if errors(faults) else Loaded(notice=notice, source=parsed.source)), faults


def id_fault(notice_id: str) -> str | None:
    """Why a text cannot be a notice's id, in Chinese; nothing if it can."""
    if len(notice_id) > _MAX_ID:
        return f"超过 {_MAX_ID} 个字符"
    if not re.fullmatch(ID_PATTERN, notice_id):
        return "有不允许的字符"
    if _DEVICES.fullmatch(notice_id):
        return "Windows 保留的名称"
    if notice_id == _PAGES_OF_LISTS:
        return "列表各页的网址要用"
    return None


def _without_empty_keys(value: Any) -> Any:
    """A key with nothing after it says nothing: as if it were not written. One that is no name of a key is text gone astray, and stays."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {
            key: _without_empty_keys(one) for key, one in value.items() if one is not None or not _NAME.fullmatch(key)
        }
    if isinstance(value, list):
        return [_without_empty_keys(one) for one in value]
    return value


def is_meant(path: Path) -> bool:
    """Whether a path is a notice file or is easily meant as one."""
    if path.is_dir():
        return path.is_symlink()
    return _is_named(path.name)


def _is_named(name: str) -> bool:
    """Whether one of a name's suffixes is that of a notice file."""
    return any(f".{suffix}" in _SUFFIXES for suffix in name.lower().lstrip(".").split(".")[1:])


def _shown(path: Path, root: Path | None) -> str:
    if root and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return path.as_posix()


def _alias_faults(loaded: dict[str, Loaded]) -> Iterator[Fault]:
    taken = {notice_id: one.source.path for notice_id, one in loaded.items()}
    for one in loaded.values():
        for index, alias in enumerate(one.notice.aliases):
            if reason := id_fault(alias):
                message = f"旧编号“{alias}”不能作网址：{reason}"
                yield one.source.fault(
                    "Y203", message, at=("aliases", index), hint="照旧网址里的编号改正，或删去这一项。"
                )
            elif taken.get(alias) == one.source.path:
                message = f"旧编号 {alias} 是本通报现在的编号，或者写了两遍"
                yield one.source.fault("Y205", message, at=("aliases", index), hint="删去这一项。")
            elif alias in taken:
                message = f"旧编号 {alias} 已被 {taken[alias]} 使用"
                yield one.source.fault("Y205", message, at=("aliases", index), hint="每个编号只属于一份通报。")
            else:
                taken[alias] = one.source.path
