"""The index as files: the same whatever the way it was made, and without a trace of what is gone."""

from __future__ import annotations

import json
import zlib
from itertools import pairwise

import pytest

from benchmarks.notices import notices
from generator.search import Segment, index_segment, merge, search_files
from tests.samples import make_notice

_SOME = list(notices(12))


def inflated(files: dict[str, bytes]) -> bytes:
    """All that the files say, phrases set before texts."""
    opening = next(zlib.decompress(data, 31) for path, data in files.items() if path.endswith("phrases.bin"))
    out = []
    for path, data in sorted(files.items()):
        if "/texts/" in path:
            out.append(opening + zlib.decompressobj(-15, zdict=opening[15:]).decompress(data))
        else:
            out.append(zlib.decompress(data, 31) if path.endswith(".bin") else data)
    return b"".join(out)


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
    assert "绝不再现".encode("utf-16-le") in inflated(search_files([before]))
    assert "绝不再现".encode("utf-16-le") not in inflated(search_files([after]))


def test_a_change_renames_every_file_but_the_entry() -> None:
    one, two = search_files(_SOME), search_files(_SOME[1:])
    assert set(one) & set(two) == {"search/index.json"}
    assert json.loads(one["search/index.json"])["notices"] == 12


def test_no_notices_make_an_index_too() -> None:
    files = search_files([])
    assert json.loads(files["search/index.json"])["units"] == 0


def test_no_file_has_a_name_that_a_server_treats_specially() -> None:
    assert {path.rsplit(".")[-1] for path in search_files(_SOME[:1])} == {"bin", "json"}
