"""Lint of a finished site: a folder goes in, faults come out. Knows nothing of how the site was made;

changes nothing. Codes: L1xx, L2xx.
"""

from generator.sitelint.asked import Attached, PersonalData, Questions, ReadAttached
from generator.sitelint.guard import Withheld, held_lines, public_text, withheld_lines, without_public
from generator.sitelint.lint import lint_site, word_faults
from generator.sitelint.origin import origin_faults

__all__ = [
    "Attached",
    "PersonalData",
    "Questions",
    "ReadAttached",
    "Withheld",
    "held_lines",
    "lint_site",
    "origin_faults",
    "public_text",
    "withheld_lines",
    "without_public",
    "word_faults",
]
