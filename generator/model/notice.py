"""The notice: what a file under `content/notices/` may hold. Frozen, strict about unknown keys, free of I/O.

The field descriptions are Chinese because editors read them: the JSON Schema made from this model carries them into their editor.
Texts are kept as they stand; only white space at the ends of a line, and blank lines, are not part of a text.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from generator.model.dates import parse_date
from generator.model.words import InspectionType, Kind, Level, Status, Wording

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MAX_DEPTH = 4
_NUMBER_SAMPLES = ("n", "1", "１", "一", "①")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PACKED = ".gz"
_FILES_OF_A_NOTICE = ("index.html", "notice.json", "notice.yaml", "notice.txt", "history")
_PAGES_OF_A_NOTICE = ("index.md", "readme.md", "history.md")  # in the rendered folder, where site builders read them
_RESERVED = frozenset((*_FILES_OF_A_NOTICE, *(name + _PACKED for name in _FILES_OF_A_NOTICE), *_PAGES_OF_A_NOTICE))


class Model(BaseModel):
    """Base of all parts of a notice."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True, defer_build=True
    )


def _date(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse_date(value.strip())
    except ValueError:
        raise PydanticCustomError("date", "date") from None


def _blocks(value: Any) -> Any:
    """A text is one string (a paragraph a line) or a list of strings and tables; make it a flat tuple of blocks."""
    parts = value if isinstance(value, list | tuple) else [value]
    blocks: list[Any] = []
    for part in parts:
        if isinstance(part, str):
            blocks += [line.strip() for line in part.split("\n") if line.strip()]
        elif part is not None:
            blocks.append(part)
    return tuple(blocks)


def _one_or_many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _flag(value: Any) -> Any:
    """Only `true` and `false`: YAML's older spellings, such as `yes`, mean different things to different tools."""
    if isinstance(value, str) and value not in ("true", "false"):
        raise PydanticCustomError("bool_parsing", "bool_parsing")
    return value


def _single_line(value: str) -> str:
    if "\n" in value:
        raise PydanticCustomError("single_line", "single_line")
    return value


def _pattern(value: str | None) -> str | None:
    if value is None:
        return None
    names = _PLACEHOLDER.findall(value)
    known = {"finding", *_NUMBER_SAMPLES}
    if "finding" not in names or set(names) - known:
        raise PydanticCustomError("item_heading", "item_heading")
    return value


def _unreserved(value: str) -> str:
    if _as_windows_sees(value) in _RESERVED:
        raise PydanticCustomError("reserved_file", "reserved_file")
    return value


def _told_apart(attachments: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    """Refuse files of which one would replace the other in some file system, or be taken for its packed twin; each at its place."""
    taken: dict[str, str] = {}
    alike: list[InitErrorDetails] = []
    for index, name in enumerate(attachment.file for attachment in attachments):
        if name is None:
            continue
        seen = _as_windows_sees(name)
        near = (taken.get(one, name) for one in (seen, seen + _PACKED, seen.removesuffix(_PACKED)))
        if other := next((one for one in near if one != name), None):
            error = PydanticCustomError("alike_files", "alike_files", {"other": other})
            alike.append(InitErrorDetails(type=error, loc=(index, "file"), input=name))
        taken.setdefault(seen, name)
    if alike:
        raise ValidationError.from_exception_data("attachments", alike)
    return attachments


def _as_windows_sees(name: str) -> str:
    """A file's name where case does not count, as on Windows and macOS, nor a full stop at the end, as on Windows."""
    return name.lower().rstrip(".")


Date = Annotated[Annotated[date | str, Field(union_mode="left_to_right")], BeforeValidator(_date)]
Day = Annotated[date, BeforeValidator(_date)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Line = Annotated[str, Field(min_length=1), AfterValidator(_single_line)]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_one_or_many)]
NoticeId = Annotated[str, Field(pattern=ID_PATTERN, max_length=80)]
Anchor = Annotated[str, Field(pattern=ID_PATTERN, max_length=60)]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$"), AfterValidator(_unreserved)]


class TableItems(Model):
    """Which columns of a table hold the items, counted from 1."""

    finding: Annotated[int, Field(ge=1, description="反馈问题所在的列（从 1 数起）")]
    number: Annotated[int | None, Field(ge=1, description="序号所在的列")] = None
    text: Annotated[int | None, Field(ge=1, description="整改措施、整改情况所在的列")] = None
    status: Annotated[int | None, Field(ge=1, description="整改状态所在的列，单元格内容须与规定的状态用语一致")] = None
    statuses: Annotated[
        dict[str, Status],
        Field(description="单元格用语与规定状态的对照，例如 正在整改: 持续推进；用语本来就一致的不必写"),
    ] = {}


class Table(Model):
    """A table of the notice. A row may leave out the empty cells at its end; pages show them."""

    caption: Annotated[str, Field(description="表题，原样")] = ""
    header: Annotated[int, Field(ge=0, description="表头占几行，默认 1")] = 1
    rows: Annotated[tuple[tuple[str, ...], ...], Field(min_length=1, description="各行；每行是单元格文字的列表")]
    items: Annotated[TableItems | None, Field(description="整改事项直接列在本表中时，说明哪一列是什么")] = None

    @model_validator(mode="after")
    def _columns_exist(self) -> Table:
        width = max(len(row) for row in self.rows)
        if self.items:
            columns = (self.items.finding, self.items.number, self.items.text, self.items.status)
            if any(column and column > width for column in columns):
                raise PydanticCustomError("table_column", "table_column", {"width": width})
        return self


class TableBlock(Model):
    """`- table: {...}` inside a text."""

    table: Annotated[Table, Field(description="表格")]


Block = str | TableBlock


def _no_items(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Refuse tables of items, each at its place."""
    found = [
        InitErrorDetails(
            type=PydanticCustomError("items_elsewhere", "items_elsewhere"), loc=(index, "table", "items"), input=None
        )
        for index, block in enumerate(blocks)
        if isinstance(block, TableBlock) and block.table.items
    ]
    if found:
        raise ValidationError.from_exception_data("text", found)
    return blocks


TextWithItems = Annotated[tuple[Block, ...], BeforeValidator(_blocks)]
Text = Annotated[TextWithItems, AfterValidator(_no_items)]


class Issuer(Model):
    """Who issues the notice."""

    name: Annotated[Line, Field(description="发布机关全称，例如 中共某某县委员会")]
    short: Annotated[Line | None, Field(description="规范化简称，用于列表；不写则用全称")] = None
    region: Annotated[
        str | None, Field(pattern="^[0-9]{6}$", description="行政区划代码，六位数字（GB/T 2260），加引号书写")
    ] = None
    region_name: Annotated[Line | None, Field(description="行政区划名称，例如 江苏省宿迁市")] = None


class Period(Model):
    """One period of inspection."""

    start: Annotated[Date | None, Field(description="开始日期：2022-03-07；说不准的照录原文，例如 2022年8月下旬")] = (
        None
    )
    end: Annotated[Date | None, Field(description="结束日期")] = None
    feedback: Annotated[Date | None, Field(description="反馈日期")] = None
    team: Annotated[Line | None, Field(description="巡视组或巡察组名称，例如 市委第一巡察组")] = None
    subject: Annotated[Line | None, Field(description="被巡视巡察的单位或专题")] = None
    forms: Annotated[Lines, Field(description="方式：常规、专项、机动、“回头看”、提级、交叉、联动 等，照录")] = ()


class Inspection(Period):
    """The inspection that the notice answers. Facts that the notice does not give stay empty; nothing is guessed."""

    type: Annotated[InspectionType | None, Field(description="巡视 或 巡察")] = None
    level: Annotated[Level | None, Field(description="哪一级党组织派出")] = None
    round: Annotated[Line | None, Field(description="届次轮次，例如 十四届市委第一轮")] = None
    further: Annotated[tuple[Period, ...], Field(description="同一通报还涉及的其他批次")] = ()

    @property
    def label(self) -> str | None:
        """Level and type in one word, such as 省级巡视; what is not given is left out."""
        graded = self.level in ("省", "市", "区县", "乡镇")
        level = f"{self.level}级" if graded else self.level if self.level != "其他" else None
        return f"{level or ''}{self.type or ''}" or None


class Item(Model):
    """One finding and what was done about it."""

    finding: Annotated[Line, Field(description="反馈的问题（不含外层引号），原样")]
    number: Annotated[Line | None, Field(description="印出的序号；不写则按次序自动编号")] = None
    heading: Annotated[Line | None, Field(description="本项标题整行原样；与 item_heading 的格式不同时才写")] = None
    run_in: Annotated[Flag | None, Field(description="标题与正文接排在同一段：true")] = None
    status: Annotated[Status | None, Field(description="整改状态；通报没有写明的不要填")] = None
    text: Annotated[Text, Field(description="整改情况，一段一行；可夹表格")] = ()
    id: Annotated[
        Anchor | None,
        Field(description="固定地址名（小写字母、数字、连字符）；不写则由问题文字算出，改动问题文字前应先固定"),
    ] = None
    aliases: Annotated[
        tuple[Anchor, ...], Field(description="本项用过的旧地址名（小写字母、数字、连字符），保证旧链接有效")
    ] = ()


class Section(Model):
    """A heading with its own text, then items, then sections within it."""

    heading: Annotated[Line | None, Field(description="标题整行原样，连同序号；没有标题的接续段落不写")] = None
    run_in: Annotated[Flag, Field(description="标题与正文接排在同一段：true")] = False
    text: Annotated[TextWithItems, Field(description="本级正文，一段一行；可夹表格")] = ()
    status: Annotated[Status | None, Field(description="标题写明本组事项状态时填写，下级事项都适用")] = None
    item_heading: Annotated[
        str | None,
        AfterValidator(_pattern),
        Field(description="事项标题的印刷格式，例如 {n}. 关于“{finding}”问题的整改。序号可写 {n}、{一}、{①}、{１}"),
    ] = None
    item_run_in: Annotated[Flag | None, Field(description="本组事项的标题都与正文接排：true")] = None
    items: Annotated[tuple[Item, ...], Field(description="整改事项")] = ()
    sections: Annotated[tuple[Section, ...], Field(description="下级标题")] = ()


class Contact(Model):
    """Contact facts, each of which also stands in the text."""

    phones: Annotated[Lines, Field(description="电话，与原文一致（打码的照录）")] = ()
    faxes: Annotated[Lines, Field(description="传真")] = ()
    emails: Annotated[Lines, Field(description="电子邮箱")] = ()
    addresses: Annotated[Lines, Field(description="通信地址、邮政信箱、办公地点")] = ()
    postcodes: Annotated[Lines, Field(description="邮政编码，加引号书写")] = ()
    people: Annotated[Lines, Field(description="联系人")] = ()
    hours: Annotated[Line | None, Field(description="受理时间")] = None


class Signature(Model):
    """Who signed, and the date as printed."""

    name: Annotated[Lines, Field(description="落款单位；几个单位联合发布时写成列表")] = ()
    date: Annotated[Date | None, Field(description="成文日期")] = None
    printed_date: Annotated[Line | None, Field(description="印出的日期写法与“2024年3月15日”不同时，照录")] = None
    date_first: Annotated[Flag, Field(description="日期印在单位之前：true")] = False


class Attachment(Model):
    """A line of the notice that names an attachment."""

    text: Annotated[Line, Field(description="附件说明整行，原样")]
    file: Annotated[
        FileName | None,
        Field(
            description="附件文件名，只用英文字母、数字、点、连字符和下划线，"
            "文件放在 content/files/<通报编号>/ 下；不能与本站自己的文件（index.html 等）同名"
        ),
    ] = None


class Change(Model):
    """A place in the text that a correction changed; without `before` it was added, without `after` taken out."""

    before: Annotated[Lines, Field(description="改动前的一段，原样；几段写成列表；新增的不写")] = ()
    after: Annotated[Lines, Field(description="改动后的一段，与正文一致；几段写成列表；删去的不写")] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Change:
        if not self.before and not self.after:
            raise PydanticCustomError("empty_change", "empty_change")
        return self


class Revision(Model):
    """A correction made after publication."""

    date: Annotated[Day, Field(description="更正日期")]
    note: Annotated[Line, Field(description="更正说明：改了什么、为什么")]
    type: Annotated[str, Field(pattern="^更正$", description="目前只有 更正")] = "更正"
    changes: Annotated[
        tuple[Change, ...], Field(description="改动前后对照，一处一项；写了就在“更正记录”页逐字标出")
    ] = ()


class Withdrawal(Model):
    """The notice was taken back: its address stays, its text is gone from every output."""

    date: Annotated[Day, Field(description="撤下日期")]
    reason: Annotated[Line, Field(description="撤下理由，会公开显示")]


class Allowance(Model):
    """A text that looks like personal data but may be public."""

    text: Annotated[Line, Field(description="允许公开的文字，须与正文一字不差")]
    reason: Annotated[Line, Field(description="为什么可以公开")]


class Provenance(Model):
    """Where the text comes from."""

    publisher: Annotated[Line | None, Field(description="原发布单位或网站")] = None
    title: Annotated[Line | None, Field(description="原文标题")] = None
    url: Annotated[
        str | None, Field(pattern=r"^https?://\S+$", description="原文网址，以 http:// 或 https:// 开头")
    ] = None
    file: Annotated[Line | None, Field(description="来源文件名")] = None
    date: Annotated[Date | None, Field(description="原文发布日期")] = None
    sha256: Annotated[
        str | None, Field(pattern="^[0-9a-f]{64}$", description="来源文件的 SHA-256，64 位小写十六进制")
    ] = None


class NoticeFile(Model):
    """整改进展情况通报：content/notices/<年份>/<编号>.yaml 的格式。"""

    title: Annotated[Line, Field(description="标题")]
    title_printed: Annotated[Flag, Field(description="原文没有标题、标题为本站所拟时写 false")] = True
    kind: Annotated[Kind, Field(description="文种")] = "通报"
    wording: Annotated[Wording, Field(description="原文：一字不差；摘编：改写过，页面会说明并指明来源")]
    draft: Annotated[Flag, Field(description="草稿：true 时不发布")] = False
    issuer: Annotated[Issuer, Field(description="发布机关")]
    inspection: Annotated[Inspection, Field(description="巡视巡察情况；原文没有的不填")] = Inspection.model_construct()
    published: Annotated[Date | None, Field(description="发布日期")] = None
    aliases: Annotated[
        tuple[NoticeId, ...], Field(description="本通报用过的旧编号（小写字母、数字、连字符），旧地址会转到这里")
    ] = ()
    under_title: Annotated[Text, Field(description="标题与正文之间印出的行，例如题下日期、文号")] = ()
    opening: Annotated[Text, Field(description="开头段落")] = ()
    sections: Annotated[tuple[Section, ...], Field(description="正文各部分")] = ()
    closing: Annotated[Text, Field(description="结尾段落，通常写明联系方式")] = ()
    contact: Annotated[Contact, Field(description="联系方式，逐项照录自正文")] = Contact.model_construct()
    attachments: Annotated[tuple[Attachment, ...], AfterValidator(_told_apart), Field(description="附件说明")] = ()
    signature: Annotated[Signature, Field(description="落款")] = Signature.model_construct()
    notes: Annotated[Text, Field(description="落款之后的附注")] = ()
    revisions: Annotated[tuple[Revision, ...], Field(description="发布后的更正记录")] = ()
    withdrawn: Annotated[Withdrawal | None, Field(description="撤下：日期和理由；地址保留，正文不再输出")] = None
    allow: Annotated[tuple[Allowance, ...], Field(description="看似个人信息、但可以公开的文字")] = ()
    source: Annotated[Provenance | None, Field(description="来源")] = None

    @model_validator(mode="after")
    def _depth(self) -> NoticeFile:
        if _depth(self.sections) > MAX_DEPTH:
            raise PydanticCustomError("too_deep", "too_deep")
        return self


class Notice(NoticeFile):
    """A notice with its id, which is the stem of its file."""

    id: NoticeId

    @property
    def issuer_label(self) -> str:
        """The issuer as lists show it."""
        return self.issuer.short or self.issuer.name

    @property
    def numbered_revisions(self) -> tuple[tuple[int, Revision], ...]:
        """The corrections from the first on. A later one leaves the numbers as they are, whether it is written below or above."""
        written = self.revisions
        if written and written[0].date > written[-1].date:
            written = written[::-1]
        return tuple(enumerate(sorted(written, key=lambda one: one.date), start=1))

    @property
    def url(self) -> str:
        """Address of the page from the root of the site."""
        return f"/notices/{self.id}/"


def _depth(sections: tuple[Section, ...]) -> int:
    return 1 + max((_depth(section.sections) for section in sections), default=0) if sections else 0
