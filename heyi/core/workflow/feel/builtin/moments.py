"""Conversion to dates, times and durations, and what is asked of them (DMN 1.5, tables 73, 81 and 82)."""

from datetime import date
from decimal import Decimal

from heyi.core.workflow.feel import written
from heyi.core.workflow.feel.builtin.registry import feel
from heyi.core.workflow.feel.runtime import Run
from heyi.core.workflow.feel.temporal import GIGA, Date, DateTime, DaysTime, Time, YearsMonths
from heyi.core.workflow.feel.values import Value

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def _whole(*numbers: Decimal) -> bool:
    return all(number == number.to_integral_value() and abs(number) < 10**12 for number in numbers)


@feel("date", "from:string")
def date_of_text(text: str) -> Value:
    """`date("2026-11-23")`."""
    return written.read_date(text)


@feel("date", "from:date|date and time")
def date_of(value: Date | DateTime) -> Value:
    """The date of a moment."""
    return value.date if isinstance(value, DateTime) else value


@feel("date", "year:number, month:number, day:number")
def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> Value:
    """Of three numbers."""
    return Date.checked(int(year), int(month), int(day)) if _whole(year, month, day) else None


@feel("time", "from:string")
def time_of_text(text: str) -> Value:
    """`time("09:30:00+08:00")`."""
    return written.read_time(text)


@feel("time", "from:time|date and time|date")
def time_of(value: Time | DateTime | Date) -> Value:
    """The time of day of a moment; of a date its midnight in UTC."""
    if isinstance(value, Date):
        return Time(0, 0)
    return value.time if isinstance(value, DateTime) else value


@feel("time", "hour:number, minute:number, second:number, offset?:days and time duration|null")
def time_of_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None) -> Value:
    """Of numbers, with an offset from UTC."""
    if not _whole(hour, minute) or not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second < 60):
        return None
    if offset is not None and abs(offset.nanos) > 14 * 3600 * GIGA:
        return None
    nanos = (int(hour) * 60 + int(minute)) * 60 * GIGA + int(second * GIGA)
    return Time(nanos, None if offset is None else int(offset.nanos / GIGA))


@feel("date and time", "from:string")
def moment_of_text(text: str) -> Value:
    """`date and time("2026-11-23T09:30:00@Asia/Shanghai")`."""
    return written.read_date_time(text)


@feel("date and time", "from:date and time")
def moment_itself(value: DateTime) -> Value:
    """The same moment."""
    return value


@feel("date and time", "date:date|date and time, time:time")
def moment_of(day: Date | DateTime, time: Time) -> Value:
    """A date with a time of day."""
    return DateTime(day.date if isinstance(day, DateTime) else day, time)


@feel("duration", "from:string")
def duration(text: str) -> Value:
    """`duration("P1DT2H")`, `duration("P1Y2M")`."""
    return written.read_duration(text)


@feel("duration", "from:days and time duration|years and months duration")
def duration_itself(value: Value) -> Value:
    """The same duration."""
    return value


@feel("years and months duration", "from:date|date and time, to:date|date and time")
def months_between(start: Date | DateTime, end: Date | DateTime) -> Value:
    """Whole months from one date to another."""
    first, last = date_of(start), date_of(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsMonths(months)


@feel("day of week", "date:date|date and time")
def day_of_week(value: Date | DateTime) -> Value:
    """Monday to Sunday."""
    return _DAYS[date_of(value).weekday - 1]


@feel("month of year", "date:date|date and time")
def month_of_year(value: Date | DateTime) -> Value:
    """January to December."""
    return _MONTHS[date_of(value).month - 1]


@feel("day of year", "date:date|date and time")
def day_of_year(value: Date | DateTime) -> Value:
    """1 to 366."""
    day = date_of(value)
    return Decimal(day.number - Date(day.year, 1, 1).number + 1)


@feel("week of year", "date:date|date and time")
def week_of_year(value: Date | DateTime) -> Value:
    """Week 1 to 53 of ISO 8601."""
    day = date_of(value)
    # The calendar repeats every 400 years.
    return Decimal(date(day.year % 400 + 2000, day.month, day.day).isocalendar().week)


@feel("now", run=True)
def now(run: Run) -> Value:
    """The moment of the evaluation, the same throughout."""
    return run.clock


@feel("today", run=True)
def today(run: Run) -> Value:
    """The date of the evaluation."""
    return run.clock.date


@feel("last day of month", "date:date|date and time")
def last_day_of_month(value: Date | DateTime) -> Value:
    """The last date of the month."""
    day = date_of(value)
    following = Date(day.year, day.month, 1).plus_months(1)
    return Date.from_number(following.number - 1) if following else None
