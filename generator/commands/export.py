"""`export`: a notice file as plain text (as issued), as its `notice.json`, or as tidy YAML, on stdout.

Writes no file.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from generator.commands import DONE, FAULTS
from generator.faults import GeneratorError
from generator.index.notice_json import notice_json
from generator.load.notices import load_notices
from generator.model.notice import Notice
from generator.model.outline import plain_text
from generator.write_yaml import notice_yaml

HELP = "输出通报的纯文本（与印发的一致）、JSON 或整理过的 YAML"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="通报文件")
    parser.add_argument("--format", choices=("text", "json", "yaml"), required=True, help="输出格式")
    parser.add_argument(
        "--site-url", default="", metavar="URL", help="网站地址，写进 JSON 里的链接（默认从根路径写起）"
    )


def run(args: argparse.Namespace) -> int:
    """Print the notices one after another; files with faults are reported and left out."""
    for path in args.files:
        if not path.is_file():
            raise GeneratorError(
                f"没有这个文件：{path.as_posix()}。写出通报文件的路径，例如 content/notices/2024/suqian-2024.yaml。"
            )
    loaded, faults = load_notices(args.files)
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201
    notices = [one.notice for one in loaded]
    if args.format == "json":
        shown = [notice_json(notice, args.site_url) for notice in notices]
        print(json.dumps(shown[0] if len(args.files) == 1 and shown else shown, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        print("\n".join(_text(notice, args.format) for notice in notices), end="")  # noqa: T201
    return DONE if len(loaded) == len(args.files) else FAULTS


def _text(notice: Notice, form: str) -> str:
    return plain_text(notice) if form == "text" else notice_yaml(notice)
