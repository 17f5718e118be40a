"""What an order comes to (crm rule 13): lines are rounded one by one, and the document is the sum of its lines."""

from collections.abc import Sequence
from decimal import Decimal

from heyi.apps.sales.models import Order, OrderLine
from heyi.kit import money


def compute(order: Order, lines: Sequence[OrderLine]) -> None:
    """Fill net and tax of the lines and the order's sums. A whole-order discount is spread over the lines by largest
    remainder, so that it comes off exactly.
    """
    places = money.currency_decimals(order.currency)
    nets = [money.line_net(line.quantity, line.unit_price, line.discount, places=places) for line in lines]
    whole = min(order.whole_discount, sum(nets, Decimal(0)))
    shares = money.spread(whole, nets, places=places) if whole else [Decimal(0)] * len(nets)
    for line, net, share in zip(lines, nets, shares, strict=True):
        line.net = net - share
        line.tax = money.line_tax(line.net, line.tax_rate, places=places)
    order.net_amount = sum((line.net for line in lines), Decimal(0))
    order.tax_amount = sum((line.tax for line in lines), Decimal(0))
    order.total = order.net_amount + order.tax_amount
