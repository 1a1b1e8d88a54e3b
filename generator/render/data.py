"""The page about the open data: what files there are, and what their columns mean. Descriptions in, Markdown out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.render.environment import Templates


def data_page(resources: Sequence[Mapping[str, Any]], folder: Path) -> dict[str, str]:
    """Render the page from the resources of a data package (Frictionless, v1)."""
    files = [
        {
            "path": resource["path"],
            "title": resource["title"],
            "description": resource["description"],
            "fields": resource.get("schema", {}).get("fields", []),
        }
        for resource in resources
    ]
    database = any(resource["format"] == "sqlite" for resource in resources)
    return {"data/index.md": Templates(folder).render("data.md.j2", files=files, database=database)}
