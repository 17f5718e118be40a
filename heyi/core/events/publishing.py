"""Publish an event and decide who hears of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.events import live
from heyi.core.events.models import Event

# The event, what its handlers have to do, and the word to open pages, in one statement.
_PUBLISH = """
WITH event AS (
  INSERT INTO events_event (company_id, name, resource, record_id, record_version, employee_id, actor, data, request_id, at)
  VALUES (%(company)s, %(name)s, %(resource)s, %(record)s, %(version)s, %(employee)s, %(actor)s, %(data)s::jsonb,
    coalesce(nullif(%(request)s::text, ''), current_setting('app.request', true), ''), %(at)s)
  RETURNING id),
shares AS (
  INSERT INTO events_delivery (company_id, event_id, handler, state, attempts, error)
  SELECT %(company)s, event.id, handler, 'waiting', 0, '' FROM event, unnest(%(handlers)s::text[]) handler)
SELECT id, pg_notify(%(channel)s, %(told)s) FROM event
"""
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
) -> int:
    """Store the event with the change that it tells of. Handlers run after the commit, each exactly once; open pages that
    show the record hear of it then too, whichever other record the person has acted on. Returns the event's id.
    """
    resource, version = record._meta.label_lower, getattr(record, "version", None)
    company_id, names = getattr(record, "company_id", actor.company_id), listeners(name)
    told = live.about(record, {"resource": resource, "id": record.pk, "version": version})
    values = {
        "company": company_id, "name": name, "resource": resource, "record": record.pk, "version": version,
        "employee": actor.employee_id, "actor": actor.name, "data": json.dumps(dict(data or {}), cls=DjangoJSONEncoder),
        "request": request_id, "at": timezone.now(), "handlers": names, "channel": live.CHANNEL, "told": told,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISH, values)
        event_id = int(cursor.fetchone()[0])
    if names:
        from heyi.core.events.jobs import deliver

        deliver.defer(event_id=event_id, company_id=company_id)
    return event_id
