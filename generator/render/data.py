"""The page about the open data: what files there are, and what their columns mean. Descriptions in, Markdown out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.render.environment import Templates


def data_page(files: Sequence[Mapping[str, Any]], sheets: Sequence[Mapping[str, Any]], folder: Path) -> dict[str, str]:
    """Render the page from the files, and the tables whose columns are to be explained: resources of a data package (Frictionless, v1)."""
    explained = [{"title": sheet["title"], "fields": sheet["schema"]["fields"]} for sheet in sheets]
    listed = [{key: file[key] for key in ("path", "title", "description")} for file in files]
    database = any(file["format"] == "sqlite" for file in files)
    return {"data/index.md": Templates(folder).render("data.md.j2", files=listed, sheets=explained, database=database)}
