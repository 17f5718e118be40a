"""What an order comes to (crm rule 13): lines are rounded one by one, and the document is the sum of its lines."""

from collections.abc import Sequence
from decimal import Decimal

from heyi.apps.sales.models import Order, OrderLine
from heyi.kit import money

ZERO = Decimal(0)


def compute(order: Order, lines: Sequence[OrderLine]) -> None:
    """Fill net and tax of the lines and the order's sums. A whole-order discount is spread over the lines by largest
    remainder, so that it comes off exactly: off the net amounts, or off the gross ones where prices include tax.
    """
    places = money.currency_decimals(order.currency)
    priced = [money.line_net(line.quantity, line.unit_price, line.discount, places=places) for line in lines]
    whole = min(order.whole_discount, sum(priced, ZERO))
    shares = money.spread(whole, priced, places=places) if whole else [ZERO] * len(priced)
    for line, amount, share in zip(lines, priced, shares, strict=True):
        if order.prices_include_tax:
            line.tax = money.tax_from_gross(amount - share, line.tax_rate, places=places)
            line.net = amount - share - line.tax
        else:
            line.net = amount - share
            line.tax = money.line_tax(line.net, line.tax_rate, places=places)
    order.net_amount = sum((line.net for line in lines), ZERO)
    order.tax_amount = sum((line.tax for line in lines), ZERO)
    order.total = order.net_amount + order.tax_amount


def undelivered(order: Order, lines: Sequence[OrderLine]) -> Decimal:
    """What the goods that have not gone out come to, tax included, in the order's currency."""
    places = money.currency_decimals(order.currency)
    parts = ((line.net + line.tax) * (line.quantity - line.delivered) / line.quantity for line in lines)
    return sum((money.round_money(round(part, 10), places) for part in parts), ZERO)
