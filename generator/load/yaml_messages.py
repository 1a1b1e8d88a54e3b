"""What libyaml says about a syntax error → what an editor reads: where to look, what is wrong, what to do.

Reads nothing itself. Code: Y111.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from generator.faults import Fault, Source

_WRONG_COLON = re.compile(r"\s*(?:- +)?[a-z_]+(?:(?P<wide>：)|:(?=[^\s:/]))")
_QUOTES_HINT = "整段文字放进一对引号里；文字里本来就有引号的，改用 | 另起一行书写。"


@dataclass(frozen=True)
class _Wording:
    said: str  # part of libyaml's problem or context
    message: str
    hint: str
    at_context: bool = False  # libyaml stumbles late: the cause stands where the construct began


_UNCLOSED = _Wording(
    "did not find expected ',' or", "方括号或花括号没有闭合", "补上 ] 或 }，或者改成一项一行的写法。", at_context=True
)
_WORDINGS = (
    _Wording("tab character", "缩进里有制表符（Tab）", "缩进只用空格：把编辑器设为用空格代替 Tab。"),
    _Wording("cannot start any token", "值不能以这个字符开头", "给整段文字加引号，或改用 | 另起一行书写。"),
    _Wording(
        "mapping values are not allowed",
        "一行里出现了第二个“冒号加空格”，或者缩进不对",
        "文字里有“: ”时请给整段文字加引号；否则检查本行缩进。",
    ),
    _Wording("mapping keys are not allowed", "“? ”不能写在这里", "以 ? 开头的文字请加引号。"),
    _Wording(
        "could not find expected ':'",
        "这一行缺少“: ”（英文冒号加空格），或者文字跑出了缩进",
        "键后面写英文冒号和空格；多行文字必须比它的键多缩进。",
        at_context=True,
    ),
    _Wording("block sequence entries are not allowed", "列表符号“-”的位置不对", "列表项另起一行，并与同级对齐。"),
    _Wording("did not find expected '-' indicator", "列表缩进不一致", "同一列表的“-”必须左对齐。"),
    _UNCLOSED,
    _Wording("while scanning a quoted scalar", "引号没有闭合", "补上右引号；" + _QUOTES_HINT, at_context=True),
    _Wording("escape", "双引号里的反斜杠写法（\\…）无效", "改用单引号，或改用 | 另起一行书写。"),
    _Wording("while scanning an alias", "以 * 开头的文字被当成了别名", "请给以 * 开头的文字加引号。", at_context=True),
    _Wording("while scanning an anchor", "以 & 开头的文字被当成了锚点", "请给以 & 开头的文字加引号。", at_context=True),
    _Wording("tag", "以 ! 开头的文字被当成了标签", "请给以 ! 开头的文字加引号。"),
    _Wording(
        "while scanning a block scalar", "| 或 > 后面不能再写文字", "文字从下一行写起，并多缩进两格。", at_context=True
    ),
    _Wording("directive", "行首的 % 被当成了指令", "以 % 开头的文字请加引号。"),
    _Wording("document start", "文件末尾有多余的内容", "一份通报一个文件；删去 --- 和 ... 之后的内容。"),
    _Wording("did not find expected key", "缩进或层次不对", "同一级的键必须左对齐；检查本行与上一行的缩进。"),
    _Wording("expected node content", "这里的符号不能作为值", "补上值；以 , ] } 开头的文字请加引号。"),
)


def syntax_fault(source: Source, error: yaml.MarkedYAMLError) -> Fault:
    """Word one error of libyaml, at the place where the editor has to change something."""
    said = f"{error.problem or ''} {error.context or ''}"
    known = next((wording for wording in _WORDINGS if wording.said in said), None)
    mark = error.problem_mark or error.context_mark
    if known and known.at_context:
        mark = error.context_mark or mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = source.text.rstrip().split("\n")
    if line > len(lines):  # the file ended too early: in a bracket, mostly
        line, column = len(lines), len(lines[-1])
        known = _UNCLOSED
    for number in (line - 1, line):  # a key without its colon swallows what follows: the fault shows on the next line
        if 1 <= number <= len(lines) and (wrong := _WRONG_COLON.match(lines[number - 1])):
            message = "键后面用了中文冒号“：”" if wrong["wide"] else "键的冒号后面缺少空格"
            there = Source(path=source.path, text=source.text, marks={(): (number, wrong.end())})
            return there.fault("Y111", message, hint="键后面写英文冒号和一个空格，例如 title: 关于……的通报。")
    here = Source(path=source.path, text=source.text, marks={(): (line, column)})
    if known is None:
        return here.fault("Y111", f"YAML 写法有误（{said.strip()}）", hint="检查本行和上一行的缩进、冒号和引号。")
    whole = lines[line - 1]
    before, char = whole[: column - 1], whole[column - 1 : column]
    message, hint = known.message, known.hint
    if known.said == "cannot start any token" and char == "\t":
        message, hint = _WORDINGS[0].message, _WORDINGS[0].hint
    elif known.said == "did not find expected key" and before.rstrip().endswith(("'", '"')):
        message, hint = "引号已经闭合，后面不能再有文字", _QUOTES_HINT
    return here.fault("Y111", message, hint=hint)
