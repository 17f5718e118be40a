"""Arithmetic and comparison of FEEL values (DMN 1.5, 10.3.2.15, tables 50 to 56). What has no meaning is None."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal, DecimalException
from typing import Any

from heyi.core.workflow.feel.errors import Budget
from heyi.core.workflow.feel.temporal import DAY_NANOS, GIGA, Date, DateTime, DaysTime, Time, YearsMonths, offset_of
from heyi.core.workflow.feel.values import NUMBERS, Function, Range, Value


def add(left: Value, right: Value) -> Value:
    """Numbers, strings, durations, and a date or time with a duration."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return NUMBERS.add(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, DaysTime) and isinstance(right, DaysTime):
        return DaysTime(left.nanos + right.nanos)
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return YearsMonths(left.months + right.months)
    if isinstance(right, DaysTime):
        return _shift(left, right.nanos)
    if isinstance(right, YearsMonths):
        return _shift_months(left, right.months)
    if isinstance(left, DaysTime):
        return _shift(right, left.nanos)
    if isinstance(left, YearsMonths):
        return _shift_months(right, left.months)
    return None


def subtract(left: Value, right: Value) -> Value:
    """Numbers, durations, two dates or times (their distance), and a date or time with a duration."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return NUMBERS.subtract(left, right)
    if isinstance(left, DaysTime) and isinstance(right, DaysTime):
        return DaysTime(left.nanos - right.nanos)
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return YearsMonths(left.months - right.months)
    if isinstance(right, DaysTime):
        return _shift(left, -right.nanos)
    if isinstance(right, YearsMonths):
        return _shift_months(left, -right.months)
    if isinstance(left, Time) and isinstance(right, Time):
        return DaysTime(left.key - right.key) if left.is_local == right.is_local else None
    if isinstance(left, Date) and isinstance(right, Date):
        return DaysTime((left.number - right.number) * DAY_NANOS)
    if isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        first, second = _as_moment(left), _as_moment(right)
        return DaysTime(first.key - second.key) if first.time.is_local == second.time.is_local else None
    return None


def _as_moment(value: Date | DateTime) -> DateTime:
    return DateTime(value, Time(0, 0)) if isinstance(value, Date) else value


def _shift(value: Value, nanos: int) -> Value:
    if isinstance(value, Date):
        return Date.from_number((value.number * DAY_NANOS + nanos) // DAY_NANOS)
    if isinstance(value, DateTime):
        return DateTime.from_local(value.date.number * DAY_NANOS + value.time.nanos + nanos, value.time)
    if isinstance(value, Time):
        return Time((value.nanos + nanos) % DAY_NANOS, value.offset, value.zone)
    return None


def _shift_months(value: Value, months: int) -> Value:
    if isinstance(value, Date):
        return value.plus_months(months)
    if isinstance(value, DateTime):
        day = value.date.plus_months(months)
        return DateTime(day, value.time) if day else None
    return None


def multiply(left: Value, right: Value) -> Value:
    """Numbers, and a duration with a number."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return NUMBERS.multiply(left, right)
    if isinstance(right, DaysTime | YearsMonths):
        left, right = right, left
    if isinstance(right, Decimal):
        if isinstance(left, DaysTime):
            return DaysTime(_whole(NUMBERS.multiply(Decimal(left.nanos), right)))
        if isinstance(left, YearsMonths):
            return YearsMonths(_whole(NUMBERS.multiply(Decimal(left.months), right)))
    return None


def divide(left: Value, right: Value) -> Value:
    """Numbers, a duration by a number, and two durations of one kind (how many times)."""
    if isinstance(left, DaysTime) and isinstance(right, DaysTime):
        left, right = Decimal(left.nanos), Decimal(right.nanos)
    elif isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        left, right = Decimal(left.months), Decimal(right.months)
    if not isinstance(right, Decimal) or not right:
        return None
    if isinstance(left, Decimal):
        return NUMBERS.divide(left, right)
    if isinstance(left, DaysTime):
        return DaysTime(_whole(NUMBERS.divide(Decimal(left.nanos), right)))
    if isinstance(left, YearsMonths):
        return YearsMonths(_whole(NUMBERS.divide(Decimal(left.months), right)))
    return None


def _whole(value: Decimal) -> int:
    if value.adjusted() > 40:
        raise DecimalException
    return int(value.to_integral_value(ROUND_DOWN))


def power(left: Value, right: Value) -> Value:
    """Numbers; null beyond the range of decimal128 and for roots of negative numbers."""
    if not (isinstance(left, Decimal) and isinstance(right, Decimal)):
        return None
    if not left and not right:
        return Decimal(1)
    return NUMBERS.power(left, right)


def negate(value: Value) -> Value:
    """Numbers and durations."""
    if isinstance(value, Decimal):
        return NUMBERS.minus(value)
    if isinstance(value, DaysTime):
        return DaysTime(-value.nanos)
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    return None


def _comparable(value: Value) -> tuple[object, int | Decimal | str] | None:
    """A group (only values of one group compare) and what to compare by."""
    if isinstance(value, Decimal | str):
        return type(value), value
    if isinstance(value, Date):
        return Date, value.number
    if isinstance(value, DateTime):
        return (DateTime, value.time.is_local), value.key
    if isinstance(value, Time):
        return (Time, value.is_local), value.key
    if isinstance(value, DaysTime):
        return DaysTime, value.nanos
    if isinstance(value, YearsMonths):
        return YearsMonths, value.months
    return None


def compare(left: Value, right: Value) -> int | None:
    """-1, 0 or 1; None when the two cannot be ordered."""
    one, other = _comparable(left), _comparable(right)
    if one is None or other is None or one[0] != other[0]:
        return None
    return (one[1] > other[1]) - (one[1] < other[1])  # type: ignore[operator]


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are equal; None when they are of different kinds (null equals only null)."""
    if left is None or right is None:
        return left is right
    if type(left) is not type(right):
        return None
    if isinstance(left, bool):
        return bool(left == right)
    if isinstance(left, list | dict):
        return _equal_parts(left, right, Budget())
    if isinstance(left, Range):
        ends = (left.low_closed, left.high_closed) == (right.low_closed, right.high_closed)
        return ends and equal(left.low, right.low) is True and equal(left.high, right.high) is True
    if isinstance(left, Function):
        return None
    # Of one kind, what cannot be ordered is a local time and one with a zone: not equal.
    return compare(left, right) == 0


def _equal_parts(left: Value, right: Value, budget: Budget) -> bool:
    budget.spend()
    if type(left) is type(right) and isinstance(left, list):
        same_length = len(left) == len(right)
        return same_length and all(_equal_parts(a, b, budget) for a, b in zip(left, right, strict=True))
    if type(left) is type(right) and isinstance(left, dict):
        return left.keys() == right.keys() and all(_equal_parts(left[key], right[key], budget) for key in left)
    return equal(left, right) is True


def less(left: Value, right: Value) -> bool | None:
    """left < right."""
    order = compare(left, right)
    return None if order is None else order < 0


def less_or_equal(left: Value, right: Value) -> bool | None:
    """left <= right."""
    order = compare(left, right)
    return None if order is None else order <= 0


def between(value: Value, low: Value, high: Value) -> bool | None:
    """low <= value and value <= high, in three-valued logic."""
    first, second = less_or_equal(low, value), less_or_equal(value, high)
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def in_range(value: Value, limits: Range) -> bool | None:
    """Whether a value lies in a range; None when it cannot be compared with the ends."""
    if limits.low is not None:
        order = compare(value, limits.low)
        if order is None:
            return None
        if order < 0 or (order == 0 and not limits.low_closed):
            return False
    if limits.high is not None:
        order = compare(value, limits.high)
        if order is None:
            return None
        if order > 0 or (order == 0 and not limits.high_closed):
            return False
    return True


def contained(value: Value, test: Value) -> bool | None:
    """`value in test`: a range, a list (of values, ranges or lists), or equality with one value."""
    if isinstance(test, Range):
        return in_range(value, test) if not isinstance(value, Range) else equal(value, test)
    if isinstance(test, list):
        if isinstance(value, list) and equal(value, test):
            return True
        results = [contained(value, item) for item in test]
        return True in results
    return equal(value, test) or False


def component(value: Value, name: str) -> Value:
    """The named part of a date, time, duration or range; None when there is none."""
    part = _PARTS.get((type(value), name))
    return part(value) if part else None


_PARTS: dict[tuple[type, str], Callable[[Any], Value]] = {
    (Date, "year"): lambda v: Decimal(v.year),
    (Date, "month"): lambda v: Decimal(v.month),
    (Date, "day"): lambda v: Decimal(v.day),
    (Date, "weekday"): lambda v: Decimal(v.weekday),
    (DateTime, "year"): lambda v: Decimal(v.date.year),
    (DateTime, "month"): lambda v: Decimal(v.date.month),
    (DateTime, "day"): lambda v: Decimal(v.date.day),
    (DateTime, "weekday"): lambda v: Decimal(v.date.weekday),
    (Time, "hour"): lambda v: Decimal(v.hour),
    (Time, "minute"): lambda v: Decimal(v.minute),
    (Time, "second"): lambda v: _seconds(v.nanos),
    (Time, "time offset"): lambda v: _offset(v, None),
    (Time, "timezone"): lambda v: v.zone,
    (DateTime, "hour"): lambda v: Decimal(v.time.hour),
    (DateTime, "minute"): lambda v: Decimal(v.time.minute),
    (DateTime, "second"): lambda v: _seconds(v.time.nanos),
    (DateTime, "time offset"): lambda v: _offset(v.time, v.date),
    (DateTime, "timezone"): lambda v: v.time.zone,
    (Range, "start"): lambda v: v.low,
    (Range, "end"): lambda v: v.high,
    (Range, "start included"): lambda v: v.low_closed,
    (Range, "end included"): lambda v: v.high_closed,
    (YearsMonths, "years"): lambda v: _truncated(v.months, 12),
    (YearsMonths, "months"): lambda v: _truncated(v.months, 1, 12),
    (DaysTime, "days"): lambda v: _truncated(v.nanos, DAY_NANOS),
    (DaysTime, "hours"): lambda v: _truncated(v.nanos, 3600 * GIGA, 24),
    (DaysTime, "minutes"): lambda v: _truncated(v.nanos, 60 * GIGA, 60),
    (DaysTime, "seconds"): lambda v: _seconds(v.nanos),
}


def _offset(time: Time, day: Date | None) -> Value:
    offset = offset_of(time, day)
    return None if offset is None else DaysTime(offset * GIGA)


def _truncated(value: int, unit: int, within: int = 0) -> Decimal:
    amount = abs(value) // unit
    amount = amount % within if within else amount
    return Decimal(-amount if value < 0 else amount)


def _seconds(nanos: int) -> Decimal:
    seconds = NUMBERS.divide(Decimal(abs(nanos) % (60 * GIGA)), Decimal(GIGA))
    return -seconds if nanos < 0 else seconds


def _differs(left: Value, right: Value) -> Value:
    same = equal(left, right)
    return None if same is None else not same


COMPARISONS: dict[str, Callable[[Value, Value], Value]] = {
    "EQ": equal,
    "NE": _differs,
    "LT": less,
    "LE": less_or_equal,
    "GT": lambda left, right: less(right, left),
    "GE": lambda left, right: less_or_equal(right, left),
}
