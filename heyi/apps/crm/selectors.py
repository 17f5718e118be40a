"""Forecast: what opportunities are worth by the month in which they close (crm rule 8)."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum, Value
from django.db.models.functions import TruncMonth

from heyi.apps.crm.models import Opportunity, Stage
from heyi.apps.masterdata import public as masterdata
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.org.models import Company

CENT = Decimal("0.01")
Row = Mapping[str, Any]


def forecast(actor: Actor, *, today: date) -> dict[str, Any]:
    """Sum of amount by probability over open opportunities by month of expected close; those whose date has passed stand
    apart and are not slipped into this month, and those without a date too. What was won counts whole in the month in
    which it was won, from this month on; what was lost counts nowhere.

    Rows are per currency. ``base`` adds them up in the company's currency at today's rates and names the currencies
    that have none, which it leaves out (rule 22: mixed currencies are never added).
    """
    rows = Opportunity.objects.filter(scoping.visible(actor, Opportunity))
    live = rows.filter(stage__outcome=Stage.Outcome.OPEN)
    weighted = Sum(F("amount") * F("probability"))
    coming = _by_month(live.filter(expected_close_on__gte=today), "expected_close_on", weighted)
    won = rows.filter(stage__outcome=Stage.Outcome.WON, closed_on__gte=today.replace(day=1))
    parts = {
        "months": coming,
        "won": _by_month(won, "closed_on", Sum("amount")),
        "overdue": _by_currency(live.filter(expected_close_on__lt=today), weighted),
        "undated": _by_currency(live.filter(expected_close_on=None), weighted),
    }
    told = {name: [_told(row) for row in found] for name, found in parts.items()}
    return {**told, "base": _base(parts, actor, today)}


def _by_month(rows: QuerySet[Any], column: str, weighted: Sum) -> list[Row]:
    found = rows.annotate(month=TruncMonth(column)).values("month", "currency")
    return list(found.annotate(whole=Sum("amount"), weighted=weighted).order_by("month", "currency"))


def _by_currency(rows: QuerySet[Any], weighted: Sum) -> list[Row]:
    found = rows.annotate(month=Value(None)).values("currency")
    return list(found.annotate(whole=Sum("amount"), weighted=weighted).order_by("currency"))


def _told(row: Row) -> dict[str, Any]:
    found = {
        "currency": row["currency"],
        "amount": str(row["whole"].quantize(CENT)),
        "weighted": str(row["weighted"].quantize(CENT)),
    }
    if row.get("month") is not None:
        found["month"] = f"{row['month']:%Y-%m}"
    return found


def _base(parts: Mapping[str, Iterable[Row]], actor: Actor, today: date) -> dict[str, Any]:
    rates: dict[str, Decimal | None] = {}
    totals: dict[str, dict[str, Decimal]] = {}
    for name, rows in parts.items():
        sums = totals.setdefault(name, {"amount": Decimal(0), "weighted": Decimal(0)})
        for row in rows:
            code = row["currency"]
            if code not in rates:
                rates[code] = masterdata.rate_on(code, today, company_id=actor.company_id)
            rate = rates[code]
            if rate is not None:
                sums["amount"] += row["whole"] * rate
                sums["weighted"] += row["weighted"] * rate
    return {
        "currency": Company.objects.values_list("currency", flat=True).get(pk=actor.company_id),
        "without_rate": sorted(code for code, rate in rates.items() if rate is None),
        **{name: {key: str(value.quantize(CENT)) for key, value in sums.items()} for name, sums in totals.items()},
    }
