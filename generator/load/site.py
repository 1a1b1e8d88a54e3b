"""`mkdocs.yml` → the site's facts, and a warning for each that is missing.

Runs no tag of the file, reads no environment: `!ENV [NAME, default]` counts as its default. Codes: S1xx.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from generator.faults import Fault, KeyPath, Severity, Source
from generator.load.decode import decode
from generator.load.yaml_messages import syntax_fault
from generator.model.site import FACTS, Site
from generator.os_errors import refusal

_UNNAMED = "整改进展情况通报"
_SITE_ID_CODE = re.compile(r"[0-9A-Za-z]{10}")
_WEB_ADDRESS = re.compile(r"https?://[^\s、。，；：“”‘’（）《》【】]+")
_SAMPLE = "www.example.gov.cn"
_ENVIRONMENT = "!ENV"
_EMPTY = ("", "~", "null")
_NO = ("false", "no", "off")


def load_site(path: Path) -> tuple[Site, list[Fault]]:
    """Read the facts. A file that cannot be read is an error among the faults; the site then has nothing but a name."""
    name = path.as_posix()
    try:
        raw = path.read_bytes()
    except OSError as error:
        hint = "mkdocs.yml 应当放在项目的最上层。"
        return Site(name=_UNNAMED), [
            Source(path=name, text="").fault("S101", f"读不出文件：{refusal(error)}", hint=hint)
        ]
    return parse_site(name, raw)


def parse_site(path: str, raw: bytes) -> tuple[Site, list[Fault]]:
    """Make the site's facts of the bytes of `mkdocs.yml`."""
    text, faults = decode(path, raw)
    if text is None:
        return Site(name=_UNNAMED), faults
    source = Source(path=path, text=text)
    try:
        top = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return Site(name=_UNNAMED), [*faults, syntax_fault(source, _as_libyaml_says(text) or error)]
    except RecursionError:
        return Site(name=_UNNAMED), [*faults, source.fault("S102", "嵌套太深", hint="检查多余的括号或缩进。")]
    if not isinstance(top, yaml.MappingNode):
        hint = "参照 docs/ 里的说明写 site_name、site_url 和 extra。"
        return Site(name=_UNNAMED), [*faults, source.fault("S102", "文件内容不是“键: 值”的形式", hint=hint)]
    values = _values(top, ())
    source = Source(path=path, text=text, marks={at: _place(node) for at, node in values.items()})
    facts = {key: _fact(values.get(("extra", key))) for key in FACTS}
    name = _fact(values.get(("site_name",)))
    site = Site(name=name or _UNNAMED, url=_fact(values.get(("site_url",))), **facts)
    return site, [
        *faults,
        *_repeated(top, source),
        *_not_text(values, source),
        *_missing(values, source),
        *_ill_formed(site, source),
        *_without_folders(values, source),
    ]


def _values(node: yaml.MappingNode, path: KeyPath) -> dict[KeyPath, yaml.Node]:
    """The values at the two upper levels, which hold the facts; of two under one key the later counts, as in MkDocs."""
    found: dict[KeyPath, yaml.Node] = {}
    for key, value in node.value:
        at = (*path, str(key.value))
        found[at] = value
        if at == ("extra",) and isinstance(value, yaml.MappingNode):
            found |= _values(value, at)
    return found


def _fact(node: yaml.Node | None) -> str | None:
    """A fact as the text that stands there, whatever YAML would make of it: `0012` has four digits."""
    if isinstance(node, yaml.SequenceNode) and node.tag == _ENVIRONMENT and node.value:
        return _fact(node.value[-1])
    if not isinstance(node, yaml.ScalarNode) or node.tag == _ENVIRONMENT or node.value.strip() in _EMPTY:
        return None
    return str(node.value).strip()


def _is_text(node: yaml.Node) -> bool:
    """Whether a value is text, is nothing, or is taken from the environment."""
    return isinstance(node, yaml.ScalarNode) or not node.value or node.tag == _ENVIRONMENT


def _as_libyaml_says(text: str) -> yaml.MarkedYAMLError | None:
    """What is wrong with a text in the words that `syntax_fault` knows; events only, since deep nesting overflows libyaml's stack."""
    try:
        for _ in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        return error
    return None


def _place(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _repeated(top: yaml.MappingNode, source: Source) -> Iterator[Fault]:
    """Of two values under one key MkDocs drops the first: with `extra`, all facts that stand there."""
    below = (value for key, value in top.value if key.value == "extra" and isinstance(value, yaml.MappingNode))
    for mapping in (top, *below):
        lines: dict[str, int] = {}
        for key in (key for key, _ in mapping.value if isinstance(key, yaml.ScalarNode)):
            line, _ = place = _place(key)
            if key.value in lines:
                message = f"键“{key.value}”重复，前面第 {lines[key.value]} 行已经写过"
                yield source.at(place).fault("Y115", message, hint="删去一处，或把内容合到一起。")
            lines.setdefault(key.value, line)


def _not_text(values: dict[KeyPath, yaml.Node], source: Source) -> Iterator[Fault]:
    extra = values.get(("extra",))
    if isinstance(extra, yaml.SequenceNode) or (isinstance(extra, yaml.ScalarNode) and extra.value not in _EMPTY):
        hint = "网站信息一项一行，写在 extra 下面，例如 organizer: 某某县委，前面空两格。"
        yield source.fault("S102", "extra 应当是一组“键: 值”", at=("extra",), hint=hint)
    for at in (("site_name",), ("site_url",), *(("extra", key) for key in FACTS)):
        if at in values and not _is_text(values[at]):
            hint = "直接写在冒号后面，不用 [ ]、{ } 或“-”；有几项的，写成一行，中间用顿号。"
            yield source.fault("S102", f"{'.'.join(at)} 应当是一行文字", at=at, hint=hint)


def _missing(values: dict[KeyPath, yaml.Node], source: Source) -> Iterator[Fault]:
    def lacks(*at: str) -> bool:
        return at not in values or (_is_text(values[at]) and _fact(values[at]) is None)

    if lacks("site_name"):
        hint = "写在 mkdocs.yml 最上层，例如 site_name: 某某县整改进展情况通报。"
        yield source.fault("S103", "没有写 site_name（网站名称）", at=("site_name",), severity="warning", hint=hint)
    if lacks("site_url"):
        hint = "写在 mkdocs.yml 最上层，例如 site_url: https://www.example.gov.cn/；没有它，订阅和分享的网址不完整。"
        yield source.fault("S103", "没有写 site_url（网站地址）", at=("site_url",), severity="warning", hint=hint)
    elif _SAMPLE in (_fact(values[("site_url",)]) or ""):
        message, hint = f"site_url 还是样例的网址 {_SAMPLE}", "改成实际的网址：订阅、分享和网站地图里都用它。"
        yield source.fault("S103", message, at=("site_url",), severity="warning", hint=hint)
    for key, label in FACTS.items():
        if lacks("extra", key):
            hint = f"在 mkdocs.yml 的 extra 下写 {key}: …；不写，页面上就不显示这一项。"
            message = f"没有写 extra.{key}（{label}）"
            yield source.fault("S104", message, at=("extra", key), severity="warning", hint=hint)


def _without_folders(values: dict[KeyPath, yaml.Node], source: Source) -> Iterator[Fault]:
    at: KeyPath = ("use_directory_urls",)
    if (_fact(values.get(at)) or "true").lower() in _NO:
        hint = "改为 true，或删去这一行：本站的网址都以 / 结尾。"
        yield source.fault("S106", "use_directory_urls 不能关闭", at=at, hint=hint)


def _ill_formed(site: Site, source: Source) -> Iterator[Fault]:
    if site.site_id_code and not _SITE_ID_CODE.fullmatch(site.site_id_code):
        message = f"网站标识码应当是 10 位字母或数字，不是“{site.site_id_code}”"
        yield source.fault(
            "S105", message, at=("extra", "site_id_code"), severity="warning", hint="全为数字时加引号书写。"
        )
    places: Sequence[tuple[KeyPath, str | None, Severity]] = (
        (("site_url",), site.url, "error"),  # the site builder takes no other
        (("extra", "find_error_url"), site.find_error_url, "warning"),
    )
    for at, address, severity in places:
        if address and not _WEB_ADDRESS.fullmatch(address):
            message = f"{'.'.join(map(str, at))} 应当是以 http:// 或 https:// 开头的网址，不是“{address}”"
            yield source.fault("S105", message, at=at, severity=severity, hint="连同 https:// 一起写全。")
