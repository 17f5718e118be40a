"""A trading company's real files, imported by the mapping that ships as an example."""

import csv
import os
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from django.db.models import Count, Sum

from heyi.apps.crm.models import Customer
from heyi.apps.inventory.models import Balance
from heyi.apps.masterdata.models import Party, Product
from heyi.apps.sales.models import Order, OrderLine
from heyi.core.access.work import declare
from heyi.core.audit.models import AuditEntry
from heyi.core.events.models import Delivery, Event
from heyi.core.importing.command import import_folder
from heyi.core.numbering.models import IssuedNumber
from heyi.core.org.models import Employee

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT.parent / "shared" / "data" / "northwind"
MAPPING = ROOT / "examples" / "northwind.yaml"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not FILES.is_dir() and os.environ.get("CI") != "true", reason="the files ../shared/data/northwind are not here"
    ),
]


def run(cast, **options):
    settings = {"username": "admin", "dry_run": False, "stop_on_error": False, "progress": lambda *seen: None}
    report = import_folder(options.pop("folder", FILES), MAPPING, **{**settings, **options})
    declare(cast.actor("admin"))
    return report


def rows_of(name):
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def cents(value):
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_everything_arrives_equals_an_independent_computation_and_arrives_once(cast):
    report = run(cast)
    assert report.errors == []
    northwind = Employee.objects.filter(number__startswith="NW-")
    assert northwind.count() == 9
    bosses = {e.number: e.manager.number if e.manager else None for e in northwind.select_related("manager")}
    assert bosses == {
        f"NW-{r['employee_id']}": f"NW-{r['reports_to']}" if r["reports_to"] else None for r in rows_of("employees")
    }
    assert (Customer.objects.count(), Party.objects.filter(is_supplier=True).count()) == (91, 29)
    assert (Product.objects.count(), Order.objects.count(), OrderLine.objects.count()) == (77, 830, 2155)
    stock = {f"NW-{r['product_id']}": Decimal(r["units_in_stock"]) for r in rows_of("products")}
    found = dict(Balance.objects.values_list("product__code", "on_hand"))
    assert {code: found.get(code, Decimal(0)) for code in stock} == stock
    totals = defaultdict(Decimal)
    for r in rows_of("order_details"):
        exact = Decimal(r["quantity"]) * Decimal(r["unit_price"]) * (1 - Decimal(r["discount"]))
        totals[r["order_id"]] += cents(exact)
    assert dict(Order.objects.values_list("external_number", "total")) == totals
    assert Order.objects.aggregate(total=Sum("total"))["total"] == Decimal("1265793.29")
    owners = Counter(f"NW-{r['employee_id']}" for r in rows_of("orders"))
    assert dict(Order.objects.values_list("owner__number").annotate(Count("pk"))) == owners
    before = traces(cast)
    again = run(cast)
    assert again.errors == []
    assert sum(step.created + step.updated for step in again.steps) == 0
    assert traces(cast) == before


def traces(cast):
    """What a change cannot help leaving: versions, audit rows, events, deliveries of events, numbers."""
    cast.actor("admin")
    versions = [model.objects.aggregate(n=Count("pk"), v=Sum("version")) for model in (Employee, Party, Product, Order)]
    return [*versions, *(model.objects.count() for model in (OrderLine, AuditEntry, Event, Delivery, IssuedNumber))]
