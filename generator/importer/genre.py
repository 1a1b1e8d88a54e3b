"""Is the text a rectification notice? Announcements and news reports look alike and must not become one."""

from __future__ import annotations

import re

from generator.importer.document import Refused
from generator.importer.folding import fold_visible
from generator.model.words import Kind

_FORMULA = re.compile(
    r"现(?:就|将|把).{0,50}(?:公布|公开|通报|公示|报告|公告|通告|公之于众|如下)|(?:公布|通报|公开|公示|报告)如下"
)
_NEWS = re.compile(
    r"本报讯|本报记者|记者(?:从|在|获悉|了解|[\u4e00-\u9fff]{2,4}\)|\s)|通讯员|新华社|讯\s*[(]|^.{0,12}讯\s|日电|"
    r"据介绍|据悉|采访|网讯|供稿|介绍说|表示,"
)
_ANNOUNCEMENT = re.compile(
    r"(?:将于|将从|定于|自).{0,40}(?:开展|进行|进驻)|进驻|受理.{0,12}(?:来信|来电|来访)|现将有关事项公告"
)
_ENDS: tuple[tuple[Kind, str], ...] = (
    ("报告", r"报告"),
    ("公示", r"公示"),
    ("公告", r"公告|通告"),
    ("通报", r"通报"),
    ("情况", r"情况(?:说明|公开|公布)?|公开"),
)


def kind_of(title: str) -> Kind:
    """The kind that the title names; 通报 where it names none."""
    plain = re.sub(r"[(][^()]*[)]\s*$", "", fold_visible(title))
    return next((kind for kind, pattern in _ENDS if re.search(rf"(?:{pattern})\s*$", plain)), "通报")


def refuse_other_genres(title: str, text: str, items: int) -> None:
    """Raise `Refused` for what is no rectification notice."""
    folded_title, folded = fold_visible(title), fold_visible(text)
    start = folded[:600]
    about = re.search(r"整改", folded_title) and re.search(
        r"(?:通报|报告|公示|公布|公开|情况)\s*(?:[(].*[)])?\s*$", folded_title
    )
    if not re.search(r"整改", folded):
        _refuse("没有找到整改内容", text)
    if re.search(r"公告|公示|预告", folded_title) and not about and _ANNOUNCEMENT.search(start) and items == 0:
        _refuse("这是巡视巡察公告，不是整改情况通报", text)
    if items == 0 and _ANNOUNCEMENT.search(start) and not _FORMULA.search(start) and not about:
        _refuse("这是巡视巡察公告，不是整改情况通报", text)
    if (
        _NEWS.search(start)
        and not re.search(r"现将.{0,50}(?:公布|公开|通报|公示|报告)", folded[:1500])
        and (items < 3 or not about)
    ):
        _refuse("这像是新闻报道，不是整改情况通报", text)
    if items == 0 and not about and not _FORMULA.search(folded[:2000]):
        _refuse("没有认出整改情况通报", text)


def _refuse(reason: str, text: str) -> None:
    shown = " ".join(text.split())[:30]
    advice = "若确实要按没有整改事项的公开文本导入，请加 --kind 公告（或 通报、报告、公示、情况）"
    raise Refused(f"{reason}（开头是“{shown}…”）。{advice}")
