"""How far a build is, for a person who waits: one line a stage, redrawn in place where the terminal can."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

_WIDTH = 24
_PAUSE = 0.1  # seconds between two drawings of a line


@dataclass(frozen=True, kw_only=True)
class Step:
    """A stage of the build; with a `total`, how many notices are done, and how many of them were taken from the cache."""

    name: str
    done: int = 0
    total: int = 0
    reused: int = 0


Report = Callable[[Step], None]


class Progress:
    """Draws steps on a stream: in a terminal a bar that moves, elsewhere a line when a stage begins and one when it is done."""

    def __init__(self, stream: TextIO = sys.stderr, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._moves = stream.isatty()
        self._step = Step(name="")
        self._began = self._drawn = 0.0

    def __call__(self, step: Step) -> None:
        """Take note of a step and draw it."""
        now, first = self._clock(), step.name != self._step.name
        if first:
            self.end()
            self._began = now
        finished = step.done == step.total
        self._step = step
        if self._moves and (first or finished or now - self._drawn >= _PAUSE):
            self._stream.write(f"\r\x1b[K{self._line(now)}")
            self._stream.flush()
            self._drawn = now
        elif not self._moves and (first or finished) and not (first and step.total and finished and not step.reused):
            print(self._line(now), file=self._stream)

    def end(self) -> None:
        """Leave the line that is being drawn."""
        if self._moves and self._step.name:
            self._stream.write("\n")
            self._stream.flush()
        self._step = Step(name="")

    def _line(self, now: float) -> str:
        step = self._step
        if not step.total:
            return f"· {step.name}"
        filled = _WIDTH * step.done // step.total
        bar = f"{'█' * filled}{'░' * (_WIDTH - filled)} " if self._moves else ""
        made = step.done - step.reused
        seconds = now - self._began
        rate = f"，每秒 {made / seconds:.0f} 份" if made and seconds >= 1 else ""
        reused = f"，其中 {step.reused} 份沿用上次的结果" if step.reused else ""
        return f"· {step.name} {bar}{step.done}/{step.total} 份{reused}{rate}"
