"""Personal identifiers are found however they are written, and only they."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from generator.check.identifiers import find_identifiers

ID = "11010519491231002X"


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find_identifiers(text)]


def test_the_samples_are_what_they_are_said_to_be() -> None:
    assert ric.is_valid(ID)
    assert luhn.is_valid("4111111111111111")


@pytest.mark.parametrize(
    "number",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "138—0013—8000",
        "138.0013.8000",
        "1 3 8 0 0 1 3 8 0 0 0",
        "１３８００１３８０００",
        "１３８　００１３　８０００",
        "138\u200b0013\u200b8000",
        "+86 138-0013-8000",
        "8613800138000",
        "013800138000",
        "٠١٣٨٠٠١٣٨٠٠٠",
    ],
)
@pytest.mark.parametrize("around", ["{}", "电话{}，", "（{}）", "Tel.{}转", "张三{}李四", "2023年{}"])
def test_a_mobile_number_is_found_in_any_writing(number: str, around: str) -> None:
    assert found(around.format(number)) == [("手机号", number)]


@pytest.mark.parametrize(
    "gap", " \u3000\xa0\u2002\u2003\u2007\u2009\u202f\t-‐‑‒–—―−－.．·•\u200b\u200c\u200d\u2060\ufeff"
)
def test_a_number_is_found_whatever_stands_between_its_groups(gap: str) -> None:
    assert found(f"电话138{gap}0013{gap}{gap}8000。") == [("手机号", f"138{gap}0013{gap}{gap}8000")]
    assert found(f"甲{gap.join(('4111', '1111', '1111', '1111'))}乙")[0][0] == "银行卡号"


def test_a_number_is_found_in_the_digits_of_any_script() -> None:
    zeros = [chr(code) for code in range(0x20000) if unicodedata.decimal(chr(code), None) == 0]
    assert len(zeros) > 50
    for zero in zeros:
        number = "".join(chr(ord(zero) + int(digit)) for digit in "13800138000")
        assert found(f"电话{number}。") == [("手机号", number)]


@pytest.mark.parametrize(
    "number", [ID, ID.lower(), "110105 19491231 002X", "110105-19491231-002x", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_an_id_number_is_found_by_its_checksum(number: str) -> None:
    assert found(f"证号：{number}。") == [("身份证号", number)]


def test_an_id_number_with_a_wrong_last_digit_is_suspected() -> None:
    assert found("110105194912310021") == [("疑似身份证号", "110105194912310021")]


@pytest.mark.parametrize("number", ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111"])
def test_a_bank_card_is_found_by_its_check_digit(number: str) -> None:
    assert found(f"卡号{number}，开户行") == [("银行卡号", number)]


@pytest.mark.parametrize(
    "mailbox",
    [
        *("a@qq.com", "a.b-c@163.com", "A@Gmail.Com", "a＠126.com", "a @ sina.com", "a#qq.com", "a＃qq.com"),
        *("a(at)qq.com", "a（ＡＴ）qq.com", "a[At]qq.com", "a［aｔ］qq.com"),
    ],
)
def test_a_private_mailbox_is_found_by_its_host(mailbox: str) -> None:
    assert found(f"邮箱：{mailbox}。") == [("私人邮箱", mailbox)]


@pytest.mark.parametrize(
    "text",
    [
        "0527-88859050",
        "(0710)3810000转8001",
        "400-810-8888",
        "159*****009",
        "138****8000",
        "**********@qq.com",
        "12***@163.com",
        "office@example.gov.cn",
        "110105********002X",
        "6222 **** **** 0001",
        "13800138000元",
        "13800138000.50",
        "3.13800138000",
        "12345678901",
        "项目代码2022-340000-04-01-123456",
        "91110000802100433B",
        "0000000000000000",
        "20230628202308312023",
        "t20250924_4071800",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "13800138000138001380001380013800013800138000138001380001380013800",
        "1.完成 3 项；2.收回 5 400 138.00 万元",
        "①②③④⑤⑥⑦⑧⑨⑩⑪",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("groups", [(3, 8), (7, 4), (4, 4, 3), (4, 3, 4), (3, 3, 5), (5, 6)])
def test_a_mobile_number_is_found_in_any_groups_that_people_write(groups: tuple[int, ...]) -> None:
    digits = iter("13800138000")
    written = " ".join("".join(next(digits) for _ in range(length)) for length in groups)
    assert found(f"电话{written}。") == [("手机号", written)]


@pytest.mark.parametrize(
    ("kind", "number"), [("身份证号", ID), ("疑似身份证号", ID[:-1] + "1"), ("银行卡号", "4111111111111111")]
)
@pytest.mark.parametrize("gap", [" ", "-", "\u200b"])
def test_a_number_written_digit_by_digit_is_found(kind: str, number: str, gap: str) -> None:
    assert found(f"号码{gap.join(number)}。") == [(kind, gap.join(number))]


def test_two_numbers_side_by_side_are_both_found() -> None:
    assert [kind for kind, _ in found(f"13800138000、13900139000，{ID} 1项")] == ["手机号", "手机号", "身份证号"]


@given(st.text(alphabet="0123456789０１２ -.*Xx@#qcom甲\u200b", max_size=60))
def test_places_lie_in_the_text_and_do_not_raise(text: str) -> None:
    for one in find_identifiers(text):
        assert 0 <= one.start < one.end <= len(text)
