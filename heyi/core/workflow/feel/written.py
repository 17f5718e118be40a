"""Dates, times, durations and numbers as text: reading after XML Schema, and the one way that `string` writes them."""

import re
from decimal import Decimal

from heyi.core.workflow.feel.temporal import (
    DAY_NANOS,
    GIGA,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    zone_exists,
)

_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,30}))?"
    r"(?:(Z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z][A-Za-z0-9_+/-]{0,60}))?",
    re.IGNORECASE,
)
_DAYS_TIME = re.compile(
    r"(-)?P(?:(\d{1,18})D)?(?:T(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d{0,30}))?S)?)?", re.ASCII
)
_YEARS_MONTHS = re.compile(r"(-)?P(?:(\d{1,18})Y)?(?:(\d{1,18})M)?", re.ASCII)
_MOST_OFFSET = 14 * 3600
_MOST_MONTHS = 12 * 10**9
_MOST_NANOS = 2 * 10**9 * 366 * DAY_NANOS


def read_date(text: str) -> Date | None:
    """`2026-11-23`, `-0044-03-15`."""
    found = _DATE.fullmatch(text)
    return Date.checked(int(found[1]), int(found[2]), int(found[3])) if found else None


def read_time(text: str) -> Time | None:
    """`09:30:00`, with a fraction, and with `Z`, an offset or `@Europe/Paris`."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    fraction = int((found[4] or "0")[:9].ljust(9, "0"))
    if hour == 24 and not (minute or second or fraction):
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    nanos = ((hour * 60 + minute) * 60 + second) * GIGA + fraction
    if found[5]:
        return Time(nanos, 0)
    if found[10]:
        return Time(nanos, None, found[10]) if zone_exists(found[10]) else None
    if not found[6]:
        return Time(nanos)
    minutes, seconds = int(found[8]), int(found[9] or 0)
    offset = int(found[7]) * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or offset > _MOST_OFFSET:
        return None
    return Time(nanos, -offset if found[6] == "-" else offset)


def read_date_time(text: str) -> DateTime | None:
    """A date, `T`, a time; a date alone is its midnight."""
    head, mark, tail = text.partition("T")
    day = read_date(head)
    if day is None:
        return None
    if not mark:
        return DateTime(day, Time(0))
    time = read_time(tail)
    if time is None:
        return None
    if tail.startswith("24"):
        following = Date.from_number(day.number + 1)
        return DateTime(following, time) if following else None
    return DateTime(day, time)


def read_duration(text: str) -> DaysTime | YearsMonths | None:
    """`P1DT2H`, `-P1Y2M`. Months belong to years, minutes to hours."""
    if text.endswith(("P", "T")):
        return None
    if found := _YEARS_MONTHS.fullmatch(text):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return YearsMonths(-months if found[1] else months) if months <= _MOST_MONTHS else None
    if found := _DAYS_TIME.fullmatch(text):
        seconds = ((int(found[2] or 0) * 24 + int(found[3] or 0)) * 60 + int(found[4] or 0)) * 60 + int(found[5] or 0)
        nanos = seconds * GIGA + int((found[6] or "0")[:9].ljust(9, "0"))
        return DaysTime(-nanos if found[1] else nanos) if nanos <= _MOST_NANOS else None
    return None


def read_any(text: str) -> Date | Time | DateTime | DaysTime | YearsMonths | None:
    """What stands after `@`: the kind shows in the text."""
    return read_duration(text) or read_date(text) or read_time(text) or (read_date_time(text) if "T" in text else None)


def write_number(value: Decimal) -> str:
    """Plain digits without an exponent and without zeros at the end of the fraction."""
    if not value:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_date(value: Date) -> str:
    """ISO 8601; a minus before years before 0."""
    return f"{'-' if value.year < 0 else ''}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"


def _fraction(nanos: int) -> str:
    return f".{nanos:09d}".rstrip("0") if nanos else ""


def write_time(value: Time) -> str:
    """ISO 8601 with the offset, or `@` and the zone."""
    seconds, nanos = divmod(value.nanos, GIGA)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{_fraction(nanos)}"
    if value.zone:
        return f"{text}@{value.zone}"
    if value.offset is None:
        return text
    if not value.offset:
        return f"{text}Z"
    rest = abs(value.offset)
    tail = f":{rest % 60:02d}" if rest % 60 else ""
    return f"{text}{'-' if value.offset < 0 else '+'}{rest // 3600:02d}:{rest // 60 % 60:02d}{tail}"


def write_date_time(value: DateTime) -> str:
    """Date, `T`, time."""
    return f"{write_date(value.date)}T{write_time(value.time)}"


def write_days_time(value: DaysTime) -> str:
    """Normalised: days, then hours below 24, minutes and seconds below 60; `PT0S` for nothing."""
    seconds, nanos = divmod(abs(value.nanos), GIGA)
    parts = ((seconds // 3600 % 24, "H"), (seconds // 60 % 60, "M"))
    clock = "".join(f"{amount}{unit}" for amount, unit in parts if amount)
    if seconds % 60 or nanos:
        clock += f"{seconds % 60}{_fraction(nanos)}S"
    days = f"{seconds // 86400}D" if seconds >= 86400 else ""
    body = days + (f"T{clock}" if clock else "")
    return f"{'-' if value.nanos < 0 else ''}P{body}" if body else "PT0S"


def write_years_months(value: YearsMonths) -> str:
    """Normalised: years, then months below 12; `P0M` for nothing."""
    years, months = divmod(abs(value.months), 12)
    body = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"{'-' if value.months < 0 else ''}P{body}" if body else "P0M"
