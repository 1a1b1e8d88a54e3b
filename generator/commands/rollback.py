"""`rollback`: switch the live site back to the release before, or to a named one, in one step."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generator.commands import DONE, FAULTS
from generator.faults import GeneratorError, errors
from generator.finished_site import withheld_faults
from generator.project import Project
from generator.publish import releases
from generator.publish.destination import host

HELP = "把线上网站一步退回上一个（或指定的）版本"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("destination", metavar="DEST", help="发布时用的目标：文件夹或 SSH 主机")
    parser.add_argument("--to", default=None, metavar="版本", help="版本哈希的开头几位（默认：上一个版本）")
    parser.add_argument("--content", type=Path, default=None, metavar="DIR", help="内容文件夹（默认 content/）")
    parser.add_argument("--allow-withheld", action="store_true", help="即使旧版本里有后来撤下的文字，也退回")
    parser.add_argument("--ssh", default="ssh", metavar="命令", help="ssh 命令及其选项（默认 ssh）")


def run(args: argparse.Namespace) -> int:
    """Look for withheld text in the old release, then switch."""
    target = host(args.destination, args.ssh)
    if not target.state().names:
        raise GeneratorError(f"{args.destination} 还没有发布过，没有可以退回的版本。")
    with target.locked():
        name = releases.target_of_rollback(target.state(), args.to)
        if not args.allow_withheld:
            with target.fetched(name) as folder:
                faults = withheld_faults(folder, Project.at(Path(), args.content))
            for fault in faults:
                print(fault)  # noqa: T201
            if errors(faults):
                text = "旧版本里有后来撤下的文字，没有退回。请改正后重新发布；确要退回的，加 --allow-withheld。"
                print(text, file=sys.stderr)  # noqa: T201
                return FAULTS
        releases.rollback(target, name)
    print(f"已退回：current → releases/{name}")  # noqa: T201
    return DONE
