"""Text → text of the same length in which variants of a character are one.

Full and half width, dashes, quotes, traditional script.
Every pattern of the importer is matched against folded text; what is kept is cut from the original at the same places.
Nothing here ever reaches the notice.
"""

from __future__ import annotations

import re
from typing import Final

from generator.model.words import INVISIBLE

UNSEEN: Final = re.compile(f"[{INVISIBLE}]")
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys(
    "\t\r\n\x0b\x0c\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x2010)))
    + "\u2060\ufeff\xad",
    " ",
)
_DASHES = dict.fromkeys("‐‑‒–—―−─━－﹣", "-") | dict.fromkeys("～〜∼﹏", "~")
_QUOTES = {"「": "“", "」": "”", "『": "‘", "』": "’", "〝": "“", "〞": "”", "﹁": "“", "﹂": "”", "｢": "“", "｣": "”"}
_MARKS = {
    "〔": "(",
    "〕": ")",
    "﹝": "(",
    "﹞": ")",
    "﹙": "(",
    "﹚": ")",
    "︰": ":",
    "﹕": ":",
    "﹔": ";",
    "﹐": ",",
    "｡": "。",
    "﹑": "、",
}
_TRADITIONAL = (
    "關於問題針對視進展況時間開續長堅黨員會組織單聯繫電話傳真郵編碼號箱區縣鄉鎮街務責狀態實質個處專項現將"
    "報導見饋幹眾監督歡議請寫遞訊錄標籤來聞記稱項統籌領導"
)
_SIMPLIFIED = (
    "关于问题针对视进展况时间开续长坚党员会组织单联系电话传真邮编码号箱区县乡镇街务责状态实质个处专项现将"
    "报导见馈干众监督欢议请写递讯录标签来闻记称项统筹领导"
)
_MORE = dict(
    zip(
        "與為從嚴經過動態國際設備據應該術產業數體環境門總書執機構級屆輪團駐訪舉銷達廣結論強緩遲執權義轉變際隊滯後",
        "与为从严经过动态国际设备据应该术产业数体环境门总书执机构级届轮团驻访举销达广结论强缓迟执权义转变际队滞后",
        strict=True,
    )
)
_TABLE = str.maketrans(
    _WIDE | _SPACES | _DASHES | _QUOTES | _MARKS | dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)) | _MORE
)


def fold(text: str) -> str:
    """Fold a text, character by character; the result has the same length."""
    return text.translate(_TABLE)


def visible(text: str) -> str:
    """The text without what nobody sees."""
    return UNSEEN.sub("", text)


def fold_visible(text: str) -> str:
    """Fold what can be seen of a text: for words that are recognised and not cut, since the places are not those of the text."""
    return fold(visible(text))
