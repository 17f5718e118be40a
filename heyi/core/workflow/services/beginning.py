"""Cases that nobody submits: begun by a message, a signal or the clock, in the name of whoever put the process in force."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from heyi.core.access.actor import Actor, system
from heyi.core.access.work import unit_of_work
from heyi.core.org.models import Employee
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.errors import NoProcess
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.models import Opening, Version
from heyi.core.workflow.parser.model import Kind, Trigger
from heyi.core.workflow.running import timing
from heyi.core.workflow.running.waiting import AWAITED
from heyi.core.workflow.services.calendars import OrganizationCalendars


def begin_at(opening: Opening, *, payload: Mapping[str, Any], by: int | None, actor: Actor) -> int:
    """A new case at a start event; returns it. Its initiator is the sender, else who published, else an administrator."""
    from heyi.core.workflow.services.cases import engine

    version = opening.version
    people = [by, version.created_by_id, *Organization().administrators(opening.company_id)]
    initiator = next((one for one in people if one is not None), None)
    employee = Employee.objects.filter(pk=initiator or 0).first()
    if employee is None:
        raise NoProcess
    acting = replace(actor, employee_id=employee.pk, department_id=employee.department_id)
    state = engine().start("", None, actor=acting, process=version.definition.key, event=opening.node, payload=payload)
    return state.case.id


def open_for(version: Version, graph: Graph, now: datetime) -> None:
    """Let a version that comes into force wait at its start events, and every other version of the process no more."""
    Opening.objects.filter(version__definition_id=version.definition_id).delete()
    rows = []
    for node in graph.levels.get("", ()):
        for trap in node.traps if node.kind == Kind.START else ():
            if trap.trigger in AWAITED:
                row = Opening(
                    company_id=version.company_id, version=version, node=node.id, kind=trap.trigger, name=trap.name
                )
                if trap.trigger == Trigger.TIMER:
                    plan = timing.Clock(now, OrganizationCalendars(), version.company_id, None).plan(trap, {})
                    row.due_at, row.data = plan.due_at, plan.data()
                rows.append(row)
    Opening.objects.bulk_create(rows)
    if any(row.due_at for row in rows):
        from heyi.core.workflow.services.timers import remember

        remember(version.company_id)


def begin_due(company_id: int) -> int:
    """Begin what begins by the clock; how many. Each in a transaction of its own, together with its next moment."""
    begun = 0
    while True:
        actor = system(company_id, "clock")
        with unit_of_work(actor):
            rows = Opening.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
                "version__definition"
            )
            opening = (
                rows.filter(company_id=company_id, due_at__lte=timezone.now(), version__definition__suspended={})
                .order_by("due_at", "pk")
                .first()
            )
            if opening is None or opening.due_at is None:
                return begun
            _next(opening, opening.due_at)
            begin_at(opening, payload={}, by=None, actor=actor)
            begun += 1


def skip_missed(definition_id: int) -> None:
    """What the clock would have begun while a process was suspended is not made up for."""
    rows = Opening.objects.select_for_update(of=("self",)).filter(version__definition_id=definition_id)
    for opening in rows.filter(due_at__lte=timezone.now()):
        if opening.due_at is not None:
            _next(opening, opening.due_at)


def _next(opening: Opening, due_at: datetime) -> None:
    again = opening.data.get("again", 0)
    opening.due_at = None
    if again:
        length = timing.length(opening.data["interval"], due_at, OrganizationCalendars().zone(opening.company_id, None))
        missed = max((timezone.now() - due_at) // length, 0) if length > timedelta() else 0
        opening.due_at = due_at + length * (missed + 1)  # what was missed while nothing ran is not made up for
        opening.data = {**opening.data, "again": again - 1 if again > 0 else again}
    opening.save(update_fields=["due_at", "data"])
