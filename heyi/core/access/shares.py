"""Open single records to people, and take that back with its cause."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, models

from heyi.core.access.actor import Actor
from heyi.core.access.models import Share

_OPEN = """
INSERT INTO access_share (company_id, version, created_at, updated_at, resource, record_id, reason, source, writable,
  expires_at, employee_id)
SELECT %s::bigint, 1, now(), now(), %s::text, %s::bigint, %s::text, %s::text, %s::boolean, %s::timestamptz, employee
FROM unnest(%s::bigint[]) employee ORDER BY employee
ON CONFLICT DO NOTHING
"""


def open_to(
    record: models.Model,
    employee_ids: Iterable[int],
    *,
    reason: str,
    actor: Actor,
    source: str = "",
    writable: bool = False,
    expires_at: datetime | None = None,
) -> None:
    """Let these employees read (or write) the record. Repeating it changes nothing."""
    open_reference(
        record._meta.label_lower,
        record.pk,
        getattr(record, "company_id", actor.company_id),
        employee_ids,
        reason=reason,
        source=source,
        writable=writable,
        expires_at=expires_at,
    )


def open_reference(
    resource: str,
    record_id: int,
    company_id: int,
    employee_ids: Iterable[int],
    *,
    reason: str,
    source: str = "",
    writable: bool = False,
    expires_at: datetime | None = None,
) -> None:
    """The same for a record that is known by its resource and id only."""
    values: Any = [company_id, resource, record_id, reason, source, writable, expires_at, sorted(set(employee_ids))]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, values)


def close(resource: str, record_id: int, *, source: str) -> None:
    """Take back what one cause has opened."""
    Share.objects.filter(resource=resource, record_id=record_id, source=source).delete()


def close_to(resource: str, record_id: int, employee_ids: Iterable[int], *, source: str) -> None:
    """Take back from some people what one cause has opened to them."""
    opened = Share.objects.filter(resource=resource, record_id=record_id, source=source)
    opened.filter(employee_id__in=list(employee_ids)).delete()
