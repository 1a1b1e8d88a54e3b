"""Personal data that must not be public, and sums of money that were masked by mistake. Codes: P1xx.

Looks at every text of the notice; in the rest of its file, the comments, it warns, and in texts that are no notice's: pages written by
hand, the site's facts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from generator.check.identifiers import PERHAPS, Kind, find_identifiers
from generator.check.subject import Passage, Subject
from generator.faults import Fault, Severity, Source

_CODES = {"身份证号": "P101", "疑似身份证号": "P102", "手机号": "P103", "银行卡号": "P104", "私人邮箱": "P105"}
_HINT = "打码（例如 159*****009）或删去；确可公开的，在 allow 里照录这段文字并写明理由。"
_MASKED_SUM = re.compile(
    r"(?<![\d,，.．*])(?:\d[\d,，]*[.．]?\*{2,}[\d*.,，．]*|\*{2,}[.．]?\d+)\s*(?:余|多)?(?:[万亿]?元|%|％|亩|个|件|项|人次|人|户|家|次|吨|公里|平方米|万)"
)
_MASKED_DIGITS = re.compile(r"\d{1,3}(?:[,，][\d*]{3})+(?:[.．][\d*]+)?")
_MASK = re.compile(r"\*")


def check(subject: Subject) -> Iterator[Fault]:
    """Report each identifier that no `allow` entry covers, each idle entry, and each masked sum."""
    used: set[int] = set()
    seen = {entry.text for entry in subject.notice.allow}
    suspects = {*subject.passages_with(PERHAPS), *subject.passages_with(_MASK)}
    for passage in subject.passages if suspects else ():
        if passage in suspects and not (passage.at[:1] == ("allow",) and passage.at[-1] == "text"):
            yield from _identifiers(subject, passage, used, seen)
            yield from _masked_sums(subject, passage)
    yield from _elsewhere(subject, seen)
    for index, entry in enumerate(subject.notice.allow):
        if index not in used:
            hint = "与正文核对，须一字不差；不再需要的删去。"
            yield subject.warn("P106", f"allow 里的“{entry.text}”没有用上", at=("allow", index, "text"), hint=hint)


def check_text(source: Source, allowed: Collection[str]) -> Iterator[Fault]:
    """Warn of each identifier in a text that is no notice's, but for what some notice allows: a site that shows it cannot be published."""
    for here, kind, text in _in_lines(source, allowed):
        message = f"这里有{kind}：{_masked(text)}，网页上有它，网站就不能发布"
        hint = "打码（例如 159*****009），改用办公电话、单位邮箱，或删去。"
        yield _without(here.fault("P108", message, severity="warning", hint=hint), text)


def _identifiers(subject: Subject, passage: Passage, used: set[int], seen: set[str]) -> Iterator[Fault]:
    for found in find_identifiers(passage.text):
        text = passage.text[found.start : found.end]
        seen.add(text)
        entry = _allowed(subject, passage.text, found.start, found.end)
        if entry is not None:
            used.add(entry)
            continue
        hidden = subject.notice.withdrawn is not None and passage.at[0] != "withdrawn"  # its text is in no output
        severity: Severity = "warning" if hidden or found.kind == "疑似身份证号" else "error"
        message = f"{found.kind}不得公开：{_masked(text)}"
        fault = subject.fault_in(passage, found.start, _CODES[found.kind], message, hint=_HINT, severity=severity)
        yield _without(fault, text)


def _allowed(subject: Subject, text: str, start: int, end: int) -> int | None:
    """The index of the entry that covers exactly these characters."""
    for index, entry in enumerate(subject.notice.allow):
        for match in re.finditer(re.escape(entry.text), text):
            if match.start() <= start and end <= match.end():
                return index
    return None


def _elsewhere(subject: Subject, seen: set[str]) -> Iterator[Fault]:
    """Identifiers in the file that are in no text of the notice: in comments."""
    for here, kind, text in _in_lines(subject.source, seen, only="#"):
        message = f"注释里有{kind}：{_masked(text)}"
        hint = "注释不会出现在网页上，但会随文件流传，请删去。"
        yield _without(here.fault(_CODES[kind], message, severity="warning", hint=hint), text)


def _in_lines(source: Source, known: Collection[str], only: str = "") -> Iterator[tuple[Source, Kind, str]]:
    """Sure identifiers of a file that are in no known text, each with its place; only in lines that hold a sign."""
    for number, line in enumerate(source.lines if only in source.text else (), start=1):
        for found in find_identifiers(line) if only in line else ():
            text = line[found.start : found.end]
            if found.kind != "疑似身份证号" and not any(text in one for one in known):
                yield source.at((number, found.start + 1)), found.kind, text


def _without(fault: Fault, text: str) -> Fault:
    """The fault without the identifier in its quoted line, since reports are passed on, too."""
    return replace(fault, quote=fault.quote.replace(text, _masked(text)))


def _masked(text: str) -> str:
    return text[:3] + "*" * max(len(text) - 5, 1) + text[-2:]


def _masked_sums(subject: Subject, passage: Passage) -> Iterator[Fault]:
    sums = [*_MASKED_SUM.finditer(passage.text)]
    starts = {match.start() for match in sums}
    sums += [m for m in _MASKED_DIGITS.finditer(passage.text) if "*" in m[0] and m.start() not in starts]
    for match in sums:
        hint = "金额、数量不是个人信息，不应打码；原文如此则不必改。"
        yield subject.fault_in(passage, match.start(), "P107", f"数字像是被误打码：“{match[0]}”", hint=hint)
