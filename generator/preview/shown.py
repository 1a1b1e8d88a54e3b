"""What the browser gets: the last whole site that could be built, and laid over it the notices that were saved since.

Each notice counts by its own last save, so that a whole build that began before a save never hides it again.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from generator.faults import Fault, errors


class Shown:
    """The site in the browser, its version, and the faults that keep newer work from being shown."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.trouble = ""
        self._lock = threading.Lock()
        self._version = self._saves = self._begun = self._dressings = 0
        self._redressing = False
        self._saved: dict[str, int] = {}
        self._over: dict[str, tuple[int, bytes]] = {}
        self._faults: tuple[Fault, ...] = ()

    @property
    def faults(self) -> list[str]:
        """What is wrong, as an editor reads it; while there is something, a page may be older than its file."""
        return [self.trouble] * bool(self.trouble) + [str(fault) for fault in errors(self._faults)]

    def state(self, name: str) -> dict[str, object]:
        """What a page asks for, by the name of its file: it reloads when its `page` changes, and shows the faults.

        `version` counts what was shown so far, on whatever page.
        """
        return {"version": self._version, "page": self._mark(name), "faults": self.faults}

    def file(self, name: str) -> bytes | None:
        """The content of a file of the site, by its path below the site's root."""
        with self._lock:
            if name in self._over:
                return self._over[name][1]
        try:
            return (self.site / name).read_bytes()
        except (OSError, ValueError):  # not there, a folder, in the middle of a swap, or no name that a file can have
            return None

    def lies_over(self, name: str) -> bool:
        """Whether a file is newer than the whole site."""
        return name in self._over

    def lay_over(self, paths: Iterable[str], faults: Sequence[Fault], files: Mapping[str, bytes]) -> None:
        """Show some saved notices, by the paths of their sources, or what is wrong with them."""
        with self._lock:
            self._saves += 1
            self._saved.update(dict.fromkeys(paths, self._saves))
            others = (fault for fault in self._faults if self._saved.get(fault.path) != self._saves)
            self._faults = tuple(sorted((*others, *faults)))
            if not errors(faults):
                self.trouble = ""
                self._over.update({name: (self._saves, content) for name, content in files.items()})
                self._version += 1

    def begin(self, *, elsewhere: bool) -> None:
        """A whole build begins. After it every page reloads if something `elsewhere` than in a notice that is shown already changed."""
        with self._lock:
            self._begun = self._saves
            self._redressing |= elsewhere

    def replace(self, faults: Sequence[Fault]) -> None:
        """A whole build has ended; without faults that forbid publishing, its site stands in place of the one before."""
        with self._lock:
            self.trouble = ""
            late = {path for path, save in self._saved.items() if save > self._begun}
            kept = (fault for fault in self._faults if fault.path in late)
            self._faults = tuple(sorted((*kept, *(fault for fault in faults if fault.path not in late))))
            if errors(faults):
                return
            self._over = {name: one for name, one in self._over.items() if one[0] > self._begun}
            self._version += 1
            self._dressings += self._redressing
            self._redressing = False

    def fail(self, trouble: str) -> None:
        """A build could not be done at all."""
        self.trouble = trouble

    def _mark(self, name: str) -> str:
        """A text that changes when a page's file changes, or something that pages are dressed with."""
        content = self.file(name)
        return "" if content is None else f"{self._dressings}-{hashlib.sha256(content).hexdigest()[:16]}"
