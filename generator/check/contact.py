"""Contact facts against the text, both ways: each structured one stands in it, each one in it is structured.

Masked ones (`159*****009`) count like others. Codes: C1xx.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from generator.check.subject import Passage, Subject
from generator.faults import Fault
from generator.model.words import INVISIBLE

_LABELS = {
    "phones": "电话",
    "faxes": "传真",
    "emails": "电子邮箱",
    "addresses": "地址",
    "postcodes": "邮政编码",
    "people": "联系人",
    "hours": "受理时间",
}
_UNSEEN = re.compile(f"[{INVISIBLE}]")
_CONTACT_HEADING = re.compile("联系|监督方式|反馈渠道|意见建议")
_MAILBOX = re.compile(r"(?<![A-Za-z0-9._%+*\-])[A-Za-z0-9._%+*\-]+@[A-Za-z0-9*.\-]+[A-Za-z*]")
_PHONE = re.compile(
    r"(?<![\d*])(?:\(?[0*][\d*]{2,3}\)?-?)?[1-9*][\d*]{6,7}(?:-\d{1,5})?(?![\d*])|(?<![\d*])1[\d*]{10}(?![\d*])"
    r"|(?<![\d*])[48]00-?[\d*]{3}-?[\d*]{4}(?![\d*])|(?<=电话[:,])[\d*]{3,6}(?![\d*])"
)
_LABELLED = {
    "faxes": re.compile(r"传真[:是为]?([\d*()\-]{6,})"),
    "postcodes": re.compile(r"(?:邮编|邮政编码)[:是为]?([\d*]{6})"),
    "addresses": re.compile(
        r"(?<!电子)(?<!邮箱)(?<!邮件)(?<!互联网)(?<!网)(?:邮政信箱|办公地点|(?:通信|通讯|联系|办公|邮寄|来访|接访|信访)?地址|邮寄至)[:]([^。;,\n]+)"
    ),
    "people": re.compile(r"联系人[:]([^。;,、\n()]+)"),
    "hours": re.compile(r"(?:受理|接访|值班|来访|接待|接听)时间[:]([^。;\n]+)"),
}

_TAKEN = ";"
"""Stands for what was read as one fact already: the end of any other."""


def check(subject: Subject) -> Iterator[Fault]:
    """Compare under the same folding: NFKC, without white space and what nobody sees."""
    structured = [(passage, _fold(passage.text)) for passage in subject.passages if passage.at[0] == "contact"]
    closing = _fold(
        "\n".join(unit.text for unit in subject.units if unit.kind == "closing")
    )  # where most of them stand
    whole = "" if all(folded in closing for _, folded in structured) else _whole(subject)
    for passage, folded in structured:
        if folded not in closing and folded not in whole:
            label = _LABELS[str(passage.at[1])]
            message = f"{label}“{passage.text}”没有出现在正文里"
            hint = "联系方式须与正文一字不差；正文里没有的不要填。"
            yield subject.source.fault("C101", message, at=passage.at, hint=hint)
    for passage in _spoken(subject):
        for key, fact in _facts(_fold(passage.text)):
            if not _is_known(fact, [folded for one, folded in structured if _same_kind(key, str(one.at[1]))]):
                hint = f"照录到 contact 的 {key}；不是联系方式则不必改。"
                yield subject.warn(
                    "C102",
                    f"正文里的{_LABELS[key]}“{fact}”没有写进 contact",
                    at=passage.at,
                    needle=fact,
                    hint=hint,
                )


def _whole(subject: Subject) -> str:
    return _fold("\n".join(unit.text for unit in subject.units))


def _spoken(subject: Subject) -> Iterator[Passage]:
    """The texts in which a notice gives its contact: closing, notes, and sections whose heading says so."""
    for passage in subject.passages:
        if passage.at[0] in ("closing", "notes"):
            yield passage
        elif passage.at[0] == "sections" and passage.at[-1] == "text":
            section = subject.section_heading(passage.at)
            if section and _CONTACT_HEADING.search(section):
                yield passage


def _facts(folded: str) -> Iterator[tuple[str, str]]:
    yield from (("emails", match[0]) for match in _MAILBOX.finditer(folded))
    rest = _MAILBOX.sub(_TAKEN, folded)
    for key, pattern in _LABELLED.items():
        yield from ((key, match[1]) for match in pattern.finditer(rest))
        rest = pattern.sub(_TAKEN, rest)
    yield from (("phones", match[0]) for match in _PHONE.finditer(rest))


def _same_kind(spoken: str, structured: str) -> bool:
    return spoken == structured or {spoken, structured} == {"phones", "faxes"}


def _is_known(fact: str, structured: Sequence[str]) -> bool:
    plain = _bare(fact)
    return any(plain in _bare(one) or _bare(one) in plain for one in structured)


def _bare(text: str) -> str:
    return re.sub(r"[()\-]", "", text)


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).replace("—", "-").replace("－", "-").split())
