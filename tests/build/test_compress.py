"""Packed twins: the same bytes in, the same bytes out, and only where packing pays."""

from __future__ import annotations

import gzip

from generator.build.compress import compressed, is_twin, with_twins

TEXT = "整改进展情况。".encode() * 200


def test_twins_unpack_to_the_same_bytes() -> None:
    assert gzip.decompress(compressed("a.html", TEXT)["a.html.gz"]) == TEXT


def test_a_gzip_twin_names_no_time_and_no_system() -> None:
    assert compressed("a.html", TEXT)["a.html.gz"][:10] == b"\x1f\x8b\x08\0\0\0\0\0\0\xff"


def test_only_texts_that_shrink_get_twins() -> None:
    files = {"a.html": TEXT, "b.html": b"short", "c.png": TEXT, "d.xml": bytes(range(256)) * 6}
    found = with_twins(files)
    assert files.items() <= found.items()
    assert sorted(filter(is_twin, found)) == ["a.html.gz", "d.xml.gz"]
