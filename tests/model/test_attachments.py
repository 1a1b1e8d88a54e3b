"""What an attached file may be called: nothing that would take the place of another file of the site."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.samples import make_notice


def refused(*names: str | None) -> list[tuple[tuple[int | str, ...], str]]:
    """Where and why a notice with files of these names attached is refused."""
    try:
        make_notice(attachments=tuple({"text": "附件：清单", "file": name} for name in names))
    except ValidationError as error:
        return [(one["loc"], one["type"]) for one in error.errors()]
    return []


@pytest.mark.parametrize(
    "names",
    [
        ("list.pdf",),
        ("index.htm", "index.html.pdf", "notice.pdf", "history.pdf"),
        ("a.html", "b.csv", "c.gz", "tables.tar.gz"),
        ("list-1.pdf", "list-2.pdf", "list-1.xls"),
        ("list.pdf", "list.pdf"),
        (None, None),
    ],
)
def test_names_that_clash_with_nothing_are_taken(names: tuple[str | None, ...]) -> None:
    assert refused(*names) == []


@pytest.mark.parametrize("suffix", ["", ".gz", "."])
@pytest.mark.parametrize("name", ["index.html", "notice.json", "notice.yaml", "notice.txt", "history"])
def test_the_names_of_a_notices_own_files_are_refused_in_any_case(name: str, suffix: str) -> None:
    for written in (name, name.upper(), name.capitalize()):
        assert refused("list.pdf", written + suffix) == [(("attachments", 1, "file"), "reserved_file")]


@pytest.mark.parametrize("name", ["index.md", "README.md", "history.md"])
def test_the_names_of_pages_in_the_rendered_folder_are_refused(name: str) -> None:
    assert refused(name) == [(("attachments", 0, "file"), "reserved_file")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("list.pdf", "List.PDF"),
        ("a.csv", "a.csv.gz"),
        ("a.csv.gz", "a.csv"),
        ("A.csv.GZ", "a.CSV"),
        ("a.csv", "a.csv."),
    ],
)
def test_of_two_names_that_some_systems_take_for_one_the_second_is_refused(first: str, second: str) -> None:
    assert refused(first, None, second) == [(("attachments", 2, "file"), "alike_files")]


def test_every_name_that_is_like_an_earlier_one_is_refused() -> None:
    assert refused("a.csv", "A.csv", "b.csv", "a.csv.gz") == [
        (("attachments", 1, "file"), "alike_files"),
        (("attachments", 3, "file"), "alike_files"),
    ]
