"""Specimens of orders, for the access harness."""

from datetime import date
from typing import Any

from heyi.apps.sales.models import Order, OrderLine
from tests.conformance.access.specimens import Maker, specimen


@specimen("sales.order", owner="owner_id", department="department_id")
def order(make: Maker) -> Any:
    made = make.owned(Order, customer=make.other("crm.customer"), ordered_on=date(2026, 1, 5), note=make.text("备注"))
    make.record(OrderLine, order=made, product=make.other("masterdata.product"), position=1, quantity=1, unit_price="0")
    return made
