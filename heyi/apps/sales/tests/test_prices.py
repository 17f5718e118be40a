"""Prices for lines that are being written: the same that saving will find, and nothing for those who may not know."""

from decimal import Decimal

import pytest

from heyi.apps.masterdata.models import PriceList, PriceListItem, Product
from heyi.apps.sales.models import Order
from heyi.core.resources.saving import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def gauge(cast):
    actor = cast.system()
    product = save(Product(code="G1", name="压力表", list_price=Decimal("100"), tax_rate=Decimal("0.13")), actor=actor)
    prices = save(PriceList(name="2026 标准价格表", currency="CNY"), actor=actor)
    save(PriceListItem(price_list=prices, product=product, min_quantity=Decimal(10), price=Decimal(90)), actor=actor)
    return product


def ask(client, *lines, **more):
    return client.post("sales/orders/prices", {"lines": list(lines), **more})


def test_each_line_gets_the_price_of_its_quantity_and_says_why(api, gauge):
    answer = ask(api("sales"), {"product": gauge.pk, "quantity": "9"}, {"product": gauge.pk, "quantity": "10"})
    assert answer.status_code == 200, answer.data
    few, many = answer.data["rows"]
    assert (Decimal(few["price"]), Decimal(many["price"])) == (100, 90)
    assert "2026 标准价格表" in many["reason"]
    assert many["reason"] != few["reason"]
    assert (Decimal(many["list_price"]), Decimal(many["tax_rate"]), many["available"]) == (100, Decimal("0.13"), "0")


def test_a_line_that_is_saved_with_the_quoted_price_is_not_priced_by_hand(api, gauge):
    (quote,) = ask(api("sales"), {"product": gauge.pk, "quantity": "10"}).data["rows"]
    customer = api("sales").post("crm/customers", {"name": "蓝天科技有限公司"}).data
    line = {"product": gauge.pk, "quantity": "10", "unit_price": quote["price"]}
    order = api("sales").post("sales/orders", {"customer": customer["id"], "lines": [line]})
    assert order.status_code == 201, order.data
    assert (order.data["lines"][0]["is_manual_price"], order.data["lines"][0]["price_reason"]) == (
        False,
        quote["reason"],
    )


def test_a_stranger_learns_no_price_and_nobody_writes_anything(api, gauge):
    assert ask(api("stranger"), {"product": gauge.pk}).data["rows"] == [None]
    assert ask(api("warehouse"), {"product": gauge.pk}).status_code in (200, 403)
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    "line", [{"product": 0}, {"product": 1, "quantity": "0"}, {"product": 1, "quantity": "NaN"}, {"product": 1, "x": 1}]
)
def test_what_makes_no_sense_is_refused(api, gauge, line):
    assert ask(api("sales"), line).status_code == 422
