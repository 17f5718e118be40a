"""Rounding by rule 13 of the design: for whatever lines, the parts add up."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from heyi.apps.sales.models import Order, OrderLine
from heyi.apps.sales.services import amounts

CENT = Decimal("0.01")
lines = st.lists(
    st.builds(
        OrderLine,
        quantity=st.decimals("0.0001", "99999", places=4),
        unit_price=st.decimals("0", "9999", places=6),
        discount=st.decimals("0", "1", places=6),
        tax_rate=st.sampled_from([Decimal(0), Decimal("0.03"), Decimal("0.06"), Decimal("0.13"), Decimal("0.22")]),
    ),
    min_size=1,
    max_size=12,
)


@given(lines, st.decimals("0", "10000", places=2), st.booleans())
def test_the_document_is_the_sum_of_its_lines_and_the_discount_comes_off_exactly(rows, whole, inclusive):
    order = Order(currency="CNY", whole_discount=Decimal(0), prices_include_tax=inclusive)
    amounts.compute(order, rows)
    before = order.total if inclusive else order.net_amount
    order.whole_discount = whole
    amounts.compute(order, rows)
    after = order.total if inclusive else order.net_amount
    assert order.net_amount == sum(row.net for row in rows)
    assert order.tax_amount == sum(row.tax for row in rows)
    assert order.total == order.net_amount + order.tax_amount
    assert before - after == min(whole, before)
    assert all(row.net >= 0 and row.tax >= 0 and row.net == round(row.net, 2) for row in rows)


def line(quantity, price, discount="0", rate="0.22"):
    return OrderLine(
        quantity=Decimal(quantity), unit_price=Decimal(price), discount=Decimal(discount), tax_rate=Decimal(rate)
    )


def test_the_known_example_is_rounded_by_line():
    order, row = Order(currency="CNY", whole_discount=Decimal(0)), line("16", "348.35", "0.04")
    amounts.compute(order, [row])
    assert (row.net, row.tax, order.total) == (Decimal("5350.66"), Decimal("1177.15"), Decimal("6527.81"))


def test_a_price_with_tax_gives_back_exactly_what_is_paid():
    order, row = (
        Order(currency="CNY", whole_discount=Decimal(0), prices_include_tax=True),
        line("3", "11.30", rate="0.13"),
    )
    amounts.compute(order, [row])
    assert (row.net, row.tax, order.total) == (Decimal("30.00"), Decimal("3.90"), Decimal("33.90"))


def test_a_currency_without_cents_has_none():
    order, row = Order(currency="JPY", whole_discount=Decimal(0)), line("3", "33.4", rate="0.1")
    amounts.compute(order, [row])
    assert (row.net, row.tax) == (Decimal(100), Decimal(10))


def test_what_is_not_delivered_comes_to_its_share():
    order, row = Order(currency="CNY", whole_discount=Decimal(0)), line("3", "10", rate="0.13")
    amounts.compute(order, [row])
    assert amounts.undelivered(order, [row]) == Decimal("33.90")
    row.delivered = Decimal(2)
    assert amounts.undelivered(order, [row]) == Decimal("11.30")
    row.delivered = Decimal(3)
    assert amounts.undelivered(order, [row]) == 0
