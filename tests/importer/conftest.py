"""A page of the system's browser, for printing PDF files as editors do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import PdfMargins, sync_playwright

from tests.browser import find_browser, launch_arguments

CASES = Path(__file__).parent.parent / "cases" / "import"
_MARGINS: PdfMargins = {"top": "37mm", "bottom": "35mm", "left": "28mm", "right": "26mm"}
_FOOTER = '<div style="font-size:10px;width:100%;text-align:center">— <span class="pageNumber"></span> —</div>'


@pytest.fixture(scope="session")
def printed() -> Iterator[Callable[[str], bytes]]:
    """Print the HTML of a page as PDF, with page numbers."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=launch_arguments())
        page = browser.new_page()

        def to_pdf(html: str) -> bytes:
            page.set_content(html)
            return page.pdf(
                format="A4",
                margin=_MARGINS,
                display_header_footer=True,
                header_template="<i></i>",
                footer_template=_FOOTER,
            )

        yield to_pdf
        browser.close()


@pytest.fixture
def shared_cases(root: Path) -> Path:
    """The cases with known truth, which are kept outside the repository."""
    folder = root.parent / "shared" / "import-cases"
    if not folder.is_dir():
        pytest.skip("the cases with known truth are kept outside the repository, and are not here")
    return folder
