"""How long an editor waits for the preview after a save."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.contenders import edit, page_of
from benchmarks.process import CommandError

_POLL_SECONDS = 0.02
_FIRST_BUILD_SECONDS = 3600
_LAST_WORDS_SECONDS = 60
_COMMAND = ("-m", "generator", "serve", "--content", "content", "--work", ".build", "--port", "0")


def seconds_to_preview(folder: Path, number: int, edits: int, environment: Mapping[str, str], log: Path) -> list[float]:
    """Serve the sources in a folder, edit one notice so many times, and tell how long each edit took to be served."""
    with _served(folder, environment, log) as address:
        version = _wait_until_newer(address, 0)
        waited = []
        for times in range(edits):
            time.sleep(1 + times * 0.11)  # each save strikes the watching at another instant
            new = edit(folder, number, times)
            start = time.perf_counter()
            shown = False
            while not shown:  # a new version may also be the rest of the site after the edit before
                version = _wait_until_newer(address, version)
                shown = new.encode() in _get(address + page_of(number))
            waited.append(time.perf_counter() - start)
    return waited


@contextmanager
def _served(folder: Path, environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """Yield the address of a preview, with a slash at the end."""
    with (
        log.open("ab") as said,
        subprocess.Popen(
            [sys.executable, *_COMMAND],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            line = process.stdout.readline() if process.stdout else ""
            start = line.find("http")
            if start < 0:
                raise CommandError(f"the preview does not tell its address; see {log}")
            yield line[start:].split("/（")[0].strip().rstrip("/") + "/"
        finally:
            process.terminate()
            process.wait()
            _wait_until_gone(process.pid)


def _wait_until_gone(group: int) -> None:
    """Wait until the processes that a preview started have ended, too; until then they may write into its folder."""
    end = time.monotonic() + _LAST_WORDS_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(
            ChildProcessError
        ):  # those that this process inherited (process.py) are there until it asks
            while os.waitpid(-group, os.WNOHANG)[0]:
                continue
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(_POLL_SECONDS)
    raise CommandError("the preview has ended, but processes that it started have not")


def _wait_until_newer(address: str, version: int) -> int:
    """Wait until the preview shows another version; return its number. Raises CommandError where content has faults."""
    end = time.monotonic() + _FIRST_BUILD_SECONDS
    while time.monotonic() < end:
        state: dict[str, Any] = json.loads(_get(address + "__preview/state"))
        if state["faults"]:
            raise CommandError("\n".join(["the preview shows faults:", *map(str, state["faults"])]))
        if state["version"] != version:
            return int(state["version"])
        time.sleep(_POLL_SECONDS)
    raise CommandError("the preview does not show a new version")


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        body: bytes = answer.read()
    return body
