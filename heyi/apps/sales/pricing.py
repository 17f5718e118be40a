"""Prices and stock for lines that are being written: the very rule by which saving will price them (crm rule 12)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from heyi.apps.crm import public as crm
from heyi.apps.inventory import public as inventory
from heyi.apps.masterdata import public as masterdata
from heyi.core.access.actor import Actor
from heyi.core.org.days import today
from heyi.core.org.models import Company

ZERO = Decimal(0)


def quote(
    wanted: Sequence[tuple[int, Decimal]],
    *,
    customer_id: int | None,
    currency: str | None,
    on: date | None,
    actor: Actor,
) -> list[dict[str, Any] | None]:
    """One answer for each (product id, quantity), in order; None where the actor does not see the product.

    ``price`` is per unit in ``currency`` (the customer's when not given, else the company's); ``available`` is on hand
    less reserved over all warehouses, None for what is not stocked. A customer whom the actor does not see counts as none.
    """
    terms = crm.terms_seen(customer_id, actor=actor) if customer_id else None
    money = currency or (terms.currency if terms else Company.objects.get(pk=actor.company_id).currency)
    goods = masterdata.goods((pk for pk, _quantity in wanted), seen_by=actor)
    free = inventory.available(goods, company_id=actor.company_id)
    known = [key for key in wanted if key[0] in goods]
    party_id = terms.party_id if terms else None
    prices = masterdata.resolve_all(known, party_id, on=on or today(actor.company_id), currency=money)
    found = dict(zip(known, prices, strict=True))
    return [_row(goods[key[0]], found[key], free) if key in found else None for key in wanted]


def _row(product: masterdata.Goods, price: masterdata.Price, free: dict[int, Decimal]) -> dict[str, Any]:
    return {
        "product": product.id,
        "price": price.price,
        "list_price": price.list_price,
        "reason": price.reason,
        "tax_rate": product.tax_rate,
        "unit": {"id": product.unit[0], "label": product.unit[1]} if product.unit else None,
        "available": free.get(product.id, ZERO) if product.is_stocked else None,
    }
