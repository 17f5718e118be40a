"""Ageing (账龄): what was open on a day, by how late it was."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from heyi.apps.receivables.models import Claim, Receipt
from heyi.core.access import scoping
from heyi.core.access.actor import Actor

BUCKETS = ("not_due", "d30", "d60", "d90", "d180", "older")
_LIMITS = ((0, "not_due"), (30, "d30"), (60, "d60"), (90, "d90"), (180, "d180"))

_OPEN = """
WITH claims AS ({claims}), receipts AS ({receipts}),
open AS (
  SELECT c.party_id, c.currency, i.due_on,
         i.amount - coalesce((SELECT sum(a.amount) FROM receivables_allocation a
                               WHERE a.instalment_id = i.id AND a.on <= %s), 0)
                  - coalesce((SELECT sum(d.amount) FROM receivables_adjustment d
                               WHERE d.instalment_id = i.id AND d.on <= %s), 0) AS amount
    FROM receivables_instalment i JOIN claims c ON c.id = i.claim_id
   WHERE c.on <= %s AND (c.voided_on IS NULL OR c.voided_on > %s)
),
advances AS (
  SELECT r.party_id, r.currency,
         sum(r.amount - coalesce((SELECT sum(a.amount) FROM receivables_allocation a
                                   WHERE a.receipt_id = r.id AND a.on <= %s), 0)) AS amount
    FROM receipts r WHERE r.on <= %s GROUP BY 1, 2
),
aged AS (
  SELECT party_id, currency, %s::date - due_on AS late, sum(amount) AS amount
    FROM open WHERE amount <> 0 GROUP BY 1, 2, 3
)
SELECT p.id, p.name, x.currency, x.late, x.amount, x.advance FROM (
  SELECT party_id, currency, late, amount, 0 AS advance FROM aged
  UNION ALL
  SELECT party_id, currency, NULL, 0, amount FROM advances WHERE amount <> 0
) x JOIN masterdata_party p ON p.id = x.party_id ORDER BY p.name, p.id, x.currency
"""


def ageing(actor: Actor, *, as_of: date) -> dict[str, Any]:
    """Rows by customer and currency as they stood at the end of ``as_of``: entries after that day do not exist for it
    (crm rule 20). Columns are the buckets, ``unallocated``, and their sum ``total``.
    """
    claims_sql, claims_params = _sql(Claim, actor)
    receipts_sql, receipts_params = _sql(Receipt, actor)
    with connection.cursor() as cursor:
        cursor.execute(
            _OPEN.format(claims=claims_sql, receipts=receipts_sql),
            [*claims_params, *receipts_params, as_of, as_of, as_of, as_of, as_of, as_of, as_of],
        )
        rows = _grouped(cursor.fetchall())
    return {"as_of": as_of.isoformat(), "rows": rows, "totals": _totals(rows)}


def _sql(model: Any, actor: Actor) -> tuple[str, tuple[Any, ...]]:
    """The actor's own predicate as SQL, so that ageing shows what the lists show and nothing else."""
    from django.core.exceptions import EmptyResultSet

    table = model._meta.db_table
    try:
        sql, params = model.objects.filter(scoping.visible(actor, model)).query.sql_with_params()
    except EmptyResultSet:
        return f'SELECT * FROM "{table}" WHERE false', ()  # noqa: S608 - the table is the model's
    return str(sql), tuple(params)


def bucket(late: int) -> str:
    """Days late to bucket; the due day itself and all days before it are not due."""
    return next((name for limit, name in _LIMITS if late <= limit), "older")


def _grouped(found: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for party_id, name, currency, late, amount, advance in found:
        row = rows.setdefault(
            (party_id, currency),
            {"party": {"id": party_id, "label": name}, "currency": currency}
            | dict.fromkeys((*BUCKETS, "unallocated", "total"), Decimal(0)),
        )
        if late is not None:
            row[bucket(late)] += amount
        row["unallocated"] -= advance
        row["total"] += amount - advance
    return list(rows.values())


def _totals(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    totals: dict[str, dict[str, Any]] = {}
    for row in rows:
        total = totals.setdefault(
            row["currency"],
            {"currency": row["currency"], **dict.fromkeys((*BUCKETS, "unallocated", "total"), Decimal(0))},
        )
        for name in (*BUCKETS, "unallocated", "total"):
            total[name] += row[name]
    return list(totals.values())
