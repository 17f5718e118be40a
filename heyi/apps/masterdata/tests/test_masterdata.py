"""Master data: codes are checked, costs are hidden, prices are resolved by one total order."""

from datetime import date
from decimal import Decimal

import pytest

from heyi.apps.masterdata import public
from heyi.apps.masterdata.models import Currency, ExchangeRate, Party, PriceList, PriceListItem, Product, Unit
from heyi.core.resources.saving import save

CREDIT_CODE = "91110000600037341L"


def test_a_wrong_credit_code_is_refused_and_a_known_one_too(api, cast):
    buyer = api("buyer")
    wrong = buyer.post("masterdata/parties", {"name": "甲", "credit_code": "91110000600037341M"})
    assert (wrong.status_code, wrong.data["errors"][0]["path"]) == (422, "credit_code")
    assert buyer.post("masterdata/parties", {"name": "甲公司", "credit_code": CREDIT_CODE}).status_code == 201
    known = buyer.post("masterdata/parties", {"name": "乙公司", "credit_code": CREDIT_CODE.lower()})
    assert (known.status_code, known.data["code"]) == (409, "party_exists")
    cast.system()
    assert Party.objects.count() == 1


def test_a_company_starts_with_units_and_currencies(cast):
    cast.system()
    assert {"CNY", "USD"} <= set(Currency.objects.values_list("code", flat=True))
    assert Unit.objects.filter(code="pcs").exists()


def test_cost_is_for_those_who_answer_for_margins(api):
    made = api("buyer").post("masterdata/products", {"code": "P1", "name": "压力表", "cost": "12.5"}).data
    path = f"masterdata/products/{made['id']}"
    assert "cost" in api("buyer").get(path).data
    assert "cost" in api("finance").get(path).data
    for name in ("sales", "warehouse", "employee"):
        assert "cost" not in api(name).get(path).data, name
        assert api(name).get("masterdata/products", filter=["cost", "gt", "1"]).status_code == 422, name
        assert "cost" not in str(api(name).get(f"{path}/history").data), name


@pytest.fixture
def priced(cast):
    actor = cast.system()
    product = save(Product(code="P1", name="压力表", list_price=Decimal(100)), actor=actor)
    party = save(Party(name="蓝天"), actor=actor)

    def listed(name, price, *, quantity=0, **more):
        found = save(PriceList(name=name, **more), actor=actor)
        row = PriceListItem(price_list=found, product=product, min_quantity=quantity, price=Decimal(price))
        return save(row, actor=actor)

    return product, party, listed


def test_the_price_is_the_customers_own_then_the_highest_reached_quantity(priced):
    product, party, listed = priced

    def ask(quantity, who=party.pk):
        return public.resolve(product.pk, who, Decimal(quantity), on=date(2026, 11, 23), currency="CNY")

    assert (ask(1).price, ask(1).rule) == (100, "list_price")
    listed("全部", "90")
    listed("大量", "80", quantity=10)
    assert [ask(n).price for n in (9, 10)] == [90, 80]
    own = listed("蓝天专用", "95", party=party)
    assert (ask(10).price, ask(10).rule) == (95, f"price_list:{own.pk}")
    assert ask(10, None).price == 80
    listed("已过期", "1", party=party, valid_to=date(2026, 11, 22))
    listed("美元", "2", party=party, currency="USD")
    assert ask(10).price == 95


def test_the_rate_is_the_last_one_on_or_before_the_day(cast):
    actor = cast.system()
    for day, rate in ((1, "7.1"), (10, "7.2")):
        save(ExchangeRate(currency="USD", on=date(2026, 11, day), rate=Decimal(rate)), actor=actor)
    at = [public.rate_on("USD", date(2026, 11, d), company_id=cast.company.pk) for d in (9, 10, 30)]
    assert at == [Decimal("7.1"), Decimal("7.2"), Decimal("7.2")]
    assert public.rate_on("USD", date(2026, 10, 31), company_id=cast.company.pk) is None
    assert public.rate_on("CNY", date(2026, 1, 1), company_id=cast.company.pk) == 1
