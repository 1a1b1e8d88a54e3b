"""Scripts: the client's modules and style as they are published, without comments and white space that no browser needs."""

from __future__ import annotations

import re
from itertools import pairwise

_OPEN = "{;,("  # what a line ends with that goes on, or whose statement has ended
_CLOSE = ")]}.?:"  # what a line begins with that goes on, or ends the statement before
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BESIDE = re.compile(r"\s*([{};,])\s*|(:)\s+")
_WITHIN = re.compile(r"/\*.*?\*/ ?| *// .*$")  # comments in a line that holds code, too


def lean(script: str) -> str:
    """Leave out comments, blank lines, and indentation; join a line to the next only where a statement cannot end.

    No template literal may span lines, and none and no string may hold what looks like a comment (a test holds the scripts to that).
    """
    kept: list[str] = []
    inside = False
    for line in map(str.strip, script.splitlines()):
        opens = line.startswith("/*") and not inside
        alone = inside or line.startswith("//") or (opens and (line.endswith("*/") or "*/" not in line))
        inside = (inside or opens) and alone and "*/" not in line
        if line and not alone:
            kept.append(_WITHIN.sub("", line))
    ends = [line[-1] in _OPEN or following[0] in _CLOSE for line, following in pairwise(kept)]
    return "".join(line if joined else f"{line}\n" for line, joined in zip(kept, [*ends, False], strict=True))


def lean_style(style: str) -> str:
    """Leave out comments, line ends, and white space beside punctuation. No text in the style may hold any (a test says that none does)."""
    return _BESIDE.sub(r"\1\2", _COMMENT.sub("", style)).strip() + "\n"
