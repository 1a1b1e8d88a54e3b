"""`verify`: compare a folder or a live site with a manifest, file by file, and check the manifest's signature."""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.commands import DONE, FAULTS
from generator.faults import GeneratorError
from generator.os_errors import refusal
from generator.publish.manifest import (
    MANIFEST,
    SIGNATURE,
    Differences,
    compare_folder,
    parse_manifest,
    read_manifest_bytes,
)
from generator.publish.verify import LiveSite, compare_live, is_url, read_key, signed_content

HELP = "核对文件夹或线上网站与清单（manifest.json）是否一致"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("place", metavar="DIR|URL", help="文件夹，或网址（http://、https://）")
    parser.add_argument(
        "--manifest", type=Path, default=None, metavar="FILE", help="用另存的清单核对（默认用网站自己的）"
    )
    parser.add_argument("--public-key", default=None, metavar="公钥", help="公钥文件或 RW 开头的一行：同时核对签名")


def run(args: argparse.Namespace) -> int:
    """Print what differs; the exit code says whether anything does."""
    live = LiveSite(url=args.place.rstrip("/")) if is_url(args.place) else None
    folder = Path(args.place)
    if live is None and not folder.is_dir():
        raise GeneratorError(f"没有文件夹 {args.place}。")
    raw = _manifest_bytes(args.manifest, live, folder)
    listed = parse_manifest(raw)
    good = True
    if args.public_key:
        try:
            comment = signed_content(raw, _signature(args.manifest, live, folder), read_key(args.public_key), listed)
        except ValueError as error:
            print(error)  # noqa: T201
            good = False
        else:
            print(f"签名正确：{comment}")  # noqa: T201
    found = compare_live(live, listed) if live else compare_folder(folder, listed)
    _tell(found)
    if found or not good:
        return FAULTS
    print(f"一致：{len(listed.entries)} 个文件，内容 {listed.content}")  # noqa: T201
    return DONE


def _manifest_bytes(given: Path | None, live: LiveSite | None, folder: Path) -> bytes:
    if given:
        try:
            return given.read_bytes()
        except OSError as error:
            raise GeneratorError(f"读不出清单 {given}：{refusal(error)}") from error
    if live is None:
        return read_manifest_bytes(folder)
    raw = live.fetch(MANIFEST)
    if raw is None:
        raise GeneratorError(f"{live.url} 上没有 {MANIFEST}。")
    return raw


def _signature(given: Path | None, live: LiveSite | None, folder: Path) -> bytes | None:
    """The signature that lies beside the manifest."""
    if given or live is None:
        file = given.with_name(given.name + ".minisig") if given else folder / SIGNATURE
        return file.read_bytes() if file.is_file() else None
    return live.fetch(SIGNATURE)


def _tell(found: Differences) -> None:
    for label, paths in (("不同", found.changed), ("缺少", found.missing), ("多出", found.extra)):
        for path in paths:
            print(f"{label} {path}")  # noqa: T201
