"""The SQL of lists and records, written once for everybody who may do the same.

The ORM takes longer to put the statement of a list together than PostgreSQL to answer it. What it writes depends on the
reader's rights (``Actor.stamp``), the language and the question alone, so it is kept with these as its key; whoever gains
or loses anything has another stamp.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import get_language

from heyi.core.access.actor import Actor
from heyi.kit.bounded import Bounded

SOME_ID = -(2**62)
"""Stands for the id of the record in statements about one."""


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL and its parameters; no SQL where the reader cannot get anything."""

    sql: str
    params: tuple[Any, ...] = ()

    def rows(self, record_id: int | None = None) -> list[tuple[Any, ...]]:
        """What PostgreSQL answers."""
        if not self.sql:
            return []
        params = [record_id if value == SOME_ID else value for value in self.params] if record_id else self.params
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            return cursor.fetchall()


W = TypeVar("W")
_written: Bounded[Hashable, Any] = Bounded(1024)


def written(actor: Actor, question: Hashable, write: Callable[[], W]) -> W:
    """What was written for a question, from memory if somebody with the same rights has asked it before, today."""
    if not actor.stamp:
        return write()
    key = (actor.stamp, get_language(), timezone.localdate(), question)
    found: W | None = _written.get(key)
    if found is None:
        found = write()
        _written.put(key, found)
    return found


class EitherOf(models.Expression):
    """``ARRAY(first UNION ALL second …)``: the ids that some queries find, each with an order and a limit of its own."""

    output_field = models.BigIntegerField()

    def __init__(self, queries: list[models.QuerySet[Any]]) -> None:
        super().__init__()
        self.queries = queries

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Queries that cannot find anything are left out."""
        texts: list[str] = []
        params: list[Any] = []
        for rows in self.queries:
            try:
                text, values = rows.query.get_compiler(connection=connection).as_sql()
            except EmptyResultSet:
                continue
            texts.append(f"({text})")
            params += values
        if not texts:
            raise EmptyResultSet
        return f"ARRAY({' UNION ALL '.join(texts)})", tuple(params)


def over(rows: models.QuerySet[Any], selection: str) -> Statement:
    """``SELECT selection FROM (rows) t``."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return Statement("")
    return Statement(f"SELECT {selection} FROM ({sql}) t", params)  # noqa: S608 - names come from declarations


@contextmanager
def planned_for_their_values() -> Iterator[None]:
    """Statements of the block get plans of their own. A prepared one takes every owner for an average one, and would walk
    through a million rows of others to find that somebody new has none.
    """
    connection.ensure_connection()
    raw: Any = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, None
    try:
        yield
    finally:
        raw.prepare_threshold = before
