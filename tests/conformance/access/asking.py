"""Requests through the real entrance, each taken back afterwards, and what they wrote.

How "denied requests leave the database as it was" is measured: PostgreSQL counts for each transaction the rows that it
inserted, updated and deleted in every table (``pg_stat_xact_all_tables``), those of savepoints that were rolled back
included, and nothing of other sessions, of sequences or of row locks. So the sum is exact where a comparison of contents
would only be sufficient: it also finds an act that wrote first and was undone because permission was looked at later.
It costs one look into the memory of the session. ``digest`` is the slow other half: it hashes the rows of every table,
and is taken once before and after whole batches, so that the counters are not believed alone. The table of the cache is left
out of both: counting the attempts of strangers is what throttling does.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from tests import contract

SAFE = ("GET", "HEAD")
CACHES = [str(cache["LOCATION"]) for cache in settings.CACHES.values() if "LOCATION" in cache]


@dataclass(frozen=True)
class Answer:
    """What came back. ``written`` is the number of rows that the request touched for good or in vain."""

    status: int
    data: Any
    body: bytes
    headers: dict[str, str]
    written: int

    @property
    def problems(self) -> list[int]:
        """The statuses inside the answer of a bulk act."""
        if not isinstance(self.data, dict) or "results" not in self.data:
            return []
        return [200 if row["ok"] else row["problem"]["status"] for row in self.data["results"]]


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def written() -> int:
    """Rows that this transaction has inserted, updated or deleted so far, whether they stayed or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)"
            " + pg_stat_get_xact_tuples_deleted(oid)), 0) FROM pg_class"
            " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relname <> ALL (%s)",
            [CACHES],
        )
        return int(cursor.fetchone()[0])


def digest() -> dict[str, tuple[int, str]]:
    """Count and hash of the rows of every table. All companies must be open."""
    found: dict[str, tuple[int, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in (row for row in cursor.fetchall() if row[0] not in CACHES):
            cursor.execute(
                f'SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM "{table}" t'
            )
            found[table] = cursor.fetchone()
    return found


def client(key: str, language: str = "en") -> Client:
    """A client of whoever holds the API key; "" is nobody."""
    return Client(headers={"Accept-Language": language} | ({"Authorization": f"Bearer {key}"} if key else {}))


def ask(key: str, method: str, path: str, body: Any = None, *, language: str = "en", **params: Any) -> Answer:
    """One request of whoever holds the API key ("" is nobody), taken back afterwards."""
    http = client(key, language)
    with taken_back():
        before = 0 if method in SAFE else written()
        if method in SAFE:
            encoded = {k: json.dumps(v) if isinstance(v, list | dict | None) else v for k, v in params.items()}
            response: Any = http.get(path, encoded)
        else:
            content = b"" if body is None else json.dumps(body).encode()
            response = http.generic(method, path, content, content_type="application/json")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        touched = 0 if method in SAFE else written() - before
    kind = response.headers.get("Content-Type", "")
    assert response.status_code < 500, f"{method} {path} {params}: {content[:300]!r}"
    breach = contract.breach(method, path, response.status_code, kind, b"" if response.streaming else content)
    assert breach is None, breach
    data = json.loads(content) if "json" in kind and content else None
    return Answer(response.status_code, data, content, dict(response.headers), touched)
