"""勿扰: when somebody does not want to be urged. Their own hours, else those in which their department does not work."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from heyi.core.access.actor import Actor
from heyi.core.org.models import Company, Employee
from heyi.core.org.services.worktime import calendar_for
from heyi.core.workflow.models import QuietHours
from heyi.kit.errors import Denied, Malformed
from heyi.kit.worktime import add_working_time

MOMENT = timedelta(microseconds=1)
CALENDAR, HOURS, NEVER = "calendar", "hours", "never"


def rest(employee_id: int, at: datetime) -> datetime:
    """The first moment from ``at`` on at which somebody can be disturbed: ``at`` itself while they work."""
    person = Employee.objects.filter(pk=employee_id).only("company_id", "department_id").first()
    if person is None:
        return at
    own = QuietHours.objects.filter(employee_id=employee_id).first()
    if own is not None and own.mode == NEVER:
        return at
    calendar = calendar_for(person.company_id, person.department_id)
    if own is not None and own.mode == HOURS and own.start is not None and own.until is not None:
        zone = calendar.tz if calendar else _zone(person.company_id)
        return _after(at, own.start, own.until, zone)
    if calendar is None:
        return at
    return max(at, add_working_time(calendar, at, MOMENT) - MOMENT)


def _after(at: datetime, start: time, until: time, zone: ZoneInfo) -> datetime:
    """The end of the hours that a moment lies in, over midnight too; the moment itself outside of them."""
    local = at.astimezone(zone)
    for days in (-1, 0):
        day = local.date() + timedelta(days=days)
        begins = datetime.combine(day, start, zone)
        ends = datetime.combine(day + timedelta(days=int(until <= start)), until, zone)
        if begins <= local < ends:
            return ends.astimezone(UTC)
    return at


def _zone(company_id: int) -> ZoneInfo:
    return ZoneInfo(Company.objects.values_list("time_zone", flat=True).get(pk=company_id))


def of(actor: Actor) -> dict[str, Any]:
    """The actor's own hours: ``{"mode", "start", "until"}``; by the calendar unless they have said something else."""
    own = QuietHours.objects.filter(employee_id=actor.employee_id or 0).first()
    if own is None:
        return {"mode": CALENDAR, "start": "", "until": ""}
    return {"mode": own.mode, "start": _text(own.start), "until": _text(own.until)}


def _text(value: time | None) -> str:
    return value.strftime("%H:%M") if value else ""


@transaction.atomic
def keep(actor: Actor, *, mode: str, start: str = "", until: str = "") -> dict[str, Any]:
    """Say when one does not want to be urged: ``hours`` from ``start`` until ``until`` (local, over midnight too), ``never``, or
    again by the ``calendar``. Malformed for hours that are missing, the same, or given to another mode."""
    if actor.employee_id is None:
        raise Denied
    if (mode == HOURS) != bool(start and until) or (mode != HOURS and (start or until)):
        raise Malformed.at("start", "required" if mode == HOURS else "unknown", "HH:MM")
    if mode == HOURS and start == until:
        raise Malformed.at("until", "same", "start < until")
    values = {
        "company_id": actor.company_id, "mode": mode,
        "start": time.fromisoformat(start) if start else None, "until": time.fromisoformat(until) if until else None,
    }  # fmt: skip
    QuietHours.objects.update_or_create(employee_id=actor.employee_id, defaults=values)
    return of(actor)
