"""`publish`: check the finished site, upload it beside the live one, switch in one step.

What fails a check never leaves this machine.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path

from generator.commands import DONE, FAULTS, at_least_one
from generator.faults import Fault, GeneratorError, errors
from generator.finished_site import site_faults
from generator.os_errors import refusal
from generator.pipeline import check_content
from generator.project import Project
from generator.publish import releases
from generator.publish.archive import write_zip
from generator.publish.changes import Changes, changes, describe
from generator.publish.destination import host, is_zip, require_apart
from generator.publish.manifest import SIGNATURE, Manifest, compare_folder, parse_manifest, read_manifest_bytes
from generator.publish.password import given_password, typed_password
from generator.publish.server_maps import REDIRECTS, redirects_differ
from generator.publish.signature import is_protected, parse_secret_key, sign

HELP = "把生成好的网站发布到文件夹、SSH 主机或 zip 文件，一步切换"
MAX_REMOVAL = 20.0
KEEP = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "destination", metavar="DEST", help="文件夹、用户@主机:/文件夹、ssh://主机:端口/文件夹，或 .zip 文件"
    )
    parser.add_argument("--site", type=Path, default=Path("site"), metavar="DIR", help="生成好的网站（默认 site/）")
    parser.add_argument(
        "--content", type=Path, default=None, metavar="DIR", help="网站由它生成的内容文件夹（默认 content/）"
    )
    parser.add_argument("--dry-run", action="store_true", help="只列出将新增、改动、删除的页面，不发布")
    parser.add_argument(
        "--keep", type=at_least_one, default=KEEP, metavar="N", help=f"主机上保留几个版本（默认 {KEEP}）"
    )
    parser.add_argument("--allow-removal", action="store_true", help=f"允许一次删除超过 {MAX_REMOVAL:g}%% 的页面")
    parser.add_argument(
        "--max-removal",
        type=_percentage,
        default=MAX_REMOVAL,
        metavar="百分比",
        help=f"一次最多删除百分之几的页面（默认 {MAX_REMOVAL:g}）",
    )
    parser.add_argument("--sign", type=Path, default=None, metavar="私钥", help="用 keygen 生成的私钥给清单签名")
    parser.add_argument("--ssh", default="ssh", metavar="命令", help="ssh 命令及其选项（默认 ssh）")


def run(args: argparse.Namespace) -> int:
    """Check everything first; then publish."""
    require_apart(args.destination, args.site)
    raw = read_manifest_bytes(args.site)
    listed = parse_manifest(raw)
    if not _is_fit(args, listed):
        return FAULTS
    if args.sign and not args.dry_run:
        _sign(args.site, raw, listed, args.sign)
    if is_zip(args.destination):
        return _pack(args, listed)
    target = host(args.destination, args.ssh)
    with nullcontext() if args.dry_run else target.locked():
        old = _online(target, lenient=args.allow_removal)
        found = changes(old, listed)
        print(describe(found), end="")  # noqa: T201
        if not args.allow_removal and found.vanishing > args.max_removal:
            _refuse_removal(found, args.max_removal)
            return FAULTS
        if args.dry_run:
            return DONE
        removed = releases.publish(target, args.site, listed, keep=args.keep, say=_say)
    print(f"已发布：current → releases/{listed.content}")  # noqa: T201
    if removed:
        _say(f"删去了 {len(removed)} 个最旧的版本")
    if redirects_differ(old, listed):
        _say(f"旧编号的地址有增减；由服务器直接转向的，请管理员更新 {REDIRECTS}（见 docs/publishing.md 第四节）")
    return DONE


def _online(target: releases.Host, *, lenient: bool) -> Manifest | None:
    """The manifest of what is online; a broken one counts as none if the publisher allows every removal."""
    try:
        return releases.online(target, target.state())
    except GeneratorError:
        if lenient:
            return None
        raise


def _is_fit(args: argparse.Namespace, listed: Manifest) -> bool:
    """Whether the content and the finished site may go out; tell why not."""
    _say("检查内容和网站")
    if found := compare_folder(args.site, listed):
        names = (*found.changed, *found.missing, *found.extra)
        print(f"{args.site.as_posix()} 与它的清单不符，生成后被改过：{'、'.join(names[:5])}")  # noqa: T201
        _say("请重新运行 build。没有发布。")
        return False
    project = Project.at(Path(), args.content)
    faults: list[Fault] = [*check_content(project), *site_faults(args.site, project)]
    wrong = errors(faults)
    for fault in wrong:
        print(fault)  # noqa: T201
    if warnings := len(faults) - len(wrong):
        _say(f"另有 {warnings} 个警告，用 check 和 check --site 查看")
    if wrong:
        _say(f"有 {len(wrong)} 个错误，没有发布，线上网站没有改动。")
    return not wrong


def _sign(site: Path, raw: bytes, listed: Manifest, key: Path) -> None:
    """Write the signature beside the manifest."""
    try:
        text = key.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise GeneratorError(f"读不出私钥 {key}：{refusal(error)}") from error
    password = ""
    if is_protected(text):
        password = given_password() or typed_password("私钥的密码：")
    signature = sign(raw, parse_secret_key(text, password), f"content:{listed.content}")
    (site / SIGNATURE).write_text(signature, encoding="utf-8", newline="\n")


def _pack(args: argparse.Namespace, listed: Manifest) -> int:
    target = Path(args.destination)
    if args.dry_run:
        print(f"将写出 {target}：{len(listed.entries)} 个文件")  # noqa: T201
        return DONE
    write_zip(args.site, listed, target)
    print(f"已写出 {target}（{target.stat().st_size // 1000} KB），内容 {listed.content}")  # noqa: T201
    return DONE


def _refuse_removal(found: Changes, most: float) -> None:
    _say(
        f"线上 {found.before} 页中有 {len(found.removed)} 页（{found.vanishing:.0f}%）将消失，超过 {most:g}%，没有发布。"
        "确实要删的，加 --allow-removal。"
    )


def _percentage(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError("从 0 到 100")
    return number


def _say(text: str) -> None:
    print(f"· {text}", file=sys.stderr)  # noqa: T201
