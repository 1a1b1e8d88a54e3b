"""Lint of a finished site: a folder goes in, faults come out. Knows nothing of how the site was made;

changes nothing. Codes: L1xx, L2xx.
"""

from generator.sitelint.guard import leaks, withheld_lines
from generator.sitelint.rules import PersonalData, lint_site

__all__ = ["PersonalData", "leaks", "lint_site", "withheld_lines"]
