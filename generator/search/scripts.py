"""Scripts: the client's modules as they are published, without their comment lines and indentation, which no browser needs."""

from __future__ import annotations


def lean(script: str) -> str:
    """Leave out lines that hold only a comment, blank lines, and indentation; nothing else changes, and no line is joined to another.

    No template literal may span lines (a test holds the scripts to that).
    """
    kept: list[str] = []
    inside = False
    for line in map(str.strip, script.splitlines()):
        opens = line.startswith("/*") and not inside
        alone = inside or line.startswith("//") or (opens and (line.endswith("*/") or "*/" not in line))
        inside = (inside or opens) and alone and "*/" not in line
        if line and not alone:
            kept.append(line)
    return "\n".join(kept) + "\n"
