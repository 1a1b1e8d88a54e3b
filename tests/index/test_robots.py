"""`robots.txt`, by the reader that Python has for it."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

from generator.index.robots import robots


def read(content: bytes) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(content.decode("ascii").splitlines())
    return parser


def test_everything_may_be_read_and_the_site_map_is_named() -> None:
    parser = read(robots("https://example.org/base/"))
    assert parser.can_fetch("AnyBot", "https://example.org/base/data/notices.csv")
    assert parser.site_maps() == ["https://example.org/base/sitemap.xml"]


def test_without_an_own_address_no_site_map_is_named() -> None:
    assert read(robots("")).site_maps() is None
