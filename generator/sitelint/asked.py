"""What a finished site is asked, and the answers' form: values that can go from one process to another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from generator.faults import Fault, Severity
from generator.model.site import Site
from generator.sitelint.guard import Withheld

PersonalData = Callable[[str], Iterable[tuple[Severity, str]]]
"""Text → how grave, and what kind of identifier stands there, masked."""


@dataclass(frozen=True, kw_only=True)
class Attached:
    """The text of an attached file, with what goes along unseen (what it is, and its words); in Chinese, why it could not be read."""

    text: str = ""
    unseen: tuple[tuple[str, str], ...] = ()
    unread: str = ""


ReadAttached = Callable[[str, bytes], Attached]
"""Name and bytes of an attached file → its text."""


@dataclass(frozen=True, kw_only=True)
class Questions:
    """What is looked for in the texts of every file, and with which facts pages must agree.

    Without `personal_data`, `withheld` or `read_attached` that question is not asked.
    """

    facts: Site | None = None
    personal_data: PersonalData | None = None
    withheld: Withheld | None = None
    read_attached: ReadAttached | None = None


def fault(
    path: str,
    code: str,
    message: str,
    *,
    severity: Literal["error", "warning"] = "error",
    quote: str = "",
    hint: str,
) -> Fault:
    """A fault of a whole file of the site."""
    return Fault(path=path, line=1, column=1, code=code, message=message, severity=severity, quote=quote, hint=hint)
