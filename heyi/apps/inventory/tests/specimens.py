"""Specimens of goods, for the access harness."""

from datetime import date
from typing import Any

from heyi.apps.inventory.models import Balance, Delivery, Location, Move, OpeningStock, Reservation
from tests.conformance.access.specimens import Maker, specimen


@specimen("inventory.location")
def location(make: Maker) -> Any:
    return make.record(Location, code=make.text("L"), name=make.text("仓库"))


@specimen("inventory.balance")
def balance(make: Maker) -> Any:
    return make.record(
        Balance, product=make.other("masterdata.product"), location=make.other("inventory.location"), on_hand=5
    )


@specimen("inventory.move")
def move(make: Maker) -> Any:
    places = {"origin": make.other("inventory.location"), "destination": make.other("inventory.location")}
    return make.record(Move, product=make.other("masterdata.product"), quantity=1, on=date(2026, 1, 5), **places)


@specimen("inventory.reservation")
def reservation(make: Maker) -> Any:
    place = {"product": make.other("masterdata.product"), "location": make.other("inventory.location")}
    make.record(Balance, **place, on_hand=5, reserved=1)
    return make.record(Reservation, **place, quantity=1, source=make.text("sales.order:9"), line_id=1)


@specimen("inventory.openingstock")
def opening_stock(make: Maker) -> Any:
    place = {"product": make.other("masterdata.product"), "location": make.other("inventory.location")}
    return make.record(OpeningStock, **place, quantity=1, on=date(2026, 1, 5))


@specimen("inventory.delivery")
def delivery(make: Maker) -> Any:
    return make.record(
        Delivery,
        number=make.text("D"),
        source_resource="sales.order",
        source_id=10**9 + int(make.text("")),
        party=make.other("masterdata.party"),
        location=make.other("inventory.location"),
    )
