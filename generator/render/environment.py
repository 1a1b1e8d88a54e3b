"""The Jinja environment of the Markdown templates: escape by default, strict about undefined names.

Values are escaped for Markdown; `|html` escapes for raw HTML instead, and `|yaml` writes a front-matter value.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator.render.escape import html_text, markdown_text

_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def make_environment(templates: Path) -> Environment:
    """An environment over the folder of templates."""
    environment = Environment(
        loader=FileSystemLoader(templates, encoding="utf-8"),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["html"] = _html
    environment.filters["yaml"] = front_matter_value
    return environment


def front_matter_value(value: Any) -> Markup:
    """A value as one line of JSON, which is YAML too, with the characters escaped that YAML does not accept."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=False)
    return Markup(_NOT_IN_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text))  # noqa: S704 - quoted by JSON


def _finalize(value: Any) -> Any:
    return value if isinstance(value, Markup | int) else markdown_text(str(value))


def _html(value: Any) -> Markup:
    return value if isinstance(value, Markup) else html_text(str(value))
