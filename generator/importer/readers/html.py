"""A saved web page of any CMS → document.

The notice is found in the page, the page's own furniture stays out and is listed.
Bytes only: nothing is fetched, no script is run.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from lxml import etree

from generator.importer.days import whole_day
from generator.importer.document import Block, Document, LeftOut, Refused, squeeze
from generator.importer.folding import fold
from generator.importer.furniture import is_furniture
from generator.importer.readers.html_text import Piece, Walker
from generator.importer.readers.remarks import PICTURES, about_lettering
from generator.importer.readers.text import decode

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_CUES = re.compile(r"整改|巡视|巡察|問題|问题")
_HINTS = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|crumbs?|breadcrumb|location|position|share|bdshare|related|relate|recommend|hot|"
    r"pager?|prev|next|copyright|"
    r"foot|footer|toolbar|tools|comment|side|sidebar|aside|ad|links?)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_SHARE_OF_TEXT = 0.85
_LONG = 150  # one long paragraph does not outweigh the lines around it
_FEW = 4
_TITLE = re.compile(r"关于|關於|整改|通报|通報|公示|公告|情况|情況|报告|報告")
_WHOLE_TITLE = re.compile(
    r"(?!(?:上|下)一(?:篇|条)|(?:标题|名称)\s*:|[(]?[一二三四五六七八九十\d]{1,3}[、.)])"
    r"(?:[^。;:!?]*关于[^。;:!?]*整改[^。;:!?]*(?:通报|报告|公示|公告)|[^。;:!?]*巡[视察][^。;:!?]*整改[^。;:!?]*(?:通报|报告|公示|情况))"
)
_ORG = re.compile(r".{2,40}(?:委员会|党组|党委|工委|支部|总支|办公室|局|公司|医院|大学|学院)")
_FILE = re.compile(r"附件|\.(?:docx?|pdf|xlsx?|wps|zip)\b", re.IGNORECASE)


def read_html(data: bytes) -> Document:
    """Read a saved page."""
    text, remarks = _decode(data)
    root = _parse(text)
    walker = Walker(root)
    pieces = walker.pieces
    if sum(len(piece.content) for piece in pieces) < 20:
        raise Refused(
            "网页里没有正文（可能是用脚本加载的页面）；请在浏览器里打开后另存为“网页，全部”，或复制文字存为 txt"
        )
    head_title = " ".join("".join(root.xpath("//head/title//text()")).split())
    chosen = _notice_part(pieces, head_title)
    kept = [piece for i, piece in enumerate(pieces) if i in chosen]
    gone = [
        LeftOut(text=piece.content, place=_place(piece), reason="网页框架（导航、推荐、页脚等）")
        for i, piece in enumerate(pieces)
        if i not in chosen
    ]
    gone += [LeftOut(text=text, place="", reason="网页中隐藏的文字") for text in walker.hidden]
    remarks = (*remarks, *_remarks(walker, chosen))
    blocks = tuple(Block(text=p.text, rows=p.rows, place=_place(p), level=_level(p)) for p in kept)
    return Document(blocks=blocks, left_out=tuple(gone), remarks=remarks, head_title=head_title)


def _remarks(walker: Walker, chosen: set[int]) -> Iterator[str]:
    """What to tell the editor about the part of the page that is the notice."""
    traces = [trace for trace in walker.traces if min(chosen, default=0) <= trace.place <= max(chosen, default=-1)]
    if walker.numbered_lists:
        yield "网页里有自动编号的列表，编号已写成文字，请核对"
    if walker.unveiled:
        yield "网页把正文设为隐藏（通常打开后由脚本显示），已照常收入"
    if any(trace.what == "picture" for trace in traces):
        yield PICTURES
    yield from about_lettering(
        *([trace.text for trace in traces if trace.what == what] for what in ("raised", "struck"))
    )


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    named = _CHARSET.search(data[:4096])
    if named and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = named[1].decode("ascii").lower()
        encoding = "gb18030" if encoding in ("gb2312", "gbk", "gb18030") else encoding
        try:
            return data.decode(encoding), ()
        except (UnicodeDecodeError, LookupError):
            text, remarks = decode(data)
            return text, (*remarks, f"网页自称编码为 {encoding}，实际不是，请看一遍有没有乱码")
    return decode(data)


def _parse(text: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    clean = re.sub(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text)
    try:
        root = etree.fromstring(clean.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise Refused("网页嵌套过深，读不全；请复制文字存为 txt")
    if root is None:
        raise Refused("读不懂这个网页文件；请在浏览器里打开后另存，或复制文字存为 txt")
    return root


def _place(piece: Piece) -> str:
    return f"第 {piece.line} 行" if piece.line else ""


def _level(piece: Piece) -> int | None:
    return None if piece.level is None else max(piece.level - 1, 1)


def _weight(piece: Piece) -> int:
    """How much a piece speaks for the element that holds it to be the notice."""
    if piece.linked > 0.5 or is_furniture(piece.content) or _in_furniture(piece):
        return 0
    size = len(squeeze(piece.content)) if piece.rows else min(len(squeeze(piece.content)), _LONG)
    return size * (3 if _CUES.search(piece.content) else 1)


def _in_furniture(piece: Piece) -> bool:
    return (
        any(
            element.tag in ("nav", "footer", "aside")
            or _HINTS.search(f" {element.get('class', '')} {element.get('id', '')} ")
            for element in piece.ancestors[2:]
        )
        and len(piece.content) < 200
    )


def _notice_part(pieces: list[Piece], head_title: str) -> set[int]:
    """Which of the pieces are the notice's."""
    container = _container(pieces)
    inside = [i for i, piece in enumerate(pieces) if container in piece.ancestors]
    first, last = inside[0], inside[-1]
    chosen = set(range(first, last + 1))
    chosen |= set(_title_before(pieces, first, head_title, set(inside)))
    chosen |= set(_signed_after(pieces, last, container.getparent()))
    chosen -= {i for i in chosen if _is_link_row(pieces[i], i, chosen)}
    return chosen - _furniture_at_end(pieces, container, sorted(chosen))


def _furniture_at_end(pieces: list[Piece], container: etree._Element, chosen: list[int]) -> set[int]:
    """The last pieces, as long as they stand in an element within the notice's that by its name is a footer or the like.

    And holds no running text.
    """
    running = {element for i in chosen if len(pieces[i].content) > _LONG for element in pieces[i].ancestors}
    found: set[int] = set()
    for index in reversed(chosen):
        inner = [e for e in pieces[index].ancestors if container in e.iterancestors() and e not in running]
        if not any(e.tag == "footer" or _HINTS.search(f" {e.get('class', '')} {e.get('id', '')} ") for e in inner):
            break
        found.add(index)
    return found


def _container(pieces: list[Piece]) -> etree._Element:
    """The innermost element that holds nearly all of the page's running text."""
    weights: dict[etree._Element, int] = defaultdict(int)
    for piece in pieces:
        for element in piece.ancestors:
            weights[element] += _weight(piece)
    total = max(weights.values())
    best = pieces[0].ancestors[0]
    for piece in pieces:
        for element in piece.ancestors:
            if element.tag != "table" or not piece.rows:
                deeper = element in _below(best, element)
                if weights[element] >= total * _SHARE_OF_TEXT and deeper:
                    best = element
    while sum(best in piece.ancestors for piece in pieces) < _FEW and (above := best.getparent()) is not None:
        best = above
    return best


def _below(best: etree._Element, element: etree._Element) -> tuple[etree._Element, ...]:
    """The element, if it lies within the best so far."""
    return (element,) if any(ancestor is best for ancestor in element.iterancestors()) else ()


def _title_before(pieces: list[Piece], first: int, head_title: str, inside: set[int]) -> list[int]:
    """The title, if it stands before the notice's element: named by <title> or an <h1>.

    With what lies between and is no furniture.
    """
    whole = squeeze(head_title)
    within = max((len(squeeze(pieces[i].text)) for i in sorted(inside)[:6] if _is_title(pieces[i], whole)), default=0)
    candidates = [i for i in range(first) if _is_title(pieces[i], whole) and pieces[i].linked < 0.5]
    if not candidates or max(len(squeeze(pieces[i].text)) for i in candidates) <= within:
        return []
    start = candidates[-1]
    while start - 1 in candidates and squeeze(pieces[start - 1].text) != squeeze(pieces[start].text):
        start -= 1
    if (
        start
        and squeeze(pieces[start].text).startswith(("关于", "關於"))
        and _ORG.fullmatch(pieces[start - 1].text.strip())
    ):
        start -= 1  # the first of two lines, which names the issuer
    between = [
        i
        for i in range(candidates[-1] + 1, first)
        if not (is_furniture(pieces[i].content) or pieces[i].linked > 0.3 or _in_furniture(pieces[i]))
    ]
    return sorted({start, *(i for i in candidates if i >= start)}) + between


def _is_title(piece: Piece, whole: str) -> bool:
    text = squeeze(piece.text)
    if not 8 <= len(text) <= _LONG:
        return False
    if text != whole and whole.startswith(text):
        return True  # the first of two lines
    named = (bool(whole) and text in whole) or (piece.level == 1 and _CUES.search(text) is not None)
    return (named and _TITLE.search(text) is not None) or _WHOLE_TITLE.fullmatch(fold(text)) is not None


def _signed_after(pieces: list[Piece], last: int, around: etree._Element | None) -> list[int]:
    """What stands just after the notice's element.

    A signature, date or attachment, or running text in the element `around` both.
    """
    found = []
    for index in range(last + 1, min(last + 12, len(pieces))):
        text = fold(pieces[index].text).strip()
        near = around is not None and around.tag not in ("body", "html") and around in pieces[index].ancestors
        if near and text and pieces[index].linked < 0.3 and not is_furniture(text) and not _in_furniture(pieces[index]):
            found.append(index)
            continue
        signed = whole_day(text) or (_ORG.fullmatch(text) and not is_furniture(text)) or text.startswith("附件")
        if not text or not signed or (pieces[index].linked > 0.9 and not _FILE.search(text)):
            break
        found.append(index)
    return found


def _is_link_row(piece: Piece, index: int, chosen: set[int]) -> bool:
    """Whether a piece at the edge of the notice is nothing but links to other pages."""
    if piece.linked < 0.9 or _FILE.search(piece.content):
        return False
    edge = sorted(chosen)
    return len(squeeze(piece.content)) < 60 and (index in edge[-12:] or index in edge[:6])
