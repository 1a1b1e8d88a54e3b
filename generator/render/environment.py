"""The Jinja templates: escape by default, strict about undefined names.

In `….md.j2` values are escaped for Markdown, with `|html` for raw HTML inside; in `….html.j2`, which no Markdown parser reads, for HTML.
`|yaml` writes a front-matter value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.compiler import CodeGenerator
from markupsafe import Markup

from generator.render.escape import html_text, markdown_text

_SHORT = 100
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class Templates:
    """The templates in a folder."""

    def __init__(self, folder: Path) -> None:
        """Prepare them; each is read and compiled at its first use, and not looked at again."""
        self._markdown = _environment(folder, markdown_text)
        self._html = _environment(folder, html_text)

    def render(self, name: str, **facts: Any) -> str:
        """Fill in a template."""
        environment = self._html if name.endswith(".html.j2") else self._markdown
        return environment.get_template(name).render(facts)


def front_matter_value(value: Any) -> Markup:
    """A value as one line of JSON, which is YAML too, with the characters escaped that YAML does not accept."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(_NOT_IN_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", text))  # noqa: S704 - quoted by JSON


def _finalize(escape: Callable[[str], Markup]) -> Callable[[Any], str]:
    """What is done to each value that a template prints. Short texts are mostly anchors, kinds and statuses, and come again and again."""
    recall = lru_cache(maxsize=1024)(escape)

    def finalize(value: object) -> str:
        if type(value) is str:
            return recall(value) if len(value) <= _SHORT else escape(value)
        if isinstance(value, Markup):
            return value
        return str(value) if isinstance(value, int) else escape(str(value))

    return finalize


class _Generator(CodeGenerator):
    """Writes the code of a template so that it prints what `finalize` returned, which is escaped, without escaping it again."""

    def _output_child_pre(self, *_: object) -> None:
        self.write("environment.finalize(")

    def _output_child_post(self, *_: object) -> None:
        self.write(")")


class _Environment(Environment):
    code_generator_class = _Generator


def _environment(folder: Path, escape: Callable[[str], Markup]) -> Environment:
    environment = _Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        autoescape=True,
        finalize=_finalize(escape),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["html"] = lambda value: value if isinstance(value, Markup) else html_text(str(value))
    environment.filters["yaml"] = front_matter_value
    return environment
