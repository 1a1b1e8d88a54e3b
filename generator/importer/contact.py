"""The words about how to reach the office → contact facts, each exactly as it stands in the text.

Masked digits stay masked.
"""

from __future__ import annotations

import re

from generator.importer.folding import fold, visible
from generator.model.notice import Contact

_PHONE_LABEL = (
    r"(?:(?:监督|联系|举报|受理|值班|咨询|办公|固定|来电|专门值班|服务|信访|反映|专线|热线|短信受理|政策咨询)*"
    r"(?:电话|手机|热线|专线|座机)(?:号码)?|联系方式|监督方式|受理方式|致电|拨打|来电)"
)
_ADDRESS_LABEL = (
    r"(?:专门|专用)?邮政(?:专用)?信箱|(?:通讯|通信|联系|邮寄|办公|来信|收信|信函|寄信|单位|收件|来访)?地址|办公地点|"
    r"来信请寄(?:至|到)?|信函|信件|来函|(?:信函|材料)?(?:请)?(?:邮寄|寄送|寄)(?:至|到)|来信(?:来访)?"
)
_LABELS: tuple[tuple[str, str], ...] = (
    ("faxes", r"传真(?:电话|号码)?"),
    ("emails", r"(?:专门)?(?:互联网)?(?:电子)?(?:邮箱|信箱|邮件)(?:地址)?(?<!邮政信箱)|E-?mail|电邮"),
    ("postcodes", r"邮政编码|邮编"),
    ("people", r"联系人(?:员)?(?:姓名)?"),
    ("hours", r"(?:受理|接听|办公|工作|接待|值班|来访|受理电话|电话受理|接访)?(?:时间)(?:为|是)?"),
    ("ignored", r"来访接待(?:地点)?|接待地点|网址|网站|微信公众号|公众号|户名|开户行|账号"),
    ("addresses", _ADDRESS_LABEL),
    ("phones", _PHONE_LABEL),
)
_LABEL = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS), re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\d*\-A-Za-z@.])0\d{2,3}\s?-\s?12\d{3}(?!\d)|"
    r"(?<![\d*\-A-Za-z@.])(?:[(]\d{3,4}[)]\s?|(?:\+?86-)?[\d*]{3,4}\s?-\s?)?[\d*]{7,8}(?:-\d{1,6})?(?![\d*@])|"
    r"(?<![\d*])1[\d*]{10}(?![\d*@])|(?<!\d)[48]00-?\d{3}-?\d{4}(?!\d)|(?<=[:\s])[19]\d{4}(?!\d)|(?<=[:\s])1[12]\d(?!\d)"
)
_EMAIL = re.compile(r"[A-Za-z0-9*][\w.*+\-]{0,63}@[A-Za-z0-9*][A-Za-z0-9*.\-]{0,100}[A-Za-z*]")
_POSTCODE = re.compile(r"(?<![\d-])\d{6}(?![\d-])")
_HOURS = re.compile(r"[(]([^()]*(?:工作日|工作时间|上午|下午|\d{1,2}:\d{2}|周[一二三四五六日]|星期)[^()]*)[)]")
_CLOCK = re.compile(r"(?:工作日|法定工作日|周[一二三四五]|星期|每[天日周]|上午|早|\d{1,2}:\d{2})[^。;]*")
_STOP = re.compile(
    r"[;。\n]|\s{1,}(?=(?:邮编|邮政编码|电话|联系|传真|电子|邮箱|地址|举报|监督))|[,、](?=(?:邮编|邮政编码|电话|联系|"
    r"传真|电子|邮箱|地址|电话))"
)
_SPACED_LABEL = re.compile(
    r"(?<![\u4e00-\u9fff])(?:[电邮地传]\s+[话箱址编真]|联\s*系\s*(?:人|电\s*话|地\s*址)|电\s*子\s*邮\s*箱|邮\s*政\s*编\s*码)(?=\s*[:：])"
)
_CUE = re.compile(
    r"电话|手机|邮箱|信箱|邮编|邮政|联系人|联系方式|来信|来电|致电|拨打|传真|地址|热线|(?:受理|接听|接待|办公)时间"
)


def read_contact(paragraphs: list[str]) -> Contact:
    """Collect the facts from paragraphs that speak of them, in printed order, each once."""
    facts: dict[str, list[str]] = {
        name: [] for name in ("phones", "faxes", "emails", "addresses", "postcodes", "people", "hours")
    }
    for paragraph in map(visible, paragraphs):
        if _CUE.search(fold(_unspaced(paragraph))) or _EMAIL.search(paragraph):
            _read_paragraph(paragraph, facts)
    hours = facts.pop("hours")
    return Contact.model_validate({**facts, "hours": hours[0] if hours else None})


def _read_paragraph(text: str, facts: dict[str, list[str]]) -> None:
    text = _unspaced(text)
    folded = fold(text)
    labels = [found for found in _LABEL.finditer(folded) if _is_label(folded, found)]
    for index, label in enumerate(labels):
        end = labels[index + 1].start() if index + 1 < len(labels) else len(text)
        start = label.end() + len(folded[label.end() : end]) - len(folded[label.end() : end].lstrip(" :,为是至"))
        _read_value(str(label.lastgroup), text, folded, slice(start, max(start, end)), facts)
    for found in _EMAIL.finditer(folded):
        _add(facts["emails"], text[found.start() : found.end()])
    for found in _HOURS.finditer(folded):
        _add(facts["hours"], text[found.start(1) : found.end(1)].strip())


def _unspaced(text: str) -> str:
    """The text with labels set wide (联 系 人：) closed up."""
    return _SPACED_LABEL.sub(lambda label: "".join(label[0].split()), text)


def _is_label(folded: str, found: re.Match[str]) -> bool:
    """A label is followed by a colon, a space or at once by its value, and is not part of another word."""
    follows = folded[found.end() : found.end() + 12]
    name = found.lastgroup
    if re.match(r"\s*[:]", follows):
        return True
    if name == "hours":
        return re.match(r"\s*(?:为|是)?\s*(?:工作日|上午|周|星期|每|\d)", follows) is not None
    if name in ("phones", "faxes"):
        return re.match(r"\s*(?:为|是|[(])?\s*[\d*(+]", follows) is not None
    if name == "emails":
        return re.match(r"\s*(?:为|是)?\s*[A-Za-z0-9*]", follows) is not None
    if name == "postcodes":
        return re.match(r"\s*\d{6}", follows) is not None
    if name == "addresses":
        return bool(re.match(r"\s+\S", follows)) or (
            "寄" in found[0] and re.match(r"[\u4e00-\u9fff]", follows) is not None
        )
    return bool(re.match(r"\s+\S", follows)) and name == "people"


def _read_value(name: str, text: str, folded: str, place: slice, facts: dict[str, list[str]]) -> None:
    start, value = place.start, folded[place]
    if name in ("phones", "faxes"):
        for found in _PHONE.finditer(" " + value):
            _add(facts[name], text[start + found.start() - 1 : start + found.end() - 1].strip())
    elif name == "postcodes":
        for found in _POSTCODE.finditer(value):
            _add(facts[name], text[start + found.start() : start + found.end()])
    elif name == "people":
        until = re.search(r"[;。,\n(]|\s(?=\S*[\d:])", value)
        wording = text[start : start + (until.start() if until else len(value))]
        for person in re.split(r"[、\s]+|(?<=[\u4e00-\u9fff]{2})[和及]", wording.strip()):
            _add(facts[name], person.strip(":："))
    elif name == "addresses":
        stop = _STOP.search(value)
        wording = text[start : start + (stop.start() if stop else len(value))].strip()
        wording = re.sub(r"[,，、;；()（]+$", "", wording)
        if len(wording) >= 4 and not _EMAIL.fullmatch(wording):
            _add(facts[name], wording)
    elif name == "hours" and (clock := _CLOCK.match(value.lstrip())):
        lead = len(value) - len(value.lstrip())
        _add(facts["hours"], _without_tail(text[start + lead : start + lead + clock.end()].strip()))


def _without_tail(value: str) -> str:
    """A value without the punctuation after it; a closing bracket stays if it was opened."""
    value = re.sub(r"[,，、]+$", "", value)
    return value if "(" in fold(value) else re.sub(r"[)）]+$", "", value)


def _add(values: list[str], value: str) -> None:
    if value and value not in values:
        values.append(value)
