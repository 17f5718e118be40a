"""Tell the browsers: a notification in PostgreSQL that reaches every live-update process when the transaction commits.

The payload says who should look, and at what; never what is there.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models

from heyi.core.access import scoping

CHANNEL = "heyi_live"
EACH = 200
"""People named in one message: what PostgreSQL sends along is at most 8,000 bytes."""


def to_employees(employee_ids: Iterable[int], kind: str, payload: Mapping[str, Any] | None = None) -> None:
    """``message``, ``inbox`` and ``job`` events for certain people, in this transaction."""
    ids = sorted(set(employee_ids))
    for start in range(0, len(ids), EACH):
        _notify(json.dumps({"to": ids[start : start + EACH], "kind": kind, "data": dict(payload or {})}))


def record_changed(record: models.Model, resource: str, data: Mapping[str, Any]) -> None:
    """``record`` events: the open pages that show the record ask for it again.

    The record's owner and department travel along, so that only those within reach are told which record it is.
    """
    _notify(about(record, {"resource": resource, **data}))


def records_changed(records: Iterable[models.Model], resource: str) -> None:
    """The same for many at once, written by one statement: which version each has now is left open."""
    messages = [about(record, {"resource": resource, "id": record.pk}) for record in records]
    if messages:
        _notify(*messages)


def about(record: models.Model, data: Mapping[str, Any]) -> str:
    """The message of a ``record`` event, for statements that send it along."""
    company_id = getattr(record, "company_id", None)
    return json.dumps({"company": company_id, "kind": "record", "data": dict(data), "tie": scoping.tie_of(record)})


def _notify(*messages: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, message) FROM unnest(%s::text[]) message",
            [CHANNEL, list(messages)],
        )
