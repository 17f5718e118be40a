"""What people do with the product, through the API, so that every write of it is done at least once.

Each story is a function of ``api``: ``api("sales")`` speaks as that person. A new operation needs a line here, else
``test_boundaries`` names it.
"""

import re
from collections.abc import Callable

from heyi.config.api import api as whole_api
from heyi.config.installed import BUSINESS_APPS
from tests import trade
from tests.faults import processes
from tests.faults.telling import Made, employee, new, ok, order_of, product_of
from tests.trade import Api

# What must be in a story; the administration of people, roles and accounts is tried as far as the stories need it.
BUSINESS = (*(label.rpartition(".")[2] for label in BUSINESS_APPS), "plain", "workflow")
STAGE = {"name": "一", "outcome": "open", "probability": "0.1"}


def kept_lists(api: Api) -> None:
    """Each plain list: a row is made, changed, removed."""
    party = new(api, "buyer", "masterdata/parties", name="供应商甲", is_supplier=True)
    product = product_of(api, "P0")
    rows: tuple[tuple[str, str, Made, Made], ...] = (
        ("buyer", "masterdata/parties", {"name": "乙公司"}, {"city": "苏州"}),
        ("buyer", "masterdata/contacts", {"party": party["id"], "name": "钱先生"}, {"title": "经理"}),
        ("buyer", "masterdata/products", {"code": "P9", "name": "阀"}, {"safety_stock": "3"}),
        (
            "buyer",
            "masterdata/price-lists",
            {"name": "2026", "items": [{"product": product["id"], "min_quantity": "1", "price": "9.5"}]},
            {"items": [{"product": product["id"], "min_quantity": "10", "price": "9"}]},
        ),
        ("buyer", "masterdata/categories", {"name": "仪表"}, {"code": "Y"}),
        ("buyer", "masterdata/units", {"code": "box9", "name": "箱"}, {"decimals": 1}),
        ("finance", "masterdata/currencies", {"code": "SEK", "name": "瑞典克朗"}, {"name": "克朗"}),
        ("finance", "masterdata/exchange-rates", {"currency": "SEK", "on": "2026-01-01", "rate": "0.7"}, {"rate": "0.71"}),
        ("buyer", "masterdata/regions", {"code": "R9", "name": "西北"}, {"name": "西北区"}),
        ("buyer", "masterdata/shippers", {"code": "S9", "name": "顺风"}, {"phone": "95338"}),
        ("sales", "plain/books", {"title": "红楼梦", "price": "59.70"}, {"price": "60"}),
        ("hr", "org/posts", {"name": "顾问", "code": "adviser"}, {"rank": 3}),
        ("manager", "crm/pools", {"name": "华北公海"}, {"daily_limit": 3}),
        ("admin", "crm/pipelines", {"name": "项目", "stages": [STAGE]}, {"name": "项目型"}),
        ("warehouse", "inventory/locations", {"name": "二号库", "code": "W2", "kind": "internal"}, {"name": "二号仓"}),
    )  # fmt: skip
    for who, path, body, change in rows:
        made = new(api, who, path, **body)
        ok(api(who).patch(f"{path}/{made['id']}", change))
        api(who).delete(f"{path}/{made['id']}")


def the_person(api: Api) -> None:
    """Preferences, saved views, an export, messages, people."""
    ok(api("sales").patch("me", {"theme": "dark"}))
    ok(api("sales").post("sales/orders/export", {"format": "csv"}))
    view = new(api, "sales", "views", resource="sales.order", name="我的", query={"sort": ["-total"]})
    ok(api("sales").patch(f"views/{view['id']}", {"name": "大单"}))
    api("sales").delete(f"views/{view['id']}")
    ok(api("sales").post("messages/read", {"ids": "all"}))
    hired = new(api, "hr", "org/employees", name="新人", number="N1")
    ok(api("hr").patch(f"org/employees/{hired['id']}", {"phone": "13900139000"}))


def leads(api: Api) -> None:
    """Leads worked on, given up, taken up again and converted; duplicates asked for; a customer held back from recycling."""
    ok(api("sales").post("masterdata/duplicates", {"name": "恒通仪表"}))
    made = new(api, "sales", "crm/leads", name="恒通仪表有限公司", contact_name="王经理")
    path = f"crm/leads/{made['id']}"
    ok(api("sales").patch(path, {"need": "展会上问过压力表"}))
    ok(api("sales").post(f"{path}/move", {"status": "working"}))
    ok(api("sales").post(f"{path}/discard", {"invalid_reason": "暂无需求"}))
    ok(api("sales").post(f"{path}/revive"))
    ok(
        api("sales").post(
            f"{path}/convert", {"account_choice": "create", "contact_choice": "create", "opportunity_choice": "skip"}
        )
    )
    spare = new(api, "sales", "crm/leads", name="误建公司")
    api("sales").delete(f"crm/leads/{spare['id']}")
    held = new(api, "sales", "crm/customers", name="保护客户")
    ok(api("manager").post(f"crm/customers/{held['id']}/protect"))
    ok(api("manager").post(f"crm/customers/{held['id']}/release"))
    said = new(
        api,
        "sales",
        "crm/follow-ups",
        customer=held["id"],
        kind="visit",
        content="约好下周再谈一次方案",
        next_at="2030-01-01T02:00:00Z",
    )
    ok(api("sales").post(f"crm/follow-ups/{said['id']}/drop"))
    ok(api("sales").post("sales/orders/prices", {"customer": held["id"], "lines": []}))


def customers(api: Api) -> None:
    """A customer's way from hand to hand and through the public pool; an opportunity won, lost and opened again."""
    colleague, sales = employee(api, "赵同事"), employee(api, "林晓雯")
    made = new(api, "sales", "crm/customers", name="蓝天科技有限公司", phone="13800138000")
    path = f"crm/customers/{made['id']}"
    ok(api("sales").patch(path, {"level": "a"}))
    ok(api("finance").post(f"{path}/set_credit", {"credit_limit": "5000", "credit_days": 30}))
    ok(api("sales").post(f"{path}/add_member", {"employee": colleague}))
    ok(api("sales").post(f"{path}/remove_member", {"employee": colleague}))
    ok(api("manager").post(f"{path}/transfer", {"owner": colleague}))
    ok(api("manager").post("crm/customers/bulk/transfer", {"ids": [made["id"]], "payload": {"owner": sales}}))
    ok(api("sales").post(f"{path}/return_to_pool", {"reason": "联系不上"}))
    api("colleague").post(f"{path}/claim")
    ok(api("colleague").post("crm/customers/bulk/return_to_pool", {"ids": [made["id"]]}))
    ok(api("manager").post(f"{path}/assign", {"owner": sales}))
    ok(api("manager").post("crm/customers/bulk/return_to_pool", {"ids": [made["id"]]}))
    ok(api("manager").post("crm/customers/bulk/assign", {"ids": [made["id"]], "payload": {"owner": sales}}))
    ok(api("colleague").post("crm/customers/bulk/claim", {"ids": [made["id"]]}))
    spare = new(api, "sales", "crm/customers", name="误建客户")
    api("sales").delete(f"crm/customers/{spare['id']}")
    _talks(api, made)


def _talks(api: Api, customer: Made) -> None:
    new(
        api,
        "sales",
        "crm/follow-ups",
        customer=customer["id"],
        kind="visit",
        content="看过样品，谈了交货期和付款方式",
        next_at="2030-01-01T02:00:00Z",
    )
    chance = new(api, "sales", "crm/opportunities", name="年度采购", customer=customer["id"], amount="2000")
    path = f"crm/opportunities/{chance['id']}"
    ok(api("sales").patch(path, {"amount": "3000"}))
    stages = ok(api("sales").get("crm/stages", filter=["outcome", "eq", "open"]))["rows"]
    ok(api("sales").post(f"{path}/move", {"stage": stages[1]["id"]}))
    ok(api("sales").post(f"{path}/lose", {"lost_reason": "价格"}))
    ok(api("sales").post(f"{path}/reopen"))
    ok(api("sales").post(f"{path}/win"))
    spare = new(api, "sales", "crm/opportunities", name="误建", customer=customer["id"])
    api("sales").delete(f"crm/opportunities/{spare['id']}")


def approvals(api: Api) -> None:
    """An order's approval with every turn that it can take."""
    product = product_of(api, "A1", stock="100")
    buyer = new(api, "sales", "crm/customers", name="审批客户")
    order = order_of(api, buyer, product)
    colleague, boss = employee(api, "赵同事"), employee(api, "总经理王")
    sales = api("sales")
    ok(sales.patch(f"sales/orders/{order['id']}", {"note": "加急"}))
    ok(sales.post("workflow/preview", {"resource": "sales.order", "id": order["id"]}))
    trade.act(sales, order, "submit")
    case = ok(api("manager").get("workflow/inbox", box="todo"))["rows"][0]["case_id"]
    ok(sales.post(f"workflow/cases/{case}/urge", {}))
    ok(sales.post(f"workflow/cases/{case}/comment", {"opinion": "客户很急"}))
    ok(sales.post(f"workflow/cases/{case}/cc", {"to": [colleague]}))
    ok(sales.post(f"workflow/cases/{case}/circulate", {"to": [boss]}))
    ok(sales.post(f"workflow/cases/{case}/recall_copy", {"employee": boss}))
    trade.act(sales, order, "withdraw")
    trade.act(sales, order, "submit")
    trade.decide(api, "manager", order, "comment", {"opinion": "看一下"})
    trade.decide(api, "manager", order, "return", {"opinion": "改交期"})
    trade.decide(api, "sales", order, "resubmit")
    trade.decide(api, "manager", order, "transfer", {"to": boss})
    trade.decide(api, "boss", order, "approve")
    trade.decide(api, "finance", order, "reject", {"opinion": "信用不足"})
    trade.act(sales, order, "submit")
    case = ok(api("manager").get("workflow/inbox", box="todo"))["rows"][0]["case_id"]
    ok(sales.post(f"workflow/cases/{case}/withdraw", {}))
    trade.act(sales, order, "cancel")
    copied = trade.act(sales, order, "copy")
    api("sales").delete(f"sales/orders/{copied['id']}")


def goods_and_money(api: Api) -> None:
    """Approved, shipped in part, taken back, paid, matched, written off; closed, opened again; and the past recorded."""
    product = product_of(api, "M1", stock="100")
    stock = ok(api("warehouse").get("inventory/stock", filter=["product", "eq", product["id"]]))["rows"][0]
    ok(api("warehouse").post(f"inventory/stock/{stock['id']}/adjust", {"quantity": "-1", "reason": "破损"}))
    buyer = new(api, "sales", "crm/customers", name="货款客户")
    order = order_of(api, buyer, product)
    trade.with_finance(api, order)
    trade.decide(api, "finance", order)
    _ship(api, order)
    trade.act(api("sales"), order, "close")
    trade.act(api("sales"), order, "reopen")
    _money(api, buyer, order)
    old = [order_of(api, buyer, product) for _number in range(2)]
    trade.act(api("admin"), old[0], "record")
    ok(api("admin").post("sales/orders/bulk/record", {"ids": [old[1]["id"]]}))


def _ship(api: Api, order: Made) -> None:
    warehouse = api("warehouse")
    asked = {"and": [["source_id", "eq", order["id"]], ["status", "eq", "ready"]]}
    note = ok(warehouse.get("inventory/deliveries", filter=asked))["rows"][0]
    path = f"inventory/deliveries/{note['id']}"
    ok(warehouse.patch(path, {"planned_on": "2030-01-01"}))
    line = ok(warehouse.get(path))["lines"][0]["id"]
    ok(warehouse.post(f"{path}/ship", {"quantities": [{"line": line, "quantity": "4"}]}))
    ok(warehouse.post(f"{path}/take_back", {"quantities": [{"line": line, "quantity": "1"}]}))


def _money(api: Api, buyer: Made, order: Made) -> None:
    finance = api("finance")
    money = trade.receipt(api, buyer, "300.00")
    ok(finance.patch(f"receivables/receipts/{money['id']}", {"reference": "银行回单"}))
    ok(finance.post(f"receivables/receipts/{money['id']}/allocate"))
    ok(finance.post(f"receivables/receipts/{money['id']}/take_back"))
    claims = ok(finance.get("receivables/claims", filter=["source_id", "eq", order["id"]]))["rows"]
    instalment = ok(finance.get("receivables/instalments", filter=["claim", "eq", claims[0]["id"]]))["rows"][0]
    body = {"amount": "0.50", "reason": "尾差"}
    ok(finance.post(f"receivables/instalments/{instalment['id']}/write_off", body))
    finance.delete(f"receivables/receipts/{money['id']}")
    ticket = new(
        api,
        "finance",
        "receivables/credit-overrides",
        party=buyer["party"]["id"],
        amount="100",
        expires_on="2030-01-01",
        reason="老客户",
    )
    ok(finance.patch(f"receivables/credit-overrides/{ticket['id']}", {"amount": "200"}))
    finance.delete(f"receivables/credit-overrides/{ticket['id']}")


ALL: tuple[Callable[[Api], None], ...] = (
    kept_lists, the_person, leads, customers, approvals, goods_and_money, *processes.STORIES,
)  # fmt: skip


def operations() -> set[str]:
    """``post sales/orders/{id}/submit`` for every business verb of the API; exports are one and the same act."""
    found = set()
    for path, methods in whole_api.get_openapi_schema()["paths"].items():
        named = re.sub(r"{[^}]+}", "{id}", path.removeprefix("/api/v1/"))
        if named.split("/")[0] in BUSINESS and not named.endswith("/export"):
            found |= {f"{method} {named}" for method in methods if method != "get"}
    return found
