"""A browser, and small sites to search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.notices import notices
from generator.load.notices import find_notices, load_notices
from generator.model.notice import Notice
from tests.conftest import ROOT
from tests.samples import torture_notice
from tests.search.site import served, write_site
from tests.site.conftest import build


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in which no script may fail."""
    page = browser.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    page.context.close()
    assert not failures


@pytest.fixture(scope="session")
def made_up() -> list[Notice]:
    return [*notices(40), torture_notice()]


@pytest.fixture(scope="session")
def content() -> list[Notice]:
    """The notices of the project's own content."""
    loaded, faults = load_notices(find_notices(ROOT / "content"))
    assert not [fault for fault in faults if fault.severity == "error"]
    return [one.notice for one in loaded if not one.notice.draft and not one.notice.withdrawn]


@pytest.fixture(scope="session")
def made_up_folder(made_up: list[Notice], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of made-up notices, below a folder, as on a host that has other sites."""
    folder = tmp_path_factory.mktemp("made-up")
    write_site(made_up, folder / "deep/site")
    return folder


@pytest.fixture(scope="session")
def made_up_site(made_up_folder: Path) -> Iterator[str]:
    with served(made_up_folder) as address:
        yield address + "deep/site/"


@pytest.fixture(scope="session")
def content_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site of the project's own content, as `build` makes it."""
    folder = tmp_path_factory.mktemp("content") / "site"
    run = build(ROOT / "content", folder)
    assert run.returncode == 0, run.stdout + run.stderr
    with served(folder) as address:
        yield address
