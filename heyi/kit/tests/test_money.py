"""Amounts are exact, rounded half up, and parts always sum to their whole."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.kit import capitals, money
from heyi.kit.invalid import InvalidNumber

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
weights = st.lists(st.decimals(min_value=0, max_value=10**9, places=4), min_size=1, max_size=40)


def test_a_line_is_rounded_once_and_its_tax_from_the_stored_net() -> None:
    net = money.line_net("348.35", 16, "0.04")
    assert net == Decimal("5350.66")
    assert net + money.line_tax(net, "0.22") == Decimal("6527.81")


def test_the_half_goes_up_where_binary_numbers_and_bankers_rounding_go_down() -> None:
    assert money.round_money("2.675") == Decimal("2.68")
    assert money.round_money("0.125") == Decimal("0.13")
    assert money.round_money("-0.125") == Decimal("-0.13")
    assert str(money.round_money("-0.001")) == "0.00"


def test_tax_inside_a_tax_included_price() -> None:
    tax = money.tax_from_gross(113, "0.13")
    assert (tax, 113 - tax) == (Decimal("13.00"), Decimal("100.00"))


@given(net=st.decimals(min_value=0, max_value=10**10, places=2), rate=st.sampled_from(["0", "0.01", "0.06", "0.13"]))
def test_gross_made_of_net_and_tax_gives_the_same_tax_back_within_a_cent(net: Decimal, rate: str) -> None:
    gross = net + money.line_tax(net, rate)
    assert abs(money.tax_from_gross(gross, rate) - money.line_tax(net, rate)) <= Decimal("0.01")


@given(total=amounts, weights=weights)
def test_a_spread_sums_exactly_and_each_part_is_within_a_cent_of_its_share(
    total: Decimal, weights: list[Decimal]
) -> None:
    parts = money.spread(total, weights)
    assert sum(parts) == total
    whole = sum(weights) or len(weights)
    for part, weight in zip(parts, weights, strict=True):
        share = total * (weight if sum(weights) else 1) / whole
        assert abs(part - share) < Decimal("0.0100001")
        assert part * total >= 0
        if sum(weights) and not weight:
            assert part == 0


def test_a_spread_over_nothing_is_refused() -> None:
    with pytest.raises(InvalidNumber, match="nothing_to_spread_over"):
        money.spread("1.00", [])
    assert money.spread(0, []) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("NaN", "bad_number"),
        (Decimal("NaN"), "bad_number"),
        (Decimal("sNaN"), "bad_number"),
        ("Infinity", "bad_number"),
        (Decimal("-Infinity"), "bad_number"),
        (1.5, "bad_number"),
        (True, "bad_number"),
        ("1_000", "bad_number"),
        ("１", "bad_number"),
        ("", "bad_number"),
        ("1e16", "number_too_large"),
        (Decimal("1e999999"), "number_too_large"),
        (10**400, "number_too_large"),
        ("1e-400", "number_too_precise"),
    ],
)
def test_what_is_not_a_usable_number_is_refused_with_its_reason(value: object, code: str) -> None:
    with pytest.raises(InvalidNumber) as caught:
        money.number(value)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_currencies_have_their_own_decimals() -> None:
    assert [money.currency_decimals(c) for c in ("CNY", "JPY", "KWD", "TWD")] == [2, 0, 3, 2]
    assert money.convert("100.00", "20.457", currency="JPY") == Decimal("2046")
    assert money.inverse_rate(8) == Decimal("0.1250000000")
    with pytest.raises(InvalidNumber, match="unknown_currency"):
        money.currency_decimals("XX1")
    with pytest.raises(InvalidNumber, match="bad_rate"):
        money.convert(1, 0, currency="CNY")


@pytest.mark.parametrize(
    ("amount", "simplified", "traditional"),
    [
        ("1010203.05", "壹佰零壹万零贰佰零叁元零伍分", "壹佰零壹萬零貳佰零參元零伍分"),
        ("0", "零元整", "零元整"),
        ("0.5", "伍角整", "伍角整"),
        ("-0.05", "负伍分", "負伍分"),
        ("10", "壹拾元整", "壹拾元整"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分", "壹仟陸佰捌拾元參角貳分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分", "壹萬陸仟肆佰零玖元零貳分"),
        ("107000.53", "壹拾万柒仟元伍角叁分", "壹拾萬柒仟元伍角參分"),
        ("100000000.01", "壹亿元零壹分", "壹億元零壹分"),
        ("100000001", "壹亿零壹元整", "壹億零壹元整"),
        ("1000010000", "壹拾亿零壹万元整", "壹拾億零壹萬元整"),
        ("1234500000000", "壹万贰仟叁佰肆拾伍亿元整", "壹萬貳仟參佰肆拾伍億元整"),
    ],
)
def test_capitals(amount: str, simplified: str, traditional: str) -> None:
    assert capitals.in_capitals(amount) == simplified
    assert capitals.in_capitals(amount, script="zh_hant") == traditional


def _read_back(text: str) -> Decimal:
    digits = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
    units = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = cents = 0
    for char in text.removeprefix("负"):
        if char in digits:
            digit = digits[char]
        elif char in units:
            section, digit = section + digit * units[char], 0
        elif char == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif char == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        elif char == "元":
            total, section, digit = total + section + digit, 0, 0
        elif char in "角分":
            cents, digit = cents + digit * (10 if char == "角" else 1), 0
    value = Decimal(total) + Decimal(cents) / 100
    return -value if text.startswith("负") else value


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_capitals_read_back_to_the_same_amount_and_never_hold_two_zeros(amount: Decimal) -> None:
    text = capitals.in_capitals(amount)
    assert _read_back(text) == amount
    assert "零零" not in text


def test_english_words() -> None:
    assert capitals.in_english("1010203.05") == "one million ten thousand two hundred three and 05/100"
    assert capitals.in_english("-21") == "minus twenty-one and 00/100"
    with pytest.raises(InvalidNumber, match="number_too_precise"):
        capitals.in_english("0.001")
