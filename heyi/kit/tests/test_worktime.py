"""Working time is counted over the hours that people work, and adding is the inverse of measuring."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.kit import worktime
from heyi.kit.invalid import InvalidCalendar
from heyi.kit.publicdays import DayKind, is_published, public_days
from heyi.kit.worktime import WorkCalendar

HOURS = ((540, 720), (780, 1080))  # 9-12, 13-18
SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = WorkCalendar(
    week=(HOURS,) * 5 + ((), ()),
    days={date(2026, 10, 1): (), date(2026, 10, 2): (), date(2026, 10, 10): HOURS},
)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[misc]


def test_saturday_afternoon_and_two_hours_is_monday_at_eleven() -> None:
    assert worktime.add_working_minutes(OFFICE, at(2026, 11, 21, 15), 120) == at(2026, 11, 23, 11)


def test_the_lunch_break_does_not_count() -> None:
    assert worktime.add_working_minutes(OFFICE, at(2026, 11, 23, 11, 30), 60) == at(2026, 11, 23, 13, 30)
    assert worktime.working_minutes_between(OFFICE, at(2026, 11, 23, 9), at(2026, 11, 23, 18)) == 480


def test_holidays_do_not_count_and_make_up_days_do() -> None:
    assert worktime.add_working_minutes(OFFICE, at(2026, 9, 30, 17), 120) == at(2026, 10, 5, 10)
    assert worktime.is_workday(OFFICE, date(2026, 10, 10))
    assert worktime.working_minutes_between(OFFICE, at(2026, 10, 10, 0), at(2026, 10, 12, 0)) == 480
    assert worktime.add_workdays(OFFICE, date(2026, 9, 30), 1) == date(2026, 10, 5)
    assert worktime.add_workdays(OFFICE, date(2026, 10, 9), 1) == date(2026, 10, 10)
    assert worktime.add_workdays(OFFICE, date(2026, 10, 5), -1) == date(2026, 9, 30)


def test_a_clock_change_shortens_the_night_shift() -> None:
    night = WorkCalendar(week=(((0, 480),),) * 7, zone="America/New_York")
    midnight = datetime(2026, 3, 8, tzinfo=ZoneInfo("America/New_York"))
    assert worktime.working_minutes_between(night, midnight, midnight + timedelta(hours=12)) == 420
    gap = WorkCalendar(week=(((120, 190), (200, 240)),) * 7, zone="America/New_York")
    assert worktime.working_minutes_between(gap, midnight, midnight + timedelta(hours=12)) <= 60


def test_a_calendar_without_working_time_is_refused_and_one_that_ends_raises() -> None:
    with pytest.raises(InvalidCalendar, match="no_working_time"):
        WorkCalendar(week=((),) * 7)
    once = WorkCalendar(week=((),) * 7, days={date(2026, 11, 23): HOURS})
    assert worktime.add_working_minutes(once, at(2026, 11, 1), 480) == at(2026, 11, 23, 18)
    with pytest.raises(InvalidCalendar, match="no_working_time"):
        worktime.add_working_minutes(once, at(2026, 11, 1), 481)
    with pytest.raises(InvalidCalendar, match="no_working_time"):
        worktime.add_workdays(once, date(2026, 11, 23), 1)


@pytest.mark.parametrize(
    "week", [(((540, 720), (700, 800)),) * 7, (((720, 540),),) * 7, (((0, 1441),),) * 7, (HOURS,) * 6]
)
def test_hours_out_of_order_are_refused(week: tuple) -> None:
    with pytest.raises(InvalidCalendar, match="bad_interval"):
        WorkCalendar(week=week)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
bounds = st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True).map(sorted)
days = bounds.map(lambda marks: tuple(zip(marks[::2], marks[1::2], strict=False)))
calendars = st.builds(
    WorkCalendar,
    week=st.tuples(days, *[st.one_of(st.just(()), days)] * 6),
    zone=st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "UTC", "Australia/Lord_Howe"]),
    days=st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.one_of(st.just(()), days), max_size=5),
)


@given(calendars, moments, st.integers(0, 5000))
def test_what_was_added_is_measured_both_forward_and_back(
    calendar: WorkCalendar, start: datetime, minutes: int
) -> None:
    end = worktime.add_working_minutes(calendar, start, minutes)
    assert end >= start
    assert worktime.working_minutes_between(calendar, start, end) == minutes
    before = worktime.add_working_minutes(calendar, start, -minutes)
    assert worktime.working_minutes_between(calendar, before, start) == minutes


@given(calendars, moments, moments, moments)
def test_time_between_adds_up(calendar: WorkCalendar, one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted([one, two, three])
    whole = worktime.working_time_between(calendar, first, last)
    parts = worktime.working_time_between(calendar, first, middle) + worktime.working_time_between(
        calendar, middle, last
    )
    assert whole == parts
    assert timedelta() <= whole <= last - first
    assert worktime.working_time_between(calendar, last, first) == -whole


@given(calendars, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(-60, 60))
def test_workdays_added_are_workdays_counted(calendar: WorkCalendar, day: date, count: int) -> None:
    end = worktime.add_workdays(calendar, day, count)
    assert count == 0 or worktime.is_workday(calendar, end)
    if count >= 0:
        assert worktime.workdays_between(calendar, day, end) == count


def test_public_days_of_the_mainland_hold_holidays_and_make_up_days() -> None:
    found = public_days("CN", 2026)
    assert found[date(2026, 10, 1)] is DayKind.HOLIDAY
    assert [day for day, kind in found.items() if kind is DayKind.WORKDAY]
    assert all(day.weekday() >= 5 for day, kind in found.items() if kind is DayKind.WORKDAY)
    assert is_published("CN", 2026)


def test_a_year_that_is_not_announced_falls_back_to_the_statutory_days() -> None:
    assert not is_published("CN", 2060)
    assert date(2060, 10, 1) in public_days("CN", 2060)


def test_other_regions_and_unknown_ones() -> None:
    assert date(2026, 10, 10) in public_days("TW", 2026)
    assert date(2026, 7, 1) in public_days("HK", 2026)
    assert date(2026, 7, 4) in public_days("US", 2026)
    with pytest.raises(InvalidCalendar, match="unknown_region"):
        public_days("ZZ", 2026)
