"""One small module a command. Each has HELP (Chinese), add_arguments(parser) and run(args) -> exit code.

Exit codes, here and nowhere else: 0 done, 1 faults in content, 2 wrong use or environment, 3 a bug.
"""

from __future__ import annotations

import argparse
from typing import Final

DONE: Final = 0
FAULTS: Final = 1
MISUSE: Final = 2
BUG: Final = 3

COMMANDS: Final[dict[str, str]] = {
    "check": "generator.commands.check",
    "build": "generator.commands.build",
    "serve": "generator.commands.serve",
    "new": "generator.commands.new",
    "import": "generator.commands.import_",
    "export": "generator.commands.export",
    "publish": "generator.commands.publish",
    "rollback": "generator.commands.rollback",
    "releases": "generator.commands.releases",
    "verify": "generator.commands.verify",
    "keygen": "generator.commands.keygen",
}


def at_least_one(text: str) -> int:
    """A number of an argument, of which 0 or less makes no sense."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("至少 1")
    return number
