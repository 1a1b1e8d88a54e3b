"""The digests in `content/` against the notices they were made from: same parts, same order, no facts of their own.

Comes in: a digest's outline, and its source text, cut into parts here by expressions of its own. Runs where
`../shared/notices` lies beside the repository; whether a sentence says what its source says is left to a reader.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from generator.load.notices import load_notice
from generator.model.notice import Notice
from generator.model.outline import Unit, outline

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT.parent / "shared" / "notices"
DIGESTS = {"suqian-jingkai-2024": "suqian.txt", "xiangyang-gaoxin-2024": "xiangyang.txt"}
STATUS_OF_GROUP = {"(一)已完成整改的事项": "已完成", "(二)按计划持续推进的整改事项": "持续推进"}
LONGEST_COPY = 18  # characters; a full official name beside its verb comes close, a copied sentence goes beyond

CHAPTER = re.compile(r"^[一二三四五]、\S+$")
SUBHEADING = re.compile(r"^(\([一二三四五]\)[^。]+。?)(.*)$")
ITEM = re.compile(r"^\d+\.\s*关于“(?P<finding>.+)”(?:问题的整改。|的整改。|的问题)$")
LIST_MARK = re.compile("[①-⑳]")
DOCUMENT = re.compile(r"《[^》]*》")
NUMBER = re.compile(r"[\d*]*\d[\d*]*(?:,\d{3}(?!\d))*(?:\.[\d*]+)*余?(?:%|万|亿|个百分点)?")
PRINTED_DAY = re.compile(r"(\d+)年(\d+)月(\d+)日")


@dataclass(kw_only=True)
class Part:
    """One part of a source text: `name` says in a failure which one it is."""

    kind: str
    name: str
    heading: str = ""
    finding: str = ""
    group: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, kw_only=True)
class Digest:
    """A digest and its source."""

    notice: Notice
    units: tuple[Unit, ...]
    parts: tuple[Part, ...]
    raw: bytes

    def pairs(self, *kinds: str) -> list[tuple[Unit, Part]]:
        units = [unit for unit in self.units if unit.kind in kinds]
        parts = [part for part in self.parts if part.kind in kinds]
        return list(zip(units, parts, strict=True))


@pytest.fixture(scope="module", params=DIGESTS)
def digest(request: pytest.FixtureRequest) -> Digest:
    if not SOURCES.is_dir():
        pytest.skip("../shared/notices (the texts that the digests were made from) does not lie beside this repository")
    notice_id: str = request.param
    loaded, faults = load_notice(ROOT / "content" / "notices" / "2024" / f"{notice_id}.yaml")
    assert faults == []
    assert loaded is not None
    raw = (SOURCES / DIGESTS[notice_id]).read_bytes()
    parts = tuple(cut(raw.decode("utf-8"), title=loaded.notice.title))
    return Digest(notice=loaded.notice, units=outline(loaded.notice), parts=parts, raw=raw)


def cut(text: str, *, title: str) -> list[Part]:
    """Cut a source into parts, from the opening to the signature; what a web page adds below is left out."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    parts = [Part(kind="opening", name="opening")]
    chapter = ""
    for index, line in enumerate(lines):
        if line == title:
            continue
        if line.startswith("欢迎"):
            closing = Part(kind="closing", name="closing", lines=[line])
            return [*parts, closing, Part(kind="signature", name="signature", lines=lines[index + 1 : index + 3])]
        if found := ITEM.match(line):
            group = next(part.heading for part in reversed(parts) if part.kind == "section")
            finding = found["finding"].strip()
            parts.append(Part(kind="item", name=line, heading=line, finding=finding, group=group))
        elif CHAPTER.match(line):
            chapter = line
            parts.append(Part(kind="section", name=line, heading=line))
        elif chapter and (found := SUBHEADING.match(line)):
            rest = [found[2]] if found[2] else []
            parts.append(Part(kind="section", name=f"{chapter}/{found[1]}", heading=found[1], lines=rest))
        else:
            parts[-1].lines.append(line)
    raise AssertionError("the source has no closing")


def fold(text: str) -> str:
    """Full- and half-width alike, no white space: a source may have lost its full-width punctuation on the way."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def numbers(text: str) -> set[str]:
    """The numbers as whole tokens, with 余, 万, 亿, % and 个百分点: `12` is not in `112`, nor `7400` in `7400万`."""
    return set(NUMBER.findall(fold(LIST_MARK.sub("", text))))


def documents(text: str) -> set[str]:
    return set(DOCUMENT.findall(text))


def longest_copy(text: str, source: str) -> str:
    """The longest run of characters that both have; names of documents are left out of both and end a run."""
    text, source = DOCUMENT.sub("\0", fold(text)), DOCUMENT.sub("\1", fold(source))
    best = ""
    for start in range(len(text)):
        while (longer := text[start : start + len(best) + 1]) in source and len(longer) > len(best):
            best = longer
    return best


def test_the_digest_says_what_it_is_and_names_its_source(digest: Digest) -> None:
    source = digest.notice.source
    assert digest.notice.wording == "摘编"
    assert source is not None
    assert source.publisher
    assert (source.file, source.sha256) == (DIGESTS[digest.notice.id], hashlib.sha256(digest.raw).hexdigest())


def test_every_part_of_the_source_is_there_in_the_same_order(digest: Digest) -> None:
    kept = [(unit.kind, fold(unit.heading)) for unit in digest.units if unit.kind not in {"title", "under_title"}]
    assert kept == [(part.kind, fold(part.heading)) for part in digest.parts]


def test_every_finding_is_exact(digest: Digest) -> None:
    wrong = {part.name: unit.finding for unit, part in digest.pairs("item") if unit.finding != part.finding}
    assert wrong == {}


def test_headings_of_sections_are_exact(digest: Digest) -> None:
    assert [unit.heading for unit, _ in digest.pairs("section")] == [
        part.heading for _, part in digest.pairs("section")
    ]


def test_every_item_has_the_status_that_its_group_states_or_none(digest: Digest) -> None:
    wrong = {
        part.name: (unit.group, unit.status)
        for unit, part in digest.pairs("item")
        if (unit.group, unit.status) != (part.group, STATUS_OF_GROUP.get(part.group))
    }
    assert wrong == {}


def test_every_item_says_what_was_done(digest: Digest) -> None:
    assert [part.name for unit, part in digest.pairs("item") if not unit.body_text] == []


@pytest.mark.parametrize("kinds", [("item",), ("section", "opening", "closing", "signature")], ids=["items", "others"])
def test_every_number_stands_in_the_same_part_of_the_source(digest: Digest, kinds: tuple[str, ...]) -> None:
    pairs = digest.pairs(*kinds)
    own = {part.name: more for unit, part in pairs if (more := numbers(unit.body_text) - numbers(part.text))}
    assert own == {}


def test_every_document_stands_in_the_same_part_of_the_source(digest: Digest) -> None:
    pairs = digest.pairs("item", "section", "opening", "closing")
    own = {part.name: more for unit, part in pairs if (more := documents(unit.body_text) - documents(part.text))}
    assert own == {}


def test_no_number_of_the_source_is_left_out(digest: Digest) -> None:
    pairs = digest.pairs("item", "section", "opening", "closing")
    lost = {part.name: less for unit, part in pairs if (less := numbers(part.text) - numbers(unit.body_text))}
    assert lost == {}


def test_no_document_of_the_source_is_left_out(digest: Digest) -> None:
    pairs = digest.pairs("item", "section", "opening", "closing")
    lost = {part.name: less for unit, part in pairs if (less := documents(part.text) - documents(unit.body_text))}
    assert lost == {}


def test_no_sentence_is_copied(digest: Digest) -> None:
    copied = {
        part.name: run
        for unit, part in digest.pairs("item", "section", "opening")
        if len(run := longest_copy(unit.body_text, part.text)) > LONGEST_COPY
    }
    assert copied == {}


def test_the_contact_line_is_exact_and_every_fact_of_it_is_structured(digest: Digest) -> None:
    (unit, part), contact = digest.pairs("closing")[0], digest.notice.contact
    line = fold(part.text).partition("联系方式:")[2]
    assert fold(unit.body_text).partition("联系方式:")[2] == line
    facts = {fact.rpartition(":")[2] for fact in line.rstrip("。").split(";")}
    assert facts == {*contact.phones, *contact.emails, *contact.addresses}


def test_the_signature_is_exact(digest: Digest) -> None:
    unit, part = digest.pairs("signature")[0]
    assert list(unit.lines) == part.lines


def test_the_notice_is_published_on_the_day_of_its_signature(digest: Digest) -> None:
    _, part = digest.pairs("signature")[0]
    found = PRINTED_DAY.fullmatch(part.lines[-1])
    assert found
    assert digest.notice.published == date(*(int(figure) for figure in found.groups()))


def test_the_facts_of_the_inspection_stand_in_the_opening(digest: Digest) -> None:
    inspection, opening = digest.notice.inspection, digest.parts[0].text
    days = [day for day in (inspection.start, inspection.end, inspection.feedback) if isinstance(day, date)]
    assert [f"{day.month}月{day.day}日" in opening for day in days] == [True] * 3
    assert inspection.team
    assert inspection.team in opening
    assert inspection.type
    assert inspection.type in opening


def test_numbers_are_compared_as_whole_tokens() -> None:
    assert numbers("共12家、5.47%、1,620个、7400万元、1139.******万元、10余次①") == {
        "12",
        "5.47%",
        "1,620",
        "7400万",
        "1139.******万",
        "10余",
    }


def test_a_copied_run_is_found_and_document_names_do_not_count() -> None:
    assert (
        longest_copy("制定《工业项目入园评审办法》，严格标准", "出台《工业项目入园评审办法》,严格标准。") == ",严格标准"
    )
