"""What approvals hear from the rest."""

from heyi.core.access.actor import Actor
from heyi.core.events.models import Event
from heyi.core.events.publishing import on


@on("org.workcalendar.*")
def calendar_changed(event: Event, actor: Actor) -> None:
    """Count working time anew, once the change is there."""
    from heyi.core.workflow.jobs import retime

    retime.defer(company_id=event.company_id)
