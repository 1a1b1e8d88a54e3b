"""Contact facts, each as it stands in the text."""

from __future__ import annotations

from generator.importer.contact import read_contact


def test_service_numbers_of_five_figures_are_telephones() -> None:
    assert read_contact(["服务监督电话95598，举报电话12388，面积12345平方米"]).phones == ("95598", "12388")


def test_a_surname_is_no_word_between_names() -> None:
    assert read_contact(["联系人：和先生、及某和张某某"]).people == ("和先生", "及某", "张某某")
