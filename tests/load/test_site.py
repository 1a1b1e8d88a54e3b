"""`mkdocs.yml` → the site's facts: tags are tolerated and not run, missing facts are warnings."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.load.site import load_site, parse_site
from generator.model.site import FACTS, Site

WHOLE = "site_name: 某某网\nsite_url: https://www.moumou.gov.cn/\nextra:\n" + "".join(
    f"  {key}: {'https://www.moumou.gov.cn/' if key == 'find_error_url' else '3200000000'}\n" for key in FACTS
)


def said(text: str) -> list[str]:
    return [str(fault).partition("\n")[0] for fault in parse_site("mkdocs.yml", text.encode())[1]]


def test_the_facts_of_the_site_are_the_keys_that_are_read() -> None:
    assert ["name", "url", *FACTS] == [field.name for field in fields(Site)]


def test_a_site_with_all_facts_has_no_fault() -> None:
    site, faults = parse_site("mkdocs.yml", WHOLE.encode())
    assert faults == []
    assert (site.name, site.url, site.icp) == ("某某网", "https://www.moumou.gov.cn/", "3200000000")


@pytest.mark.parametrize("key", sorted(FACTS))
@pytest.mark.parametrize("value", ['""', "", "null", '"null"', "[]"])
def test_a_fact_that_is_missing_is_a_warning_at_its_line_and_stays_empty(key: str, value: str) -> None:
    lines = [f"  {key}: {value}" if line.startswith(f"  {key}:") else line for line in WHOLE.split("\n")]
    site, faults = parse_site("mkdocs.yml", "\n".join(lines).encode())
    assert getattr(site, key) is None
    assert [(fault.code, fault.severity, fault.line) for fault in faults] == [
        ("S104", "warning", lines.index(f"  {key}: {value}") + 1)
    ]


def test_tags_of_mkdocs_are_read_over_and_never_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    text = WHOLE + (
        "markdown_extensions:\n  - x: {slugify: !!python/name:os.system , y: !relative }\n"
        f"hooks: !!python/object/apply:os.mkdir ['{mark.as_posix()}']\n"
    )
    assert said(text) == []
    assert not mark.exists()


def test_an_environment_variable_counts_as_its_default() -> None:
    text = WHOLE.replace("site_name: 某某网", "site_name: !ENV [SITE_NAME, 默认名]")
    assert parse_site("mkdocs.yml", text.encode())[0].name == "默认名"
    text = WHOLE.replace("site_name: 某某网", "site_name: !ENV SITE_NAME")
    assert said(text) == ["mkdocs.yml:1:12: S103 警告：没有写 site_name（网站名称）"]


def test_the_address_of_the_sample_is_nobodys() -> None:
    text = WHOLE.replace("site_url: https://www.moumou.gov.cn/", "site_url: https://www.example.gov.cn/zhenggai/")
    assert said(text) == ["mkdocs.yml:2:11: S103 警告：site_url 还是样例的网址 www.example.gov.cn"]


def test_facts_of_the_wrong_form_are_pointed_out() -> None:
    text = WHOLE.replace("site_id_code: 3200000000", "site_id_code: 320").replace("https://", "//")
    wanted = "应当是以 http:// 或 https:// 开头的网址，不是“//www.moumou.gov.cn/”"
    assert said(text) == [
        "mkdocs.yml:7:17: S105 警告：网站标识码应当是 10 位字母或数字，不是“320”",
        f"mkdocs.yml:2:11: S105 site_url {wanted}",
        f"mkdocs.yml:11:19: S105 警告：extra.find_error_url {wanted}",
    ]


def test_a_fact_that_is_no_text_is_an_error_and_not_told_to_be_missing() -> None:
    text = WHOLE.replace("organizer: 3200000000", "organizer: [甲, 乙]").replace("某某网", "{名: 某某网}")
    assert said(text) == [
        "mkdocs.yml:1:12: S102 site_name 应当是一行文字",
        "mkdocs.yml:4:14: S102 extra.organizer 应当是一行文字",
    ]
    assert said(WHOLE[: WHOLE.index("extra:")] + "extra: 甲\n")[0] == "mkdocs.yml:3:8: S102 extra 应当是一组“键: 值”"


def test_a_key_that_stands_twice_is_an_error_since_the_first_is_lost() -> None:
    assert said(WHOLE + "extra:\n  icp: 1\n  icp: 2\nsite_name: 乙\n") == [
        "mkdocs.yml:15:1: Y115 键“extra”重复，前面第 3 行已经写过",
        "mkdocs.yml:18:1: Y115 键“site_name”重复，前面第 1 行已经写过",
        "mkdocs.yml:17:3: Y115 键“icp”重复，前面第 16 行已经写过",
    ]


def test_punctuation_of_a_chinese_keyboard_is_no_part_of_an_address() -> None:
    text = WHOLE.replace("site_url: https://www.", "site_url: https://www。")
    assert [line[:24] for line in said(text)] == ["mkdocs.yml:2:11: S105 si"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "extra:\n  icp: a\norganizer: x\n  police: b\n",
            "mkdocs.yml:4:9: Y111 一行里出现了第二个“冒号加空格”，或者缩进不对",
        ),
        ('extra:\n  icp: "a\n  police: "b"\n', "mkdocs.yml:3:12: Y111 引号或括号已经闭合，后面不能再有文字"),
        ("extra:\n  icp：a\n  police: b\n", "mkdocs.yml:2:6: Y111 键后面用了中文冒号“：”"),
    ],
)
def test_a_slip_is_told_in_the_words_that_notices_have(text: str, told: str) -> None:
    assert said(text) == [told]


def test_addresses_end_in_a_slash_whatever_the_file_wants() -> None:
    assert said(WHOLE + "use_directory_urls: true\n") == []
    assert said(WHOLE + "use_directory_urls: false\n") == ["mkdocs.yml:15:21: S106 use_directory_urls 不能关闭"]


def test_a_fact_keeps_its_leading_zeros() -> None:
    text = WHOLE.replace("site_id_code: 3200000000", "site_id_code: 0012345670")
    assert parse_site("mkdocs.yml", text.encode())[0].site_id_code == "0012345670"


@pytest.mark.parametrize(
    ("text", "code"),
    [("site_name: [", "Y111"), ("- a", "S102"), ("", "S102"), ("[" * 5000, "S102"), ("a: \x01", "Y110")],
)
def test_a_file_that_cannot_be_used_is_an_error_and_the_site_has_only_a_name(text: str, code: str) -> None:
    site, faults = parse_site("mkdocs.yml", text.encode())
    assert faults[0].code == code
    assert faults[0].severity == "error"
    assert site.url is None


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    _, faults = load_site(tmp_path / "mkdocs.yml")
    assert [fault.code for fault in faults] == ["S101"]


@given(
    st.one_of(
        st.binary(max_size=200), st.text(alphabet="a:- \n[]{}&*!?<>|'\"#=.0123\u2028", max_size=80).map(str.encode)
    )
)
def test_no_bytes_raise(raw: bytes) -> None:
    site, _ = parse_site("mkdocs.yml", raw)
    assert site.name
