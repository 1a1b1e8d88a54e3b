"""`keygen`: make a pair of keys for signing manifests, in minisign's formats."""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from pathlib import Path

from generator.commands import DONE
from generator.faults import GeneratorError
from generator.os_errors import refusal
from generator.publish.password import given_password, typed_password
from generator.publish.signature import new_key

HELP = "生成给清单签名用的一对密钥（minisign 格式）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, metavar="FILE", help="私钥写到哪里，例如 ~/publish.key；公钥写到 FILE.pub")
    parser.add_argument("--no-password", action="store_true", help="私钥不设密码（只用于自动化，须另行保护）")


def run(args: argparse.Namespace) -> int:
    """Write both files; never over existing ones."""
    if not args.file.name:
        raise GeneratorError("没有写私钥的文件名，例如 ~/publish.key。")
    public_file = args.file.with_name(args.file.name + ".pub")
    inside = args.file.resolve().parent
    if any((parent / "mkdocs.yml").exists() for parent in (inside, *inside.parents)):
        raise GeneratorError("私钥不要放在项目文件夹里，以免被提交或发布；请换一个地方，例如主目录。")
    for file in (args.file, public_file):
        if file.exists():
            raise GeneratorError(f"{file} 已存在，不会覆盖。")
    password = "" if args.no_password else _password()
    secret = new_key()
    try:
        _write_private(args.file, secret.text(password))
        public_file.write_text(secret.public.text(), encoding="utf-8", newline="\n")
    except OSError as error:
        for file in (args.file, public_file):
            with suppress(OSError):
                file.unlink(missing_ok=True)
        raise GeneratorError(f"写不出密钥 {args.file}：{refusal(error)}") from error
    print(f"私钥：{args.file}（只有您能看，不要放进仓库，也不要外传）")  # noqa: T201
    print(f"公钥：{public_file}，内容 {secret.public.line}（可以公开）")  # noqa: T201
    return DONE


def _password() -> str:
    if given := given_password():
        return given
    typed = typed_password("给私钥设一个密码：")
    if not typed:
        raise GeneratorError("密码不能是空的；确实不要密码的，加 --no-password。")
    if typed_password("再输入一次：") != typed:
        raise GeneratorError("两次输入的密码不同。")
    return typed


def _write_private(file: Path, text: str) -> None:
    """Create the file so that nobody else can ever have read it."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)
