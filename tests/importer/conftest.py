"""A page of the system's browser, for printing PDF files as editors do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, PdfMargins

CASES = Path(__file__).parent.parent / "cases" / "import"
_MARGINS: PdfMargins = {"top": "37mm", "bottom": "35mm", "left": "28mm", "right": "26mm"}
_FOOTER = '<div style="font-size:10px;width:100%;text-align:center">— <span class="pageNumber"></span> —</div>'


@pytest.fixture(scope="session")
def printed(browser: Browser) -> Iterator[Callable[[str], bytes]]:
    """Print the HTML of a page as PDF, with page numbers."""
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
    page.close()


@pytest.fixture
def shared_cases(root: Path) -> Path:
    """The cases with known truth, which are kept outside the repository."""
    folder = root.parent / "shared" / "import-cases"
    if not folder.is_dir():
        pytest.skip("the cases with known truth are kept outside the repository, and are not here")
    return folder
