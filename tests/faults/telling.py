"""What every story needs: answers that must be good, and the nouns of the product."""

from typing import Any

from tests.trade import Api

Made = dict[str, Any]


def ok(answer: Any) -> Made:
    """The body of an answer that was not refused."""
    assert answer.status_code < 300, answer.data
    found: Made = answer.data
    return found


def new(api: Api, who: str, path: str, /, **body: Any) -> Made:
    return ok(api(who).post(path, body))


def product_of(api: Api, code: str, *, stock: str = "") -> Made:
    made = new(api, "buyer", "masterdata/products", code=code, name=code, list_price="100", tax_rate="0.13", cost="60")
    if stock:
        new(api, "warehouse", "inventory/opening-stock", product=made["id"], quantity=stock)
    return made


def order_of(api: Api, buyer: Made, product: Made) -> Made:
    return new(api, "sales", "sales/orders", customer=buyer["id"], lines=[{"product": product["id"], "quantity": "10"}])


def employee(api: Api, name: str) -> int:
    return int(ok(api("admin").get("org/employees", filter=["name", "eq", name]))["rows"][0]["id"])
