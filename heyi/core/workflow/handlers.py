"""What approvals hear of the organization."""

from heyi.core.access.actor import Actor
from heyi.core.events.models import Event
from heyi.core.events.publishing import on
from heyi.core.workflow.services import moving


@on("org.employee.transferred")
def follow_posts(event: Event, actor: Actor) -> None:
    """Steps that follow the post ask whoever holds it now (岗随任务)."""
    if event.record_id is not None:
        moving.follow(event.record_id, actor)
