"""Deliver events to their handlers."""

import structlog
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from heyi.core.access.actor import system
from heyi.core.access.work import declare
from heyi.core.events.models import Delivery
from heyi.core.events.publishing import handlers

log = structlog.get_logger(__name__)
MAX_ATTEMPTS = 8


@app.task(
    name="events.deliver",
    queue="events",
    retry=RetryStrategy(max_attempts=MAX_ATTEMPTS, exponential_wait=2),
)
def deliver(*, event_id: int, company_id: int) -> None:
    """Run each waiting handler of the event in a transaction of its own; one that fails does not stop the others."""
    actor = system(company_id, "events")
    failed: list[str] = []
    with transaction.atomic():
        declare(actor)
        waiting = list(Delivery.objects.filter(event_id=event_id, state=Delivery.State.WAITING).order_by("id"))
    for delivery in waiting:
        try:
            _run(delivery.pk, company_id)
        except Exception as error:
            log.exception("event_handler_failed", event_id=event_id, handler=delivery.handler)
            _note_failure(delivery.pk, company_id, error)
            failed.append(delivery.handler)
    if failed:
        raise RuntimeError(f"{len(failed)} handlers of event {event_id} failed: {', '.join(failed)}")


def _run(delivery_id: int, company_id: int) -> None:
    actor = system(company_id, "events")
    with transaction.atomic():
        declare(actor)
        delivery = Delivery.objects.select_for_update(of=("self",)).select_related("event").get(pk=delivery_id)
        if delivery.state != Delivery.State.WAITING:
            return
        declare(actor, request_id=delivery.event.request_id, verb=delivery.event.name)
        handlers()[delivery.handler](delivery.event, actor)
        delivery.state, delivery.done_at = Delivery.State.DONE, timezone.now()
        delivery.save(update_fields=["state", "done_at"])


def _note_failure(delivery_id: int, company_id: int, error: Exception) -> None:
    with transaction.atomic():
        declare(system(company_id, "events"))
        delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
        delivery.attempts += 1
        delivery.error = f"{type(error).__name__}: {error}"[:2000]
        if delivery.attempts >= MAX_ATTEMPTS:
            delivery.state = Delivery.State.DEAD
        delivery.save(update_fields=["attempts", "error", "state"])
