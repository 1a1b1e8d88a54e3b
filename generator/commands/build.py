"""`build`: check the content, then build the whole site and put it in place."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from pathlib import Path

from generator.build.engine import ENGINES
from generator.commands import DONE, FAULTS, at_least_one
from generator.executors import begin_loading, collect_seldom
from generator.faults import GeneratorError, errors
from generator.index.open_tables import DATA_LIMIT
from generator.os_errors import reason
from generator.progress import Progress
from generator.project import Project

HELP = "检查内容并生成整个网站"

_MANY = 40  # files of the content; with fewer there is work for one process


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--content", type=Path, default=None, metavar="DIR", help="内容文件夹（默认 content/）")
    parser.add_argument("--output", type=Path, default=Path("site"), metavar="DIR", help="网站输出到哪里（默认 site/）")
    parser.add_argument(
        "--work", type=Path, default=None, metavar="DIR", help="工作文件夹，存放中间文件（默认 .build/）"
    )
    parser.add_argument("--engine", choices=tuple(ENGINES), default="mkdocs", help="网页构建引擎（默认 mkdocs）")
    parser.add_argument(
        "--database",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=f"是否生成开放数据里的 SQLite 数据库（默认：通报不超过 {DATA_LIMIT} 份时生成；每千份约 7 秒、120 MB）",
    )
    parser.add_argument(
        "--jobs",
        type=at_least_one,
        default=os.cpu_count() or 1,
        metavar="N",
        help="同时使用几个进程（默认等于处理器数）",
    )
    parser.add_argument(
        "--executor", default=None, metavar="dask://HOST:PORT", help="让 Dask 集群的多台机器来做（见 docs/scale.md）"
    )


def run(args: argparse.Namespace) -> int:
    """Build; print faults and the result. If there seems to be work for them, processes load the program while this one does so itself."""
    project = Project.at(Path(), args.content, args.work)
    if args.jobs > 1 and project.seems_touched(_MANY):
        begin_loading()
    from jinja2 import TemplateError  # noqa: PLC0415

    from generator.attempt import template_fault  # noqa: PLC0415
    from generator.pipeline import make_site  # noqa: PLC0415

    collect_seldom()
    progress = Progress()
    try:
        outcome = make_site(
            project,
            args.output,
            engine=args.engine,
            jobs=args.jobs,
            database=args.database,
            cluster=args.executor,
            report=progress,
        )
    except TemplateError as error:  # also an OSError, where there is no such template
        raise template_fault(error) from error
    except (OSError, sqlite3.Error) as error:
        if why := reason(error):
            raise GeneratorError(f"没有生成网站，原来的网站没有改动：{why}") from error
        raise
    finally:
        progress.end()
    wrong = errors(outcome.faults)
    for fault in wrong:
        print(fault)  # noqa: T201
    if outcome.doubts:
        print(f"另有 {outcome.doubts} 条警告，用 python -m generator check 查看。", file=sys.stderr)  # noqa: T201
    for warning in outcome.warnings:
        print(f"引擎提示：{warning}", file=sys.stderr)  # noqa: T201
    if wrong:
        print(f"有 {len(wrong)} 个错误，没有生成网站，原来的网站没有改动。", file=sys.stderr)  # noqa: T201
        return FAULTS
    print(f"已生成 {outcome.notices} 份通报的网站：{args.output.as_posix()}/")  # noqa: T201
    return DONE
