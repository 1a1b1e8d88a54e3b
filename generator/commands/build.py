"""`build`: check the content, then build the whole site and put it in place."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from generator.build.engine import ENGINES
from generator.commands import DONE, FAULTS
from generator.faults import errors
from generator.pipeline import make_site
from generator.project import Project

HELP = "检查内容并生成整个网站"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--content", type=Path, default=None, metavar="DIR", help="内容文件夹（默认 content/）")
    parser.add_argument("--output", type=Path, default=Path("site"), metavar="DIR", help="网站输出到哪里（默认 site/）")
    parser.add_argument(
        "--work", type=Path, default=None, metavar="DIR", help="工作文件夹，存放中间文件（默认 .build/）"
    )
    parser.add_argument("--engine", choices=tuple(ENGINES), default="mkdocs", help="网页构建引擎（默认 mkdocs）")
    parser.add_argument(
        "--no-database",
        dest="database",
        action="store_false",
        help="不生成开放数据里的 SQLite 数据库（一千份通报约省 7 秒、120 MB）",
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="同时使用几个进程（默认等于处理器数）"
    )


def run(args: argparse.Namespace) -> int:
    """Build; print faults and the result."""
    project = Project.at(Path(), args.content, args.work)
    outcome = make_site(
        project, args.output, engine=args.engine, jobs=args.jobs, database=args.database, report=_report
    )
    wrong = errors(outcome.faults)
    for fault in wrong:
        print(fault)  # noqa: T201
    if doubts := len(outcome.faults) - len(wrong):
        print(f"另有 {doubts} 条警告，用 python -m generator check 查看。", file=sys.stderr)  # noqa: T201
    for warning in outcome.warnings:
        print(f"引擎提示：{warning}", file=sys.stderr)  # noqa: T201
    if wrong:
        print(f"有 {len(wrong)} 个错误，没有生成网站，原来的网站没有改动。", file=sys.stderr)  # noqa: T201
        return FAULTS
    print(f"已生成 {outcome.notices} 份通报的网站：{args.output.as_posix()}/")  # noqa: T201
    return DONE


def _report(stage: str) -> None:
    print(f"· {stage}", file=sys.stderr)  # noqa: T201
