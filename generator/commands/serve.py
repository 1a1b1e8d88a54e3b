"""`serve`: preview on this machine. A save shows in the page at once.

Faults show in the terminal and in the page; the last good page stays.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generator.commands import DONE
from generator.preview import Preview
from generator.project import Project

HELP = "在本机预览，保存后自动重建并刷新网页"

_LAST_PORT = 65535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--content", type=Path, default=None, metavar="DIR", help="内容文件夹（默认 content/）")
    parser.add_argument(
        "--work", type=Path, default=None, metavar="DIR", help="工作文件夹，存放中间文件（默认 .build/）"
    )
    parser.add_argument(
        "--poll", action="store_true", help="每半秒查看一次文件；网络盘和虚拟机共享文件夹里保存后不更新时使用"
    )
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help="端口（默认 8000；0 为任选一个空闲端口）")


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    terminal = sys.stderr  # as it is now: engines redirect it while they are at work

    def say(text: str) -> None:
        print(text, file=terminal, flush=True)

    preview = Preview(Project.at(Path(), args.content, args.work), port=args.port, poll=args.poll, say=say)
    print(f"预览地址：{preview.url}（按 Ctrl+C 结束）", flush=True)  # noqa: T201
    try:
        preview.run()
    except KeyboardInterrupt:
        say("预览已结束。")
    return DONE


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"端口是 0 到 {_LAST_PORT} 的整数")
    return number
