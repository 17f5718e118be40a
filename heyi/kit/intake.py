"""Values as people and other systems write them: dates, numbers, booleans. Unclear input is refused, not guessed."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Literal

from heyi.kit.invalid import InvalidMoment, InvalidNumber, InvalidValue
from heyi.kit.money import number
from heyi.kit.text import fold

DateOrder = Literal["dmy", "mdy"]
NumberStyle = Literal["point", "comma"]

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CHINESE = re.compile(r"(民国|民國|公元|西元)?\s*(\d{1,4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]?")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: index for index, name in enumerate(_MONTH_NAMES, 1)}
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s]+([a-z]{3,9})\.?,?[-\s]+(\d{4})")
_NAME_DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_SERIAL = re.compile(r"\d{1,5}(?:\.\d+)?")
_TIME = re.compile(r"(上午|下午|am|pm)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(am|pm)?")
_SPLIT = re.compile(r"(?<=\d)t(?=\d)|\s+(?=(?:上午|下午)?\s*\d{1,2}:)|(?<=[日号號])(?=(?:上午|下午)?\s*\d{1,2}:)")


def parse_date(value: object, *, order: DateOrder | None = None, epoch_1904: bool = False) -> date:
    """A date from a date, a moment, an Excel serial number or text in one of the usual notations.

    Understood: 2026-11-23, 2026/11/23, 2026.11.23, 20261123, 23.11.2026, 2026年11月23日, 民國115年11月23日,
    23 Nov 2026, Nov 23, 2026, 45984 (Excel), ISO moments. 11/23/2026 needs `order` unless only one reading exists.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        raise InvalidMoment("bad_date", value)
    if isinstance(value, int | float | Decimal):
        return from_serial(value, epoch_1904=epoch_1904).date()
    text = fold(str(value))
    if len(text) > 40:
        raise InvalidMoment("bad_date", text[:40])
    head = _SPLIT.split(text, maxsplit=1)
    if len(head) == 2:
        _check_time(head[1])
    return _date_of(head[0].strip(), order, epoch_1904)


def _check_time(text: str) -> None:
    if not re.fullmatch(r"(?:上午|下午)?\s*\d{1,2}:\d{2}.{0,24}", text):
        raise InvalidMoment("bad_date", text)


def _date_of(text: str, order: DateOrder | None, epoch_1904: bool) -> date:
    if found := _YEAR_FIRST.fullmatch(text):
        return _make(found[1], found[3], found[4], text)
    if found := _COMPACT.fullmatch(text):
        return _make(found[1], found[2], found[3], text)
    if found := _CHINESE.fullmatch(text):
        year = int(found[2]) + (1911 if found[1] in ("民国", "民國") else 0)
        return _make(year, found[3], found[4], text)
    if found := _DAY_NAME.fullmatch(text):
        return _make(found[3], _month(found[2], text), found[1], text)
    if found := _NAME_DAY.fullmatch(text):
        return _make(found[3], _month(found[1], text), found[2], text)
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(int(found[1]), int(found[3]), int(found[4]), "dmy" if found[2] == "." else order, text)
    if _SERIAL.fullmatch(text):
        return from_serial(Decimal(text), epoch_1904=epoch_1904).date()
    raise InvalidMoment("bad_date", text)


def _year_last(first: int, second: int, year: int, order: DateOrder | None, text: str) -> date:
    if order == "dmy":
        return _make(year, second, first, text)
    if order == "mdy":
        return _make(year, first, second, text)
    if first > 12 >= second or first == second:
        return _make(year, second, first, text)
    if second > 12 >= first:
        return _make(year, first, second, text)
    raise InvalidMoment("ambiguous_date" if max(first, second) <= 12 else "bad_date", text)


def _month(name: str, text: str) -> int:
    month = _MONTHS.get(name[:3])
    if month is None:
        raise InvalidMoment("bad_date", text)
    return month


def _make(year: int | str, month: int | str, day: int | str, text: str) -> date:
    try:
        made = date(int(year), int(month), int(day))
    except ValueError as error:
        raise InvalidMoment("bad_date", text) from error
    if not 1800 <= made.year <= 2999:
        raise InvalidMoment("date_out_of_range", text)
    return made


def from_serial(serial: float | Decimal, *, epoch_1904: bool = False) -> datetime:
    """The local moment of a spreadsheet serial number (1 is 1900-01-01; 60, the day that never was, is refused)."""
    if not 0 <= serial < 2958466 or (not epoch_1904 and 60 <= serial < 61):
        raise InvalidMoment("bad_date", serial)
    first = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30 if serial >= 61 else 31)
    epoch = datetime.combine(first, time())
    seconds = round(Decimal(serial) * 86400)
    try:
        return epoch + timedelta(seconds=seconds)
    except OverflowError as error:
        raise InvalidMoment("date_out_of_range", serial) from error


def parse_datetime(value: object, *, zone: tzinfo, order: DateOrder | None = None) -> datetime:
    """A moment in UTC. Text and spreadsheet numbers without an offset are read in `zone`; a bare date is midnight."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return from_serial(value).replace(tzinfo=zone).astimezone(UTC)
    text = fold(str(value))
    try:
        iso = datetime.fromisoformat(text.upper()) if re.match(r"\d{4}-\d\d-\d\d[t ]", text) else None
    except ValueError:
        iso = None
    if iso is not None:
        _make(iso.year, iso.month, iso.day, text)
        return (iso if iso.tzinfo else iso.replace(tzinfo=zone)).astimezone(UTC)
    day = parse_date(value, order=order)
    parts = _SPLIT.split(text, maxsplit=1)
    hour, minute, second = _clock(parts[1].strip()) if len(parts) == 2 else (0, 0, 0)
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone).astimezone(UTC)


def _clock(text: str) -> tuple[int, int, int]:
    found = _TIME.fullmatch(text)
    if not found:
        raise InvalidMoment("bad_datetime", text)
    half = found[1] or found[5]
    hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
    if half and not 1 <= hour <= 12:
        raise InvalidMoment("bad_datetime", text)
    if half:
        hour = hour % 12 + (12 if half in ("下午", "pm") else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise InvalidMoment("bad_datetime", text)
    return hour, minute, second


_POINT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:'\d{3})+|\d+)?(?:\.\d*)?")
_COMMA = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:'\d{3})+|\d+)?(?:,\d*)?")
_SYMBOLS = re.compile(r"^(?:人民币|人民幣|rmb|cny|usd|twd|hkd|eur|nt\$|us\$|hk\$|[¥$€£元])\s*|\s*(?:元|圆|圓)$")


_TEN_THOUSANDS = {"万": 4, "萬": 4, "亿": 8, "億": 8}


def parse_decimal(value: object, *, style: NumberStyle = "point") -> Decimal:
    """A number: `1,234.50`, full width, `1 234,50` with style comma, `(12.3)` negative, `12%` as 0.12, `￥3.00`, and
    `1.2万` as 12000.
    """
    if isinstance(value, bool):
        raise InvalidNumber("bad_number", value)
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, float):
        return number(repr(value))
    text = fold(str(value)).replace("\u2212", "-").replace("’", "'")
    if len(text) > 64:
        raise InvalidNumber("number_too_large", text[:64])
    negative, text = _sign(text)
    percent = text.endswith("%")
    text = _SYMBOLS.sub("", text.removesuffix("%").rstrip())
    power = -2 if percent else _TEN_THOUSANDS.get(text[-1:], 0)
    text = text[:-1].rstrip() if power > 0 else text
    if not negative and text.startswith("-"):
        negative, text = True, text[1:].lstrip()
    pattern, mark = (_POINT, ".") if style == "point" else (_COMMA, ",")
    if not any(char.isdecimal() for char in text) or not pattern.fullmatch(text):
        raise InvalidNumber("bad_number", text)
    whole, _, fraction = text.partition(mark)
    digits = re.sub(r"[^0-9]", "", whole) or "0"
    amount = number(f"{digits}.{fraction}" if fraction else digits)
    amount = number(amount.scaleb(power)) if power else amount
    return -amount if negative and amount else amount


def _sign(text: str) -> tuple[bool, str]:
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text.startswith(("-", "+")):
        return text[0] == "-", text[1:].lstrip()
    if text.endswith("-"):
        return True, text[:-1].rstrip()
    return False, text


_TRUE = frozenset({"1", "true", "t", "yes", "y", "on", "是", "对", "對", "有", "真", "√", "✓", "✔"})
_FALSE = frozenset({"0", "false", "f", "no", "n", "off", "否", "不是", "错", "錯", "无", "無", "假", "×", "✗", "✘"})


def parse_boolean(value: object) -> bool:
    """是/否, yes/no, Y/N, 1/0, true/false, √/× in any width and case."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float) and value in (0.0, 1.0):
        return value == 1.0
    text = fold(str(value))
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise InvalidValue("bad_boolean", value)
