"""From a customer's wish to money in the bank, told through the API by those who do it."""

from decimal import Decimal

import pytest

from heyi.apps.inventory.models import Balance, Move, Reservation
from heyi.apps.masterdata.models import Product
from heyi.apps.receivables.models import Claim
from heyi.core.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods(cast, api):
    """Two products, 100 of the first and 5 of the second in stock."""
    actor = cast.system()
    from heyi.core.resources.saving import save

    gauge = save(Product(code="G1", name="压力表", list_price=Decimal("100"), tax_rate=Decimal("0.13")), actor=actor)
    valve = save(Product(code="V1", name="精密阀", list_price=Decimal("250.5"), tax_rate=Decimal("0.13")), actor=actor)
    warehouse = api("warehouse")
    for product, quantity in ((gauge, "100"), (valve, "5")):
        made = warehouse.post("inventory/opening-stock", {"product": product.pk, "quantity": quantity})
        assert made.status_code == 201, made.data
    return {"gauge": gauge, "valve": valve}


@pytest.fixture
def customer(api):
    made = api("sales").post("crm/customers", {"name": "蓝天科技有限公司", "phone": "13800138000", "level": "a"})
    assert made.status_code == 201, made.data
    return made.data


def order_of(api, customer, *rows, **more):
    body = {"customer": customer["id"], "lines": [{"product": p.pk, "quantity": q} for p, q in rows], **more}
    made = api("sales").post("sales/orders", body)
    assert made.status_code == 201, made.data
    return made.data


def do(client, order, verb, body=None, status=200):
    answer = client.post(f"sales/orders/{order['id']}/{verb}", body)
    assert answer.status_code == status, answer.data
    return answer.data


def decide(client, verb="approve", body=None, status=200):
    """Decide the only task that waits for this person."""
    (row,) = client.get("workflow/inbox", box="todo").data["rows"]
    answer = client.post(f"workflow/tasks/{row['task_id']}/{verb}", body or {})
    assert answer.status_code == status, answer.data
    return answer.data


def test_the_whole_story(cast, api, goods, customer):
    sales, manager, finance, warehouse = (api(name) for name in ("sales", "manager", "finance", "warehouse"))
    follow_up = sales.post(
        "crm/follow-ups",
        {"customer": customer["id"], "kind": "visit", "content": "看过样品，谈了交货期和付款方式", "next_at": "2030-01-01T02:00:00Z"},
    )
    assert follow_up.status_code == 201, follow_up.data
    assert sales.get(f"crm/customers/{customer['id']}").data["next_follow_up_at"] == "2030-01-01T02:00:00.000Z"
    chance = sales.post("crm/opportunities", {"name": "年度采购", "customer": customer["id"], "amount": "2000.00"}).data
    assert chance.get("probability") == "0.1000", chance.get("errors")
    order = order_of(api, customer, (goods["gauge"], "10"), (goods["valve"], "2"), opportunity=chance["id"])
    assert (order["net_amount"], order["tax_amount"], order["total"]) == ("1501.00", "195.13", "1696.13")
    assert order["lines"][0]["price_reason"]
    submitted = do(sales, order, "submit")
    assert submitted["status"] == "in_approval"
    assert submitted["number"].startswith("SO-")
    assert Reservation.objects.count() == 0
    decide(manager)
    assert (Reservation.objects.count(), sales.get(f"sales/orders/{order['id']}").data["status"]) == (0, "in_approval")
    case = decide(finance)
    assert case["state"] == "approved"
    assert sales.get(f"sales/orders/{order['id']}").data["status"] == "approved"
    cast.system()
    assert {r.product_id: r.quantity for r in Reservation.objects.all()} == {
        goods["gauge"].pk: 10,
        goods["valve"].pk: 2,
    }
    claim = Claim.objects.get()
    assert (claim.amount, claim.owner_id) == (Decimal("1696.13"), cast.employees["sales"].pk)
    note = warehouse.get("inventory/deliveries", filter=["status", "eq", "ready"]).data["rows"][0]
    detail = warehouse.get(f"inventory/deliveries/{note['id']}").data
    first = detail["lines"][0]
    shipped = warehouse.post(
        f"inventory/deliveries/{note['id']}/ship", {"quantities": [{"line": first["id"], "quantity": "4"}]}
    )
    assert shipped.status_code == 200, shipped.data
    assert sales.get(f"sales/orders/{order['id']}").data["delivery_status"] == "part"
    cast.system()
    gauge = Balance.objects.get(product=goods["gauge"])
    assert (gauge.on_hand, gauge.reserved) == (96, 6)
    receipt = finance.post(
        "receivables/receipts",
        {"party": customer["party"]["id"], "on": "2026-11-23", "amount": "1000.00", "currency": "CNY"},
    )
    assert receipt.status_code == 201, receipt.data
    matched = finance.post(f"receivables/receipts/{receipt.data['id']}/allocate")
    assert matched.status_code == 200, matched.data
    assert matched.data["unallocated"] == "0.00"
    assert sales.get(f"sales/orders/{order['id']}").data["payment_status"] == "part"
    ageing = finance.get("receivables/ageing").data
    assert [(row["party"]["label"], row["total"]) for row in ageing["rows"]] == [("蓝天科技有限公司", "696.13")]
    rest = warehouse.get("inventory/deliveries", filter=["status", "eq", "ready"]).data["rows"][0]
    assert warehouse.post(f"inventory/deliveries/{rest['id']}/ship").status_code == 200
    assert sales.get(f"sales/orders/{order['id']}").data["delivery_status"] == "full"
    cast.system()
    told = Event.objects.filter(resource="sales.order", record_id=order["id"]).values_list("name", flat=True)
    assert {"sales.order.delivery_changed", "sales.order.payment_changed"} <= set(told)
    assert Reservation.objects.count() == 0
    assert Move.objects.filter(source__startswith="delivery_line").count() == 3


def test_short_stock_refuses_the_approval_and_changes_nothing(cast, api, goods, customer):
    order = order_of(api, customer, (goods["gauge"], "10"), (goods["valve"], "6"))
    do(api("sales"), order, "submit")
    decide(api("manager"))
    refused = decide(api("finance"), status=409)
    assert refused["code"] == "stock_short"
    assert refused["shortages"] == [
        {"product": {"id": goods["valve"].pk, "label": "精密阀"}, "wanted": "6", "available": "5"}
    ]
    assert api("sales").get(f"sales/orders/{order['id']}").data["status"] == "in_approval"
    cast.system()
    assert (Reservation.objects.count(), Claim.objects.count()) == (0, 0)


def test_exceeded_credit_refuses_the_approval_with_its_figures(cast, api, goods, customer):
    limit = api("finance").post(
        f"crm/customers/{customer['id']}/set_credit", {"credit_limit": "1000.00", "credit_days": 30}
    )
    assert limit.status_code == 200, limit.data
    order = order_of(api, customer, (goods["gauge"], "10"))
    do(api("sales"), order, "submit")
    decide(api("manager"))
    refused = decide(api("finance"), status=409)
    assert (refused["code"], refused["limit"], refused["document"]) == ("credit_exceeded", "1000.00", "1130.00")
    cast.system()
    assert Reservation.objects.count() == 0


def test_nobody_approves_their_own_order(api, goods, customer, cast):
    manager = api("manager")
    own = manager.post("crm/customers", {"name": "经理的客户"}).data
    lines = [{"product": goods["gauge"].pk, "quantity": "1"}]
    order = manager.post("sales/orders", {"customer": own["id"], "lines": lines}).data
    do(manager, order, "submit")
    assert manager.get("workflow/inbox", box="todo").data["rows"] == []
    decide(api("boss"))
    assert decide(api("finance"))["state"] == "approved"


def test_a_rejected_order_is_a_draft_again_and_has_caused_nothing(api, goods, customer, cast):
    order = order_of(api, customer, (goods["gauge"], "1"))
    do(api("sales"), order, "submit")
    assert api("sales").patch(f"sales/orders/{order['id']}", {"note": "x"}).status_code == 409
    decide(api("manager"), "reject", {"opinion": "价格太低"})
    assert api("sales").get(f"sales/orders/{order['id']}").data["status"] == "draft"
    cast.system()
    assert (Reservation.objects.count(), Claim.objects.count()) == (0, 0)
    assert api("sales").patch(f"sales/orders/{order['id']}", {"note": "x"}).status_code == 200


def test_the_stranger_finds_nothing_anywhere(api, goods, customer):
    order = order_of(api, customer, (goods["gauge"], "1"))
    stranger = api("stranger")
    for path in (
        f"sales/orders/{order['id']}",
        f"crm/customers/{customer['id']}",
        f"masterdata/products/{goods['gauge'].pk}",
    ):
        assert stranger.get(path).status_code == 404, path
    assert stranger.post(f"sales/orders/{order['id']}/submit").status_code == 404
    for path in ("sales/orders", "crm/customers", "inventory/stock", "masterdata/products", "receivables/claims"):
        assert stranger.get(path, count="true").data["count"] == 0, path
    body = {"customer": customer["id"], "lines": [{"product": goods["gauge"].pk, "quantity": "1"}]}
    assert stranger.post("sales/orders", body).data["errors"][0]["code"] == "unknown_reference"


def test_what_a_product_costs_is_hidden_from_the_seller(api, goods):
    api("admin").patch(f"masterdata/products/{goods['gauge'].pk}", {"cost": "61.00"})
    assert "cost" not in api("sales").get(f"masterdata/products/{goods['gauge'].pk}").data
    assert api("finance").get(f"masterdata/products/{goods['gauge'].pk}").data["cost"] == "61.000000"
    assert api("sales").get("masterdata/products", filter=["cost", "gt", "1"]).status_code == 422
    assert api("sales").get("masterdata/products", sort="cost").status_code == 422
