"""What readers do with sources that are unusual, hostile or no text at all.

Read them as people see them, or refuse in one sentence.
"""

from __future__ import annotations

import base64
import io
import quopri
import re
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from generator.importer.document import Refused
from generator.importer.main import MAX_BYTES, import_source
from generator.importer.readers import read_document
from generator.importer.readers.docx import MAX_ENTRIES
from generator.importer.readers.pdf_lines import Glyph, lines_of

_TITLE = "中共某某县水利局党组关于巡察整改进展情况的通报"
_NUMBERING = """<w:abstractNum {ns} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>"""


def texts(name: str, data: bytes) -> list[str]:
    return [block.content for block in read_document(name, data).blocks]


def saved(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def numbered_word() -> docx.document.Document:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(_NUMBERING.format(ns=nsdecls("w"))))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for text, level in (("总体情况", 0), ("具体情况", 0), ("甲", 1), ("乙", 1), ("打算", 0), ("丙", 1)):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
        )
    return document


def test_automatic_numbers_of_word_are_written_out() -> None:
    assert texts("x.docx", saved(numbered_word())) == [
        "一、总体情况",
        "二、具体情况",
        "1.甲",
        "2.乙",
        "三、打算",
        "1.丙",
    ]


def test_a_number_of_word_is_all_arabic_where_word_shows_it_so_and_stands_apart_from_other_figures() -> None:
    document = numbered_word()
    level = document.part.numbering_part.element.find(f".//{qn('w:lvl')}[@{qn('w:ilvl')}='1']")
    level.find(qn("w:lvlText")).set(qn("w:val"), "%1.%2")
    level.append(parse_xml(f"<w:isLgl {nsdecls('w')}/>"))
    assert texts("x.docx", saved(document))[2:4] == ["2.1 甲", "2.2 乙"]
    level.find(qn("w:lvlText")).set(qn("w:val"), "%2.")
    document.paragraphs[2].runs[0].text = "3个村没有账"
    assert texts("x.docx", saved(document))[2] == "1. 3个村没有账"


def test_deleted_and_hidden_words_of_word_stay_out_and_text_boxes_stay_in() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("留下")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>删去</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"))
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:pict>{box}</w:pict></w:r>"))
    found = read_document("x.docx", saved(document))
    assert [block.text for block in found.blocks] == ["留下", "框内"]
    assert [(one.text, one.reason) for one in found.left_out] == [
        ("删去", "修订中删除的文字"),
        ("隐藏", "Word 中设为隐藏的文字"),
    ]
    assert found.remarks == ("有文本框，文字放在所在段落之后，请核对位置",)


def test_a_table_of_one_cell_within_a_table_is_read() -> None:
    document = docx.Document()
    outer = document.add_table(2, 2)
    outer.cell(0, 0).text = "甲"
    inner = outer.cell(1, 1).add_table(1, 1)
    inner.cell(0, 0).text = "里面"
    inner.cell(0, 0).add_table(1, 1).cell(0, 0).text = "最里面"
    assert texts("x.docx", saved(document)) == ["甲", "里面", "最里面"]


def test_what_of_word_becomes_no_text_or_other_text_is_told() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("状态")
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>"))
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:sym w:font='宋体' w:char='221A'/></w:r>"))
    paragraph._p.append(parse_xml(f"<m:oMath {nsdecls('m')}><m:r><m:t>x=1</m:t></m:r></m:oMath>"))
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:drawing><pic:pic {nsdecls('pic')}/></w:drawing></w:r>"))
    found = read_document("x.docx", saved(document))
    assert [block.text for block in found.blocks] == ["状态√x=1"]
    assert [(one.text, one.place, one.reason) for one in found.left_out] == [
        ("Wingdings F0FC", "第 1 段", "符号字体里的符号，读不出是什么字，请看原件补上")
    ]
    assert found.remarks == ("有图片，没有收入；图片里若有文字，请照原件录入", "有公式，已依次写成文字，请对照原件核对")


def test_a_cell_of_word_tells_what_was_deleted_and_says_its_text_box_once() -> None:
    document = docx.Document()
    document.add_paragraph(_TITLE)
    table = document.add_table(1, 2)
    paragraph = table.cell(0, 0).paragraphs[0]
    paragraph.add_run("甲")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>删去</w:delText></w:r></w:del>"))
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    choice = f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    alternative = f"<mc:AlternateContent {mc}>{choice}</mc:AlternateContent>"
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{alternative}</w:r>"))
    table.cell(0, 1).text = "乙"
    found = read_document("x.docx", saved(document))
    assert found.blocks[1].rows == (("甲 框内", "乙"),)
    assert [(one.text, one.place) for one in found.left_out] == [("删去", "第 1 段之后的表格")]


def test_merged_cells_of_word_speak_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
    table.cell(1, 0).text, table.cell(1, 1).text = "甲", "乙"
    assert texts("x.docx", saved(document)) == ["合并\t\n甲\t乙"]


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n", "\f", "\v", "\x85", "\u2028", "\u2029"])
def test_lines_of_a_text_end_however_they_were_copied(line_end: str) -> None:
    assert texts("x.txt", line_end.join((_TITLE, "第一段。", "第二段。")).encode()) == [_TITLE, "第一段。", "第二段。"]


@pytest.mark.parametrize(
    ("entries", "numbered"),
    [
        ("<ol start=3><li>甲<li>乙</ol>", ["3.甲", "4.乙"]),
        ("<ol><li>甲</ol><ol><li value=2>乙<li>丙</ol>", ["1.甲", "2.乙", "3.丙"]),
        ("<ol type=a><li>甲<li style='display:none'>藏<li>乙</ol>", ["a.甲", "b.乙"]),
        ("<ol style='list-style-type: cjk-ideographic'><li>甲<li>乙<ol><li>丙</ol></ol>", ["一、甲", "二、乙", "1.丙"]),
        ("<ol style='list-style: none outside'><li>甲</ol>", ["甲"]),
    ],
)
def test_numbers_of_lists_on_a_page_are_written_out(entries: str, numbered: list[str]) -> None:
    page = f"<h1>{_TITLE}</h1>{entries}<p>某某县水利局</p>"
    assert texts("x.html", page.encode())[1:-1] == numbered


@pytest.mark.parametrize("tag", ["pre", "div style='white-space: pre-wrap'"])
def test_lines_that_a_page_keeps_are_paragraphs(tag: str) -> None:
    page = f"<{tag}>{_TITLE}\n　　第一段<b>文\n字</b>。\n</{tag.split(maxsplit=1)[0]}><p>第二\n段。</p>"
    assert texts("x.html", page.encode()) == [_TITLE, "第一段文", "字。", "第二段。"]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("name", "encode"), [("quoted-printable", quopri.encodestring), ("base64", base64.encodebytes)]
)
def test_a_page_that_a_browser_saved_in_one_file_is_read(
    charset: str, name: str, encode: Callable[[bytes], bytes]
) -> None:
    head = 'From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="x"\n\n'
    page = encode(f"<p>{_TITLE}</p><p>第一段＝一</p>".encode(charset))
    parts = (
        f"--x\nContent-Type: text/css\n\np {{}}\n--x\nContent-Type: text/html\nContent-Transfer-Encoding: {name}\n\n"
    )
    data = head.encode() + parts.encode() + page + b"\n--x--\n"
    assert texts("x.mhtml", data) == texts("x.mhtml", data.replace(b"\n", b"\r\n")) == [_TITLE, "第一段＝一"]


def test_a_text_that_begins_like_an_e_mail_is_a_text() -> None:
    lines = [
        "Subject: 一",
        *[f" 第{number}行。" for number in range(5000)],
    ]  # of which no look at its head may take for ever
    assert texts("x.txt", "\r\n".join(lines).encode())[0] == "Subject: 一"


def test_hidden_words_and_scripts_of_a_page_stay_out() -> None:
    page = f"<p>{_TITLE}</p><p style='display:none'>隐藏</p><script>'脚本'</script><p>显示出来的一段文字。</p>"
    found = read_document("x.html", page.encode())
    assert [block.text for block in found.blocks] == [_TITLE, "显示出来的一段文字。"]
    assert [(one.text, one.reason) for one in found.left_out] == [("隐藏", "网页中隐藏的文字")]


def test_a_cell_over_several_rows_of_a_page_speaks_once() -> None:
    table = "<table><tr><td rowspan=2>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>"
    assert texts("x.html", f"<p>{_TITLE}</p>{table}".encode())[-1] == "甲\t乙\n\t丙"


def test_no_file_of_the_machine_is_read_through_xml(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        evil = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr(
            "word/document.xml",
            f'{evil}<w:document xmlns:w="{namespace}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>',
        )
    with pytest.raises(Refused, match="损坏"):
        read_document("x.docx", stream.getvalue())


@pytest.mark.browser
def test_running_heads_and_page_numbers_of_a_pdf_stay_out(printed: Callable[[str], bytes]) -> None:
    body = "".join(f"<p>第{n}段{'某某工作扎实推进，' * 30}。</p>" for n in range(30))
    found = read_document("x.pdf", printed(f"<meta charset=utf-8><style>body{{font-size:16pt}}</style>{body}"))
    assert len(found.blocks) == 30
    assert {one.reason for one in found.left_out} == {"页码"}
    assert len(found.left_out) > 2


@pytest.mark.browser
def test_a_pdf_without_text_is_refused_as_a_scan(printed: Callable[[str], bytes]) -> None:
    with pytest.raises(Refused, match="扫描件"):
        read_document("x.pdf", printed("<div style='width:9cm;height:9cm;background:#888'></div>"))


def zip_with(entries: int, size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(entries):
            archive.writestr(f"word/{number}.xml" if number else "word/document.xml", b"0" * size)
    return stream.getvalue()


_REFUSALS = {
    "empty": (b"  \n", "文件是空的"),
    "too big": (b"1" * (MAX_BYTES + 1), "超过上限 20 MB"),
    "picture": (b"\x89PNG\r\n\x1a\n000", "这是图片"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1000", "旧版 Word"),
    "rtf": (rb"{\rtf1\ansi\'d6\'d0}", "这是 RTF 文件"),
    "saved page without a page": (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx", "读不懂这个网页文件"),
    "binary": (bytes(range(256)) * 8, "认不出文字编码|没有中文"),
    "english": (b"Nothing to see here, only English.", "没有中文文字"),
    "no word file": (zip_with(2, 10), "损坏"),
    "zip bomb": (zip_with(3, 30_000_000), "压缩炸弹"),
    "too many parts": (zip_with(MAX_ENTRIES + 1, 1), "压缩炸弹"),
    "broken zip": (b"PK\x03\x04 and then nothing", "不完整或已损坏"),
    "broken pdf": (b"%PDF-1.7\nnothing", "不完整或已损坏"),
    "not a notice": ("今天天气很好，我们去公园玩。".encode(), "没有找到整改内容"),
    "page without text": (b"<html><body><div id=app></div><script>go()</script></body></html>", "没有正文"),
}


@pytest.mark.parametrize("what", _REFUSALS)
def test_bad_input_gets_one_clear_sentence(what: str) -> None:
    data, message = _REFUSALS[what]
    with pytest.raises(Refused) as refusal:
        import_source("x", data)
    assert re.search(message, str(refusal.value))
    assert "\n" not in str(refusal.value)


def test_a_locked_word_file_is_refused() -> None:
    data = bytearray(saved(docx.Document()))
    for found in re.finditer(b"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    with pytest.raises(Refused, match="密码"):
        read_document("x.docx", bytes(data))


def test_headers_and_footers_of_word_are_listed_as_left_out() -> None:
    document = docx.Document()
    document.add_paragraph(_TITLE)
    document.sections[0].header.paragraphs[0].text = "内部资料 注意保存"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    document.add_section().header.is_linked_to_previous = True
    left_out = read_document("x.docx", saved(document)).left_out
    assert [(one.text, one.reason) for one in left_out] == [("内部资料 注意保存", "页眉页脚"), ("— 1 —", "页眉页脚")]


def test_a_pdf_with_a_password_is_refused() -> None:
    lock = "<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + "12" * 32 + "> /U <" + "34" * 32 + "> >>"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>", lock]
    pdf = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(pdf))
        pdf += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    ids = "<" + "56" * 16 + ">"
    trailer = f"trailer\n<< /Size 4 /Root 1 0 R /Encrypt 3 0 R /ID [{ids} {ids}] >>\nstartxref\n{len(pdf)}\n%%EOF"
    data = f"{pdf}xref\n0 4\n0000000000 65535 f \n{table}{trailer}".encode("ascii")
    with pytest.raises(Refused, match=r"^PDF 加了密码；请去掉密码后再导入$"):
        read_document("x.pdf", data)


def test_the_footer_of_a_page_stays_out_where_it_stands_beside_a_short_notice() -> None:
    notice = "".join(
        f"<p>{text}</p>" for text in (_TITLE, "现将整改情况公布如下。", "监督电话：0600-0001111。", "某某县水利局")
    )
    page = (
        f'<body><div>{notice}</div><div id="footer"><p>联系电话：0600-9999999　邮箱：web@example.com</p></div></body>'
    )
    assert "0600-9999999" not in "".join(texts("x.html", page.encode()))


def test_the_article_of_a_page_that_a_script_would_show_is_read_and_what_is_hidden_in_it_is_not() -> None:
    article = "".join(
        f"<p>{text}</p>" for text in (_TITLE, "现将整改情况公布如下。", "一、总体情况", "局党组召开会议3次。")
    )
    hidden = '<p style="display:none">旧稿一段</p>'
    page = f'<body><p>阅读 12</p><div style="visibility: hidden; opacity: 0">{article}{hidden}</div></body>'
    found = read_document("x.html", page.encode())
    assert [block.text for block in found.blocks][-4:] == [
        _TITLE,
        "现将整改情况公布如下。",
        "一、总体情况",
        "局党组召开会议3次。",
    ]
    assert [one.text for one in found.left_out if one.reason == "网页中隐藏的文字"] == ["旧稿一段"]
    assert found.remarks == ("网页把正文设为隐藏（通常打开后由脚本显示），已照常收入",)


def test_what_is_hidden_in_a_cell_of_a_page_stays_out_and_is_listed() -> None:
    rows = "<tr><td>序号</td><td>问题</td></tr><tr><td>1</td><td>账目不清<i style='display:none'>排序码7</i></td></tr>"
    page = f"<p>{_TITLE}</p><p>现将整改情况公布如下。</p><table>{rows}</table><p>某某县水利局</p>"
    found = read_document("x.html", page.encode())
    assert [block.rows for block in found.blocks if block.rows] == [(("序号", "问题"), ("1", "账目不清"))]
    assert [one.text for one in found.left_out] == ["排序码7"]


_UNSHOWN = (
    "有图片，没有收入；图片里若有文字，请照原件录入",
    "上标写成了普通数字（“4”），请对照原件核对",
    "加了删除线的文字照常收入（“300”），请对照原件核对",
)


def test_what_plain_text_cannot_show_of_a_page_is_told_if_it_stands_in_the_notice() -> None:
    icon, picture = '<img src="a.gif" width="16">', '<img src="b.png">'
    notice = (
        f"<p>{_TITLE}</p><p>{icon}现将整改情况公布如下。</p><p>投资{{}}，</p><p>退回{{}}260元。</p><p>某某县水利局</p>"
    )
    page = "<div>{}</div><div id='footer'>" + picture + "</div>"
    plain = page.format(notice.format("3万元", "")).encode()
    assert read_document("x.html", plain).remarks == ()
    marked = page.format(notice.format(f"1.2×10<sup>4</sup>元{picture}", "<s>300</s>")).encode()
    assert read_document("x.html", marked).remarks == _UNSHOWN


def test_what_plain_text_cannot_show_of_word_is_told() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("投资1.2×10")
    paragraph.add_run("4").font.superscript = True
    paragraph.add_run("[1]").font.superscript = True
    paragraph.add_run("300").font.strike = True
    paragraph.add_run("260元").font.strike = False
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:drawing><pic:pic {nsdecls('pic')}/></w:drawing></w:r>"))
    dgm = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:drawing><dgm:relIds {dgm}/></w:drawing></w:r>"))
    found = read_document("x.docx", saved(document))
    drawn = "有图示（SmartArt）或图表，里面的文字没有收入，请照原件录入"
    assert found.remarks == (_UNSHOWN[0], drawn, *_UNSHOWN[1:])


@pytest.mark.browser
def test_pictures_of_a_pdf_are_told_with_their_pages(printed: Callable[[str], bytes]) -> None:
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    page = (
        "<p>{}</p><div style='break-before:page'><img style='width:{}px' src='data:image/png;base64,"
        + pixel
        + "'></div>"
    )
    assert read_document("x.pdf", printed(page.format(_TITLE, 400))).remarks == (
        "第 2 页有图片，没有收入；图片里若有文字，请照原件录入",
    )
    assert read_document("x.pdf", printed(page.format(_TITLE, 8))).remarks == ()


def test_boxes_that_fit_the_strokes_leave_no_gaps_within_a_line_of_a_pdf() -> None:
    inks = [
        ("国", 1, 14),
        ("月", 3, 9),
        ("二", 1, 14),
        ("日", 4, 8),
        ("，", 1, 4),
        ("自", 3, 10),
        ("“", 11, 4),
        ("项", 1, 14),
        ("目", 4, 8),
    ]

    def line(*, apart: int) -> str:
        glyphs = [
            Glyph(char=char, left=start, right=start + wide, bottom=0, top=15)
            for place, (char, side, wide) in enumerate(inks)
            for start in (place * 16 + side + apart * (place > 6),)
        ]
        return lines_of(1, glyphs, [])[0].text

    assert line(apart=0) == "国月二日，自“项目"
    assert line(apart=8) == "国月二日，自“ 项目"


def test_what_a_revision_of_word_joins_is_one_and_what_it_deletes_of_a_table_is_listed() -> None:
    document = docx.Document()
    ended = document.add_paragraph("1.关于“工程变更")
    ended._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del/></w:rPr>"))
    document.add_paragraph("把关不严”的问题。")
    last = document.add_paragraph("二、台账")
    last._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del/></w:rPr>"))
    table = document.add_table(3, 2)
    for row, cells in enumerate((("序号", "问题"), ("1", "已删的问题"), ("2", "账目不清"))):
        table.cell(row, 0).text, table.cell(row, 1).text = cells
    table.rows[1]._tr.insert(0, parse_xml(f"<w:trPr {nsdecls('w')}><w:del/></w:trPr>"))
    found = read_document("x.docx", saved(document))
    assert [block.text for block in found.blocks] == ["1.关于“工程变更把关不严”的问题。", "二、台账", ""]
    assert found.blocks[2].rows == (("序号", "问题"), ("2", "账目不清"))
    assert [(one.text, one.reason) for one in found.left_out] == [("1\t已删的问题", "修订中删除的文字")]
