"""Where a project's files are, and the reading of those that belong to a notice. Changes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.faults import GeneratorError


@dataclass(frozen=True, kw_only=True)
class Project:
    """Where things are. `content` is laid out like `content/`; the rest belongs to the checkout."""

    content: Path
    config_file: Path
    templates: Path
    work: Path

    @classmethod
    def at(cls, root: Path, content: Path | None = None, work: Path | None = None) -> Project:
        """The project in a checkout, with its own or another content folder and work folder."""
        return cls(
            content=content or root / "content",
            config_file=root / "mkdocs.yml",
            templates=root / "templates",
            work=work or root / ".build",
        )

    @property
    def source(self) -> Path:
        """The rendered folder: a complete source for any of the site builders."""
        return self.work / "source"

    @property
    def cache(self) -> Path:
        """Where finished parts are kept from build to build."""
        return self.work / "cache"

    @property
    def digests(self) -> Path:
        """The record of what the notices' files hold."""
        return self.work / "digests.json"

    @property
    def trees(self) -> Path:
        """The record of what the trees of the site hold."""
        return self.work / "trees.json"

    @property
    def pages_folder(self) -> Path:
        """The folder of the hand-written pages, which need not be there."""
        return self.content / "pages"

    def require_content(self) -> None:
        """Raise GeneratorError if the content folder holds no folder for notices."""
        folder = self.content / "notices"
        if not folder.is_dir():
            raise GeneratorError(f"没有文件夹 {folder.as_posix()}，通报放在那里，一份一个 YAML 文件。")

    def holders(self) -> set[str]:
        """The ids for which there is a folder of attached files."""
        folder = self.content / "files"
        return {path.name for path in folder.iterdir()} if folder.is_dir() else set()

    def attached_path(self, notice_id: str, name: str) -> Path:
        """Where a file attached to a notice is."""
        return self.content / "files" / notice_id / name

    def attached_paths(self, notice_id: str) -> list[Path]:
        """Where the files attached to a notice are: in a folder of its name. Links lead outside, and are none."""
        folder = self.content / "files" / notice_id
        files = [] if folder.is_symlink() else sorted(folder.glob("*"), key=lambda path: path.name)
        return [path for path in files if path.is_file() and not path.is_symlink()]

    def attached(self, notice_id: str) -> dict[str, bytes]:
        """The files attached to a notice, by name."""
        return {path.name: path.read_bytes() for path in self.attached_paths(notice_id)}

    def seems_touched(self, least: int) -> bool:
        """Whether something was touched since a build last took note, where the content has so many files: a guess, but made at once."""
        try:
            content = list(_changes(self.content))
            changes = (*content, *_changes(self.templates), _changed(self.config_file))
        except OSError:  # the build will say what cannot be read
            return True
        return len(content) >= least and max(changes) > max(_changed(self.digests), _changed(self.trees))


def _changed(file: Path) -> int:
    """When a file, or what the file system says of it, changed last; 0 if it is not there."""
    try:
        return file.stat().st_ctime_ns
    except OSError:
        return 0


def _changes(folder: Path) -> Iterator[int]:
    """When a folder, and each file and folder below it, changed last."""
    yield _changed(folder)
    waiting: list[str | Path] = [folder] if folder.is_dir() else []
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                yield entry.stat(follow_symlinks=False).st_ctime_ns
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
