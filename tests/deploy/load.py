"""Many readers at once: `python -m tests.deploy.load [SITE] [SECONDS]` puts 200 connections on a published site, for 30 s.

Prints what `wrk` measured; the exit code is 1 if any request failed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.deploy.server import serving
from tests.deploy.tools import need

CONNECTIONS = 200


def load(address: str, seconds: int) -> str:
    """What wrk says of 200 connections on one address."""
    command = [need("wrk"), "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", address]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def failed(report: str) -> bool:
    """Whether wrk saw an error of the line or an answer that is none."""
    return "Socket errors" in report or "Non-2xx" in report


if __name__ == "__main__":
    site = Path(sys.argv[1] if len(sys.argv) > 1 else "site")
    duration = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    with tempfile.TemporaryDirectory() as folder, serving(site, Path(folder)) as base:
        reports = [load(base + path, duration) for path in ("", "search/")]
    print("\n".join(reports))  # noqa: T201
    sys.exit(any(map(failed, reports)))
