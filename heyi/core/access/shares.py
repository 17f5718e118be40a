"""Open single records to people, and take that back with its cause."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from heyi.core.access.actor import Actor
from heyi.core.access.models import Share


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
    rows = [
        Share(
            company_id=company_id,
            resource=resource,
            record_id=record_id,
            employee_id=employee_id,
            reason=reason,
            source=source,
            writable=writable,
            expires_at=expires_at,
        )
        for employee_id in sorted(set(employee_ids))
    ]
    Share.objects.bulk_create(rows, ignore_conflicts=True)


def close(resource: str, record_id: int, *, source: str) -> None:
    """Take back what one cause has opened."""
    Share.objects.filter(resource=resource, record_id=record_id, source=source).delete()
