"""Goods, customers and orders for the tests of trade, made by those who make them in life."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from heyi.apps.masterdata.models import Product
from heyi.core.resources.saving import save
from tests.cast import Cast
from tests.client import ApiClient

Api = Callable[[str], ApiClient]


def product(cast: Cast, api: Api, code: str, *, stock: str = "0", price: str = "100", **more: Any) -> Product:
    """A product with its opening stock."""
    made = save(
        Product(code=code, name=code, list_price=Decimal(price), tax_rate=Decimal("0.13"), **more), actor=cast.system()
    )
    opened = api("warehouse").post("inventory/opening-stock", {"product": made.pk, "quantity": stock})
    assert opened.status_code == 201, opened.data
    cast.system()
    return made


def customer(api: Api, *, limit: str | None = None, name: str = "蓝天科技有限公司") -> dict[str, Any]:
    """A customer of the salesperson, with a credit limit when one is given."""
    made = api("sales").post("crm/customers", {"name": name})
    assert made.status_code == 201, made.data
    if limit is not None:
        done = api("finance").post(
            f"crm/customers/{made.data['id']}/set_credit", {"credit_limit": limit, "credit_days": 30}
        )
        assert done.status_code == 200, done.data
    found: dict[str, Any] = made.data
    return found


def order(api: Api, buyer: dict[str, Any], *rows: tuple[Product, str], **more: Any) -> dict[str, Any]:
    """A draft of the salesperson."""
    body = {"customer": buyer["id"], "lines": [{"product": p.pk, "quantity": q} for p, q in rows], **more}
    made = api("sales").post("sales/orders", body)
    assert made.status_code == 201, made.data
    found: dict[str, Any] = made.data
    return found


def act(client: ApiClient, made: dict[str, Any], verb: str, body: Any = None, status: int = 200) -> dict[str, Any]:
    """One verb on an order."""
    answer = client.post(f"sales/orders/{made['id']}/{verb}", body)
    assert answer.status_code == status, answer.data
    found: dict[str, Any] = answer.data
    return found


def tasks(api: Api, name: str) -> dict[int, int]:
    """What waits for somebody: order to task."""
    rows = api(name).get("workflow/inbox", box="todo", limit=200).data["rows"]
    return {row["subject"]["id"]: row["task_id"] for row in rows}


def decide(
    api: Api, name: str, made: dict[str, Any], verb: str = "approve", body: Any = None, status: int = 200
) -> dict[str, Any]:
    """Somebody decides the task about this order that waits for them."""
    answer = api(name).post(f"workflow/tasks/{tasks(api, name)[made['id']]}/{verb}", body or {})
    assert answer.status_code == status, answer.data
    found: dict[str, Any] = answer.data
    return found


def with_finance(api: Api, made: dict[str, Any]) -> dict[str, Any]:
    """Submitted, and approved by the manager: the last word is finance's."""
    act(api("sales"), made, "submit")
    decide(api, "manager", made)
    return made


def approved(api: Api, buyer: dict[str, Any], *rows: tuple[Product, str], **more: Any) -> dict[str, Any]:
    """An order that manager and finance have approved."""
    made = with_finance(api, order(api, buyer, *rows, **more))
    decide(api, "finance", made)
    found: dict[str, Any] = api("sales").get(f"sales/orders/{made['id']}").data
    assert found["status"] == "approved", found
    return found


def ship(api: Api, made: dict[str, Any], *quantities: str) -> dict[str, Any]:
    """Send what is on the open note of the order: all, or one quantity for each line."""
    warehouse = api("warehouse")
    asked = {"and": [["source_id", "eq", made["id"]], ["status", "eq", "ready"]]}
    note = warehouse.get("inventory/deliveries", filter=asked).data["rows"][0]
    lines = warehouse.get(f"inventory/deliveries/{note['id']}").data["lines"]
    body = {"quantities": [{"line": row["id"], "quantity": q} for row, q in zip(lines, quantities, strict=False)]}
    answer = warehouse.post(f"inventory/deliveries/{note['id']}/ship", body if quantities else None)
    assert answer.status_code == 200, answer.data
    found: dict[str, Any] = answer.data
    return found


def receipt(api: Api, buyer: dict[str, Any], amount: str, *, on: str = "2026-01-05") -> dict[str, Any]:
    """Money of the customer, not matched yet."""
    body = {"party": buyer["party"]["id"], "on": on, "amount": amount, "currency": "CNY"}
    made = api("finance").post("receivables/receipts", body)
    assert made.status_code == 201, made.data
    found: dict[str, Any] = made.data
    return found
