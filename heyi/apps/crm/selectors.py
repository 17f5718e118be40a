"""Forecast: what open opportunities are worth (crm rule 8)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import TruncMonth

from heyi.apps.crm.models import Opportunity, Stage
from heyi.core.access import scoping
from heyi.core.access.actor import Actor


def forecast(actor: Actor, *, today: date) -> dict[str, Any]:
    """Sum of amount by probability over open opportunities by month of expected close, per currency; those whose date
    has passed stand apart and are not slipped into this month.
    """
    rows = Opportunity.objects.filter(scoping.visible(actor, Opportunity), stage__outcome=Stage.Outcome.OPEN)
    weighted = Sum(F("amount") * F("probability"))
    late = rows.filter(expected_close_on__lt=today).values("currency").annotate(whole=Sum("amount"), weighted=weighted)
    months = (
        rows.filter(expected_close_on__gte=today)
        .annotate(month=TruncMonth("expected_close_on"))
        .values("month", "currency")
        .annotate(whole=Sum("amount"), weighted=weighted)
        .order_by("month", "currency")
    )
    return {
        "months": [{**_told(row), "month": f"{row['month']:%Y-%m}"} for row in months],
        "overdue": [_told(row) for row in late.order_by("currency")],
    }


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    cents = Decimal("0.01")
    amount, weighted = row["whole"].quantize(cents), row["weighted"].quantize(cents)
    return {"currency": row["currency"], "amount": str(amount), "weighted": str(weighted)}
