"""Calls that may fail for reasons that the person at the terminal can remedy: the reason is a value, so that whoever called goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from generator.faults import GeneratorError
from generator.os_errors import reason

P = ParamSpec("P")
T = TypeVar("T")


def attempt(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | GeneratorError:
    """What the function returns, or why it could not: a GeneratorError, or a mistake in a template, or a file that cannot be read."""
    try:
        return function(*args, **kwargs)
    except GeneratorError as error:
        return error
    except TemplateError as error:
        return template_fault(error)
    except UnicodeDecodeError:
        return GeneratorError("模板或主题里有文件不是 UTF-8 编码，请另存为“UTF-8”。")
    except OSError as error:
        return GeneratorError(_refused(error))


def template_fault(error: TemplateError) -> GeneratorError:
    """What is wrong in a template, and where."""
    if isinstance(error, TemplateSyntaxError):
        return GeneratorError(f"模板 {error.name or error.filename or ''} 第 {error.lineno} 行有错：{error.message}")
    if isinstance(error, TemplateNotFound):
        hint = "请检查 mkdocs.yml 的 theme（中文的 language 是 zh）和 templates/ 里引用的文件名。"
        return GeneratorError(f"没有模板 {error.name}：{hint}")
    return GeneratorError(f"模板有错：{error.message}")


def _refused(error: OSError) -> str:
    """What the operating system refused, for an editor, who saves again or tells the maintainer what it said."""
    if isinstance(error, FileNotFoundError):
        return f"文件不见了：{error.filename}，请再保存一次。"
    return f"{reason(error) or f'系统报错：{error}'}。请再保存一次。"
