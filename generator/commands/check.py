"""`check`: every fault of every file, on stdout; a summary on stderr. Changes nothing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from generator.check import check_notice
from generator.commands import DONE, FAULTS
from generator.faults import Fault, GeneratorError, errors
from generator.finished_site import site_faults
from generator.load.notices import find_notices, load_notices, notice_files
from generator.pipeline import check_content
from generator.project import Project

HELP = "检查通报文件，列出全部错误和警告"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="要检查的文件或文件夹（默认全部内容和 mkdocs.yml）"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="输出格式：text 给人看，json 给程序用"
    )
    parser.add_argument("--content", type=Path, default=None, metavar="DIR", help="内容文件夹（默认 content/）")
    parser.add_argument("--site", type=Path, default=None, metavar="DIR", help="改为检查生成好的网站，例如 site/")


def run(args: argparse.Namespace) -> int:
    """Check; print the faults, sorted by place."""
    project = Project.at(Path(), args.content)
    if args.site:
        files = _site_files(args.site)
        faults = site_faults(args.site, project)
    elif args.paths:
        files = _files(args.paths)
        faults = _check_files(files)
    else:
        faults = list(check_content(project))
        files = find_notices(project.content)
    if args.format == "json":
        print(json.dumps([fault.as_json() for fault in faults], ensure_ascii=False, indent=2))  # noqa: T201
    else:
        for fault in faults:
            print(fault)  # noqa: T201
    wrong = len(errors(faults))
    summary = f"检查 {len(files)} 个文件：{wrong} 个错误，{len(faults) - wrong} 个警告。"
    print(summary, file=sys.stderr)  # noqa: T201
    return FAULTS if wrong else DONE


def _site_files(site: Path) -> list[Path]:
    if not (site / "index.html").is_file():
        raise GeneratorError(f"{site.as_posix()} 不是生成好的网站：没有 index.html。先运行 python -m generator build。")
    return [path for path in site.rglob("*") if path.is_file()]


def _files(paths: Sequence[Path]) -> list[Path]:
    """The files meant by the arguments, each once; a folder means all notice files below it."""
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise GeneratorError(f"没有这个文件或文件夹：{path.as_posix()}")
    found = (file for path in paths for file in (notice_files(path) if path.is_dir() else [path]))
    return list(dict.fromkeys(found))


def _check_files(files: Sequence[Path]) -> list[Fault]:
    loaded, faults = load_notices(files)
    for one in loaded:
        faults += check_notice(one.notice, one.source)
    return sorted(faults)
