from __future__ import annotations

import pytest

from generator.publish.manifest import Manifest, manifest, parse_manifest
from generator.publish.server_maps import REDIRECTS, redirects_differ, redirects_map


def test_a_line_for_each_former_address_sorted() -> None:
    assert redirects_map({"old-b": "new", "old-a": "new"}) == (
        "/notices/old-a/ /notices/new/;\n/notices/old-b/ /notices/new/;\n"
    )


@pytest.mark.parametrize("bad", ["x; }", "x y", "../x", "", "x\n", "$host", "X"])
def test_nothing_but_ids_gets_into_a_servers_configuration(bad: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        redirects_map({bad: "new"})
    with pytest.raises(ValueError, match="no id"):
        redirects_map({"old": bad})


def site_with(redirects: bytes | None) -> Manifest:
    files = [("index.html", b"x"), (REDIRECTS, redirects)]
    given = [(path, content) for path, content in files if content is not None]
    return parse_manifest(manifest(given, generator="1", engine="e"))


def test_administrators_are_told_only_if_addresses_moved() -> None:
    one, other = site_with(b"/notices/a/ /notices/b/;\n"), site_with(b"/notices/c/ /notices/b/;\n")
    assert redirects_differ(one, other)
    assert redirects_differ(one, site_with(None))
    assert redirects_differ(None, one)
    for old, new in [(one, one), (None, site_with(None)), (None, site_with(b"")), (site_with(b""), site_with(None))]:
        assert not redirects_differ(old, new)
