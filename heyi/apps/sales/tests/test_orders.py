"""The verbs of an order: allowed, refused, atomic, unseen."""

from dataclasses import replace
from decimal import Decimal

import pytest

from heyi.apps.inventory.models import Balance, Delivery, Reservation
from heyi.apps.receivables.models import Claim, CreditTicket, Instalment
from heyi.apps.sales.errors import OrderOfAnotherCompany
from heyi.apps.sales.models import Order
from heyi.apps.sales.services import orders
from heyi.core.resources import registry
from heyi.core.resources.detail import actions
from tests import trade

pytestmark = pytest.mark.django_db
VERBS = ("submit", "withdraw", "close", "reopen", "cancel", "copy")


@pytest.fixture
def gauge(cast, api):
    return trade.product(cast, api, "G", stock="100")


@pytest.fixture
def buyer(api):
    return trade.customer(api)


def stock(product):
    balance = Balance.objects.get(product=product)
    return balance.on_hand, balance.reserved


def test_an_empty_order_is_not_submitted_and_gets_no_number(api, buyer, cast):
    order = trade.order(api, buyer)
    assert trade.act(api("sales"), order, "submit", status=409)["code"] == "order_is_empty"
    cast.system()
    assert Order.objects.get().number == ""


def test_what_is_submitted_cannot_be_edited_and_can_be_withdrawn(api, gauge, buyer):
    order = trade.order(api, buyer, (gauge, "1"))
    sales = api("sales")
    number = trade.act(sales, order, "submit")["number"]
    assert sales.patch(f"sales/orders/{order['id']}", {"note": "x"}).status_code == 409
    assert sales.delete(f"sales/orders/{order['id']}").status_code == 409
    back = trade.act(sales, order, "withdraw")
    assert (back["status"], back["number"]) == ("draft", number)
    assert trade.act(sales, order, "submit")["number"] == number


def test_a_rejected_order_is_a_draft_again_and_nothing_has_happened(api, gauge, buyer, cast):
    order = trade.order(api, buyer, (gauge, "1"))
    trade.act(api("sales"), order, "submit")
    assert trade.decide(api, "manager", order, "reject", {"opinion": "价格"})["state"] == "rejected"
    assert api("sales").get(f"sales/orders/{order['id']}").data["status"] == "draft"
    cast.system()
    assert (Reservation.objects.count(), Claim.objects.count(), Delivery.objects.count()) == (0, 0, 0)


def test_approval_fixes_the_rate_and_opens_instalments_that_add_up(api, gauge, buyer, cast):
    order = trade.approved(api, buyer, (gauge, "1"), instalment_count=3, credit_days=10)
    cast.system()
    parts = list(Instalment.objects.order_by("due_on").values_list("amount", flat=True))
    assert parts == [Decimal("37.67"), Decimal("37.67"), Decimal("37.66")]
    assert order["rate"] == "1.0000000000"
    assert stock(gauge) == (100, 1)


def test_an_order_in_a_currency_without_a_rate_is_not_approved(api, gauge, buyer, cast):
    order = trade.order(api, buyer, currency="USD")
    rows = [{"product": gauge.pk, "quantity": "1", "unit_price": "10"}]
    assert api("sales").patch(f"sales/orders/{order['id']}", {"lines": rows}).status_code == 200
    trade.with_finance(api, order)
    assert trade.decide(api, "finance", order, status=409)["code"] == "rate_missing"
    cast.system()
    assert (Reservation.objects.count(), Claim.objects.count()) == (0, 0)


def test_closing_frees_the_goods_and_asks_no_money_for_them(api, gauge, buyer, cast):
    order = trade.approved(api, buyer, (gauge, "10"))
    trade.ship(api, order, "4")
    closed = trade.act(api("sales"), order, "close")
    assert (closed["status"], closed["delivery_status"]) == ("closed", "part")
    assert api("finance").get("receivables/ageing").data["rows"][0]["total"] == "452.00"
    cast.system()
    assert stock(gauge) == (96, 0)
    assert Delivery.objects.filter(status="ready").count() == 0
    paid = trade.receipt(api, buyer, "452.00")
    assert api("finance").post(f"receivables/receipts/{paid['id']}/allocate").status_code == 200
    assert api("sales").get(f"sales/orders/{order['id']}").data["payment_status"] == "full"


def test_reopening_promises_and_asks_again_but_not_beyond_the_limit(api, gauge, cast):
    buyer = trade.customer(api, limit="1200.00")
    order = trade.approved(api, buyer, (gauge, "10"))
    trade.act(api("sales"), order, "close")
    trade.approved(api, buyer, (gauge, "5"))
    assert trade.act(api("sales"), order, "reopen", status=409)["code"] == "credit_exceeded"
    cast.system()
    assert stock(gauge) == (100, 5)
    api("finance").post(f"crm/customers/{buyer['id']}/set_credit", {"credit_limit": "9999.00", "credit_days": 30})
    assert trade.act(api("sales"), order, "reopen")["status"] == "approved"
    cast.system()
    assert stock(gauge) == (100, 15)
    assert sum(row.open for row in Instalment.objects.all()) == Decimal("1695.00")


def test_cancelling_takes_everything_back_but_not_when_goods_or_money_have_moved(api, gauge, buyer, cast):
    sales = api("sales")
    order = trade.approved(api, buyer, (gauge, "2"))
    assert trade.act(sales, order, "cancel")["status"] == "cancelled"
    cast.system()
    assert stock(gauge) == (100, 0)
    assert Claim.objects.get().voided_on is not None
    shipped = trade.approved(api, buyer, (gauge, "2"))
    trade.ship(api, shipped, "1")
    assert trade.act(sales, shipped, "cancel", status=409)["code"] == "goods_have_moved"
    paid = trade.approved(api, buyer, (gauge, "2"))
    money = trade.receipt(api, buyer, "999.00")
    api("finance").post(f"receivables/receipts/{money['id']}/allocate")
    assert trade.act(sales, paid, "cancel", status=409)["code"] == "claim_paid"
    cast.system()
    assert stock(gauge) == (99, 3)


def test_a_copy_is_another_draft_that_goes_through_every_check(api, gauge, cast):
    buyer = trade.customer(api, limit="120.00")
    order = trade.approved(api, buyer, (gauge, "1"))
    copy = trade.act(api("sales"), order, "copy")
    assert (copy["status"], copy["number"], copy["total"]) == ("draft", "", "113.00")
    assert copy["id"] != order["id"]
    trade.with_finance(api, copy)
    assert trade.decide(api, "finance", copy, status=409)["code"] == "credit_exceeded"


def test_an_order_of_another_company_is_copied_there_and_not_here(api, gauge, buyer, cast):
    order = trade.order(api, buyer, (gauge, "1"))
    elsewhere = replace(cast.actor("sales"), company_id=cast.other.pk)
    with pytest.raises(OrderOfAnotherCompany):
        orders.copy(order["id"], actor=elsewhere)
    shown = {act["name"]: act for act in actions(registry.get("sales.order"), Order.objects.get(), elsewhere)}
    assert shown["copy"]["reason"] == str(OrderOfAnotherCompany.title)
    assert Order.objects.count() == 1


def test_an_override_lets_one_document_pass_once(api, gauge, cast):
    buyer = trade.customer(api, limit="100.00")
    body = {"party": buyer["party"]["id"], "amount": "50.00", "expires_on": "2999-01-01", "reason": "老客户"}
    assert api("sales").post("receivables/credit-overrides", body).status_code == 403
    assert api("boss").post("receivables/credit-overrides", body).status_code == 201
    order = trade.approved(api, buyer, (gauge, "1"))
    cast.system()
    ticket = CreditTicket.objects.get()
    assert ticket.used_for == order["number"]
    assert ticket.used_at is not None
    again = trade.order(api, buyer, (gauge, "1"))
    trade.with_finance(api, again)
    assert trade.decide(api, "finance", again, status=409)["code"] == "credit_exceeded"


def test_facts_tell_credit_and_stock_and_the_margin_only_to_those_who_may_know(api, gauge, cast):
    api("admin").patch(f"masterdata/products/{gauge.pk}", {"cost": "60.00"})
    buyer = trade.customer(api, limit="100.00")
    order = trade.order(api, buyer, (gauge, "101"))
    seen = api("sales").get(f"sales/orders/{order['id']}/facts").data
    names = {fact["name"]: fact for fact in seen["facts"]}
    assert (names["credit_after"]["tone"], names[f"stock_{gauge.pk}"]["tone"]) == ("red", "red")
    assert "margin" not in names
    assert len(seen["warnings"]) == 2
    boss = {fact["name"]: fact for fact in api("finance").get(f"sales/orders/{order['id']}/facts").data["facts"]}
    assert boss["margin"]["value"] == "40.0 %"
    assert api("stranger").get(f"sales/orders/{order['id']}/facts").status_code == 404
    assert api("hr").get(f"sales/orders/{order['id']}/facts").status_code == 404


def test_whoever_does_not_see_an_order_finds_no_verb_of_it(api, gauge, buyer, cast):
    order = trade.order(api, buyer, (gauge, "1"))
    for name in ("colleague", "stranger"):
        for verb in VERBS:
            assert trade.act(api(name), order, verb, status=404)["code"] == "not_found"
    assert trade.act(api("warehouse"), order, "submit", status=403)["code"] == "denied"
    cast.system()
    assert Order.objects.get().status == "draft"
