"""Amounts in words, as contracts, invoices and cheques need them.

Chinese capitals follow the People's Bank of China rules for filling in negotiable instruments
(支付结算办法, annex 1): zeros inside are read once, 整 closes an amount without 分.
"""

from typing import Literal, NamedTuple

from heyi.kit.invalid import InvalidNumber
from heyi.kit.money import Number, number


class _Script(NamedTuple):
    digits: str
    ten_thousand: str
    hundred_million: str
    negative: str


_SCRIPTS = {
    "zh_hans": _Script("零壹贰叁肆伍陆柒捌玖", "万", "亿", "负"),
    "zh_hant": _Script("零壹貳參肆伍陸柒捌玖", "萬", "億", "負"),
}


def _minor_units(amount: Number) -> tuple[bool, int]:
    value = number(amount)
    units = value.scaleb(2)
    if units != units.to_integral_value():
        raise InvalidNumber("number_too_precise", amount)
    return value < 0, abs(int(units))


def in_capitals(amount: Number, *, script: Literal["zh_hans", "zh_hant"] = "zh_hans") -> str:
    """`amount` (at most 2 decimals) in financial capitals: 1010203.05 is 壹佰零壹万零贰佰零叁元零伍分."""
    negative, units = _minor_units(amount)
    words = _SCRIPTS[script]
    whole, jiao, fen = units // 100, units // 10 % 10, units % 10
    text = _read(whole, words) + "元" if whole else ""
    if jiao:
        text += words.digits[jiao] + "角"
    elif fen and whole:
        text += "零"
    text += words.digits[fen] + "分" if fen else "整"
    if not units:
        text = "零元整"
    return (words.negative if negative else "") + text


def _read(value: int, words: _Script) -> str:
    """Reading of a positive whole number; each of the greater units may hold a reading of its own (万亿)."""
    for size, unit in ((10**8, words.hundred_million), (10**4, words.ten_thousand)):
        if value >= size:
            high, low = divmod(value, size)
            joint = words.digits[0] if 0 < low < size // 10 else ""
            return _read(high, words) + unit + joint + (_read(low, words) if low else "")
    text, pending = "", False
    for power, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = value // power % 10
        if digit:
            text += (words.digits[0] if pending and text else "") + words.digits[digit] + unit
        pending = not digit
    return text


_SMALL_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_SMALL = _SMALL_WORDS.split()
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GREAT = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))


def in_english(amount: Number) -> str:
    """`amount` in English words with hundredths as a fraction: `one thousand twenty and 05/100`."""
    negative, units = _minor_units(amount)
    text = f"{_english(units // 100)} and {units % 100:02d}/100"
    return f"minus {text}" if negative else text


def _english(value: int) -> str:
    for size, word in _GREAT:
        if value >= size:
            rest = value % size
            return f"{_english(value // size)} {word}" + (f" {_english(rest)}" if rest else "")
    if value < 20:
        return _SMALL[value]
    return _TENS[value // 10 - 2] + (f"-{_SMALL[value % 10]}" if value % 10 else "")
