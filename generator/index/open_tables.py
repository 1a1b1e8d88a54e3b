"""The columns of the open data's tables, and how each is read out of a `notice.json`.

CSV files, the database, their description and the page about them are all made from these two lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from generator.model.words import Status

Record = Mapping[str, Any]
"""What a `notice.json` holds."""

Value = str | int | None
BETWEEN_VALUES = "\n"
"""Stands between several values of one cell; no single value can hold a line feed."""

DATA_LIMIT = 500
"""Notices up to which each table is one file, and there is a database unless somebody asks for something else."""

COUNT_COLUMNS: dict[Status, str] = {
    "已完成": "done",
    "基本完成": "mostly_done",
    "持续推进": "ongoing",
    "长期坚持": "long_term",
    "未完成": "not_done",
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its name for programs, its title and meaning for readers, and how a row's value is read from its record."""

    name: str
    title: str
    read: Callable[[Record], Value]
    type: Literal["string", "integer", "date"] = "string"
    note: str = ""
    required: bool = False


def _fact(*path: str) -> Callable[[Record], Value]:
    """Read a fact by its keys; nothing above it may be missing but `null`."""

    def read(record: Record) -> Value:
        value: Any = record
        for key in path:
            value = None if value is None else value[key]
        return None if value is None else str(value)

    return read


def _many(*path: str) -> Callable[[Record], Value]:
    def read(record: Record) -> Value:
        value: Any = record
        for key in path:
            value = value[key]
        return BETWEEN_VALUES.join(value) or None

    return read


def _count(status: Status) -> Callable[[Record], Value]:
    return lambda record: int(record["counts"]["by_status"].get(status, 0))


def _without_status(record: Record) -> Value:
    counts = record["counts"]
    return int(counts["total"]) - sum(int(count) for count in counts["by_status"].values())


def _last_revision(record: Record) -> Value:
    return max((str(revision["date"]) for revision in record["revisions"]), default=None)


_VAGUE = "格式 2024-03-15；通报写得不确切的照录原文"
_SEVERAL = "有几个时一行一个"

NOTICES: tuple[Column, ...] = (
    Column(name="id", title="索引号", read=_fact("id"), required=True),
    Column(name="url", title="网址", read=_fact("url"), required=True),
    Column(name="title", title="标题", read=_fact("title"), note="已撤下的为空"),
    Column(name="kind", title="文种", read=_fact("kind"), required=True),
    Column(name="wording", title="文本", read=_fact("wording"), note="原文 或 摘编", required=True),
    Column(name="issuer", title="发布机关", read=_fact("issuer", "name"), required=True),
    Column(name="issuer_short", title="发布机关简称", read=_fact("issuer", "short")),
    Column(name="region", title="行政区划代码", read=_fact("issuer", "region"), note="GB/T 2260，六位数字"),
    Column(name="region_name", title="行政区划名称", read=_fact("issuer", "region_name")),
    Column(name="published", title="发布日期", read=_fact("published"), note=_VAGUE),
    Column(name="signed", title="成文日期", read=_fact("signature", "date"), note=_VAGUE),
    Column(name="inspection_type", title="巡视或巡察", read=_fact("inspection", "type")),
    Column(name="inspection_level", title="派出层级", read=_fact("inspection", "level")),
    Column(name="inspection_team", title="巡视巡察组", read=_fact("inspection", "team")),
    Column(name="inspection_subject", title="被巡视巡察的单位或专题", read=_fact("inspection", "subject")),
    Column(name="inspection_round", title="届次轮次", read=_fact("inspection", "round")),
    Column(name="inspection_forms", title="方式", read=_many("inspection", "forms"), note=_SEVERAL),
    Column(name="inspection_start", title="开始日期", read=_fact("inspection", "start"), note=_VAGUE),
    Column(name="inspection_end", title="结束日期", read=_fact("inspection", "end"), note=_VAGUE),
    Column(name="inspection_feedback", title="反馈日期", read=_fact("inspection", "feedback"), note=_VAGUE),
    Column(
        name="items",
        title="整改事项数",
        read=lambda record: int(record["counts"]["total"]),
        type="integer",
        required=True,
    ),
    *(
        Column(name=name, title=f"{status}事项数", read=_count(status), type="integer", required=True)
        for status, name in COUNT_COLUMNS.items()
    ),
    Column(name="unstated", title="未注明状态事项数", read=_without_status, type="integer", required=True),
    Column(name="phones", title="电话", read=_many("contact", "phones"), note=_SEVERAL),
    Column(name="faxes", title="传真", read=_many("contact", "faxes"), note=_SEVERAL),
    Column(name="emails", title="电子邮箱", read=_many("contact", "emails"), note=_SEVERAL),
    Column(name="addresses", title="地址", read=_many("contact", "addresses"), note=_SEVERAL),
    Column(name="postcodes", title="邮政编码", read=_many("contact", "postcodes"), note=_SEVERAL),
    Column(name="people", title="联系人", read=_many("contact", "people"), note=_SEVERAL),
    Column(name="hours", title="受理时间", read=_fact("contact", "hours")),
    Column(name="source_publisher", title="来源单位", read=_fact("source", "publisher")),
    Column(name="source_title", title="来源标题", read=_fact("source", "title")),
    Column(name="source_url", title="来源网址", read=_fact("source", "url")),
    Column(name="revised", title="最近更正日期", read=_last_revision, type="date"),
    Column(name="withdrawn", title="撤下日期", read=_fact("withdrawn", "date"), type="date"),
    Column(name="withdrawal_reason", title="撤下理由", read=_fact("withdrawn", "reason")),
)

ITEMS: tuple[Column, ...] = (
    Column(name="notice", title="通报索引号", read=_fact("notice"), required=True),
    Column(
        name="position",
        title="次序",
        read=lambda row: int(row["position"]),
        type="integer",
        note="在通报中，从 1 数起",
        required=True,
    ),
    Column(name="anchor", title="固定地址名", read=_fact("id"), note="网址中 # 之后的部分", required=True),
    Column(name="label", title="印出的序号", read=_fact("label")),
    Column(name="section", title="所在标题", read=_fact("group")),
    Column(name="finding", title="反馈问题", read=_fact("finding")),
    Column(name="status", title="整改状态", read=_fact("status"), note="通报没有写明的为空"),
    Column(name="text", title="整改情况", read=_fact("text"), note="一段一行"),
    Column(name="url", title="网址", read=_fact("url"), required=True),
)

LINE_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("schema", "id", "url", "title"), "string"),
    "title_printed": "boolean",
    **dict.fromkeys(("kind", "wording"), "string"),
    **dict.fromkeys(("issuer", "inspection"), "object"),
    "published": "string",
    **dict.fromkeys(("contact", "signature"), "object"),
    **dict.fromkeys(("attachments", "sections", "items"), "array"),
    "counts": "object",
    **dict.fromkeys(("units", "revisions"), "array"),
    **dict.fromkeys(("source", "withdrawn"), "object"),
}
"""The keys of a `notice.json` and what each holds. A reader that has to guess takes what most notices leave empty for anything."""


def notice_row(record: Record) -> list[Value]:
    """The notice's row: the values of `NOTICES`. An empty text counts as absent."""
    return _row(NOTICES, record)


def item_rows(record: Record) -> Iterator[list[Value]]:
    """The rows of the notice's items, in order: the values of `ITEMS`."""
    for position, item in enumerate(record["items"], start=1):
        yield _row(ITEMS, {**item, "notice": record["id"], "position": position})


def _row(columns: tuple[Column, ...], record: Record) -> list[Value]:
    return [None if (value := column.read(record)) == "" else value for column in columns]
