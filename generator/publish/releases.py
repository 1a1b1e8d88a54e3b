"""Releases on a host: which are there, in what order they were online, and the steps from one to the next.

A host (a folder, or a machine over SSH) does the single steps; here is their order, the same for both. The order of
releases comes from the host's own log, never from a clock or from file times.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from generator.faults import GeneratorError
from generator.os_errors import reason
from generator.publish.manifest import MANIFEST, Manifest, parse_manifest

CURRENT: Final = "current"
RELEASES: Final = "releases"
LOG: Final = "log.txt"
LOCK: Final = ".publish.lock"
INCOMING: Final = ".incoming-"
TRASH: Final = ".trash-"
NAME: Final = re.compile(r"[0-9a-f]{64}")
_LINE: Final = re.compile(r"(\S+) (publish|rollback) ([0-9a-f]{64})")

Report = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class State:
    """What is on a host: the release that is online, all complete releases, and the log."""

    current: str | None
    names: frozenset[str]
    log: str

    @property
    def last_times(self) -> dict[str, str]:
        """For each release that is there, when it last came online by the publisher's clock; in the order of the log."""
        times: dict[str, str] = {}
        for time, _, name in self._events():
            times.pop(name, None)
            times[name] = time
        return {name: time for name, time in times.items() if name in self.names}

    @property
    def order(self) -> tuple[str, ...]:
        """All releases, the one that came online last at the end; those that no log knows come first."""
        known = self.last_times
        return (*sorted(self.names - known.keys()), *known)

    @property
    def previous(self) -> str | None:
        """What was online before the current release, leaving out what was taken back."""
        stack: list[str] = []
        for _, action, name in self._events():
            if action == "rollback" and name in stack:
                del stack[stack.index(name) + 1 :]
                continue
            stack = [one for one in stack if one != name] + [name]
        if self.current in stack:
            stack = stack[: stack.index(self.current)]
        there = [name for name in stack if name in self.names and name != self.current]
        return there[-1] if there else None

    def superfluous(self, keep: int) -> tuple[str, ...]:
        """The oldest releases beyond `keep`; never the one that is online."""
        old = [name for name in self.order if name != self.current]
        return tuple(old[: max(0, len(old) - max(keep - 1, 0))])

    def _events(self) -> list[tuple[str, str, str]]:
        """The log's whole lines; a line that was cut short says nothing."""
        found = (_LINE.fullmatch(line) for line in self.log.splitlines())
        return [(match[1], match[2], match[3]) for match in found if match]


class Host(Protocol):
    """Where releases lie. Every method raises GeneratorError or OSError if it cannot do its work."""

    def locked(self) -> AbstractContextManager[None]:
        """Hold the host for one publisher; let go when the process ends, however it ends."""

    def state(self) -> State:
        """Read what is there."""

    def read(self, release: str, path: str) -> bytes | None:
        """A file of a release, or None."""

    def put(self, site: Path, listed: Manifest, like: str | None) -> None:
        """Make `releases/<content>` equal to the site, through a folder of another name, and verify every file of it there."""

    def verify(self, release: str, listed: Manifest) -> None:
        """Read every file of a release on the host. Raises GeneratorError if one differs."""

    def fetched(self, release: str) -> AbstractContextManager[Path]:
        """A release as a folder on this machine, for as long as the context lasts."""

    def record(self, line: str) -> None:
        """Append a line to the log."""

    def switch(self, release: str) -> None:
        """Let `current` name this release, in one step."""

    def remove(self, releases: tuple[str, ...]) -> None:
        """Take releases away, and what interrupted runs left."""


def online(host: Host, state: State) -> Manifest | None:
    """The manifest of what is online; None if nothing is. Raises GeneratorError if it has none that can be read."""
    if state.current is None:
        return None
    raw = host.read(state.current, MANIFEST)
    if raw is None:
        raise GeneratorError(
            f"current 指向的 {state.current[:12]} 里没有 {MANIFEST}，看不出会删去哪些页面。确认可以换下它的，加 --allow-removal。"
        )
    return parse_manifest(raw)


def publish(host: Host, site: Path, listed: Manifest, *, keep: int, say: Report) -> tuple[str, ...]:
    """Upload beside the live site, verify, switch, and clear away; return the releases that were removed."""
    state = host.state()
    try:
        say("上传")
        host.put(site, listed, state.current if state.current in state.names else None)
        say("切换")
        host.record(_log_line("publish", listed.content))
        host.switch(listed.content)
    except OSError as error:
        raise GeneratorError(f"发布没有完成，线上网站没有改动：{_reason(error)}") from error
    return clear(host, keep)


def clear(host: Host, keep: int) -> tuple[str, ...]:
    """Remove the oldest releases and leftovers. The new site is online already, whatever happens here."""
    try:
        old = host.state().superfluous(keep)
        host.remove(old)
    except (OSError, GeneratorError) as error:
        raise GeneratorError(f"新网站已经上线，但旧版本没有清理干净：{_reason(error)}") from error
    return old


def target_of_rollback(state: State, wanted: str | None) -> str:
    """The release before the current one, or the one whose name begins with `wanted`."""
    name = _chosen(state, wanted) if wanted else state.previous
    if name is None:
        raise GeneratorError("没有可以退回的版本；有哪些版本，用 releases 查看。")
    return name


def rollback(host: Host, name: str) -> None:
    """Verify a release that is there and switch to it."""
    raw = host.read(name, MANIFEST)
    if raw is None:
        raise GeneratorError(f"版本 {name[:12]} 里没有 {MANIFEST}，不能证明它完整，没有退回。")
    listed = parse_manifest(raw)
    if listed.content != name:
        raise GeneratorError(f"版本 {name[:12]} 的 {MANIFEST} 属于另一版本，没有退回。")
    try:
        host.verify(name, listed)
        host.record(_log_line("rollback", name))
        host.switch(name)
    except OSError as error:
        raise GeneratorError(f"没有退回，线上网站没有改动：{_reason(error)}") from error


def _chosen(state: State, wanted: str) -> str:
    found = [name for name in state.names if name.startswith(wanted)]
    if len(found) != 1:
        raise GeneratorError(f"{'没有' if not found else '不止一个'}以 {wanted} 开头的版本；用 releases 查看。")
    return found[0]


def _log_line(action: str, name: str) -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {action} {name}\n"


def _reason(error: OSError | GeneratorError) -> str:
    return reason(error) or str(error)
