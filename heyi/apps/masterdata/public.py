"""What apps above may ask of master data."""

from datetime import date
from decimal import Decimal
from typing import Any

from heyi.apps.masterdata.models import ExchangeRate
from heyi.apps.masterdata.services import parties
from heyi.apps.masterdata.services.duplicates import matches
from heyi.apps.masterdata.services.prices import Price, resolve
from heyi.core.access.actor import Actor
from heyi.core.org.models import Company

__all__ = ["Price", "create_party", "matches", "rate_on", "resolve", "update_party"]


def create_party(data: dict[str, Any], *, actor: Actor) -> int:
    """A new party's id."""
    return int(parties.create(data, actor=actor).pk)


def update_party(party_id: int, data: dict[str, Any], *, actor: Actor) -> None:
    """Change a party on behalf of the record that shows it as its own."""
    parties.update(party_id, data, actor=actor)


def rate_on(currency: str, on: date, *, company_id: int) -> Decimal | None:
    """How much of the company's currency one unit was worth on that day: the last rate before or on it; None without one."""
    if currency == Company.objects.values_list("currency", flat=True).get(pk=company_id):
        return Decimal(1)
    rows = ExchangeRate.objects.filter(company_id=company_id, currency=currency, on__lte=on).order_by("-on")
    return rows.values_list("rate", flat=True).first()
