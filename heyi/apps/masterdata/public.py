"""What apps above may ask of master data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from heyi.apps.masterdata.models import Contact, ExchangeRate, Party, Product
from heyi.apps.masterdata.services import contacts, parties
from heyi.apps.masterdata.services.duplicates import Holder, Told, register_teller
from heyi.apps.masterdata.services.duplicates import forget as forget_keys
from heyi.apps.masterdata.services.duplicates import keep as keep_keys
from heyi.apps.masterdata.services.parties import tell as tell_parties
from heyi.apps.masterdata.services.prices import LIST_PRICE, Price, resolve, resolve_all
from heyi.core.access.actor import Actor
from heyi.core.org.models import Company

__all__ = [
    "LIST_PRICE",
    "Goods",
    "Holder",
    "Price",
    "Told",
    "create_contact",
    "create_party",
    "forget_keys",
    "goods",
    "has_contact",
    "keep_keys",
    "lock_party",
    "rate_on",
    "register_teller",
    "resolve",
    "resolve_all",
    "tell_parties",
    "update_party",
]


@dataclass(frozen=True, slots=True)
class Goods:
    """What a document line or the stock needs to know of a product. ``tax_rate`` is a share of one; ``unit`` is its id and
    label, None for what is counted without one.
    """

    id: int
    name: str
    tax_rate: Decimal
    is_stocked: bool
    unit: tuple[int, str] | None


def goods(product_ids: Iterable[int], *, seen_by: Actor | None = None) -> dict[int, Goods]:
    """Products by id, in one query; those that do not exist, are another company's, or that ``seen_by`` may not view are
    left out.
    """
    rows = Product.objects.filter(pk__in=set(product_ids)).select_related("unit")
    if seen_by is not None:
        rows = rows.visible_to(seen_by)
    return {row.pk: Goods(row.pk, row.name, row.tax_rate, row.is_stocked, _unit(row)) for row in rows}


def _unit(product: Product) -> tuple[int, str] | None:
    return (product.unit_id, str(product.unit)) if product.unit_id else None


def lock_party(party_id: int) -> None:
    """Hold the party until the transaction ends: what is decided about one customer's credit is decided in turn."""
    Party.objects.select_for_update(of=("self",), no_key=True).get(pk=party_id)


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


def rate_on(currency: str, on: date, *, company_id: int, own: str = "") -> Decimal | None:
    """How much of the company's currency one unit was worth on that day: the last rate before or on it; None without one.
    ``own`` is the company's currency, from whoever knows it.
    """
    if currency == (own or Company.objects.values_list("currency", flat=True).get(pk=company_id)):
        return Decimal(1)
    rows = ExchangeRate.objects.filter(company_id=company_id, currency=currency, on__lte=on).order_by("-on")
    return rows.values_list("rate", flat=True).first()
