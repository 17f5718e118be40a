"""Which working calendar counts for a department, as a value that working time can be counted with."""

from datetime import date
from functools import lru_cache
from json import loads

from django.db import connection

from heyi.core.org.models import CalendarDay
from heyi.kit import worktime
from heyi.kit.worktime import Interval

# The department's own, else the nearest above it, else the company's; with its days, in one statement.
NEAREST = """
SELECT c.weekly::text, c.time_zone,
       (SELECT json_agg(json_build_array(x.on, x.kind, x.spans) ORDER BY x.on)::text
          FROM org_calendarday x WHERE x.calendar_id = c.id)
  FROM org_workcalendar c
  LEFT JOIN org_department d ON d.calendar_id = c.id
   AND d.id = ANY(SELECT unnest(path || id) FROM org_department WHERE id = %(department)s)
 WHERE c.company_id = %(company)s AND (d.id IS NOT NULL OR c.is_default)
 ORDER BY cardinality(d.path) DESC NULLS LAST LIMIT 1
"""


def calendar_for(company_id: int, department_id: int | None) -> worktime.WorkCalendar | None:
    """The calendar of a department or company; None when the company has none. InvalidCalendar when it is broken."""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"company": company_id, "department": department_id})
        row = cursor.fetchone()
    return None if row is None else _read(*row)


@lru_cache(maxsize=256)
def _read(weekly: str, time_zone: str, days: str | None) -> worktime.WorkCalendar:
    """What is written, as a value. It is remembered by its own text, so an edit is another one, and nothing grows stale."""
    week, usual = _week(loads(weekly))
    special: dict[date, tuple[Interval, ...]] = {}
    for on, kind, spans in loads(days or "[]"):  # a make-up day without hours of its own takes the usual ones
        hours = () if kind == CalendarDay.Kind.HOLIDAY else usual
        special[date.fromisoformat(on)] = _spans(spans) if spans else hours
    return worktime.WorkCalendar(week, time_zone, special)


def _week(written: dict[str, list[list[str]]]) -> tuple[tuple[tuple[Interval, ...], ...], tuple[Interval, ...]]:
    """The hours of each weekday, and those of the first that has any."""
    week = tuple(_spans(written.get(str(day), [])) for day in range(1, 8))
    return week, next((spans for spans in week if spans), ())


def _spans(written: list[list[str]]) -> tuple[Interval, ...]:
    return tuple((_minute(start), _minute(end)) for start, end in written)


def _minute(text: str) -> int:
    hours, minutes = text.split(":")[:2]
    return int(hours) * 60 + int(minutes)
