"""The command line: parse arguments, run one command, turn what went wrong into an exit code."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import re
import sys
import traceback
from contextlib import suppress
from types import ModuleType
from typing import NoReturn

from generator import __version__
from generator.commands import BUG, COMMANDS, MISUSE
from generator.faults import GeneratorError
from generator.os_errors import reason

_REFUSALS = (  # argparse's wording → what the person at the terminal reads
    (r"the following arguments are required: (.*)", r"缺少：\1"),
    (r"argument (.*): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"\1 没有“\2”这个选择，可选：\3"),
    (r"argument (.*): invalid (?:int|\w+) value: '(.*)'", r"\1 的值“\2”不对"),
    (r"argument (.*): expected .*", r"\1 后面缺少值"),
    (r"argument (.*): ([^a-z].*)", r"\1 的值不对：\2"),  # a command's own words
    (r"unrecognized arguments: (.*)", r"多余的参数：\1"),
)
_ISSUE_HINT = "这是程序的错误，不是您的错误。请把上面的内容连同所用命令报给维护者。"


class _Parser(argparse.ArgumentParser):
    """Says in Chinese what is wrong with a command line."""

    def error(self, message: str) -> NoReturn:
        for english, chinese in _REFUSALS:
            if found := re.fullmatch(english, message):
                message = found.expand(chinese)
        self.exit(MISUSE, f"错误：{message}。用 {self.prog} --help 查看用法。\n")


def main(argv: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", newline="\n", errors="backslashreplace")
    arguments = sys.argv[1:] if argv is None else argv
    parser, modules = _parser(arguments)
    args = parser.parse_args(arguments)
    try:
        code = modules[args.command].run(args)
        assert isinstance(code, int)
    except GeneratorError as error:
        print(f"错误：{error}", file=sys.stderr)  # noqa: T201
        return MISUSE
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)  # noqa: T201
        return MISUSE
    except Exception as error:  # noqa: BLE001 - the one place: what the system refused is exit code 2, a bug 3
        if why := reason(error):
            print(f"错误：{why}", file=sys.stderr)  # noqa: T201
            return MISUSE
        traceback.print_exc()
        print(_ISSUE_HINT, file=sys.stderr)  # noqa: T201
        return BUG
    return code


def _parser(arguments: list[str]) -> tuple[argparse.ArgumentParser, dict[str, ModuleType]]:
    """A parser for the command that was asked for, or for all of them; other commands' modules are not even imported."""
    parser = _Parser(prog="python -m generator", description="巡视巡察整改进展情况通报：从 YAML 到公开网站")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    wanted = arguments[:1] if arguments and arguments[0] in COMMANDS else list(COMMANDS)
    modules = {name: importlib.import_module(COMMANDS[name]) for name in wanted}
    for name, module in modules.items():
        module.add_arguments(commands.add_parser(name, help=module.HELP, description=module.HELP))
    return parser, modules


def _leave(code: int) -> NoReturn:
    """End at once: to free piece by piece what a large build held takes as long as to look whether anything changed."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    _leave(main())
