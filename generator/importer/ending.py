"""Where the body ends: the closing words, and the lines that name attachments, before the signature."""

from __future__ import annotations

import re

from generator.importer.views import View

_CLOSING = re.compile(
    r"(?:(?:热忱|真诚|诚挚|诚恳|衷心|敬请|热烈)?欢迎|敬请(?:广大|社会|干部)|(?:如有|如对|若有|如您|"
    r"对.{2,12}有).{0,20}(?:意见|建议|问题|反映)|(?:[专特]此|以上)(?:通报|公示|公告|报告|公开|公布)|"
    r"(?:广大)?(?:干部|党员|居民|村民|社会|职工|师生|患者)?(?:干部)?(?:群众|各界|公众|社会各界).{0,10}(?:如有|"
    r"可以?(?:通过|向)|监督|反映|意见)|"
    r"(?:监督|联系|受理|举报|反映|咨询|意见反馈|来信来访|信访)(?:人|方式|电话|渠道|地址|信箱|邮箱|时间|热线)|"
    r"(?:联系电话|电\s*话|地\s*址|邮\s*[箱编]|传\s*真|地址|邮箱|电子邮箱|电子信箱|电子邮件|邮政信箱|邮政编码|邮编|"
    r"通讯地址|通信地址|传真|邮寄地址|"
    r"来信地址|办公地点)\s*[: ]|"
    r"[^。;,:]{0,12}(?:电话|邮箱|信箱|邮编|热线)\s*:|(?:监督|举报)[^。;,]{0,8}(?:电话|方式|热线)|[(]?联系(?:人|电话)|"
    r"公示(?:期|时间)(?:为|"
    r"自|:)?|以上(?:整改)?情况.{0,20}(?:监督|公布|公示)|请(?:广大|社会|群众).{0,12}监督)"
)
_AHEAD = re.compile(r"(?:下一步|下步|今后|接下来|下一阶段|下阶段)\s*[,:]")
_ATTACHMENT = re.compile(r"附(?:件|表|图)?\s*\d{0,2}\s*[::.、]|附件\s*\d{0,2}\s*$|附件\d*[^\u4e00-\u9fff]?《")
_LISTED = re.compile(r"\s*\d{1,2}\s*[.、]\s*\S.{0,60}$")


def closing_start(views: list[View], after: int, *, in_item: bool, plan_ahead: bool) -> int:
    """The first view from `after` on that belongs to the closing; the number of views if there is none.

    `in_item`: the last thing before is an item, so that 下一步,… can only be the beginning of the end. `plan_ahead`:
    the last heading is itself about contacts, so that only 特此… ends it.
    """
    for index in range(after, len(views)):
        folded = views[index].folded
        if views[index].is_table:
            continue
        if plan_ahead and not folded.startswith("特此"):
            continue
        if _CLOSING.match(folded) or (in_item and _AHEAD.match(folded)):
            return index
    return len(views)


def attachments_start(views: list[View], after: int) -> int:
    """The first view from `after` on from which only lines naming attachments follow."""
    start = len(views)
    for index in range(len(views) - 1, after - 1, -1):
        one = views[index]
        if one.is_table or len(one.folded) > 120:
            break
        if _ATTACHMENT.match(one.folded):
            start = index
        elif not _LISTED.match(one.folded):
            break
    return start
