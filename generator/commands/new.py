"""`new`: write the commented skeleton of a notice. Never overwrites a file."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from generator.check.completeness import PLACEHOLDER
from generator.commands import DONE
from generator.faults import GeneratorError
from generator.load.notices import id_fault
from generator.model.words import INSPECTION_TYPES, KINDS, LEVELS, STATUSES, WORDINGS
from generator.os_errors import refusal

HELP = "新建一份通报的样稿"

_YEAR_AT_END = re.compile(r"(?:^|-)((?:19|20)\d{2})$")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("id", metavar="ID", help="编号：小写字母、数字、连字符，例如 suqian-2024；它就是网址的一部分")
    parser.add_argument(
        "--content", type=Path, default=Path("content"), metavar="DIR", help="内容文件夹（默认 content/）"
    )
    parser.add_argument("--year", metavar="YYYY", help="放在哪一年的文件夹（默认取编号末尾的年份，没有则为今年）")


def run(args: argparse.Namespace) -> int:
    """Write the file; print its path."""
    year = args.year or year_of(args.id, date.today())
    path = skeleton_path(args.content, args.id, year)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(skeleton())
    except OSError as error:
        raise GeneratorError(f"写不了文件 {path.as_posix()}：{refusal(error)}") from None
    print(path.as_posix())  # noqa: T201
    return DONE


def year_of(notice_id: str, today: date) -> str:
    """The year in which a notice is filed: that at the end of its id, or else today's."""
    found = _YEAR_AT_END.search(notice_id)
    return found[1] if found else f"{today.year:04}"


def skeleton_path(content: Path, notice_id: str, year: str) -> Path:
    """Where a new notice is to stand. Raises GeneratorError for an id that cannot be used, or is taken in any year."""
    if reason := id_fault(notice_id):
        raise GeneratorError(f"“{notice_id}”不能作编号：{reason}。编号只用小写字母、数字和连字符，例如 suqian-2024。")
    if not re.fullmatch(r"\d{4}", year):
        raise GeneratorError(f"年份应当是四位数字，不是“{year}”。")
    for taken in sorted((content / "notices").rglob(f"{notice_id}.y*ml")):
        raise GeneratorError(f"文件已经存在，没有改动：{taken.as_posix()}")
    return content / "notices" / year / f"{notice_id}.yaml"


def skeleton() -> str:
    """The text of a new notice, which the model accepts; what is to be filled in is marked."""
    return _SKELETON.format(
        todo=PLACEHOLDER,
        kinds=_choices(KINDS),
        wordings=_choices(WORDINGS),
        types=_choices(INSPECTION_TYPES),
        levels=_choices(LEVELS),
        statuses=_choices(STATUSES),
    )


def _choices(words: Iterable[str]) -> str:
    return " | ".join(words)


_SKELETON = """\
# yaml-language-server: $schema=../../../schema/notice.schema.json
# 一份通报一个文件，文件名就是编号，也是网址的一部分，发布后不要改名。
# 以 # 开头的是说明，可以删去；要用哪一项，去掉行首的“# ”。缩进只用空格。
# 填好以后运行 python -m generator check，按提示改正，再把 draft 一行删去。

draft: true
title: {todo}标题，原样照录
# title_printed: false              # 原文没有标题、标题由本站所拟时写
# kind: 通报                        # {kinds}
wording: 原文                       # {wordings}；摘编必须写明 source
issuer:
  name: {todo}发布机关全称
  # short: 某某县委                 # 列表里显示的简称
  # region: "320000"                # 行政区划代码，六位，加引号
inspection:                         # 原文没有的事实不填，不要推测
  # type: 巡察                      # {types}
  # level: 市                       # {levels}
  # team: 市委第一巡察组
  # round: 十四届市委第一轮
  # forms: [专项]
  # start: 2022-03-07               # 说不准的照录原文，例如 2022年8月下旬
  # end: 2022-04-07
  # feedback: 2022-06-10
# published: 2024-01-26             # 发布日期

opening: |
  {todo}开头段落，一段一行

sections:
  - heading: 一、{todo}标题，连同序号
    text: |
      {todo}本级正文，一段一行
  - heading: 二、{todo}整改进展情况的标题
    # status: 已完成                # {statuses}；标题写明了才填，本组事项都适用
    item_heading: "{{n}}. 关于“{{finding}}”问题的整改。"   # 事项标题的印刷格式；序号可写 {{n}}、{{一}}、{{①}}、{{１}}
    items:
      - finding: {todo}反馈的问题，不含外层引号
        # status: 持续推进          # 只是这一项的状态；原文没有写明的不填
        text: |
          {todo}整改情况，一段一行

closing: |
  {todo}结尾段落，通常写明联系方式

contact:                            # 逐项照录自正文；打码的照样照录
  # phones: [0000-00000000]
  # emails: []
  # addresses: [某某市某某路1号]
  # postcodes: ["000000"]
  # hours: 工作日 9:00—12:00

signature:
  name: {todo}落款单位
  # date: 2024-01-26                # 成文日期

# attachments:
#   - text: 附件：某某清单
#     file: qingdan.pdf             # 文件放在 content/files/<编号>/ 下
# source:                           # 来源；摘编必填 publisher
#   publisher: 某某网站
#   title: 原文标题
#   url: https://www.example.gov.cn/
# allow:                            # 看似个人信息、但确可公开的文字
#   - text: 照录正文里的邮箱、号码
#     reason: 为什么可以公开
"""
