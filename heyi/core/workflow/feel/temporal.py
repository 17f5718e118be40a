"""Dates, times and durations of FEEL (DMN 1.5, 10.3.2.3): years beyond Python's, nanoseconds, named zones."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

DAY_SECONDS = 86_400
GIGA = 10**9
DAY_NANOS = DAY_SECONDS * GIGA
YEAR_LIMIT = 999_999_999


def is_leap(year: int) -> bool:
    """Leap year of the proleptic Gregorian calendar."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_days(year: int, month: int) -> int:
    """Days of a month."""
    return 29 if month == 2 and is_leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the proleptic Gregorian calendar, years from -999999999 to 999999999."""

    year: int
    month: int
    day: int

    @staticmethod
    def checked(year: int, month: int, day: int) -> "Date | None":
        """The date, or None when there is no such day."""
        if abs(year) > YEAR_LIMIT or not 1 <= month <= 12 or not 1 <= day <= month_days(year, month):
            return None
        return Date(year, month, day)

    @property
    def number(self) -> int:
        """Days since 1970-01-01 (the usual civil calendar arithmetic in eras of 400 years from 1 March)."""
        year = self.year - (self.month <= 2)
        era, of_era = divmod(year, 400)
        of_year = (153 * ((self.month + 9) % 12) + 2) // 5 + self.day - 1
        return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468

    @staticmethod
    def from_number(number: int) -> "Date | None":
        """The inverse of `number`."""
        era, of_era = divmod(number + 719_468, 146_097)
        year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
        of_year = of_era - (365 * year + year // 4 - year // 100)
        part = (5 * of_year + 2) // 153
        month = part + 3 if part < 10 else part - 9
        return Date.checked(year + era * 400 + (month <= 2), month, of_year - (153 * part + 2) // 5 + 1)

    def plus_months(self, months: int) -> "Date | None":
        """The same day of another month, or that month's last day."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Date.checked(year, month + 1, min(self.day, month_days(year, month + 1)))

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return (self.number + 3) % 7 + 1


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_exists(name: str) -> bool:
    """Whether `name` is a zone of the IANA database."""
    return name in _zones()


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day in nanoseconds, with an offset in seconds, a named zone, or neither (local)."""

    nanos: int
    offset: int | None = None
    zone: str | None = None

    @property
    def is_local(self) -> bool:
        """Without offset and zone."""
        return self.offset is None and self.zone is None

    @property
    def key(self) -> int:
        """For comparison: nanoseconds in UTC, or as they stand when local."""
        return self.nanos - _offset(self, None) * GIGA

    @property
    def hour(self) -> int:
        """Hour 0 to 23."""
        return self.nanos // (3600 * GIGA)

    @property
    def minute(self) -> int:
        """Minute 0 to 59."""
        return self.nanos // (60 * GIGA) % 60

    @property
    def second_nanos(self) -> int:
        """Seconds with their fraction, in nanoseconds."""
        return self.nanos % (60 * GIGA)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date with a time of day; a moment when the time has an offset or a zone."""

    date: Date
    time: Time

    @property
    def key(self) -> int:
        """For comparison: nanoseconds since 1970 in UTC, or as they stand when local."""
        return self.date.number * DAY_NANOS + self.time.nanos - _offset(self.time, self.date) * GIGA

    @staticmethod
    def from_local(nanos: int, like: Time) -> "DateTime | None":
        """The moment whose local time is `nanos` since 1970, in the zone of `like`."""
        days, rest = divmod(nanos, DAY_NANOS)
        day = Date.from_number(days)
        return DateTime(day, Time(rest, like.offset, like.zone)) if day else None


def _offset(time: Time, day: Date | None) -> int:
    if time.offset is not None:
        return time.offset
    if time.zone is None:
        return 0
    return _zone_offset(time.zone, day or Date(1970, 1, 1), time.nanos // GIGA)


def offset_of(time: Time, day: Date | None = None) -> int | None:
    """Seconds east of UTC, None when local."""
    return None if time.is_local else _offset(time, day)


@lru_cache(maxsize=4096)
def _zone_offset(zone: str, day: Date, seconds: int) -> int:
    year = min(max(day.year, 2), 9998)
    shifted = datetime(year, day.month, min(day.day, month_days(year, day.month)), tzinfo=UTC).replace(tzinfo=None)
    offset = ZoneInfo(zone).utcoffset(shifted + timedelta(seconds=seconds))
    return int(offset.total_seconds()) if offset is not None else 0


@dataclass(frozen=True, slots=True, order=True)
class DaysTime:
    """A days and time duration in nanoseconds."""

    nanos: int


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration in months."""

    months: int
