"""Pages written by hand: where they lie in the rendered folder, and where their links lead."""

from __future__ import annotations

import pytest

from generator.render.own_pages import folder_pages


def test_each_page_is_the_index_of_the_folder_that_is_its_address() -> None:
    pages = {"about.md": "甲", "help/index.md": "乙", "help/print.md": "丙"}
    assert folder_pages(pages) == {"about/index.md": "甲", "help/index.md": "乙", "help/print/index.md": "丙"}


@pytest.mark.parametrize(
    ("path", "link", "address"),
    [
        ("about.md", "reuse.md", "../reuse/"),
        ("about.md", "./reuse.md", "../reuse/"),
        ("about.md", "reuse.md#print", "../reuse/#print"),
        ("about.md", "help/print.md", "../help/print/"),
        ("about.md", "notices/index.md", "../notices/"),
        ("about.md", "about.md", "./"),
        ("about.md", "index.md", "../"),
        ("help/print.md", "../about.md", "../../about/"),
        ("help/print.md", "index.md", "../"),
        ("help/index.md", "print.md", "print/"),
        ("about.md", "../reuse/", "../reuse/"),
        ("about.md", "../outside.md", "../outside.md"),
        ("about.md", "/reuse.md", "/reuse.md"),
        ("about.md", "https://example.org/a.md", "https://example.org/a.md"),
        ("about.md", "a.mdx", "a.mdx"),
    ],
)
def test_a_link_to_a_file_is_one_to_its_address(path: str, link: str, address: str) -> None:
    for before, after in (
        ("见[它](", ")。"),
        ("见[它](<", ">)。"),
        ("见[它](", ' "题")。'),
        ("[它]: ", "\n"),
        ("[它]: ", ""),
    ):
        (text,) = folder_pages({path: f"{before}{link}{after}"}).values()
        assert text == f"{before}{address}{after}"


def test_what_is_no_link_stays() -> None:
    text = "文件 reuse.md（见 a.md）\n\n    pages/about.md\n"
    assert folder_pages({"about.md": text}) == {"about/index.md": text}
