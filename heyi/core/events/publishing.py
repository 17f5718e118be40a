"""Publish an event and decide who hears of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Func, TextField, Value
from django.db.models.functions import Coalesce

from heyi.core.access.actor import Actor
from heyi.core.events import live
from heyi.core.events.models import Delivery, Event

_THIS_REQUEST: Any = Coalesce(
    Func(Value("app.request"), Value(True), function="current_setting", output_field=TextField()), Value("")
)
Handler = Callable[[Event, Actor], None]


@dataclass(frozen=True, slots=True)
class Subscription:
    """``handler`` is called with the event and a system actor of the event's company, in a transaction of its own."""

    pattern: str
    name: str
    handler: Handler

    def hears(self, event: str) -> bool:
        """Patterns are a full name, or end in ``.*``."""
        return event == self.pattern or (self.pattern.endswith(".*") and event.startswith(self.pattern[:-1]))


_subscriptions: dict[str, Subscription] = {}


def on(pattern: str) -> Callable[[Handler], Handler]:
    """Subscribe a function to events. The function's dotted name is its identity: renaming it loses open deliveries."""

    def subscribe(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__qualname__}"
        key = f"{name}@{pattern}"
        if key in _subscriptions:
            raise ImproperlyConfigured(f"{name} listens to {pattern} twice.")
        _subscriptions[key] = Subscription(pattern, name, handler)
        return handler

    return subscribe


def handlers() -> dict[str, Handler]:
    """All handlers by their dotted name."""
    return {subscription.name: subscription.handler for subscription in _subscriptions.values()}


def subscriptions() -> list[Subscription]:
    """Who listens to what."""
    return list(_subscriptions.values())


def listeners(event: str) -> list[str]:
    """The names of the handlers that hear this event, each once."""
    return list(dict.fromkeys(s.name for s in _subscriptions.values() if s.hears(event)))


def publish(
    name: str, record: models.Model, *, actor: Actor, data: Mapping[str, Any] | None = None, request_id: str = ""
) -> Event:
    """Store the event with the change that it tells of. Handlers run after the commit, each exactly once; open pages that
    show the record hear of it then too, whichever other record the person has acted on.
    """
    event = Event.objects.create(
        company_id=getattr(record, "company_id", actor.company_id),
        name=name,
        resource=record._meta.label_lower,
        record_id=record.pk,
        record_version=getattr(record, "version", None),
        employee_id=actor.employee_id,
        actor=actor.name,
        data=dict(data or {}),
        request_id=request_id or _THIS_REQUEST,
    )
    live.record_changed(record, event.resource, {"id": record.pk, "version": event.record_version})
    names = listeners(name)
    if names:
        Delivery.objects.bulk_create(
            [Delivery(company_id=event.company_id, event=event, handler=handler) for handler in names]
        )
        from heyi.core.events.jobs import deliver

        deliver.defer(event_id=event.pk, company_id=event.company_id)
    return event
