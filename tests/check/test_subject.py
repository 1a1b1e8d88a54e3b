"""Where the texts of a notice are, and which of them hold something."""

from __future__ import annotations

import re

from generator.check.subject import Passage, Subject
from generator.faults import Source
from tests.samples import make_notice


def test_the_passages_with_a_sign_come_each_once_in_their_order() -> None:
    subject = Subject(notice=make_notice(title="甲", opening="乙甲\n丙\n甲甲"), source=Source(path="x.yaml", text=""))
    assert list(subject.passages_with(re.compile("甲"))) == [
        Passage(("title",), "甲"),
        Passage(("opening",), "乙甲"),
        Passage(("opening",), "甲甲"),
    ]
    assert list(subject.passages_with(re.compile("丁"))) == []
