"""The index as files: the same whatever the way it was made, and without a trace of what is gone."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest

from benchmarks.notices import notices
from generator.model.notice import Notice
from generator.search import (
    Segment,
    Volume,
    VolumeBefore,
    index_segment,
    make_chapter,
    merge,
    phrases_of,
    search_files,
    search_head,
)
from tests.samples import make_notice
from tests.search.site import volume_of

_SOME = list(notices(12))


def inflated(files: Mapping[str, bytes]) -> str:
    """All texts that the files hold."""
    (phrases,) = {unzipped(data) for path, data in files.items() if path.endswith("phrases.bin")}
    texts = [
        zlib.decompressobj(-15, zdict=phrases).decompress(data)
        for path, data in sorted(files.items())
        if "/texts/" in path
    ]
    return b"\n".join([phrases, *texts]).decode("gb18030")


def unzipped(data: bytes) -> bytes:
    return zlib.decompress(data, 31)


def test_the_number_and_order_of_segments_does_not_matter() -> None:
    cuts = [0, 1, 5, 12]
    segments = [index_segment(_SOME[start:end]) for start, end in pairwise(cuts)]
    assert merge(segments[::-1]) == merge(segments) == search_files(_SOME) == search_files(_SOME[::-1])


def test_a_segment_survives_as_bytes() -> None:
    segment = index_segment(_SOME[:3])
    again = Segment.from_bytes(segment.to_bytes())
    assert again.to_bytes() == segment.to_bytes()
    assert merge([again]) == merge([segment])


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"x" + data, lambda data: b""])
def test_damaged_segments_are_refused(damage) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="segment"):
        Segment.from_bytes(damage(index_segment(_SOME[:1]).to_bytes()))


def test_an_edited_notice_leaves_no_trace() -> None:
    before = make_notice(id="one", title="标题", opening="旧的一句话绝不再现。" * 3)
    after = make_notice(id="one", title="标题", opening="新的一句话。")
    assert "绝不再现" in inflated(search_files([before]))
    assert "绝不再现" not in inflated(search_files([after]))


def test_a_change_renames_every_file_but_the_entry() -> None:
    one, two = search_files(_SOME), search_files(_SOME[1:])
    shared = set(one) & set(two)
    assert {path for path in shared if one[path] != two[path]} == {"search/index.json"}
    assert {path.rpartition("/")[2] for path in shared} <= {"index.json", "fold.bin"}
    assert json.loads(one["search/index.json"])["volumes"][0]["notices"] == 12


def test_an_edit_changes_one_chapter_its_volume_and_the_head_only() -> None:
    groups, changed = (
        [_SOME[:3], [*_SOME[3:7], make_notice(id="edited", title=title)], _SOME[7:]] for title in ("标题", "改过的标题")
    )
    phrases = phrases_of([index_segment(_SOME)])
    before, after = site(groups, phrases), site(changed, phrases)
    gone, new = before.keys() - after.keys(), after.keys() - before.keys()
    one, two = (json.loads(files["search/index.json"])["volumes"][0] for files in (before, after))
    assert len({*one["chapters"]} - {*two["chapters"]}) == 1
    assert {path.split("/")[1] for path in gone} == {one["digest"], *one["chapters"]} - {*two["chapters"]}
    assert {path.split("/")[1] for path in new} == {two["digest"], *two["chapters"]} - {*one["chapters"]}


def test_the_order_of_chapters_and_of_volumes_does_not_matter() -> None:
    phrases = phrases_of([index_segment(_SOME)])
    groups = [_SOME[start : start + 4] for start in (0, 4, 8)]
    assert site(groups, phrases) == site(groups[::-1], phrases)
    facts = [volume_of([group], phrases)[1] for group in groups]
    assert search_head(facts) == search_head(facts[::-1])
    newest = [one["newest"] for one in json.loads(search_head(facts)["search/index.json"])["volumes"]]
    assert newest == sorted(newest, reverse=True)


def _edited(**facts: str) -> list[Notice]:
    """Notices of which one has another text."""
    return [*_SOME[4:6], make_notice(id="edited", title="标题", **facts), *_SOME[7:9]]


@pytest.mark.parametrize(
    ("before", "now", "few"),
    [
        (_edited(opening="收回了资金。"), _edited(opening="追回了资金。"), True),
        (_edited(opening="资金资金资金。"), _edited(opening="资金，资金资金。"), True),  # the same pairs elsewhere
        (_edited(opening="资金"), _edited(opening="资金" * 3_000), False),
        (_edited(), _edited(opening="又多了一段。"), False),
        (_edited(), _SOME[4:9], False),
        (_edited(), [], False),
        ([], _edited(), False),
    ],
)
def test_leaves_said_to_be_the_same_are(before: list[Notice], now: list[Notice], *, few: bool) -> None:
    phrases = phrases_of([index_segment(_SOME)])
    others = [_SOME[9:], *(_SOME[start : start + 2] for start in (0, 2))]
    one, two = (_volume([*others, group], phrases) for group in (before, now))
    told = [(old[0]["digest"], new[0]["digest"]) for old, new in zip(one.chapters, two.chapters, strict=True)]
    gone = {
        place: (json.dumps(facts).encode(), table)
        for place, ((facts, table), (old, new)) in enumerate(zip(one.chapters, told, strict=True))
        if old != new
    }
    files, after = dict(one.files()), dict(two.files())
    bound = two.after(VolumeBefore(chapters=gone, known=one.known, paths=files))
    found = list(bound.files())
    assert [(path, files[content] if isinstance(content, str) else content) for path, content in found] == [
        *after.items()
    ]
    assert bound.known == two.known
    assert any(isinstance(content, str) and path.startswith("lists/") for path, content in found) >= few


def _volume(groups: Sequence[Sequence[Notice]], phrases: bytes) -> Volume:
    chapters = [make_chapter([index_segment(group)], phrases) for group in groups]
    return Volume.of([(chapter.facts, chapter.table) for chapter in chapters], phrases)


def test_an_edited_notice_leaves_no_trace_in_any_chapter() -> None:
    before = make_notice(id="one", title="标题", opening="旧的一句话绝不再现。")
    after = make_notice(id="one", title="标题", opening="新的一句话。")
    phrases = phrases_of([index_segment(_SOME)])
    assert "绝不再现" in inflated(site([_SOME[:3], [before]], phrases))
    assert "绝不再现" not in inflated(site([_SOME[:3], [after]], phrases))


def site(groups: Sequence[Sequence[Notice]], phrases: bytes) -> dict[str, bytes]:
    """All search files of a site of one volume."""
    files, facts = volume_of(groups, phrases)
    return {**files, **search_head([facts])}


def test_no_notices_make_an_index_too() -> None:
    files = search_files([])
    assert json.loads(files["search/index.json"])["volumes"][0]["units"] == 0


def test_no_file_has_a_name_that_a_server_treats_specially() -> None:
    assert {path.rsplit(".")[-1] for path in search_files(_SOME[:1])} == {"bin", "json"}
