"""What must hold in the data at all times, as queries that find nothing. ``heyi check`` runs them all.

An app declares its own in ``invariants.py``: ``INVARIANTS = (Invariant("I4", _("…"), SQL), …)``. Each query returns the
rows that break the rule as ``(company_id, record, detail)``: the company or null, ``sales.order:12``, and figures.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from heyi.kit.errors import Text

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Invariant:
    """One rule. ``sql`` is a query without parameters, or a function that makes it from the models."""

    code: str
    title: Text
    sql: str | Callable[[], str]


@dataclass(frozen=True, slots=True)
class Violation:
    """One row that breaks a rule."""

    company_id: int | None
    record: str
    detail: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one rule: how many rows break it, and the first of them."""

    code: str
    title: Text
    count: int
    rows: tuple[Violation, ...]

    def as_dict(self) -> dict[str, Any]:
        rows = [{"company": row.company_id, "record": row.record, "detail": row.detail} for row in self.rows]
        return {"code": self.code, "title": str(self.title), "count": self.count, "rows": rows}


_invariants: dict[str, Invariant] = {}


def register(invariant: Invariant) -> None:
    """Make a rule known; two with the same code are an error of programming."""
    if invariant.code in _invariants:
        raise ImproperlyConfigured(f"The invariant {invariant.code} is declared twice.")
    _invariants[invariant.code] = invariant


def registered() -> list[Invariant]:
    """All rules, in the order of their codes (I4 before I11)."""
    return sorted(_invariants.values(), key=lambda found: (len(found.code), found.code))


def examine(invariant: Invariant, *, shown: int = SHOWN) -> Finding:
    """Look for what breaks one rule. Only the owner of the database sees every company."""
    query = _query(invariant)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT company_id, record::text, detail::text, count(*) OVER () FROM ({query}) found(company_id, record, detail)"  # noqa: S608 - shipped with the code
            f" ORDER BY company_id NULLS FIRST, record LIMIT {shown:d}"
        )
        rows = cursor.fetchall()
    violations = tuple(Violation(company_id, record, detail) for company_id, record, detail, _count in rows)
    return Finding(invariant.code, invariant.title, int(rows[0][3]) if rows else 0, violations)


@dataclass(frozen=True, slots=True)
class Breach:
    """One record that breaks a rule, with all that was found of it; ``total`` is how many records of its company do."""

    company_id: int | None
    record: str
    detail: str
    total: int


def breaches(invariant: Invariant, *, limit: int) -> list[Breach]:
    """The records that break one rule, at most ``limit`` of each company: first those that are known as open findings,
    so that one of them is missing only when it is really gone.
    """
    rule = invariant.code.replace("'", "''")
    known = (
        f"SELECT FROM audit_checkfinding k WHERE k.rule = '{rule}' AND k.gone_at IS NULL AND k.record = r.record"
        " AND k.whole = (r.company_id IS NULL) AND k.company_id = coalesce(r.company_id, k.company_id)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH r AS (SELECT company_id, left(record::text, 200) AS record,"  # noqa: S608 - shipped with the code
            " left(string_agg(DISTINCT detail::text, '; ' ORDER BY detail::text), 500) AS detail"
            f" FROM ({_query(invariant)}) found(company_id, record, detail) GROUP BY 1, 2),"
            " placed AS (SELECT r.*, count(*) OVER (PARTITION BY company_id) AS total, row_number() OVER"
            f" (PARTITION BY company_id ORDER BY EXISTS ({known}) DESC, record) AS place FROM r)"
            f" SELECT company_id, record, coalesce(detail, ''), total FROM placed WHERE place <= {limit:d}"
            " ORDER BY company_id NULLS FIRST, record"
        )
        return [Breach(*row) for row in cursor.fetchall()]


def _query(invariant: Invariant) -> str:
    return invariant.sql if isinstance(invariant.sql, str) else invariant.sql()


@contextmanager
def snapshot() -> Iterator[None]:
    """One moment for all rules, so that work in progress is not taken for a violation; nothing can be changed in it.

    Inside a transaction that has begun already it is that one's view.
    """
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def examine_all() -> list[Finding]:
    """Every rule; call it in one ``snapshot``."""
    return [examine(invariant) for invariant in registered()]
