"""The organization's working calendars, as the engine asks for them."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from heyi.core.org.models import Company
from heyi.core.org.services.worktime import calendar_for
from heyi.kit.worktime import add_working_time, working_time_between


class OrganizationCalendars:
    """The calendar of the department, or of the nearest one above it that has one, else that of the company."""

    def zone(self, company_id: int, department_id: int | None) -> ZoneInfo:
        """The zone of that calendar, or of the company."""
        found = calendar_for(company_id, department_id)
        return found.tz if found is not None else _zone(company_id)

    def deadline(self, company_id: int, department_id: int | None, start: datetime, amount: timedelta) -> datetime:
        """Counted in that calendar's hours; without any calendar time simply passes."""
        found = calendar_for(company_id, department_id)
        return start + amount if found is None else add_working_time(found, start, amount)

    def worked(self, company_id: int, department_id: int | None, start: datetime, end: datetime) -> timedelta:
        """Counted in that calendar's hours."""
        found = calendar_for(company_id, department_id)
        return end - start if found is None else working_time_between(found, start, end)


@lru_cache(maxsize=1024)
def _zone(company_id: int) -> ZoneInfo:
    return ZoneInfo(Company.objects.values_list("time_zone", flat=True).get(pk=company_id))
