"""Measure the importer on cases with known truth (`<case>.truth.json` beside the sources), by field.

`python -m benchmarks.import_report [DIR…]` prints a line a file and the totals. How the truth counts is written in the
cases' README: texts are compared without white space and noise lines; a date that is not exact is no date. Files
without truth are only proved.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from generator.importer.document import Refused, squeeze
from generator.importer.main import Imported, import_source
from generator.importer.readers.text import decode
from generator.model.outline import Unit, items, outline, plain_text
from generator.model.words import Status

DEFAULT = ("../shared/import-cases", "../shared/notices")
SUFFIXES = (".txt", ".html", ".docx", ".pdf")
_STATUS: dict[str, Status] = {
    "completed": "已完成",
    "basically_completed": "基本完成",
    "ongoing": "持续推进",
    "long_term": "长期坚持",
    "not_completed": "未完成",
}
_DATES = ("inspection_start", "inspection_end", "feedback_date", "published")
_CONTACT = ("phones", "emails", "addresses", "postal_codes", "people", "faxes")


@dataclass
class Score:
    """Right answers and questions, by field, and what was wrong."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def check(self, name: str, found: object, truth: object) -> None:
        """Count one question."""
        self.asked[name] += 1
        self.right[name] += found == truth
        if found != truth:
            self.wrong.append(f"{name}: found {found!r}, truth {truth!r}")

    def expect(self, name: str, holds: object) -> None:
        """Count a question that is answered by yes or no."""
        self.check(name, "yes" if holds else "no", "yes")

    def overlap(self, name: str, found: list[str], truth: list[str]) -> None:
        """Count a question for each expected value and for each one too many."""
        for value in truth:
            self.check(name, value if value in found else None, value)
        for value in found:
            if value not in truth:
                self.check(name, value, None)

    def add(self, other: Score) -> None:
        """Add another score's counts."""
        self.right += other.right
        self.asked += other.asked


def main(arguments: list[str]) -> int:
    """Print the report; exit code 1 if a folder holds no case."""
    folders = [Path(name) for name in arguments or DEFAULT]
    paths = sorted(path for folder in folders for path in folder.glob("*") if path.suffix in SUFFIXES)
    total = Score()
    for path in paths:
        one = score_file(path)
        total.add(one)
        print(f"{path.name}: {_summary(one)}")
        for line in one.wrong:
            print(f"    {line[:300]}")
    print("\ntotal")
    for name in total.asked:
        print(
            f"  {name:<16}{total.right[name]:>6} / {total.asked[name]:<6}{total.right[name] / total.asked[name]:>8.1%}"
        )
    return 0 if paths else 1


def _summary(score: Score) -> str:
    return ", ".join(f"{name} {score.right[name]}/{score.asked[name]}" for name in score.asked)


def score_file(path: Path) -> Score:
    """Import one file and compare it with its truth, if there is one."""
    score = Score()
    truth = _truth(path)
    begin = time.perf_counter()
    try:
        imported = import_source(path.name, path.read_bytes())
    except Refused as refusal:
        refused_rightly = truth is not None and truth["expected"] != "notice"
        score.check("accepted", str(refusal), str(refusal) if refused_rightly else "a notice")
        return score
    seconds = time.perf_counter() - begin
    score.expect("in time", seconds < (10 if path.suffix == ".pdf" else 1))
    if truth is None:
        return score
    score.expect("accepted", truth["expected"] == "notice" or not items(outline(imported.notice)))
    if truth["expected"] == "notice":
        _compare(score, imported, truth, path)
    return score


def _truth(path: Path) -> dict[str, Any] | None:
    stem = path.name.split(".")[0]
    file = path.with_name(f"{stem}.truth.json")
    loaded: dict[str, Any] | None = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    return loaded


def _compare(score: Score, imported: Imported, truth: dict[str, Any], path: Path) -> None:
    notice = imported.notice
    units = outline(notice)
    exact = path.suffix == ".txt" or truth["formats"].get(path.suffix[1:], {}).get("exact", True)
    if exact and ".autonum" not in path.name:
        text = _digest(plain_text(notice))
        score.expect("text", text in (truth["notice_text_sha256"], truth["notice_text_sha256_keep_dup_title"]))
    if path.suffix == ".txt":
        score.check("lines left out", _wrongly_left_out(imported, truth, path), [])
    score.check(
        "title", squeeze(notice.title) if notice.title_printed else None, truth["title"] and squeeze(truth["title"])
    )
    score.check("issuer", squeeze(notice.issuer.name), squeeze(truth["issuer"]))
    score.check(
        "issuers",
        [squeeze(name) for name in notice.signature.name] or [notice.issuer.name],
        list(map(squeeze, truth["issuers"])),
    )
    score.check("kind", notice.inspection.type, truth["kind"])
    score.check("inspector", notice.inspection.team, truth["inspector"])
    found = (notice.inspection.start, notice.inspection.end, notice.inspection.feedback, notice.published)
    for name, value in zip(_DATES, found, strict=True):
        score.check("dates", (name, value.isoformat() if isinstance(value, date) else None), (name, truth[name]))
    _compare_contact(score, imported, truth["contact"])
    _compare_sections(score, units, truth)
    _compare_items(score, units, truth["items"])


def _wrongly_left_out(imported: Imported, truth: dict[str, Any], path: Path) -> list[str]:
    lines = decode(path.read_bytes())[0].splitlines()
    allowed = {squeeze(lines[n - 1]) for n in truth["noise_line_numbers"] + truth["duplicate_title_line_numbers"]}
    return [one.text for one in imported.report.left_out if squeeze(one.text) not in allowed]


def _compare_contact(score: Score, imported: Imported, truth: dict[str, Any]) -> None:
    contact = imported.notice.contact
    for name in _CONTACT:
        found = list(getattr(contact, {"postal_codes": "postcodes"}.get(name, name)))
        score.overlap("contact", found, truth[name])
    if truth["hours"] or contact.hours:
        score.check("contact", contact.hours, truth["hours"])


def _compare_sections(score: Score, units: tuple[Unit, ...], truth: dict[str, Any]) -> None:
    headings = [unit for unit in units if unit.kind == "section" and unit.heading]
    score.overlap(
        "sections", [squeeze(u.heading) for u in headings if not u.run_in], [squeeze(s) for s in truth["sections"]]
    )
    score.overlap(
        "run-in", [squeeze(u.heading) for u in headings if u.run_in], [squeeze(s) for s in truth["run_in_headings"]]
    )


def _compare_items(score: Score, units: tuple[Unit, ...], truth: list[dict[str, Any]]) -> None:
    found = items(units)
    score.check("items found", len(found), len(truth))
    for unit, item in zip(found, truth, strict=False):
        score.check("finding", squeeze(unit.finding), squeeze(item["issue"]))
        score.check("number", squeeze(unit.label), squeeze(item["number"]))
        score.check("status", unit.status, item["status"] and _STATUS[item["status"]])
        score.check("body", _digest(unit.body_text), item["body_sha256"])
        score.check("group", squeeze(unit.group or ""), squeeze(item["group"] or ""))
        score.check("path", [squeeze(part) for part in unit.path], [squeeze(part) for part in item["path"]])
        if unit.row is None:
            score.check("heading", squeeze(unit.heading), squeeze(item["heading"]))


def _digest(text: str) -> str:
    return hashlib.sha256(squeeze(text).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
