"""Random notices of random shapes, printed as text.

Importing and exporting give the same text, and the items are found.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.importer.document import squeeze
from generator.importer.main import import_source
from generator.load.notices import parse_notice
from generator.model.outline import items, outline, plain_text
from generator.write_yaml import notice_yaml

_CHARS = "水利农林学习制度项目资金群众服务村组干部监督检查台账会议"
_FRAMES = [
    "关于“{f}”问题的整改。",
    "关于“{f}”的问题",
    "关于{f}问题。",
    "针对“{f}”问题的整改情况：",
    "【已完成】关于“{f}”问题。",
]
_NUMBERS = ["{n}.", "{n}、", "{n}．", "（{n}）", "{n}. ", "问题{n}："]

names = st.text(_CHARS, min_size=3, max_size=12)
findings = st.one_of(
    st.builds("{}不到位".format, names),
    st.builds("{}不够。{}走形式".format, names, names),
    st.builds("‘{}’落实不严".format, names),
)
sentences = st.lists(st.builds("{}{}项。".format, names, st.integers(2, 900)), min_size=1, max_size=4).map("".join)


@dataclass
class Printed:
    """A notice as text, and the findings it must be found to hold."""

    lines: list[str]
    findings: list[str] = field(default_factory=list)


@st.composite
def printed_notices(draw: st.DrawFn) -> Printed:
    kind = draw(st.sampled_from(["巡视", "巡察"]))
    notice = Printed(lines=[f"中共某某县水利局党组关于{kind}整改进展情况的通报"])
    notice.lines.append(
        f"2023年3月6日至4月28日，县委第一{kind}组对县水利局党组开展了{kind}，6月1日反馈了意见。现将整改进展情况公布如下。"
    )
    notice.lines += ["一、整改工作组织情况", draw(sentences), "二、反馈问题整改情况"]
    frame, number = draw(st.sampled_from(_FRAMES)), draw(st.sampled_from(_NUMBERS))
    run_in, indent = draw(st.booleans()) and not frame.endswith("的问题"), draw(st.sampled_from(["", "　　", "    "]))
    count = 0
    for group in range(draw(st.integers(0, 3)) or 1):
        notice.lines.append(f"（{'一二三'[group]}）{draw(names)}方面")
        for _ in range(draw(st.integers(1, 4))):
            count += 1
            finding, body = draw(findings), draw(st.lists(sentences, min_size=1, max_size=3))
            heading = number.format(n=count) + frame.format(f=finding)
            notice.lines += [heading + body[0], *body[1:]] if run_in else [heading, *body]
            notice.findings.append(finding)
    notice.lines += [
        "三、下一步打算",
        draw(sentences),
        "联系电话：0600-0000001。",
        "中共某某县水利局党组",
        "2023年9月8日",
    ]
    notice.lines = [indent + line for line in notice.lines]
    return notice


@settings(max_examples=150)
@given(printed_notices(), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_import_and_export_give_the_same_text(printed: Printed, encoding: str) -> None:
    imported = import_source("x.txt", "\n".join(printed.lines).encode(encoding))
    text = notice_yaml(imported.notice, imported.report.comments())
    loaded, _ = parse_notice("x.yaml", imported.notice.id, text.encode())
    assert loaded is not None
    assert squeeze(plain_text(loaded.notice)) == squeeze("".join(printed.lines))
    assert [unit.finding for unit in items(outline(loaded.notice))] == printed.findings
