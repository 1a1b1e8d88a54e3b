"""Small notices for tests, and the torture notice."""

from __future__ import annotations

import string
from typing import Any

from generator.model.notice import Notice

TORTURE_LINES = (
    string.punctuation,
    *(f"前{mark}后 {mark}中{mark} {mark}{mark}重{mark}{mark} {mark}" for mark in string.punctuation),
    *(f"{mark} 行首有此符号" for mark in string.punctuation),
    *(f"{mark}{mark}{mark}" for mark in string.punctuation),
    "1. 像有序列表",
    "1) 像有序列表",
    "12、不是列表",
    "- 像列表",
    "+ 像列表",
    "# 像标题 #",
    "> 像引用",
    "    四个空格",
    "---",
    "===",
    "***",
    "```python",
    "~~~",
    "!!! note 提示",
    "??? note",
    "/// admonition",
    ": 定义",
    "*[HTML]: 缩写",
    "[^1]: 脚注",
    "[x]: https://example.org",
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "<!-- 注释 -->",
    "<?php ?>",
    "<br>",
    "{{ 7*7 }} {% raw %} {# 注释 #} {{ config }}",
    "&amp; &lt; &#60; &nbsp; AT&T",
    "[x](javascript:window.ran=1) ![y](z) [链接][x] [[维基]]",
    "| 表 | 格 |",
    "|---|---|",
    "159*****009 与 **********@qq.com 与 1139.******万元",
    "_下划线_ __双__ snake_case_name ~~删~~ ==亮== ^上^ H~2~O ++插++",
    "https://example.org/a?b=c&d=e www.example.org mailto:a@example.org <a@example.org>",
    ":smile: (c) (tm) 1/2 1st -- --- ... +/- --> <-- c/o =/=",
    "\"直引号\" '单引号' ``双反引号''",
    "反斜杠 \\* \\_ \\\\ 结尾\\",
    "$E=mc^2$ $$块$$ \\(x\\)",
    "{: #id .class } { .x }",
    '[TOC] ==Admonition== --8<-- "file"',
    "emoji 😀👨‍👩‍👧 扩展汉字 𠀀𪜶𫝀 组合 é ñ 不换行\u00a0空格 零宽\u200b格 全角\u3000空格",
    "%%% ％ ％％ 50%",
    "长" * 5000,
    "行尾两个空格  ",
    "电话：0527-88859050",
    "klzzwxh:0000 wzxhzdk:1 amp",
)
"""Lines that Markdown, HTML, Jinja or an extension could take for something else. Each must reach the reader as it stands."""


def make_notice(**facts: Any) -> Notice:
    """A small valid notice with some facts replaced, given as they stand in YAML."""
    defaults = {"id": "sample", "title": "某通报", "wording": "原文", "issuer": {"name": "中共某某县委员会"}}
    return Notice.model_validate({**defaults, **facts})


def torture_notice() -> Notice:
    """A notice in which every place that takes text is given every torture line."""
    text = "\n".join(TORTURE_LINES)
    lines = [line.strip() for line in TORTURE_LINES]
    return make_notice(
        id="torture",
        title=lines[0] + " <b>题</b> # {{ 1 }}",
        under_title=text,
        opening=text,
        sections=[
            {
                "heading": f"一、{line}",
                "run_in": index % 3 == 0,
                "text": [line, {"table": {"caption": line, "rows": [["表头", line], [line, "单元格"]]}}],
                "item_heading": "{n}. 关于“{finding}”问题的整改。",
                "items": [
                    {"finding": line, "text": line, "run_in": index % 2 == 0, "status": "已完成"},
                    {"finding": line},
                ],
            }
            for index, line in enumerate(lines)
        ],
        closing=text,
        contact={"phones": ["0527-88859050"], "emails": lines[:1], "addresses": lines[:3], "hours": lines[4]},
        attachments=[{"text": line} for line in lines],
        signature={"name": lines, "date": "2024-03-15"},
        notes=text,
        revisions=[{"date": "2024-04-01", "note": lines[0], "changes": [{"before": lines, "after": lines}]}],
        source={"publisher": lines[0], "title": lines[1]},
    )
