"""`releases`: list the releases on a host, the newest first."""

from __future__ import annotations

import argparse

from generator.commands import DONE
from generator.publish.destination import host

HELP = "列出主机上的各个版本"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("destination", metavar="DEST", help="发布时用的目标：文件夹或 SSH 主机")
    parser.add_argument("--ssh", default="ssh", metavar="命令", help="ssh 命令及其选项（默认 ssh）")


def run(args: argparse.Namespace) -> int:
    """Print a line a release: mark, hash, when it last came online."""
    state = host(args.destination, args.ssh).state()
    times = state.last_times
    for name in reversed(state.order):
        mark = "→" if name == state.current else " "
        print(f"{mark} {name} {times.get(name, '')}".rstrip())  # noqa: T201
    if not state.names:
        print(f"{args.destination} 还没有发布过。")  # noqa: T201
    return DONE
