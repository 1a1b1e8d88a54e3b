"""What libyaml says about a syntax error → what an editor reads: where to look, what is wrong, what to do.

Reads nothing itself. Code: Y111.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import yaml

from generator.faults import Fault, Source

_KEY = r"\s*(?:- +)?[a-z_]+"
_WIDE = "[\u3000\xa0]"
_MARKER = re.compile(r"^(?:---|\.\.\.)(?:\s|$)", re.MULTILINE)
_QUOTES_HINT = "整段文字放进一对引号里；文字里本来就有引号的，改用 | 另起一行书写。"


@dataclass(frozen=True)
class _Wording:
    said: str  # part of libyaml's problem or context
    message: str
    hint: str
    at_context: bool = False  # libyaml stumbles late: the cause stands where the construct began


@dataclass(frozen=True)
class _Slip:
    """Something on a line that is wrong whatever libyaml makes of it; it stands where the pattern's match ends."""

    pattern: str
    message: str
    hint: str


_COLON_HINT = "键后面写英文冒号和一个空格，例如 title: 关于……的通报。"
_SPACE_HINT = "换成英文空格：在编辑器里关掉全角输入，重新敲一遍。"
_WIDE_INDENT = "缩进里有全角空格或不间断空格"
_SLIPS = (
    _Slip(rf"{_KEY}：", "键后面用了中文冒号“：”", _COLON_HINT),
    _Slip(rf"{_KEY}:(?=[^\s:/])", "键的冒号后面缺少空格", _COLON_HINT),
    _Slip(rf"{_KEY}:{_WIDE}", "键的冒号后面是全角空格或不间断空格", _SPACE_HINT),
    _Slip(rf" *(?:- *)?{_WIDE}(?=\s*(?:- *)?[a-z_]+:)", _WIDE_INDENT, _SPACE_HINT),
    _Slip(r" *[－–—―−‐](?=\s*[a-z_]+:)", "列表符号不是英文的“-”", "换成英文的“-”，后面空一格。"),
    _Slip(r" *-(?=[a-z_]+:)", "列表符号“-”后面缺少空格", "“-”后面空一格，例如 - heading: 一、……。"),
    _Slip(rf"{_KEY}:\s*[｛［]", "这里用了全角的括号", "换成英文的 { }、[ ]。"),
    _Slip(r".*[{\[].*?，(?=\s*[a-z_]+:)", "花括号里用了中文逗号“，”", "各项之间写英文逗号和一个空格。"),
    _Slip(
        r"(?:<{7}|={7}|>{7})(?= |$)",
        "这里留着合并两份改动时的标记",
        "两种写法留下一种，删去 <<<<<<<、=======、>>>>>>> 这三行。",
    ),
)

_UNCLOSED = _Wording(
    "did not find expected ',' or", "方括号或花括号没有闭合", "补上 ] 或 }，或者改成一项一行的写法。", at_context=True
)
_TAB = _Wording("tab character", "缩进里有制表符（Tab）", "缩进只用空格：把编辑器设为用空格代替 Tab。")
_LIST = _Wording("did not find expected '-' indicator", "列表缩进不一致", "同一列表的“-”必须左对齐。")
_LEVEL = _Wording("did not find expected key", "缩进或层次不对", "同一级的键必须左对齐；检查本行与上一行的缩进。")
_MORE = _Wording("document start", "文件末尾有多余的内容", "一份通报一个文件；删去 --- 和 ... 之后的内容。")
_CLOSED = replace(_LEVEL, message="引号或括号已经闭合，后面不能再有文字", hint=_QUOTES_HINT)
_MARGIN = replace(_MORE, message="这一行与前面的键没有左对齐", hint="最上层的键都顶格写，前面不留空格。")
_WORDINGS = (
    _TAB,
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
    _LIST,
    _UNCLOSED,
    _Wording("while scanning a quoted scalar", "引号没有闭合", "补上右引号；" + _QUOTES_HINT, at_context=True),
    _Wording("escape", "双引号里的反斜杠写法（\\…）无效", "改用单引号，或改用 | 另起一行书写。"),
    _Wording("while scanning an alias", "以 * 开头的文字被当成了别名", "请给以 * 开头的文字加引号。", at_context=True),
    _Wording("while scanning an anchor", "以 & 开头的文字被当成了锚点", "请给以 & 开头的文字加引号。", at_context=True),
    _Wording("tag", "以 ! 开头的文字被当成了标签", "请给以 ! 开头的文字加引号。"),
    _Wording(
        "while scanning a block scalar",
        "| 或 > 后面不能再写文字",
        "文字从下一行写起，并多缩进两格；以 | 或 > 开头的文字请加引号。",
        at_context=True,
    ),
    _Wording("directive", "行首的 % 被当成了指令", "以 % 开头的文字请加引号。"),
    _MORE,
    _LEVEL,
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
    if slip := _slip(source, lines, line):
        return slip
    here = source.at((line, column))
    if known is None:
        return here.fault("Y111", f"YAML 写法有误（{said.strip()}）", hint="检查本行和上一行的缩进、冒号和引号。")
    wording = _reworded(known, source.text, lines[line - 1], column)
    return here.fault("Y111", wording.message, hint=wording.hint)


def _slip(source: Source, lines: Sequence[str], line: int) -> Fault | None:
    """A slip on the line where libyaml stumbled or on one above it, of which it was the consequence."""
    for number in (line - 1, line):  # a key without its colon swallows what follows: the fault shows on the next line
        for slip in _SLIPS if number else ():
            if found := re.match(slip.pattern, lines[number - 1]):
                return source.at((number, found.end())).fault("Y111", slip.message, hint=slip.hint)
    # to libyaml a text that begins at the margin with a wide blank is a key, and goes on
    for number in range(line, 0, -1):
        if re.match(_WIDE, lines[number - 1]):
            return source.at((number, 1)).fault("Y111", _WIDE_INDENT, hint=_SPACE_HINT)
    return None


def _reworded(known: _Wording, text: str, line: str, column: int) -> _Wording:
    """A wording that says more, where the line or the whole text tells what libyaml does not."""
    before = line[: column - 1].rstrip()
    if known.said == "cannot start any token" and line[column - 1 : column] == "\t":
        return _TAB
    if known is _MORE and not _MARKER.search(text):
        return _MARGIN
    if known is _LIST and not line.lstrip().startswith("-"):
        return _LEVEL
    return _CLOSED if known is _LEVEL and before.endswith(("'", '"', "]", "}")) else known
