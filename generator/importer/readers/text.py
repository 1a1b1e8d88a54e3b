"""Plain text (UTF-8, UTF-16, GB18030, Big5) → document: lines, tab-separated tables, hard-wrapped lines joined."""

from __future__ import annotations

import codecs
import re

from generator.importer.document import Block, Document, LeftOut, Refused
from generator.importer.wrapping import Line, join_lines

_BREAKS = re.compile("[\f\v\x85\u2028\u2029]")  # Word's and the web's, within what an editor counts as one line
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_COMMON = re.compile(
    r"[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严巡察视组纪监督党]"
)


def read_text(data: bytes) -> Document:
    """Read a plain text file."""
    text, remarks = decode(data)
    if "\x00" in text or not _CHINESE.search(text):
        raise Refused("文件里没有中文文字，不是可导入的文本")
    lines = [
        Line(text=part, number=number)
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1)
        for part in _BREAKS.split(line)
    ]
    blocks: list[Block] = []
    left_out: list[LeftOut] = []
    plain: list[Line] = []
    for rows in _tables_apart(lines):
        if len(rows) > 1:
            more, gone = join_lines(plain)
            blocks, left_out, plain = blocks + more, left_out + gone, []
            blocks.append(_table(rows))
        else:
            plain += rows
    more, gone = join_lines(plain)
    return Document(blocks=tuple(blocks + more), left_out=tuple(left_out + gone), remarks=remarks)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Detect the encoding; a choice that is not certain comes with a remark."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding), ()
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5hkscs"):
        text = _try(data, encoding)
        if text is None or "\x00" in text or (encoding != "utf-8" and not _is_likely(text)):
            continue
        return text, () if encoding in ("utf-8", "gb18030") else (
            f"按 {_NAMES[encoding]} 编码读出，请看一遍有没有乱码",
        )
    raise Refused("认不出文字编码，请在编辑器里另存为 UTF-8 后再导入")


_NAMES = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "big5hkscs": "Big5"}


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, encoding: str) -> str:
    text = _try(data, encoding)
    if text is None:
        raise Refused("文件不完整或编码有误，读不出文字，请重新另存为 UTF-8")
    return text


def _is_likely(text: str) -> bool:
    """Whether a decoded text looks like Chinese prose: everyday characters are frequent, strange ones are not."""
    letters = _CHINESE.findall(text)
    strange = sum(0xE000 <= ord(char) < 0xF900 or ord(char) < 9 or char == "\ufffd" for char in text)
    return len(letters) >= 4 and len(_COMMON.findall(text)) >= len(letters) * 0.3 and strange * 50 < len(text)


def _tables_apart(lines: list[Line]) -> list[list[Line]]:
    """Runs of two or more tab-separated lines of like width, and single lines."""
    groups: list[list[Line]] = []
    for line in lines:
        cells = line.text.strip("\r\n").count("\t") + 1
        last = groups[-1] if groups else []
        inner = "\t" in line.text.strip() or (len(last) > 0 and cells > 2 and line.text.strip() != "")
        if inner and last and "\t" in last[0].text.strip() and abs(last[-1].text.count("\t") + 1 - cells) <= 1:
            last.append(line)
        else:
            groups.append([line])
    return groups


def _table(rows: list[Line]) -> Block:
    cells = tuple(tuple(cell.strip() for cell in line.text.strip("\r\n").split("\t")) for line in rows)
    return Block(rows=cells, place=f"第 {rows[0].number}–{rows[-1].number} 行")
