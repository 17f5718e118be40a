"""What the engine asks about working time. The organization's calendars answer; without them time simply passes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Calendars(Protocol):
    """Zones and working hours of organizational units, as of now."""

    def zone(self, company_id: int, department_id: int | None) -> ZoneInfo:
        """In which zone local times of a process are meant (rule 31: that of the unit)."""
        ...

    def deadline(self, company_id: int, department_id: int | None, start: datetime, amount: timedelta) -> datetime:
        """The moment by which that much has been worked since ``start``."""
        ...

    def worked(self, company_id: int, department_id: int | None, start: datetime, end: datetime) -> timedelta:
        """How much was worked between two moments."""
        ...


#: The first moment from one on at which somebody can be disturbed.
Rest = Callable[[int, datetime], datetime]


def reachable_always(employee_id: int, at: datetime) -> datetime:
    """Nobody ever rests."""
    return at


class AlwaysWorking:
    """Everybody works around the clock, in UTC."""

    def zone(self, company_id: int, department_id: int | None) -> ZoneInfo:
        """UTC."""
        return ZoneInfo("UTC")

    def deadline(self, company_id: int, department_id: int | None, start: datetime, amount: timedelta) -> datetime:
        """That much later."""
        return start + amount

    def worked(self, company_id: int, department_id: int | None, start: datetime, end: datetime) -> timedelta:
        """All of it."""
        return end - start
