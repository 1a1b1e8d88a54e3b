"""Checks beyond the schema: a notice and the text of its file → faults in Chinese.

Never changes a notice, reads no files.
"""

from generator.check.rules import check_notice

__all__ = ["check_notice"]
