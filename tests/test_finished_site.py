"""Personal data in a finished site: found as in content, but for what a notice allows."""

from __future__ import annotations

import pytest

from generator.finished_site import personal_data


@pytest.mark.parametrize(
    "text",
    [
        "手机13812345678。",
        "手机 138 1234 5678",
        "１３８１２３４５６７８",
        "邮箱 someone@qq.com",
        "someone(at)qq.com",
        "身份证11010519491231002X",
    ],
)
def test_an_identifier_is_found_and_never_repeated(text: str) -> None:
    (found,) = personal_data(())(text)
    severity, what = found
    assert severity == "error"
    assert "*" in what
    assert not any(part in what for part in ("13812345678", "someone@qq.com", "11010519491231002X"))


@pytest.mark.parametrize("text", ["0527-88859050", "office@example.gov.cn", "159*****009", "普通的一句话", "a" * 64])
def test_what_may_be_public_is_not_told(text: str) -> None:
    assert list(personal_data(())(text)) == []


def test_what_a_notice_allows_may_stand_in_the_site() -> None:
    find = personal_data({"值班手机13812345678"})
    assert list(find("请拨值班手机13812345678联系")) == []
    assert len(list(find("13812345678"))) == 1
