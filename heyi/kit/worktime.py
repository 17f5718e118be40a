"""Working time: minutes and days counted over the hours that people work, with holidays and make-up days (调休).

A calendar is a plain value; nothing here reads a database or a clock. Moments are aware; the answer is in UTC.
Cost grows with the days between, never with minutes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from heyi.kit.invalid import InvalidCalendar

Interval = tuple[int, int]
"""Minutes after local midnight, from and until: (540, 720) is 9:00 to 12:00; 1440 is the midnight that ends the day."""

_ONE_DAY = timedelta(days=1)
_SEARCH_DAYS = 800
_LONGEST = timedelta(days=366 * 60)


@dataclass(frozen=True)
class WorkCalendar:
    """Working hours by weekday (Monday first), in one zone, with other hours on particular dates.

    A date in `days` has exactly its intervals: none on a holiday, some on a make-up day. InvalidCalendar when
    intervals overlap, are out of order or when nobody ever works.
    """

    week: tuple[tuple[Interval, ...], ...]
    zone: str = "Asia/Shanghai"
    days: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise InvalidCalendar("bad_interval")
        for intervals in (*self.week, *self.days.values()):
            previous = 0
            for start, end in intervals:
                if not previous <= start < end <= 1440:
                    raise InvalidCalendar("bad_interval", (start, end))
                previous = end
        if not any(self.week) and not any(self.days.values()):
            raise InvalidCalendar("no_working_time")

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone of the working hours."""
        return ZoneInfo(self.zone)

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The working hours of one date."""
        return self.days.get(day, self.week[day.weekday()])

    def usual_hours(self) -> tuple[Interval, ...]:
        """The hours of the first weekday that has any: what a make-up day takes when none are given."""
        return next((intervals for intervals in self.week if intervals), ())


def is_workday(calendar: WorkCalendar, day: date) -> bool:
    """Whether anybody works on this date."""
    return bool(calendar.intervals(day))


def add_workdays(calendar: WorkCalendar, day: date, count: int) -> date:
    """The date `count` working days after `day` (before it when negative); `day` itself for 0."""
    step = 1 if count > 0 else -1
    left, idle = abs(count), 0
    if left > 100_000:
        raise InvalidCalendar("range_too_long")
    while left:
        day = _next_day(day, step)
        if is_workday(calendar, day):
            left, idle = left - 1, 0
        else:
            idle += 1
            if idle > _SEARCH_DAYS:
                raise InvalidCalendar("no_working_time")
    return day


def workdays_between(calendar: WorkCalendar, start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -workdays_between(calendar, end, start)
    if end - start > _LONGEST:
        raise InvalidCalendar("range_too_long")
    return sum(is_workday(calendar, start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def _next_day(day: date, step: int) -> date:
    try:
        return day + _ONE_DAY * step
    except OverflowError as error:
        raise InvalidCalendar("range_too_long") from error


def _spans(calendar: WorkCalendar, day: date) -> list[tuple[datetime, datetime]]:
    """Working time of one date as moments in UTC. Hours that a clock change swallows are not counted."""
    spans: list[tuple[datetime, datetime]] = []
    for start, end in calendar.intervals(day):
        begins, ends = _moment(calendar, day, start), _moment(calendar, day, end)
        if spans:
            begins = max(begins, spans[-1][1])
        if begins < ends:
            spans.append((begins, ends))
    return spans


def _moment(calendar: WorkCalendar, day: date, minute: int) -> datetime:
    if minute == 1440:
        day, minute = _next_day(day, 1), 0
    return datetime.combine(day, time(minute // 60, minute % 60), calendar.tz).astimezone(UTC)


def working_time_between(calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
    """Working time from `start` to `end`; negative when `end` is earlier."""
    if end < start:
        return -working_time_between(calendar, end, start)
    if end - start > _LONGEST:
        raise InvalidCalendar("range_too_long")
    total = timedelta()
    day, last = start.astimezone(calendar.tz).date(), end.astimezone(calendar.tz).date()
    while day <= last:
        for begins, ends in _spans(calendar, day):
            overlap = min(end, ends) - max(start, begins)
            if overlap > timedelta():
                total += overlap
        day += _ONE_DAY
    return total


def working_minutes_between(calendar: WorkCalendar, start: datetime, end: datetime) -> int:
    """Whole working minutes from `start` to `end`, toward zero."""
    return int(working_time_between(calendar, start, end) / timedelta(minutes=1))


def add_working_minutes(calendar: WorkCalendar, start: datetime, minutes: int) -> datetime:
    """The earliest moment (UTC) by which `minutes` have been worked since `start`; `start` itself for 0.

    Negative minutes go back: the latest moment from which that much is worked until `start`.
    """
    return add_working_time(calendar, start, timedelta(minutes=minutes))


def add_working_time(calendar: WorkCalendar, start: datetime, amount: timedelta) -> datetime:
    """As `add_working_minutes`, for any length of time."""
    left, nothing = abs(amount), timedelta()
    if left > _LONGEST:
        raise InvalidCalendar("range_too_long")
    start = start.astimezone(UTC)
    if not left:
        return start
    forward = amount > nothing
    for begins, ends in _walk(calendar, start, 1 if forward else -1):
        begins, ends = (max(begins, start), ends) if forward else (begins, min(ends, start))
        if ends <= begins:
            continue
        if ends - begins >= left:
            return begins + left if forward else ends - left
        left -= ends - begins
    raise InvalidCalendar("no_working_time")


def _walk(calendar: WorkCalendar, start: datetime, step: int) -> Iterator[tuple[datetime, datetime]]:
    """Spans of working time from the day of `start` on, or back; ends after a long time without any."""
    day, idle = start.astimezone(calendar.tz).date(), 0
    while idle <= _SEARCH_DAYS:
        spans = _spans(calendar, day)
        idle = 0 if spans else idle + 1
        yield from spans[::step]
        day = _next_day(day, step)
