"""The preview: builds into a folder of its own, serves it on localhost, watches the project and shows every save at once.

A saved notice is built alone and laid over the site within a moment; the whole site follows in the background. Drafts are shown here and
only here. The published `site/` is never touched.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from generator.attempt import attempt
from generator.faults import Fault, GeneratorError, errors
from generator.load.notices import find_notices
from generator.load.site import load_site
from generator.pipeline import Outcome
from generator.preview.builder import Builder
from generator.preview.few import make_few
from generator.preview.server import make_server
from generator.preview.shown import Shown
from generator.preview.watch import Change, watching
from generator.project import Project

_QUIET_SECONDS = 0.05  # an editor's one save is several events: it writes beside, renames, touches
_IDLE_SECONDS = 1.0
_Event = Change | Outcome | GeneratorError
_FEW = 8  # notices that are built at once; more are a job for the whole build, which has all processors


class Preview:
    """A local server over the latest good build."""

    def __init__(self, project: Project, *, port: int, poll: bool = False, say: Callable[[str], None]) -> None:
        """Bind the port. Raises GeneratorError if it is taken or there is no content. `poll`: see `watching`."""
        project.require_content()
        self.project = replace(project, work=project.work / "preview")
        self.shown = Shown(self.project.work / "site")
        base = urlsplit(load_site(project.config_file)[0].url or "").path.rstrip("/")
        self._server = make_server(self.shown, base, port)
        self._say, self._poll = say, poll
        self._events: queue.Queue[_Event] = queue.Queue()
        self._builder = Builder(self.project, self.shown.site, self._events.put)
        self._told: frozenset[Fault] = frozenset()
        self._building = self._waiting = self._elsewhere = False
        self._begun = 0.0

    @property
    def url(self) -> str:
        """Where the preview is."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def run(self) -> None:
        """Build and serve, and follow every change of the project. Ends with KeyboardInterrupt."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        try:
            with watching(self.project, self._events.put, poll=self._poll, say=self._say), self._builder:
                self._build()
                self._warm_up()
                while True:
                    self._follow(self._next())
        finally:
            self._server.shutdown()
            self._server.server_close()

    def _next(self) -> list[_Event]:
        """What happened, once nothing more happens for a moment."""
        events: list[_Event] = []
        while True:
            try:  # never without a time: Windows hears Ctrl+C only in between
                events.append(self._events.get(timeout=_QUIET_SECONDS if events else _IDLE_SECONDS))
            except queue.Empty:
                if events:
                    return events

    def _follow(self, events: Sequence[_Event]) -> None:
        changes = {event for event in events if isinstance(event, Change)}
        self._waiting |= bool(changes)
        for event in events:
            if not isinstance(event, Change):
                self._finish(event)
        if changes:
            few = all(change.notice for change in changes) and len(changes) <= _FEW
            self._elsewhere |= not (few and self._show(sorted(change.path for change in changes)))
        if self._waiting and not self._building:
            self._build()

    def _show(self, paths: Sequence[Path]) -> bool:
        """Build some saved notices alone and show them, or what is wrong with them; False if that is not to be done."""
        begun = time.monotonic()
        result = attempt(make_few, self.project, paths)
        if isinstance(result, GeneratorError):
            self._fail(result)
        if result is None or isinstance(result, GeneratorError):
            return False
        names = {path.as_posix() for path in paths}
        self._tell(result.faults, [fault for fault in self._told if fault.path not in names])
        self.shown.lay_over(names, result.faults, result.files)
        if not errors(result.faults):
            self._say(f"已显示 {'、'.join(path.name for path in paths)}，用时 {time.monotonic() - begun:.1f} 秒。")
        return True

    def _build(self) -> None:
        """Begin to build the whole site, in the background."""
        self._waiting, self._building, self._begun = False, True, time.monotonic()
        self.shown.begin(elsewhere=self._elsewhere)
        self._elsewhere = False
        refused = attempt(self._builder.build)
        if refused:
            self._finish(refused)

    def _finish(self, result: Outcome | GeneratorError) -> None:
        """Show the whole site that was built, or why there is none."""
        self._building = False
        if isinstance(result, GeneratorError):
            if (
                not self._waiting
            ):  # else files changed under the build, and the next one tells whether anything is wrong
                self._fail(result)
            return
        self._tell(result.faults, ())
        self.shown.replace(result.faults)
        if wrong := errors(result.faults):
            self._say(f"有 {len(wrong)} 个错误，页面停在上一次成功的样子。")
        else:
            self._say(f"整个网站已更新，用时 {time.monotonic() - self._begun:.1f} 秒。")

    def _fail(self, error: GeneratorError) -> None:
        if str(error) != self.shown.trouble:
            self._say(f"错误：{error}")
        self.shown.fail(str(error))

    def _tell(self, faults: Sequence[Fault], others: Iterable[Fault]) -> None:
        """Print faults that were not there before; `others` are still there."""
        for fault in faults:
            if fault not in self._told:
                self._say(str(fault))
        self._told = frozenset((*faults, *others))

    def _warm_up(self) -> None:
        """Build a notice for nothing, so that the first save finds templates compiled and modules loaded."""
        found = attempt(find_notices, self.project.content)
        for path in [] if isinstance(found, GeneratorError) else found[:_FEW]:
            result = attempt(make_few, self.project, [path])
            if isinstance(result, GeneratorError) or (result and result.files):
                return
