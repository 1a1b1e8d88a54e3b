"""The head of a document → the title (one line or more), its repetitions, the lines under it, the page's furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.importer.days import whole_day
from generator.importer.document import squeeze
from generator.importer.folding import fold_visible
from generator.importer.furniture import is_furniture
from generator.importer.marks import read_mark
from generator.importer.signature import is_signatory

_ENDS = re.compile(r"(?:通报|报告|公示|公告|公开|情况|通告|说明|公布)\s*(?:[(][^()]{1,20}[)])?\s*$")
_ABOUT = re.compile(r"整改|巡[视察]|更正|公告|公示")
_BREAKS = re.compile(r"[。;:!?]")
_NUMBERED = re.compile(r"^\s*[^\s。,]{2,12}[(\[]\d{4}[)\]]\s*第?\d+号\s*$")
_LETTERHEAD = re.compile(r"[^。;:!?]{2,40}(?:党组|党委|委员会|工委|支部|总支|办公室|政府|局|公司|院|校)\s*文\s*件")
_LOOK = 40
_MAX_LINES = 5
_MAX_LENGTH = 120


@dataclass(frozen=True, kw_only=True)
class Head:
    """Indexes of blocks: those of the title, those left out (with reason), those under the title.

    The body begins at `body`.
    """

    title: str
    lines: tuple[int, ...]
    left_out: dict[int, str]
    under: tuple[int, ...]
    body: int


def read_head(texts: list[str], *, hint: str = "") -> Head:
    """Find the title among the first lines; `hint` is the title that the file itself names (html <title>)."""
    lines = _title_lines(texts, hint)
    left_out: dict[int, str] = {}
    if not lines:
        start = next((i for i, text in enumerate(texts) if not is_furniture(text)), len(texts))
        left_out = dict.fromkeys(range(start), "网页或文件的附加信息")
        return Head(title="", lines=(), left_out=left_out, under=(), body=start)
    title = "".join(texts[i].strip() for i in lines)
    for index in range(lines[0]):
        left_out[index] = (
            "标题重复"
            if _repeats(texts[index], title)
            else "标题之前的文件头和文号"
            if _is_letterhead(texts[index])
            else "标题之前的网页附加信息"
        )
    under, body = _under(texts, lines[-1] + 1, title, left_out)
    return Head(title=title, lines=tuple(lines), left_out=left_out, under=tuple(under), body=body)


def _title_lines(texts: list[str], hint: str) -> list[int]:
    """The last run of short lines, before the first paragraph, that reads as a title."""
    best: list[int] = []
    for first in range(min(len(texts), _LOOK)):
        folded = fold_visible(texts[first]).strip()
        if _is_paragraph(folded):
            break
        if is_furniture(texts[first]) or not folded or read_mark(folded).kind not in ("", "bullet"):
            continue
        run = _run(texts, first)
        if run and (not best or not _same(texts, best, run)):
            best = best if best and not _better(texts, run, best, hint) else run
    return best


def _is_paragraph(folded: str) -> bool:
    return len(folded) > _MAX_LENGTH or ("。" in folded[:-1]) or folded.endswith("。")


def _run(texts: list[str], first: int) -> list[int]:
    joined = ""
    for last in range(first, min(first + _MAX_LINES, len(texts))):
        folded = fold_visible(texts[last]).strip()
        if (
            not folded
            or _is_paragraph(folded)
            or _BREAKS.search(re.sub(r"[《“].*?[》”]", "", folded))
            or is_furniture(texts[last])
            or _is_letterhead(texts[last])
        ):
            return []
        if last > first and read_mark(folded).kind:
            return []
        joined += folded
        if len(joined) > _MAX_LENGTH:
            return []
        if _ENDS.search(joined) and _ABOUT.search(joined) and (len(joined) >= 8):
            more = fold_visible(texts[last + 1]).strip() if last + 1 < len(texts) else ""
            return list(range(first, last + 1 + _is_rest(joined, more)))
    return []


def _is_letterhead(text: str) -> bool:
    """Whether a line is what an official document prints above its title: 某某县财政局党组文件, 财党组〔2023〕18号."""
    folded = fold_visible(text).strip()
    return _LETTERHEAD.fullmatch(folded) is not None or _NUMBERED.match(folded) is not None


def _is_rest(joined: str, more: str) -> bool:
    """Whether a title that could end here goes on with a short line, such as 的通报."""
    return (
        len(more) <= 8
        and re.fullmatch(r"(?:落实|进展)?(?:情况)?的?(?:通报|报告|公示|公告)", more) is not None
        and not re.search(r"(?:通报|报告|公示|公告)$", joined)
    )


def _same(texts: list[str], one: list[int], two: list[int]) -> bool:
    return squeeze("".join(texts[i] for i in one)) == squeeze("".join(texts[i] for i in two))


def _better(texts: list[str], run: list[int], best: list[int], hint: str) -> bool:
    """A later candidate wins only if it is the file's own title, or says 关于 where the earlier one does not."""
    now, before = (squeeze("".join(texts[i] for i in lines)) for lines in (run, best))
    if run[0] - 1 in best and fold_visible(now).startswith("关于") and is_signatory(texts[run[0] - 1]):
        return False  # the line before names the issuer, for which the file itself may have a shorter name
    if hint and (now in squeeze(hint)) != (before in squeeze(hint)):
        return now in squeeze(hint)
    if run[0] == best[0] or set(run) & set(best):
        return False
    return "关于" in fold_visible(now) and "关于" not in fold_visible(before)


def _repeats(text: str, title: str) -> bool:
    return squeeze(text) == squeeze(title)


def _under(texts: list[str], start: int, title: str, left_out: dict[int, str]) -> tuple[list[int], int]:
    """Lines between the title and the text: a repeated title and furniture go, a date or document number stays."""
    under: list[int] = []
    index = start
    while index < len(texts):
        text, folded = texts[index], fold_visible(texts[index]).strip()
        repeated = _repeated_from(texts, index, title)
        if repeated > index:
            left_out.update(dict.fromkeys(range(index, repeated), "标题重复"))
            index = repeated
            continue
        if is_furniture(text) and not _is_paragraph(folded):
            left_out[index] = "网页或文件的附加信息"
        elif (
            whole_day(text and fold_visible(text))
            or _NUMBERED.match(folded)
            or re.fullmatch(r"[(].{2,40}[)]|-{1,3}[^。]{2,40}", folded)
        ):
            under.append(index)
        else:
            break
        index += 1
    while under and under[-1] > index:
        under.pop()
    return under, index


def _repeated_from(texts: list[str], index: int, title: str) -> int:
    joined = ""
    for last in range(index, min(index + _MAX_LINES, len(texts))):
        joined += squeeze(texts[last])
        if joined == squeeze(title):
            return last + 1
        if not joined or not squeeze(title).startswith(joined):
            break
    return index
