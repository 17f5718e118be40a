"""Which working calendar counts for a department, as a value that working time can be counted with."""

from datetime import date

from django.db import connection

from heyi.core.org.models import CalendarDay, WorkCalendar
from heyi.kit import worktime
from heyi.kit.worktime import Interval

# The department's own, else the nearest above it, else the company's.
NEAREST = """
SELECT c.id FROM org_workcalendar c
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
    if row is None:
        return None
    calendar = WorkCalendar.objects.get(pk=row[0])
    return as_value(calendar, list(CalendarDay.objects.filter(calendar=calendar)))


def as_value(calendar: WorkCalendar, days: list[CalendarDay]) -> worktime.WorkCalendar:
    """Rows as a value. A make-up day without hours of its own takes the usual ones, a holiday has none."""
    week = tuple(_spans(calendar.weekly.get(str(day), [])) for day in range(1, 8))
    usual = next((spans for spans in week if spans), ())
    special: dict[date, tuple[Interval, ...]] = {}
    for day in days:
        if day.spans:
            special[day.on] = _spans(day.spans)
        else:
            special[day.on] = () if day.kind == CalendarDay.Kind.HOLIDAY else usual
    return worktime.WorkCalendar(week, calendar.time_zone, special)


def _spans(written: list[list[str]]) -> tuple[Interval, ...]:
    return tuple((_minute(start), _minute(end)) for start, end in written)


def _minute(text: str) -> int:
    hours, minutes = text.split(":")[:2]
    return int(hours) * 60 + int(minutes)
