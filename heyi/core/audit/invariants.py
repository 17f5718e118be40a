"""What must hold in the data at all times, as queries that find nothing. ``heyi check`` runs them all.

An app declares its own in ``invariants.py``: ``INVARIANTS = (Invariant("I4", _("…"), SQL), …)``. Each query returns the
rows that break the rule as ``(company_id, record, detail)``: the company or null, ``sales.order:12``, and figures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

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
    query = invariant.sql if isinstance(invariant.sql, str) else invariant.sql()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT company_id, record::text, detail::text, count(*) OVER () FROM ({query}) found(company_id, record, detail)"  # noqa: S608 - shipped with the code
            f" ORDER BY company_id NULLS FIRST, record LIMIT {shown:d}"
        )
        rows = cursor.fetchall()
    violations = tuple(Violation(company_id, record, detail) for company_id, record, detail, _count in rows)
    return Finding(invariant.code, invariant.title, int(rows[0][3]) if rows else 0, violations)


def examine_all() -> list[Finding]:
    """Every rule; call it in one snapshot (REPEATABLE READ), so that work in progress is not taken for a violation."""
    return [examine(invariant) for invariant in registered()]
