"""What all tests share: the `--update` option, and the folders of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

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
