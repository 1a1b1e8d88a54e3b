"""All rules in one table, and the one function that applies them to a notice. Knows no rule itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from generator.check import completeness, contact, numbering, oddities, order_of_dates, personal_data, totals
from generator.check.subject import Subject
from generator.faults import Fault, Source
from generator.model.notice import Notice

MAX_FAULTS = 200
Rule = Callable[[Subject], Iterator[Fault]]

ALWAYS: tuple[Rule, ...] = (personal_data.check, order_of_dates.check)
WHILE_PUBLIC: tuple[Rule, ...] = (  # not for a notice that was withdrawn: its text is in no output
    totals.check,
    numbering.check,
    contact.check,
    oddities.check,
    completeness.check,
)


def check_notice(notice: Notice, source: Source) -> list[Fault]:
    """Apply every rule to a notice that the model has accepted; faults in the order of the file.

    Of one family at most `MAX_FAULTS` are reported: a file with more is not a notice.
    """
    subject = Subject(notice=notice, source=source)
    rules = ALWAYS if notice.withdrawn else ALWAYS + WHILE_PUBLIC
    return sorted({fault for rule in rules for fault in islice(rule(subject), MAX_FAULTS)})
