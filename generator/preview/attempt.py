"""Calls that may fail for reasons that the person at the terminal can remedy: the reason is a value, so that the preview goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from jinja2 import TemplateError, TemplateSyntaxError

from generator.faults import GeneratorError

P = ParamSpec("P")
T = TypeVar("T")


def attempt(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | GeneratorError:
    """What the function returns, or why it could not: a GeneratorError, or a mistake in a template that is being written."""
    try:
        return function(*args, **kwargs)
    except GeneratorError as error:
        return error
    except TemplateSyntaxError as error:
        return GeneratorError(f"模板 {error.filename or error.name or ''} 第 {error.lineno} 行有错：{error.message}")
    except TemplateError as error:
        return GeneratorError(f"模板有错：{error.message}")
