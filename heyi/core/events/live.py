"""Tell the browsers: a notification in PostgreSQL that reaches every live-update process when the transaction commits.

The payload says who should look, and at what; never what is there.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

CHANNEL = "heyi_live"


def to_employees(employee_ids: Iterable[int], kind: str, payload: Mapping[str, Any] | None = None) -> None:
    """``message``, ``inbox`` and ``job`` events for certain people, in this transaction."""
    ids = sorted(set(employee_ids))
    for start in range(0, len(ids), 200):
        _notify({"to": ids[start : start + 200], "kind": kind, "data": dict(payload or {})})


def to_company(company_id: int, kind: str, payload: Mapping[str, Any]) -> None:
    """``record`` events: the open pages of this company that show the record ask for it again."""
    _notify({"company": company_id, "kind": kind, "data": dict(payload)})


def _notify(message: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(message)])
