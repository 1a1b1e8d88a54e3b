"""Everything that is asked of a finished site before it may go out.

The lint, personal data, nothing that is withheld, in attached Word and PDF files, too; and the content of now. Ties the rules for sites to
the content they came from; used by `publish`, `rollback` and `check --site`. Changes nothing.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from generator.attached import read_attached
from generator.check.identifiers import Identifier, find_identifiers
from generator.faults import Fault, GeneratorError, Severity
from generator.load.notices import find_notices, load_notices
from generator.load.site import load_site
from generator.model.notice import Notice
from generator.project import Project
from generator.sitelint import (
    Questions,
    Withheld,
    held_lines,
    lint_site,
    origin_faults,
    public_text,
    without_public,
    word_faults,
)
from generator.write_yaml import public_yaml

_SPACE: Final = " \u3000\xa0\u2002\u2003\u2007\u2009\u202f\t"
_GAP: Final = rf"{_SPACE}\-.·\u200b-\u200d\u2060\ufeff‐‑‒–—―−－．•"
_HOST: Final = r"a-zA-Z\dａ-ｚＡ-Ｚ\u017f\u212a"
_PERHAPS: Final = re.compile(rf"\d[\d{_GAP}]{{10,}}+|[@＠#＃)）\]］][{_SPACE}]?[{_HOST}]+[.．][{_HOST}]")
"""What every identifier has, before folding: eleven digits with nothing but gaps between, or a mailbox's host."""
_BREAKS: Final = '\n\r\0"{},;，。；、“”'
"""No identifier, and nothing that decides whether one is, goes across these."""
_BREAK: Final = re.compile(f"[{_BREAKS}]")
_REACH: Final = 500  # where there is no break, longer than any mailbox's name
_WORTH_PROCESSES: Final = 200  # notices
_RUN: Final = 20  # notices that a process is given at a time


def site_faults(site: Path, project: Project) -> list[Fault]:
    """Every fault of a finished site, with the content it was made of at hand."""
    if not (site / "index.html").is_file():
        raise GeneratorError(f"{site.as_posix()} 里没有 index.html：先用 build 生成网站。")
    facts, _ = load_site(project.config_file)
    paths = find_notices(project.content)
    with _processes(len(paths)) as executor:
        told = _told(paths, executor)
        asked = Questions(
            facts=facts,
            personal_data=PersonalDataIn(allowed=frozenset().union(*(one.allowed for one in told))),
            withheld=_withheld(told),
            read_attached=read_attached,
        )
        digests = {one.id: one.given_away for one in told if one.given_away}
        return sorted([*lint_site(site, asked, executor), *origin_faults(site, digests)])


def withheld_faults(site: Path, project: Project) -> list[Fault]:
    """Lines of drafts and withdrawn notices that stand in any file of a site; warnings of attached files not read."""
    withheld = _withheld(_told(find_notices(project.content)))
    return word_faults(site, Questions(withheld=withheld, read_attached=read_attached)) if withheld else []


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What a notice says about what may stand in the site: allowances, held lines, folded public text.

    `given_away` is the SHA-256 of the YAML that its page gives away, None if it is not public.
    """

    id: str
    allowed: frozenset[str]
    lines: Mapping[str, str]
    public: str
    given_away: str | None


def _told(paths: Sequence[Path], executor: Executor | None = None) -> list[_Told]:
    runs = [paths[start : start + _RUN] for start in range(0, len(paths), _RUN)]
    return [one for run in (executor.map(_told_by, runs) if executor else map(_told_by, runs)) for one in run]


def _told_by(paths: Sequence[Path]) -> list[_Told]:
    return [
        _Told(
            id=one.notice.id,
            allowed=frozenset(entry.text for entry in one.notice.allow),
            lines=held_lines(one.notice),
            public=public_text(one.notice),
            given_away=_given_away(one.notice),
        )
        for one in load_notices(paths)[0]
    ]


def _given_away(notice: Notice) -> str | None:
    return None if notice.draft or notice.withdrawn else hashlib.sha256(public_yaml(notice)).hexdigest()


def _withheld(told: Sequence[_Told]) -> Withheld:
    return Withheld(without_public([(one.lines, one.public) for one in told]))


def _processes(notices: int) -> AbstractContextManager[Executor | None]:
    """As many processes as there are cores; none for a site that is read before they have begun."""
    jobs = os.cpu_count() or 1
    if jobs == 1 or notices < _WORTH_PROCESSES:
        return nullcontext()
    return ProcessPoolExecutor(max_workers=jobs, mp_context=multiprocessing.get_context("spawn"))


@dataclass(frozen=True, kw_only=True)
class PersonalDataIn:
    """The finder of personal data that content is checked with, but for what some notice allows.

    Only what stands around a likely place is looked at; the same words, however many files share them, once.
    """

    allowed: frozenset[str] = frozenset()
    _known: dict[str, list[Identifier]] = field(default_factory=dict, repr=False, compare=False)

    def __call__(self, text: str) -> Iterator[tuple[Severity, str]]:
        """How grave, and what kind of identifier stands in the text, masked."""
        end = 0
        for match in _PERHAPS.finditer(text):
            if match.start() < end:
                continue
            start, end = _surroundings(text, match.start(), match.end())
            for found in self._identifiers(text[start:end]):
                if not self._is_allowed(text, start + found.start, start + found.end):
                    shown = text[start + found.start : start + found.end]
                    severity: Severity = "warning" if found.kind == "疑似身份证号" else "error"
                    yield severity, f"{found.kind} {shown[:3]}{'*' * max(len(shown) - 5, 1)}{shown[-2:]}"

    def _identifiers(self, words: str) -> list[Identifier]:
        if words not in self._known:
            self._known[words] = find_identifiers(words)
        return self._known[words]

    def _is_allowed(self, text: str, start: int, end: int) -> bool:
        return any(one in text[max(end - len(one), 0) : start + len(one)] for one in self.allowed)


def _surroundings(text: str, start: int, end: int) -> tuple[int, int]:
    """The words around a place, up to a break on either side."""
    earliest = max(start - _REACH, 0)
    begin = max(earliest, *(text.rfind(one, earliest, start) + 1 for one in _BREAKS))
    stop = _BREAK.search(text, end, end + _REACH)
    return begin, stop.start() if stop else min(end + _REACH, len(text))
