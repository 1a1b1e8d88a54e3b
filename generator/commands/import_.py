"""`import`: official text in Word, PDF, web page or plain text → a draft notice file and a report.

Never overwrites unasked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from generator.commands import DONE, FAULTS
from generator.faults import GeneratorError
from generator.importer.document import Refused
from generator.importer.main import MAX_BYTES, Imported, import_source
from generator.load.notices import find_notices, parse_notice
from generator.model.notice import ID_PATTERN
from generator.model.words import Kind
from generator.os_errors import refusal
from generator.write_yaml import notice_yaml

HELP = "把 Word、PDF、网页、纯文本里的通报导入成 YAML，一字不差，存疑之处列出来"

_SHOWN = 60
_SCHEMA = "schema/notice.schema.json"


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What became of one source: a file and a report, or the reason for refusing it."""

    source: str
    path: str = ""
    imported: Imported | None = None
    refusal: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="要导入的文件：txt、html、docx、pdf")
    parser.add_argument(
        "--output", type=Path, default=None, metavar="DIR", help="写到哪个文件夹（默认 content/notices/<年份>/）"
    )
    parser.add_argument("--id", default=None, metavar="ID", help="编号，即文件名（默认由发布机关的拼音和年份组成）")
    parser.add_argument("--kind", choices=get_args(Kind), default=None, help="按没有整改事项的公开文本导入，并注明文种")
    parser.add_argument("--force", action="store_true", help="允许覆盖已有的文件")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="报告的格式：text 给人看，json 给程序用"
    )


def run(args: argparse.Namespace) -> int:
    """Import every source; a source that is refused does not stop the others."""
    if args.id is not None and len(args.sources) > 1:
        raise GeneratorError("--id 只能用于一个文件；请一次导入一个，或不写 --id")
    if args.id is not None and (not re.fullmatch(ID_PATTERN, args.id) or len(args.id) > 80):
        raise GeneratorError(f"“{args.id}”不能作编号：只用小写字母、数字和连字符，例如 suqian-2024")
    outcomes = [_import_one(source, args) for source in args.sources]
    if args.format == "json":
        print(json.dumps([_as_json(outcome) for outcome in outcomes], ensure_ascii=False, indent=2))  # noqa: T201
    else:
        for outcome in outcomes:
            _print(outcome)
    return FAULTS if any(outcome.refusal for outcome in outcomes) else DONE


def _import_one(source: Path, args: argparse.Namespace) -> _Outcome:
    name = source.as_posix()
    try:
        data = _read(source)
        files = _known_files(args.output)
        before = _imported_before(files, hashlib.sha256(data).hexdigest())
        if before and not args.force and not args.id:
            raise GeneratorError(f"{name} 已经导入过：{before.as_posix()}；要重新导入请加 --force，要另存一份请加 --id")
        taken = frozenset(path.stem for path in files if path != before)
        imported = import_source(source.name, data, kind=args.kind, taken=taken)
        path = _target(imported, args, before)
        return _Outcome(source=name, path=_write(path, imported, force=args.force), imported=imported)
    except Refused as refusal:
        return _Outcome(source=name, refusal=str(refusal))


def _read(source: Path) -> bytes:
    try:
        size = source.stat().st_size
        if size > MAX_BYTES:
            raise Refused(f"文件有 {size / 1_000_000:.0f} MB，超过上限 {MAX_BYTES // 1_000_000} MB；请只保留通报本身")
        return source.read_bytes()
    except OSError as error:
        raise GeneratorError(f"读不出文件 {source.as_posix()}：{refusal(error)}") from None


def _known_files(output: Path | None) -> list[Path]:
    """Notice files whose ids are taken: those of the site, and those in the output folder."""
    folders = sorted(output.glob("*.yaml")) if output else []
    return find_notices(Path("content")) + folders if output is None else folders


def _imported_before(files: list[Path], sha256: str) -> Path | None:
    return next((path for path in files if sha256 in path.read_text(encoding="utf-8", errors="replace")), None)


def _target(imported: Imported, args: argparse.Namespace, before: Path | None) -> Path:
    if before and args.force and not args.id:
        return before
    notice_id = args.id or imported.notice.id
    published = imported.notice.published
    year = published.year if isinstance(published, date) else date.today().year
    folder: Path = args.output or Path("content", "notices", str(year))
    return folder / f"{notice_id}.yaml"


def _write(path: Path, imported: Imported, *, force: bool) -> str:
    """Write the file, after reading its text back: it must give the very notice that was proved."""
    text = _schema_line(path) + notice_yaml(imported.notice, imported.report.comments())
    loaded, faults = parse_notice(path.as_posix(), path.stem, text.encode())
    wanted = imported.notice.model_copy(update={"id": path.stem})
    if loaded is None or loaded.notice != wanted:
        raise Refused(f"写成 YAML 后读回来不一致，没有写出文件；请把原文件发给维护者。{faults[0] if faults else ''}")
    if path.is_symlink():
        raise GeneratorError(f"{path.as_posix()} 是符号链接，不往里写")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise GeneratorError(f"{path.as_posix()} 已经有了；要覆盖请加 --force，要另存请换一个 --id") from None
    except OSError as error:
        raise GeneratorError(f"写不了文件 {path.as_posix()}：{refusal(error)}") from None
    return path.as_posix()


def _schema_line(path: Path) -> str:
    """The line by which editors' tools find the schema, for a file at its place in a site's folder."""
    home = path.resolve().parents
    at_place = len(home) > 3 and (home[2].name, home[1].name) == ("content", "notices")
    if not at_place or not (home[3] / _SCHEMA).is_file():
        return ""
    return f"# yaml-language-server: $schema=../../../{_SCHEMA}\n"


def _print(outcome: _Outcome) -> None:
    if outcome.imported is None:
        print(f"错误：{outcome.source}：{outcome.refusal}", file=sys.stderr)  # noqa: T201
        return
    report = outcome.imported.report
    found = "，".join(f"{name} {count} 个" for name, count in report.counts.items())
    lines = [f"{outcome.source} → {outcome.path}", f"  认出{found}；全文核对一致"]
    if report.doubts:
        lines.append(f"  待核 {len(report.doubts)} 处（文件里以“# 待核”标出）：")
        lines += [f"    - {doubt.message}" for doubt in report.doubts]
    if report.left_out:
        lines.append(f"  没有收入 {len(report.left_out)} 行：")
        lines += [f"    - {one.place}（{one.reason}）：{_short(one.text)}" for one in report.left_out]
    lines.append("  这是草稿（draft: true），核对后删去这一行才会发布。")
    print("\n".join(lines))  # noqa: T201


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _as_json(outcome: _Outcome) -> dict[str, object]:
    """One source's outcome under stable keys."""
    if outcome.imported is None:
        return {"source": outcome.source, "error": outcome.refusal}
    report = outcome.imported.report
    return {
        "source": outcome.source,
        "path": outcome.path,
        "id": Path(outcome.path).stem,
        "items": report.counts["事项"],
        "headings": report.counts["标题"],
        "doubts": [{"at": list(doubt.at), "message": doubt.message} for doubt in report.doubts],
        "left_out": [{"place": one.place, "reason": one.reason, "text": one.text} for one in report.left_out],
    }
