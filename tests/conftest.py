"""What all tests share: the `--update` option, the folders of the repository, and one browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser import find_browser, launch_arguments

ROOT = Path(__file__).parent.parent

# The same examples in every run, and no clock: a slow machine is not a fault.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expectations of the case files; read the diff")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expectations are to be rewritten instead of compared."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture
def sources(root: Path) -> Path:
    """The texts that notices were made from, which are not part of the repository."""
    folder = root.parent / "shared" / "notices"
    if not folder.is_dir():
        pytest.skip("the source texts are kept outside the repository, and are not here")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, one for all tests of a process. That there is none is a failure, not a reason to skip."""
    path = find_browser()
    assert path, "no Chromium; `python -m tests.browser` brings one"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=launch_arguments())
        yield chromium
        chromium.close()
