"""Movements, promises and deliveries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyi.apps.inventory.errors import AlreadyReversed, NegativeStock, StockShort
from heyi.apps.inventory.models import Balance, Location, Move, Reservation
from heyi.apps.inventory.services import moves, places, reservations
from heyi.apps.inventory.services.reservations import Wanted
from heyi.core.org.days import today
from tests import trade

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def gauge(cast, api):
    return trade.product(cast, api, "G")


def enter(cast, product, quantity, *, on=None):
    """Receive (or, when negative, lose) that many."""
    actor = cast.system()
    loss, here = places.edge(cast.company.pk, Location.Kind.LOSS), places.warehouse(cast.company.pk)
    ends = (loss, here) if quantity > 0 else (here, loss)
    return moves.post([moves.Entry(product.pk, *ends, D(abs(quantity)))], actor=actor, on=on)[0]


def reserve(cast, product, quantity, *, line=1, source="t:1"):
    wanted = [Wanted(line, product.pk, D(quantity))]
    return reservations.reserve(wanted, source=source, company_id=cast.company.pk, actor=cast.system())


def balance(product):
    found = Balance.objects.get(product=product)
    return found.on_hand, found.reserved


def test_stock_is_the_sum_of_its_movements_and_movements_never_change(cast, gauge):
    move = enter(cast, gauge, 7)
    enter(cast, gauge, -3)
    assert balance(gauge) == (4, 0)
    with pytest.raises(DatabaseError), transaction.atomic():
        Move.objects.filter(pk=move.pk).update(quantity=9)
    with pytest.raises(NegativeStock), transaction.atomic():
        moves.reverse(move.pk, actor=cast.system())
    enter(cast, gauge, 5)
    moves.reverse(move.pk, actor=cast.system())
    with pytest.raises(AlreadyReversed), transaction.atomic():
        moves.reverse(move.pk, actor=cast.system())
    assert balance(gauge) == (2, 0)


def test_a_back_dated_movement_may_not_make_any_later_day_negative(cast, gauge):
    now = today(cast.company.pk)
    enter(cast, gauge, 10, on=now - timedelta(days=10))
    enter(cast, gauge, -10, on=now - timedelta(days=5))
    enter(cast, gauge, 10)
    with pytest.raises(NegativeStock) as refused, transaction.atomic():
        enter(cast, gauge, -1, on=now - timedelta(days=7))
    assert refused.value.params["on"] == (now - timedelta(days=5)).isoformat()
    assert balance(gauge) == (10, 0)
    with pytest.raises(NegativeStock), transaction.atomic():
        enter(cast, gauge, -1, on=date(2020, 1, 1))


def test_promised_goods_are_not_taken_for_anything_else(cast, gauge):
    enter(cast, gauge, 10)
    reserve(cast, gauge, 8)
    with pytest.raises(NegativeStock), transaction.atomic():
        enter(cast, gauge, -3)
    assert balance(gauge) == (10, 8)


def test_all_lines_are_promised_or_none_and_every_short_product_is_named(cast, api, gauge):
    valve = trade.product(cast, api, "V", stock="1")
    enter(cast, gauge, 5)
    wanted = [Wanted(1, gauge.pk, D(3)), Wanted(2, gauge.pk, D(3)), Wanted(3, valve.pk, D(2))]
    with pytest.raises(StockShort) as refused, transaction.atomic():
        reservations.reserve(wanted, source="t:1", company_id=cast.company.pk, actor=cast.system())
    assert [(s["product"]["label"], s["wanted"], s["available"]) for s in refused.value.extra["shortages"]] == [
        ("G", "6", "5"),
        ("V", "2", "1"),
    ]
    assert Reservation.objects.count() == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["in", "out", "promise", "free", "use"]), st.integers(1, 9)), max_size=14))
def test_whatever_happens_the_sums_agree(cast, gauge, steps):
    inside = transaction.atomic()
    inside.__enter__()
    try:
        for number, (step, quantity) in enumerate(steps, start=1):
            try:
                with transaction.atomic():
                    _do(cast, gauge, step, quantity, number)
            except (NegativeStock, StockShort):
                pass
            _agree(gauge)
        assert Balance.objects.filter(product=gauge, on_hand__lt=0).count() == 0
    finally:
        transaction.set_rollback(True)
        inside.__exit__(None, None, None)


def _do(cast, gauge, step, quantity, number):
    last = Reservation.objects.order_by("pk").last()
    if step in ("in", "out"):
        enter(cast, gauge, quantity if step == "in" else -quantity)
    elif step == "promise":
        reserve(cast, gauge, quantity, line=number, source=f"t:{number}")
    elif last is not None and step == "free":
        reservations.release(source=last.source)
    elif last is not None:
        reservations.consume({last.line_id: D(quantity)}, source=last.source)


def _agree(gauge):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for found in Balance.objects.filter(product=gauge):
        came = Move.objects.filter(product=gauge, destination=found.location).aggregate(n=Sum("quantity"))["n"] or 0
        went = Move.objects.filter(product=gauge, origin=found.location).aggregate(n=Sum("quantity"))["n"] or 0
        promised = Reservation.objects.filter(product=gauge).aggregate(n=Sum("quantity"))["n"] or 0
        assert (found.on_hand, found.reserved) == (came - went, promised)
        assert 0 <= found.reserved <= found.on_hand


def test_a_correction_needs_a_reason_and_the_right_hands(cast, api, gauge):
    enter(cast, gauge, 5)
    path = f"inventory/stock/{Balance.objects.get(product=gauge).pk}/adjust"
    assert api("warehouse").post(path, {"quantity": "-2"}).status_code == 422
    assert api("sales").post(path, {"quantity": "-2", "reason": "x"}).status_code == 403
    assert api("stranger").post(path, {"quantity": "-2", "reason": "x"}).status_code == 404
    assert api("warehouse").post(path, {"quantity": "-6", "reason": "破损"}).data["code"] == "negative_stock"
    assert api("warehouse").post(path, {"quantity": "-2", "reason": "破损"}).data["on_hand"] == "3.0000"


def test_more_than_the_note_says_does_not_leave_and_what_stays_comes_on_the_next_note(cast, api):
    product = trade.product(cast, api, "S", stock="10")
    order = trade.approved(api, trade.customer(api), (product, "6"))
    warehouse = api("warehouse")
    note = warehouse.get("inventory/deliveries").data["rows"][0]
    line = warehouse.get(f"inventory/deliveries/{note['id']}").data["lines"][0]["id"]
    path = f"inventory/deliveries/{note['id']}/ship"
    for body in (
        {"quantities": [{"line": line, "quantity": "7"}]},
        {"quantities": [{"line": line + 9, "quantity": "1"}]},
    ):
        assert warehouse.post(path, body).data["code"] == "over_delivery"
    assert warehouse.post(path, {"quantities": [{"line": line, "quantity": "0"}]}).data["code"] == "nothing_to_ship"
    assert api("sales").post(path).status_code == 403
    assert api("stranger").post(path).status_code == 404
    cast.system()
    assert balance(product) == (10, 6)
    trade.ship(api, order, "4")
    assert warehouse.post(path).data["code"] == "illegal_transition"
    trade.ship(api, order)
    cast.system()
    assert balance(product) == (4, 0)


def test_what_comes_back_is_in_stock_again_and_not_delivered(cast, api):
    product = trade.product(cast, api, "S", stock="10")
    order = trade.approved(api, trade.customer(api), (product, "6"))
    note = trade.ship(api, order)
    line = note["lines"][0]["id"]
    path = f"inventory/deliveries/{note['id']}/take_back"
    assert (
        api("warehouse").post(path, {"quantities": [{"line": line, "quantity": "7"}]}).data["code"] == "over_delivery"
    )
    done = api("warehouse").post(path, {"quantities": [{"line": line, "quantity": "2"}]})
    assert done.status_code == 200, done.data
    assert api("sales").get(f"sales/orders/{order['id']}").data["delivery_status"] == "part"
    cast.system()
    assert balance(product) == (6, 0)


def test_a_delivery_is_found_by_the_name_of_its_customer(cast, api):
    product = trade.product(cast, api, "F", stock="10")
    for name in ("蓝天科技有限公司", "长河仪表厂"):
        trade.approved(api, trade.customer(api, name=name), (product, "1"))
    for query in ("长河", "changhe"):
        rows = api("warehouse").get("inventory/deliveries", q=query, columns="party_name").data["rows"]
        assert [row["party_name"] for row in rows] == ["长河仪表厂"], query
