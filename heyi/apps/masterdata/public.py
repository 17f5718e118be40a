"""What apps above may ask of master data."""

from datetime import date
from decimal import Decimal
from typing import Any

from heyi.apps.masterdata.models import Contact, ExchangeRate
from heyi.apps.masterdata.services import contacts, parties
from heyi.apps.masterdata.services.duplicates import Holder, Told, register_teller
from heyi.apps.masterdata.services.duplicates import forget as forget_keys
from heyi.apps.masterdata.services.duplicates import keep as keep_keys
from heyi.apps.masterdata.services.parties import tell as tell_parties
from heyi.apps.masterdata.services.prices import Price, resolve
from heyi.core.access.actor import Actor
from heyi.core.org.models import Company

__all__ = [
    "Holder",
    "Price",
    "Told",
    "create_contact",
    "create_party",
    "forget_keys",
    "has_contact",
    "keep_keys",
    "rate_on",
    "register_teller",
    "resolve",
    "tell_parties",
    "update_party",
]


def create_party(data: dict[str, Any], *, actor: Actor) -> int:
    """A new party's id."""
    return int(parties.create(data, actor=actor).pk)


def update_party(party_id: int, data: dict[str, Any], *, actor: Actor) -> None:
    """Change a party on behalf of the record that shows it as its own."""
    parties.update(party_id, data, actor=actor)


def create_contact(data: dict[str, Any], *, actor: Actor) -> int:
    """A new contact's id."""
    return int(contacts.create(data, actor=actor).pk)


def has_contact(party_id: int, contact_id: int) -> bool:
    """Whether the person works at that party."""
    return bool(Contact.objects.filter(pk=contact_id, party_id=party_id).exists())


def rate_on(currency: str, on: date, *, company_id: int) -> Decimal | None:
    """How much of the company's currency one unit was worth on that day: the last rate before or on it; None without one."""
    if currency == Company.objects.values_list("currency", flat=True).get(pk=company_id):
        return Decimal(1)
    rows = ExchangeRate.objects.filter(company_id=company_id, currency=currency, on__lte=on).order_by("-on")
    return rows.values_list("rate", flat=True).first()
