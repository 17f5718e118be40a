"""Public holidays and make-up working days of a region, as they are published."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

import chinese_calendar
import holidays

from heyi.kit.invalid import InvalidCalendar


class DayKind(StrEnum):
    """What an unusual date is: a day off, or a working day on a weekend (调休)."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


_PUBLISHED = frozenset(day.year for day in chinese_calendar.holidays)


def is_published(region: str, year: int) -> bool:
    """Whether the year's arrangement is certain. The mainland's is announced by the State Council each autumn."""
    return region != "CN" or year in _PUBLISHED


@lru_cache(maxsize=256)
def public_days(region: str, year: int) -> Mapping[date, DayKind]:
    """Unusual dates of `year` in `region` (ISO 3166: CN, TW, HK, MO, US, ...).

    A mainland year that is not announced yet has its statutory days without make-up days; see `is_published`.
    """
    if region == "CN" and year in _PUBLISHED:
        found = {day: DayKind.HOLIDAY for day in chinese_calendar.holidays if day.year == year}
        found |= {day: DayKind.WORKDAY for day in chinese_calendar.workdays if day.year == year}
        return MappingProxyType(dict(sorted(found.items())))
    if not 1900 <= year <= 2100:
        raise InvalidCalendar("range_too_long", year)
    try:
        known = holidays.country_holidays(region, years=year)
    except NotImplementedError as error:
        raise InvalidCalendar("unknown_region", region) from error
    found = {day: DayKind.HOLIDAY for day in known if day.year == year}
    found |= {day: DayKind.WORKDAY for day in getattr(known, "weekend_workdays", ()) if day.year == year}
    return MappingProxyType(dict(sorted(found.items())))


def day_name(region: str, day: date, *, language: str | None = None) -> str:
    """The published name of a date, in `language` (zh_CN, zh_TW, en_US) where there is one, or an empty string."""
    try:
        return str(holidays.country_holidays(region, years=day.year, language=language).get(day, ""))
    except NotImplementedError as error:
        raise InvalidCalendar("unknown_region", region) from error
