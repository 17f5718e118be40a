"""Specimens of master data, for the access harness."""

from datetime import date, timedelta
from typing import Any

from heyi.apps.masterdata.models import (
    Category,
    Contact,
    Currency,
    ExchangeRate,
    Party,
    PriceList,
    Product,
    Region,
    Shipper,
    Unit,
)
from tests.conformance.access.specimens import Maker, specimen


def _party_keepers(record: Any) -> tuple[bool, list[Any]]:
    """What is a customer and no supplier is seen with the customer only."""
    from heyi.apps.crm.models import Customer

    return record.is_customer and not record.is_supplier, list(Customer.objects.filter(party_id=record.pk))


@specimen("masterdata.party", shares=False, kept=_party_keepers)
def party(make: Maker) -> Any:
    return make.record(Party, name=make.text("往来单位"), is_supplier=True)


@specimen("masterdata.contact", shares=False, kept=lambda record: (True, [record.party]))
def contact(make: Maker) -> Any:
    return make.record(Contact, name=make.text("联系人"), party=make.parent("masterdata.party"))


@specimen("masterdata.product", picked=True)
def product(make: Maker) -> Any:
    return make.record(Product, code=make.text("P-"), name=make.text("压力表"), cost="12.50", list_price="100")


@specimen("masterdata.pricelist", kept=lambda r: (r.party is not None, [r.party] if r.party else []))
def price_list(make: Maker) -> Any:
    return make.record(PriceList, name=make.text("价目表"))


@specimen("masterdata.category", picked=True)
def category(make: Maker) -> Any:
    return make.record(Category, name=make.text("分类"))


@specimen("masterdata.unit", picked=True)
def unit(make: Maker) -> Any:
    return make.record(Unit, code=make.text("u"), name=make.text("单位"))


@specimen("masterdata.currency", picked=True)
def currency(make: Maker) -> Any:
    number = int(make.text(""))
    code = "X" + chr(65 + number // 26 % 26) + chr(65 + number % 26)
    return make.record(Currency, code=code, name=make.text("币种"))


@specimen("masterdata.exchangerate", picked=True)
def exchange_rate(make: Maker) -> Any:
    day = date(2001, 1, 1) + timedelta(days=int(make.text("")))
    return make.record(ExchangeRate, currency="USD", on=day, rate="7.1")


@specimen("masterdata.region", picked=True)
def region(make: Maker) -> Any:
    return make.record(Region, code=make.text("r"), name=make.text("地区"))


@specimen("masterdata.shipper", picked=True)
def shipper(make: Maker) -> Any:
    return make.record(Shipper, code=make.text("s"), name=make.text("承运人"))
