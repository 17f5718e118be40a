"""What approvals hear from the rest."""

import contextlib
from typing import Any

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from heyi.core.access.actor import Actor
from heyi.core.events.models import Event
from heyi.core.events.publishing import on
from heyi.core.org.models import Delegation
from heyi.core.workflow.models import Scenario
from heyi.core.workflow.services import moving


@on("org.workcalendar.*")
def calendar_changed(event: Event, actor: Actor) -> None:
    """Count working time anew, once the change is there."""
    from heyi.core.workflow.jobs import retime

    _once(retime, event.company_id)


@on("org.employee.transferred")
def follow_posts(event: Event, actor: Actor) -> None:
    """Steps that follow the post ask whoever holds it now (岗随任务)."""
    if event.record_id is not None:
        moving.follow(event.record_id, actor)


@on("org.employee.*")
@on("org.usergroup.*")
def people_changed(event: Event, actor: Actor) -> None:
    """Tests of processes are asked again when people come, leave or move, and when groups of users change."""
    from heyi.core.workflow.jobs import people_changed as job

    if Scenario.objects.filter(company_id=event.company_id).exists():
        _once(job, event.company_id)


@on("org.delegation.began")
def cover_open(event: Event, actor: Actor) -> None:
    """A delegation may be for open to-dos too."""
    delegation = Delegation.objects.filter(pk=event.record_id, covers_open=True, revoked_at=None).first()
    if delegation is not None:
        moving.cover(delegation.principal_id, actor)


def _once(job: Any, company_id: int) -> None:
    """Many changes at once (an import of a thousand people) ask for one job that waits, not for a thousand."""
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        job.configure(queueing_lock=f"{job.name}:{company_id}").defer(company_id=company_id)
