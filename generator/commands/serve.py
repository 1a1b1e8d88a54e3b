"""`serve`: preview on this machine. A save rebuilds and reloads the page.

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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--content", type=Path, default=None, metavar="DIR", help="内容文件夹（默认 content/）")
    parser.add_argument(
        "--work", type=Path, default=None, metavar="DIR", help="工作文件夹，存放中间文件（默认 .build/）"
    )
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="端口（默认 8000；0 为任选一个空闲端口）")


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    preview = Preview(Project.at(Path(), args.content, args.work), port=args.port, say=_say)
    print(f"预览地址：{preview.url}（按 Ctrl+C 结束）", flush=True)  # noqa: T201
    try:
        preview.run()
    except KeyboardInterrupt:
        _say("预览已结束。")
    return DONE


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201
