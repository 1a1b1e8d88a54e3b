from __future__ import annotations

import pytest

from generator.publish.server_maps import redirects_map


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
