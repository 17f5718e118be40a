"""The lines of an order, from what was typed: described, taxed and priced."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from heyi.apps.masterdata import public as masterdata
from heyi.apps.sales.models import Order, OrderLine


@dataclass(frozen=True, slots=True)
class _Typed:
    """A line with the price that was typed, if any; ``stays`` when neither product nor quantity has changed."""

    line: OrderLine
    price: Decimal | None
    stays: bool


def lines_of(
    order: Order, rows: list[dict[str, Any]], present: dict[int, OrderLine], *, party_id: int
) -> list[OrderLine]:
    """The lines that ``rows`` describe, in their order and not saved yet. A row with a known id stays the same line;
    ``party_id`` is the customer's, whose prices count.
    """
    goods = masterdata.goods(row["product_id"] for row in rows)
    typed = [_typed(order, row, present, goods[row["product_id"]]) for row in rows]
    for position, one in enumerate(typed, start=1):
        one.line.position = position
    _price(order, typed, party_id)
    return [one.line for one in typed]


def _typed(order: Order, row: dict[str, Any], present: dict[int, OrderLine], product: masterdata.Goods) -> _Typed:
    values = {name: value for name, value in row.items() if name != "id" and value is not None}
    price, tax_rate = values.pop("unit_price", None), values.pop("tax_rate", None)
    line = present.get(row.get("id") or 0) or OrderLine(company_id=order.company_id, order=order)
    stays = line.pk is not None and (line.product_id, line.quantity) == (product.id, values["quantity"])
    for name, value in values.items():
        setattr(line, name, value)
    line.description = line.description or product.name
    if tax_rate is not None or not stays:
        line.tax_rate = product.tax_rate if tax_rate is None else tax_rate
    return _Typed(line, price, stays)


def _price(order: Order, typed: list[_Typed], party_id: int) -> None:
    """A price given by hand stays; otherwise the price that the lists say now."""
    asked = [one for one in typed if not (one.stays and one.price in (None, one.line.unit_price))]
    if not asked:
        return
    wanted = [(one.line.product_id, one.line.quantity) for one in asked]
    prices = masterdata.resolve_all(wanted, party_id, on=order.ordered_on, currency=order.currency)
    for one, found in zip(asked, prices, strict=True):
        line = one.line
        line.list_price = found.list_price
        line.is_manual_price = one.price is not None and one.price != found.price
        line.unit_price = found.price if one.price is None else one.price
        line.price_rule, line.price_reason = ("manual", "") if line.is_manual_price else (found.rule, found.reason)
