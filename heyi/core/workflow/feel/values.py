"""The values of FEEL and how they come from and go to Python.

null None, boolean bool, number Decimal, string str, list list, context dict with string keys, and the classes here
and in `temporal`. Nothing else ever enters an expression, so there are no attributes of Python objects to reach.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any
from zoneinfo import ZoneInfo

from heyi.core.workflow.feel import written
from heyi.core.workflow.feel.errors import Budget
from heyi.core.workflow.feel.temporal import GIGA, Date, DateTime, DaysTime, Time, YearsMonths, offset_of

Value = Any
"""A FEEL value. Python's type system cannot name the recursive union usefully; `from_python` is the gate."""

NUMBERS = Context(prec=34, Emax=6144, Emin=-6143, traps=[InvalidOperation, DivisionByZero, Overflow])
"""IEEE 754 decimal128, as the standard asks (10.3.2.3.1); half-even."""


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. An end that is None is open to infinity."""

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something to call: parameter names (with types or None) and what it does with a list of arguments."""

    parameters: tuple[str, ...]
    call: Callable[[list[Value], Any], Value]
    types: tuple[Any, ...] = ()
    builtin: Any = field(default=None)


def kind(value: Value) -> str:
    """The name of the value's type, as `instance of` knows it."""
    return _KINDS.get(type(value), "Any")


_KINDS: dict[type, str] = {
    type(None): "Null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTime: "days and time duration",
    YearsMonths: "years and months duration",
}


def from_python(value: object, *, depth: int = 0) -> Value:
    """A FEEL value for plain Python data; TypeError for anything else, for NaN, and for nesting beyond 50."""
    if (
        value is None
        or isinstance(value, bool | str)
        or (type(value) in _KINDS and not isinstance(value, list | dict | Decimal))
    ):
        return value
    if depth > 50:
        raise TypeError("nested too deeply")
    if isinstance(value, int | Decimal | float):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(key): from_python(item, depth=depth + 1) for key, item in value.items()}
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, bytes | bytearray | memoryview):
        return [from_python(item, depth=depth + 1) for item in value]
    return _moment(value)


def _number(value: float | Decimal) -> Decimal:
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise TypeError("not a finite number")
    return NUMBERS.plus(number)


def _moment(value: object) -> Value:
    if isinstance(value, datetime):
        return DateTime(Date(value.year, value.month, value.day), _time(value, value.tzinfo))
    if isinstance(value, date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, time):
        return _time(value, value.tzinfo)
    if isinstance(value, timedelta):
        return DaysTime((value.days * 86400 + value.seconds) * GIGA + value.microseconds * 1000)
    raise TypeError(f"{type(value).__name__} is no FEEL value")


def _time(value: datetime | time, zone: object) -> Time:
    nanos = ((value.hour * 60 + value.minute) * 60 + value.second) * GIGA + value.microsecond * 1000
    if isinstance(zone, ZoneInfo) and zone.key != "UTC":
        return Time(nanos, None, zone.key)
    offset = value.utcoffset()
    return Time(nanos, None if offset is None else int(offset.total_seconds()))


def to_python(value: Value, budget: Budget | None = None) -> object:
    """Plain Python data: dates and moments of the datetime module where they fit, durations and ranges as text."""
    budget = budget or Budget()
    budget.spend()
    if isinstance(value, list):
        return [to_python(item, budget) for item in value]
    if isinstance(value, dict):
        return {key: to_python(item, budget) for key, item in value.items()}
    if isinstance(value, Date):
        return date(value.year, value.month, value.day) if 1 <= value.year <= 9999 else written.write_date(value)
    if isinstance(value, DateTime):
        text = written.write_date_time(value)
        if not 1 <= value.date.year <= 9999:
            return text
        local = written.write_date_time(DateTime(value.date, Time(value.time.nanos // 1000 * 1000)))
        moment = datetime.fromisoformat(local)
        if value.time.zone:
            return moment.replace(tzinfo=ZoneInfo(value.time.zone))
        offset = offset_of(value.time, value.date)
        return moment if offset is None else datetime.fromisoformat(local + _offset_text(offset))
    if isinstance(value, DaysTime):
        return timedelta(microseconds=value.nanos // 1000) if abs(value.nanos) < 10**23 else write(value)
    if isinstance(value, Time | YearsMonths | Range | Function):
        return write(value)
    return value


def _offset_text(offset: int) -> str:
    rest = abs(offset)
    return f"{'-' if offset < 0 else '+'}{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: written.write_number,
    str: lambda value: value,
    Date: written.write_date,
    Time: written.write_time,
    DateTime: written.write_date_time,
    DaysTime: written.write_days_time,
    YearsMonths: written.write_years_months,
    Function: lambda value: f"function({', '.join(value.parameters)})",
}


def write(value: Value, *, inner: bool = False, budget: Budget | None = None) -> str:
    """The text that `string(value)` gives; strings inside lists and contexts stand in quotation marks."""
    budget = budget or Budget()
    budget.spend()
    if isinstance(value, list):
        return "[" + ", ".join(write(item, inner=True, budget=budget) for item in value) + "]"
    if isinstance(value, dict):
        entries = (f"{_key(key)}: {write(item, inner=True, budget=budget)}" for key, item in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, Range):
        low = "" if value.low is None else write(value.low, inner=True)
        high = "" if value.high is None else write(value.high, inner=True)
        return f"{'[' if value.low_closed else '('}{low}..{high}{']' if value.high_closed else ')'}"
    if inner and isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = _WRITERS[type(value)](value)
    return f'@"{text}"' if inner and isinstance(value, Date | Time | DateTime | DaysTime | YearsMonths) else text


_PLAIN_KEY = re.compile(r"[^\W\d]\w*(?: [^\W\d]\w*)*")
_RESERVED = re.compile(
    r"\b(?:if|then|else|for|in|return|some|every|satisfies|and|or|between|function|external|true|false|null|instance)\b"
)


def _key(key: str) -> str:
    plain = _PLAIN_KEY.fullmatch(key) and not _RESERVED.search(key)
    return key if plain else write(key, inner=True)
