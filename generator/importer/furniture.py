"""Which lines around a notice are the page's and not the notice's.

Crumbs, share bars, counters, footers, metadata rows.
Only the head and the tail of a source are looked at this way, and only lines that are surely furniture are left out.
"""

from __future__ import annotations

import re

from generator.importer.folding import fold_visible

_SURE = re.compile(
    r"^(?:您?(?:当前|现在)?(?:的)?(?:所在)?位置\s*[:>]|(?:网站)?首页\s*(?:[>»/|-]|$)|.{0,20}[>»].{0,20}[>»])"
    r"|(?:发布|发文|录入|更新|信息|上传|创建)(?:时间|日期)\s*[: ]\s*\d|^(?:时间|日期)\s*:\s*\d{4}-\d|"
    r"\d{4}-\d\d?-\d\d?\s+\d\d?:\d\d|\d{4}年\d\d?月\d\d?日\s+\d\d?:\d\d"
    r"|^\s*(?:信息|文章|稿件|内容)?来源\s*[:]|(?:浏览|阅读|点击|访问|查看)(?:次数|量|数|人数)?\s*[::]|^\s*阅读\s*\d+|"
    r"浏览\s*\d+\s*次"
    r"|^[【\[(]?\s*字(?:号|体)(?:大小)?\s*[::]?\s*(?:[【\[(]?[大中小])|^\s*字号\s|[【\[]?\s*(?:我要)?打印(?:本页|此页|"
    r"文章)?\s*[】\]]?\s*(?:[【\[]?关闭|$)|^关闭(?:本页|窗口)?$"
    r"|^(?:分享|转发|收藏|朗读|扫一扫|微信扫|二维码)(?:到|至|本文|文章)?\s*[:]?|手机(?:扫|查)看|^页面\s*:.*字体|"
    r"^返回(?:上一级|顶部|首页|列表)"
    r"|^(?:上|下)一(?:篇|条|页)\s*[:：]?|^(?:相关|热点|热门|推荐|最新|猜你喜欢)(?:推荐|阅读|新闻|文章|链接|信息|文档|"
    r"文件|搜索|内容|稿件|资讯)"
    r"|^(?:标签|关键[字词]|责任编辑|编辑|责编|校对|审核|初审|复审|终审|录入|作者|责任人|撰稿|供稿)\s*[::]|"
    r"^\(?\s*责任编辑|^最近搜索|人觉得有用|^查看详情"
    r"|版权所有|ICP备|公网安备|网站标识码|主办单位\s*[::]|承办单位\s*[::]|技术支持\s*[::]|网站地图|Copyright|"
    r"^您访问的链接即将离开|联系我们\s*[|\s]|免费咨询"
    r"|^(?:信息)?索引号?\s*[::]|^(?:信息)?公开方式\s*[::]|^(?:公开|信息)(?:类别|分类|形式|时限)|^发布(?:机构|"
    r"单位)\s*[::]|^(?:主题|信息)分类\s*[::]|^成文日期\s*[::]|^发文(?:机关|单位|日期)\s*[::]"
    r"|^(?:文件|信息|公文)?名\s*称\s*[::]|^(?:文号|发文字号)\s*[::]|^(?:有效性|时效性|主题词|体裁)\s*[::]|^关注我们|"
    r"^无障碍|^长者|^网站支持"
    r"|^(?:附件)?下载次数|^\d+\s*人(?:觉得|点赞|赞)|^(?:点赞|评论|举报|纠错|我要纠错)(?:\s*\d+)?$|^(?:原标题|原文链接|"
    r"原文)\s*:",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-·•~\s]*\d{1,3}[-·•~\s]*|第\s*\d{1,3}\s*页(?:\s*[,/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}|"
    r"Page\s*\d+.*)\s*"
)


def is_furniture(text: str) -> bool:
    """Whether a line of the head or tail surely belongs to the page around the notice."""
    folded = fold_visible(text).strip()
    return not folded or (len(folded) <= 200 and _SURE.search(folded) is not None)


def is_page_number(text: str) -> bool:
    """Whether a line is a page number, such as - 3 - or 第 3 页."""
    return _PAGE_NUMBER.fullmatch(fold_visible(text)) is not None


def is_scrap(text: str) -> bool:
    """Whether a line could be furniture when it stands next to lines that surely are: short and not a sentence."""
    folded = fold_visible(text).strip()
    return len(folded) <= 30 and not re.search(r"[。;]|附件|联系|电话|^注|说明|\d{4}年", folded)


def is_listed(text: str) -> bool:
    """Whether a line between two that surely are furniture goes with them: a linked title, the site's own telephone."""
    folded = fold_visible(text).strip()
    return len(folded) <= 80 and not re.search(r"[。;]|附件|^注|说明", folded)
