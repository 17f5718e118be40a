"""Tell the browsers: a notification in PostgreSQL that reaches every live-update process when the transaction commits.

The payload says who should look, and at what; never what is there.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models

from heyi.core.access import scoping

CHANNEL = "heyi_live"


def to_employees(employee_ids: Iterable[int], kind: str, payload: Mapping[str, Any] | None = None) -> None:
    """``message``, ``inbox`` and ``job`` events for certain people, in this transaction."""
    ids = sorted(set(employee_ids))
    for start in range(0, len(ids), 200):
        _notify({"to": ids[start : start + 200], "kind": kind, "data": dict(payload or {})})


def record_changed(record: models.Model, resource: str, data: Mapping[str, Any]) -> None:
    """``record`` events: the open pages that show the record ask for it again.

    The record's owner and department travel along, so that only those within reach are told which record it is.
    """
    company_id = getattr(record, "company_id", None)
    tie = scoping.tie_of(record)
    _notify({"company": company_id, "kind": "record", "data": {"resource": resource, **data}, "tie": tie})


def _notify(message: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(message)])
