"""Which price a product has for a customer, and why (crm rule 12).

The order is total. Lists that count: active, in the document's currency, valid on the day, with an item whose quantity
is reached. Of these the first by: the customer's own list before a general one; then the highest quantity that is
reached; then the list that became valid last; then the newest list. Without any, the product's list price.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q
from django.utils.translation import gettext as _

from heyi.apps.masterdata.models import PriceListItem, Product


@dataclass(frozen=True, slots=True)
class Price:
    """A price with where it comes from: ``rule`` is ``price_list:<item id>`` or ``list_price``."""

    price: Decimal
    list_price: Decimal
    rule: str
    reason: str


def resolve(product_id: int, party_id: int | None, quantity: Decimal, *, on: date, currency: str) -> Price:
    """The price for this quantity in this currency on this day."""
    product = Product.objects.get(pk=product_id)
    item = (
        PriceListItem.objects.select_related("price_list")
        .filter(product_id=product_id, company_id=product.company_id, min_quantity__lte=quantity)
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
        .first()
    )
    if item is None:
        return Price(product.list_price, product.list_price, "list_price", _("List price"))
    told = {"name": item.price_list.name, "quantity": format(item.min_quantity.normalize(), "f")}
    reason = _("Price list “%(name)s”, from quantity %(quantity)s") % told
    return Price(item.price, product.list_price, f"price_list:{item.pk}", reason)
