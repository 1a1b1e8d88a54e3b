"""What is typed with a Chinese keyboard or copied from Word: the message names the slip, where it stands, and not its consequence."""

from __future__ import annotations

import pytest

from generator.load.yaml_text import read_yaml

_SLIPS = {
    "kind: 通报\ntitle:　关于整改\nwording: 原文\n": "2:7 键的冒号后面是全角空格或不间断空格",
    "title: 甲\nwording:\xa0原文\n": "2:9 键的冒号后面是全角空格或不间断空格",
    "sections:\n  - heading: 一\n　　text: |\n      段\n  - heading: 二\n": "3:1 缩进里有全角空格或不间断空格",
    "opening: |\n  第一段\n　　第二段\n": "3:1 缩进里有全角空格或不间断空格",
    "sections:\n  - heading: 一\n  \xa0\xa0text: 段\n": "3:3 缩进里有全角空格或不间断空格",
    "sections:\n  - heading: 一\n  －heading: 二\n": "3:3 列表符号不是英文的“-”",
    "sections:\n  - heading: 一\n  – heading: 二\n": "3:3 列表符号不是英文的“-”",
    "sections:\n  - heading: 一\n  -heading: 二\n": "3:3 列表符号“-”后面缺少空格",
    "sections:\n  - heading: 一\n   text: 段\n": "3:4 缩进或层次不对",
    "sections:\n  - heading: 一\n - heading: 二\n": "3:2 缩进或层次不对",
    "contact: ｛phones: 甲｝\n": "1:10 这里用了全角的括号",
    "issuer: {name: 甲， short: 乙}\n": "1:17 花括号里用了中文逗号“，”",
    "issuer: {name: 甲，乙\n": "1:9 方括号或花括号没有闭合",
    "finding: [学习]不够深入\n": "1:14 引号或括号已经闭合，后面不能再有文字",
    'finding: "学习"不够深入\n': "1:14 引号或括号已经闭合，后面不能再有文字",
    " title: 甲\nwording: 原文\n": "2:1 这一行与前面的键没有左对齐",
    "title: 甲\n...\nwording: 原文\n": "3:1 文件末尾有多余的内容",
    "<<<<<<< HEAD\ntitle: 甲\n=======\ntitle: 乙\n>>>>>>> b\n": "1:7 这里留着合并两份改动时的标记",
    "opening: ｜\n  第一段\n  第二段\n": "1:10 这里用了全角的“｜”",
}


@pytest.mark.parametrize(("text", "told"), _SLIPS.items())
def test_a_slip_is_named_where_it_stands(text: str, told: str) -> None:
    faults = read_yaml("x.yaml", text.encode()).faults
    assert [(fault.code, f"{fault.line}:{fault.column} {fault.message}") for fault in faults] == [("Y111", told)]
    assert faults[0].severity == "error"
    assert faults[0].hint


def test_wide_blanks_within_a_text_are_text() -> None:
    parsed = read_yaml("x.yaml", "opening: |\n  　　第一段　甲\n  　\n  name：乙\n".encode())
    assert parsed.faults == []
    assert parsed.data == {"opening": "　　第一段　甲\n　\nname：乙\n"}
