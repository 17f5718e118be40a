"""The organization's working calendars, as the engine asks for them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from heyi.core.org.models import Company
from heyi.core.org.services.worktime import calendar_for
from heyi.kit.worktime import WorkCalendar, add_working_time, working_time_between


class OrganizationCalendars:
    """The calendar of the department, or of the nearest one above it that has one, else that of the company.

    What was looked up is remembered as long as this object, which is one act's: a step with a ladder asks many times.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int | None], WorkCalendar | None] = {}
        self._zones: dict[int, ZoneInfo] = {}

    def zone(self, company_id: int, department_id: int | None) -> ZoneInfo:
        """The zone of that calendar, or of the company."""
        found = self._calendar(company_id, department_id)
        if found is not None:
            return found.tz
        if company_id not in self._zones:
            self._zones[company_id] = ZoneInfo(Company.objects.values_list("time_zone", flat=True).get(pk=company_id))
        return self._zones[company_id]

    def deadline(self, company_id: int, department_id: int | None, start: datetime, amount: timedelta) -> datetime:
        """Counted in that calendar's hours; without any calendar time simply passes."""
        found = self._calendar(company_id, department_id)
        return start + amount if found is None else add_working_time(found, start, amount)

    def worked(self, company_id: int, department_id: int | None, start: datetime, end: datetime) -> timedelta:
        """Counted in that calendar's hours."""
        found = self._calendar(company_id, department_id)
        return end - start if found is None else working_time_between(found, start, end)

    def _calendar(self, company_id: int, department_id: int | None) -> WorkCalendar | None:
        key = (company_id, department_id)
        if key not in self._known:
            self._known[key] = calendar_for(company_id, department_id)
        return self._known[key]
