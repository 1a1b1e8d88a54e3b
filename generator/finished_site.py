"""Everything that is asked of a finished site before it may go out.

The lint, personal data, and nothing that is withheld. Ties the rules for sites to the content they came from; used by
`publish`, `rollback` and `check --site`. Changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from generator.check.identifiers import find_identifiers
from generator.faults import Fault, GeneratorError, Severity
from generator.load.notices import Loaded, find_notices, load_notices
from generator.load.site import load_site
from generator.project import Project
from generator.sitelint import PersonalData, leaks, lint_site, withheld_lines
from generator.sitelint.readings import readings
from generator.sitelint.rules import site_texts

_PERHAPS = re.compile(r"(?:\d\D{0,2}){11}|[@＠#＃]|[(（\[［]at", re.IGNORECASE)
"""What every identifier has; lines without it, nearly all, need no closer look."""


def site_faults(site: Path, project: Project) -> list[Fault]:
    """Every fault of a finished site, with the content it was made of at hand."""
    if not (site / "index.html").is_file():
        raise GeneratorError(f"{site.as_posix()} 里没有 index.html：先用 build 生成网站。")
    facts, _ = load_site(project.config_file)
    loaded, _ = load_notices(find_notices(project.content))
    allowed = {entry.text for one in loaded for entry in one.notice.allow}
    faults = lint_site(site, facts, personal_data=personal_data(allowed))
    return sorted([*faults, *_leaks(site, loaded)])


def withheld_faults(site: Path, project: Project) -> list[Fault]:
    """Lines of drafts and withdrawn notices that stand in any file of a site."""
    loaded, _ = load_notices(find_notices(project.content))
    return _leaks(site, loaded)


def _leaks(site: Path, loaded: Sequence[Loaded]) -> list[Fault]:
    lines = withheld_lines([one.notice for one in loaded])
    return list(leaks(lines, readings(site_texts(site)))) if lines else []


def personal_data(allowed: Collection[str]) -> PersonalData:
    """The finder of personal data that content is checked with, but for what some notice allows."""

    def find(text: str) -> Iterator[tuple[Severity, str]]:
        if not _PERHAPS.search(text):
            return
        for found in find_identifiers(text):
            if not any(_covers(text, one, found.start, found.end) for one in allowed):
                shown = text[found.start : found.end]
                severity: Severity = "warning" if found.kind == "疑似身份证号" else "error"
                yield severity, f"{found.kind} {shown[:3]}{'*' * max(len(shown) - 5, 1)}{shown[-2:]}"

    return find


def _covers(text: str, allowance: str, start: int, end: int) -> bool:
    return any(match.start() <= start and end <= match.end() for match in re.finditer(re.escape(allowance), text))
