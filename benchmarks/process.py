"""Runs commands one after the other and says what they took: time, processor time, memory of all their processes.

Linux only: memory is read from /proc.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_POLL_SECONDS = 0.2
_LINES_OF_LOG = 15
_PR_SET_CHILD_SUBREAPER = 36


class CommandError(Exception):
    """A command that was to be measured ended with an error; the message ends with its last lines."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What some commands took together: `seconds` on the clock, `cpu_seconds` of all processes, user and system.

    `peak` is the most memory that any one process held (its resident set, as the kernel keeps it), `peak_together` the most that
    all held at one time (proportional sets, so that shared memory counts once; looked at five times a second); both in bytes.
    """

    seconds: float
    cpu_seconds: float
    peak: int
    peak_together: int


def measure(commands: Sequence[Sequence[str]], folder: Path, environment: Mapping[str, str], log: Path) -> Measured:
    """Run commands in a folder. Raises CommandError. What they print goes to the end of `log`."""
    each = [_measure(command, folder, environment, log) for command in commands]
    return Measured(
        seconds=sum(one.seconds for one in each),
        cpu_seconds=sum(one.cpu_seconds for one in each),
        peak=max(one.peak for one in each),
        peak_together=max(one.peak_together for one in each),
    )


def _measure(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Measured:
    os.sync()  # what was written before is not written out on this command's time
    with log.open("ab") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,  # its number tells all processes of the command from others
        )
        _become_subreaper()
        memory = _Memory(process.pid)
        memory.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            memory.stop()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # nothing may go on beside what is measured next
            others = _reap(process.pid)
    if process.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LINES_OF_LOG:]
        raise CommandError("\n".join([f"{' '.join(command)} ended with {process.returncode}:", *lines]))
    return Measured(
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime + others,
        peak=memory.peak,
        peak_together=memory.peak_together,
    )


def _become_subreaper() -> None:
    """Have this process inherit those whose parents ended, for only who waits for a process is told what it took (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _reap(group: int) -> float:
    """Wait for all processes of a group that a command left; their processor time in seconds."""
    seconds = 0.0
    with contextlib.suppress(ChildProcessError):
        while True:
            _, _, usage = os.wait4(-group, 0)
            seconds += usage.ru_utime + usage.ru_stime
    return seconds


class _Memory(threading.Thread):
    """Looks at the memory of all processes of a session until it is stopped."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.peak_together = 0
        self._session = session
        self._strangers: set[str] = set()  # looked at once only, so that looking takes little of the machine
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(_POLL_SECONDS):
            together = 0
            for process in self._processes():
                with contextlib.suppress(OSError):  # a process may end while it is looked at
                    self.peak = max(self.peak, _kilobytes(process / "status", "VmHWM:") * 1024)
                    together += _kilobytes(process / "smaps_rollup", "Pss:") * 1024
            self.peak_together = max(self.peak_together, together)

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def _processes(self) -> list[Path]:
        """The folders in /proc of the processes of the session."""
        found = []
        for name in os.listdir("/proc"):  # noqa: PTH208 - names are all that is asked for
            if name.isdigit() and name not in self._strangers:
                with contextlib.suppress(OSError):
                    facts = Path("/proc", name, "stat").read_text(encoding="utf-8", errors="replace")
                    if int(facts.rpartition(")")[2].split()[3]) == self._session:
                        found.append(Path("/proc", name))
                    else:
                        self._strangers.add(name)
        return found


def _kilobytes(path: Path, key: str) -> int:
    """A figure in a file of `key: figure kB` lines; 0 where it is not told."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(key):
            return int(line.split()[1])
    return 0
