"""The floor of a list: PostgreSQL makes the JSON of 50 rows, nobody asks who is asking."""

import os
import threading
from collections.abc import Iterable
from typing import Any

import psycopg

QUERY = """
SELECT json_agg(r)::text FROM (
  SELECT c.id, p.name, p.code, p.short_name, c.level, c.status, c.source, c.industry, c.credit_limit, c.credit_days,
         c.owner_id, c.department_id, p.phone, p.city, c.next_follow_up_at, c.version
  FROM crm_customer c JOIN masterdata_party p ON p.id = c.party_id ORDER BY c.id DESC LIMIT 50) r
"""
_local = threading.local()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Any address answers with the same list."""
    connection = getattr(_local, "connection", None)
    if connection is None:
        connection = _local.connection = psycopg.connect(
            os.environ["DATABASE_OWNER_URL"], autocommit=True, prepare_threshold=0
        )
    row = connection.execute(QUERY).fetchone()
    body = (row[0] or "[]").encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
