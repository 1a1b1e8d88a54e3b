"""Made-up notices: the same ones each time, and issuers that publish more than once."""

from __future__ import annotations

from collections import defaultdict

from benchmarks.notices import notice_data, notices


def test_a_notice_does_not_depend_on_how_many_are_asked_for() -> None:
    assert list(notices(5)) == list(notices(7))[:5]


def test_an_issuer_has_three_notices_in_different_years() -> None:
    years = defaultdict(list)
    for number in range(300):
        data = notice_data(number)
        years[data["issuer"]["name"]].append(data["published"][:4])
    assert len(years) == 100
    assert all(len(set(of_one)) == 3 for of_one in years.values())
