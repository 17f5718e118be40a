"""Prices and stock for lines that are being written: the very rule by which saving will price them (crm rule 12)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from heyi.apps.crm import public as crm
from heyi.apps.inventory import public as inventory
from heyi.apps.masterdata import public as masterdata
from heyi.apps.masterdata.models import Product
from heyi.core.access import scoping
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
    seen = Product.objects.filter(scoping.visible(actor, Product), pk__in={pk for pk, _quantity in wanted})
    products = {one.pk: one for one in seen.select_related("unit")}
    free = inventory.available(products, company_id=actor.company_id)
    day, found = on or today(actor.company_id), {}
    for key in set(wanted):
        if key[0] in products:
            found[key] = masterdata.resolve(*_asked(key, terms), on=day, currency=money)
    return [_row(products[key[0]], found[key], free) if key in found else None for key in wanted]


def _asked(key: tuple[int, Decimal], terms: crm.CustomerTerms | None) -> tuple[int, int | None, Decimal]:
    return key[0], terms.party_id if terms else None, key[1]


def _row(product: Product, price: masterdata.Price, free: dict[int, Decimal]) -> dict[str, Any]:
    unit = {"id": product.unit_id, "label": str(product.unit)} if product.unit_id else None
    return {
        "product": product.pk,
        "price": price.price,
        "list_price": price.list_price,
        "reason": price.reason,
        "tax_rate": product.tax_rate,
        "unit": unit,
        "available": free.get(product.pk, ZERO) if product.is_stocked else None,
    }
