"""Which price a product has for a customer, and why (crm rule 12).

The order is total. Lists that count: active, in the document's currency, valid on the day, with an item whose quantity
is reached. Of these the first by: the customer's own list before a general one; then the highest quantity that is
reached; then the list that became valid last; then the newest list. Without any, the product's list price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from heyi.apps.masterdata.models import PriceListItem, Product

LIST_PRICE = _("List price")


@dataclass(frozen=True, slots=True)
class Price:
    """A price with where it comes from: ``rule`` is ``price_list:<item id>`` or ``list_price``. The reason is kept with
    documents that are read in every language, so it is a shipped name or consists of what the company wrote.
    """

    price: Decimal
    list_price: Decimal
    rule: str
    reason: str


def resolve(product_id: int, party_id: int | None, quantity: Decimal, *, on: date, currency: str) -> Price:
    """The price for this quantity in this currency on this day."""
    return resolve_all([(product_id, quantity)], party_id, on=on, currency=currency)[0]


def resolve_all(wanted: Sequence[tuple[int, Decimal]], party_id: int | None, *, on: date, currency: str) -> list[Price]:
    """The prices of pairs of product and quantity, in their order; two queries however many lines a document has."""
    product_ids = {product_id for product_id, _quantity in wanted}
    list_prices = dict(Product.objects.filter(pk__in=product_ids).values_list("pk", "list_price"))
    items: dict[int, list[PriceListItem]] = {}
    for item in _items(product_ids, party_id, on=on, currency=currency):
        items.setdefault(item.product_id, []).append(item)
    return [
        _price(list_prices[product_id], [item for item in items.get(product_id, ()) if item.min_quantity <= quantity])
        for product_id, quantity in wanted
    ]


def _items(product_ids: set[int], party_id: int | None, *, on: date, currency: str) -> QuerySet[PriceListItem]:
    """The items that count on this day, the one that goes before all others first."""
    return (
        PriceListItem.objects.select_related("price_list")
        .filter(product_id__in=product_ids)
        .filter(price_list__is_active=True, price_list__currency=currency)
        .filter(Q(price_list__party=None) | Q(price_list__party_id=party_id))
        .filter(Q(price_list__valid_from=None) | Q(price_list__valid_from__lte=on))
        .filter(Q(price_list__valid_to=None) | Q(price_list__valid_to__gte=on))
        .order_by(
            F("price_list__party_id").desc(nulls_last=True),
            "-min_quantity",
            F("price_list__valid_from").desc(nulls_last=True),
            "-price_list_id",
        )
    )


def _price(list_price: Decimal, reached: list[PriceListItem]) -> Price:
    if not reached:
        return Price(list_price, list_price, "list_price", str(LIST_PRICE))
    item = reached[0]
    reached_at = f" · ≥ {item.min_quantity.normalize():f}" if item.min_quantity > 1 else ""
    return Price(item.price, list_price, f"price_list:{item.pk}", item.price_list.name + reached_at)
