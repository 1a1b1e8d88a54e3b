"""The browser of the tests: find Chromium, or bring it. `python -m tests.browser` makes sure that there is one.

Debian's packages come first (with a CJK font, so that Chinese is laid out as readers see it), Playwright's own build is the fallback.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_DEBIAN = ("chromium", "fonts-noto-cjk")


def find_browser() -> str | None:
    """The path of an installed Chromium, or None."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return found or _playwright_browser()


def launch_arguments() -> list[str]:
    """Chromium refuses its sandbox to root, and should not call home from a test."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return ["--no-sandbox", *quiet] if hasattr(os, "geteuid") and os.geteuid() == 0 else quiet


def _playwright_browser() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import, needed rarely

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install() -> None:
    """Install a browser by the first way that works; say which."""
    apt = shutil.which("apt-get")
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        commands = ([apt, "update", "-q"], [apt, "install", "-q", "-y", "--no-install-recommends", *_DEBIAN])
        if all(
            subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode == 0
            for command in commands
        ):
            return
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"], stdout=sys.stderr, check=False
    )


if __name__ == "__main__":
    if not find_browser():
        _install()
    browser = find_browser()
    if not browser:
        sys.exit("No Chromium could be found or installed; the browser tests need one.")
    print(f"browser: {browser}")  # noqa: T201
