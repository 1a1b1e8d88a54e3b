"""One text in other formats.

Pages of several content management systems, Word files, and pages to be printed as PDF.
"""

from __future__ import annotations

import html
import io
from collections.abc import Callable

import docx

Piece = str | list[list[str]]

_FURNITURE_HEAD = """<div class="top"><ul class="nav"><li><a href="/">网站首页</a></li><li><a href="/a">机构概况</a></li>
<li><a href="/b">信息公开</a></li></ul></div><div class="crumb">您当前的位置：<a href="/">首页</a> &gt; <a href="/x">巡视巡察</a></div>"""
_META = "<div class='info'>发布时间：2024-01-08 09:30　来源：某某办　浏览次数：128 【字体：大 中 小】 打印 关闭</div>"
_FURNITURE_FOOT = """<div class="share">分享到：</div><div class="page">上一篇：<a href="/1">关于召开会议的通知</a></div>
<div class="related"><h3>相关推荐</h3><ul><li><a href="/2">某某局关于巡察整改进展情况的通报</a></li><li><a
href="/3">某某公告</a></li></ul></div>
<div class="foot"><p>版权所有：某某单位　地址：某某路0号　电话：0600-0009000</p><p>某ICP备00000000号</p></div>"""


def pieces(text: str) -> list[Piece]:
    """The lines of a text, tab-separated ones gathered into tables."""
    found: list[Piece] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > 1 and found and isinstance(found[-1], list):
            found[-1].append(cells)
        elif len(cells) > 1:
            found.append([cells])
        elif line.strip():
            found.append(line.strip())
    return found


def page_of_paragraphs(title: str, body: list[Piece]) -> str:
    """The title in an h1, paragraphs with full-width indents, everything in an article element."""
    inner = "\n".join(_table(p) if isinstance(p, list) else f"<p>　　{html.escape(p)}</p>" for p in body)
    return _page(title, f"<h1>{html.escape(title)}</h1>{_META}<article>{inner}</article>")


def page_of_spans(title: str, body: list[Piece]) -> str:
    """As Word saves: nested spans around every number, the whole page laid out in a table."""

    def styled(text: str) -> str:
        out = ""
        for char in text:
            out += (
                f'<span lang="EN-US" style="font-family:Times">{char}</span>' if char.isdigit() else html.escape(char)
            )
        return f'<p class="MsoNormal" style="text-indent:32pt">\n<span style="font-family:仿宋">&nbsp;&nbsp;{out}</span></p>'

    inner = "\n".join(_table(p) if isinstance(p, list) else styled(p) for p in body)
    head = f'<div class="bt_title" style="font-size:22px">{html.escape(title)}</div>{_META}'
    return _page(
        title, f'<table width="90%"><tr><td>{head}</td></tr><tr><td><div id="UCAP">{inner}</div></td></tr></table>'
    )


def page_of_breaks(title: str, body: list[Piece]) -> str:
    """Lines parted by br in one div; the title only in a strong element above; no closing tags."""
    inner = "".join(
        _table(p) if isinstance(p, list) else f"&nbsp;&nbsp;&nbsp;&nbsp;{html.escape(p)}<br><br>" for p in body
    )
    return _page(
        title,
        f'<div id="main"><strong><center>{html.escape(title)}</center></strong>{_META}<div class="con">{inner}</div></div>',
    )


def page_of_divs(title: str, body: list[Piece]) -> str:
    """A div a paragraph, headings bold, the signature in a right-aligned div outside the text's own."""
    *rest, name, day = body
    inner = "".join(_table(p) if isinstance(p, list) else f"<div><b>{html.escape(p)}</b></div>" for p in rest)
    end = "".join(f'<div align="right">{html.escape(str(p))}</div>' for p in (name, day))
    return _page(
        title,
        f'<div class="title">{html.escape(title)}</div>{_META}<div class="detail"><div class="txt">{inner}</div>{end}</div>',
    )


PAGES: dict[str, Callable[[str, list[Piece]], str]] = {
    "paragraphs": page_of_paragraphs,
    "spans": page_of_spans,
    "breaks": page_of_breaks,
    "divs": page_of_divs,
}


def _page(title: str, middle: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{html.escape(title)}-某某门户网</title>'
        "<style>body{font-size:16px;line-height:1.6} td{border:1px solid #000}</style>"
        f'<script>var t="1.关于“脚本”问题的整改。";</script></head><body>{_FURNITURE_HEAD}{middle}{_FURNITURE_FOOT}</body></html>'
    )


def _table(rows: list[list[str]]) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table border="1" style="border-collapse:collapse">{cells}</table>'


def word(title: str, body: list[Piece]) -> bytes:
    """A Word file with a header and a page footer."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部资料 注意保存"
    document.add_paragraph(title)
    for piece in body:
        if isinstance(piece, str):
            document.add_paragraph(f"　　{piece}")
            continue
        table = document.add_table(rows=0, cols=len(piece[0]))
        for row in piece:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def print_page(title: str, body: list[Piece]) -> str:
    """A page as Word or WPS would print it: title centred, paragraphs indented and justified, tables ruled."""
    inner = "".join(_table(p) if isinstance(p, list) else f"<p>{html.escape(p)}</p>" for p in body)
    style = (
        "body{font:16pt/28pt serif} h1{text-align:center;font-size:22pt} p{text-indent:2em;margin:0;text-align:justify}"
        " td{border:1px solid #000;padding:4px} table{border-collapse:collapse}"
    )
    return f'<!DOCTYPE html><meta charset="utf-8"><style>{style}</style><h1>{html.escape(title)}</h1>{inner}'
