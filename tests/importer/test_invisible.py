"""Characters that nobody sees, wherever copying has left them: none is lost, and none hides what the notice says."""

from __future__ import annotations

from generator.importer.main import import_source
from generator.load.notices import parse_notice
from generator.model.outline import plain_text
from generator.write_yaml import notice_yaml

_TEXT = """\
中共某某县水利局党组关于巡察整改进展情况的通报
2023年3月7日至4月7日，县委第一巡察组对县水利局党组开展了巡察，并于2023年6月10日反馈了巡察意见。现将整改进展情况予以公布。
一、整改进展情况
（一）关于“学习不够深入”问题的整改。
开展学习12次。已完成整改。
（二）关于“制度不够健全”问题的整改。已修订制度5项。
二、下一步打算
继续整改。
欢迎监督。联系电话：0000-00000000；邮政信箱：某某县某某路1号。
中共某某县水利局党组
2024年1月26日
"""


def test_what_no_file_may_hold_is_left_out_and_counted() -> None:
    text = _TEXT.replace("学习12次", "学\ufeff习12\x01次").replace("继续", "继\U0001ffff续")
    imported = import_source("x.txt", text.encode())
    assert plain_text(imported.notice) == plain_text(import_source("x.txt", _TEXT.encode()).notice)
    assert [doubt.message for doubt in imported.report.doubts] == ["去掉了 3 个看不见的控制字符"]
    loaded, faults = parse_notice("x.yaml", "x", notice_yaml(imported.notice).encode())
    assert loaded
    assert faults == []
