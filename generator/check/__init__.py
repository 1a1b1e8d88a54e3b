"""Checks beyond the schema: a notice and the text of its file, or a text that is no notice's → faults in Chinese.

Never changes a notice, reads no files.
"""

from generator.check.personal_data import check_text
from generator.check.rules import check_notice

__all__ = ["check_notice", "check_text"]
