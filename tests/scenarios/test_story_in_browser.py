"""The main story as people live it: in the web app, on the demo company, one window for each person."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.scenarios.browser import PHONE, WIDE, Server

pytestmark = pytest.mark.browser
PICTURES = Path(__file__).resolve().parents[2] / "web" / "screenshots" / "story"
CUSTOMER = "合一故事客户有限公司"


class People:
    """Windows by person; each is a browser of its own, with its own session."""

    def __init__(self, browser: Any, server: Server) -> None:
        self.browser, self.server = browser, server
        self.errors: list[str] = []

    def enter(self, name: str, size: dict[str, int] = WIDE) -> Any:
        """Sign in by a click on the person's card."""
        context = self.browser.new_context(viewport=size, locale="zh-CN")
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{name}: {error}"))
        page.on("response", lambda r: self.errors.append(f"{name}: {r.status} {r.url}") if r.status >= 500 else None)
        page.goto(self.server.url)
        page.get_by_text(name).first.click()
        expect(page.get_by_text("工作台").first).to_be_visible(timeout=20_000)
        return page

    def go(self, page: Any, path: str) -> None:
        page.goto(self.server.url + path)


def picture(page: Any, name: str) -> None:
    """Kept for whoever wants to look; never compared."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(PICTURES / f"{name}.png"))


def choose(page: Any, label: str, text: str) -> None:
    """Pick from a field that searches as one types."""
    page.get_by_label(label).first.click()
    page.keyboard.type(text, delay=15)
    page.locator(".ant-select-item-option:visible").filter(has_text=text).first.click()


def stocked_product(page: Any, server: Server) -> str:
    """A product of which there is plenty."""
    rows = page.request.get(f"{server.url}/api/v1/inventory/stock?limit=200&columns=product,available").json()["rows"]
    return str(max(rows, key=lambda row: float(row["available"]))["product"]["label"])


def write_order(people: People) -> tuple[Any, str]:
    """The salesperson takes up a customer, writes an order and hands it in; her page stays open on it."""
    sales = people.enter("林晓雯")
    people.go(sales, "/crm/customers/new")
    sales.get_by_label("名称").first.fill(CUSTOMER)
    sales.get_by_role("button", name="保存").first.click()
    sales.wait_for_url(re.compile(r"/crm/customers/\d+"))
    picture(sales, "1-customer")

    people.go(sales, "/sales/orders/new")
    choose(sales, "客户", CUSTOMER)
    choose(sales, "产品 1", stocked_product(sales, people.server))
    sales.get_by_label("数量 1").fill("2")
    picture(sales, "2-order")
    sales.get_by_role("button", name="保存并提交").click()
    dialog = sales.get_by_role("dialog")
    expect(dialog).to_contain_text("李建国")
    expect(dialog).to_contain_text("陈静")
    picture(sales, "3-submit")
    dialog.get_by_role("button", name="提交").click()
    expect(sales.get_by_text("审批中").first).to_be_visible()
    order = re.search(r"/sales/orders/(\d+)", sales.url)
    assert order is not None
    return sales, order[1]


def test_an_order_is_written_approved_by_two_and_everybody_sees_it_at_once(browser: Any, demo: Server) -> None:
    people = People(browser, demo)
    sales, order_id = write_order(people)
    manager = people.enter("李建国", PHONE)
    people.go(manager, "/inbox")
    manager.get_by_text(CUSTOMER).first.click()
    expect(manager.get_by_role("button", name="同意").first).to_be_visible()
    picture(manager, "4-manager-phone")
    manager.get_by_role("button", name="同意").first.click()
    manager.get_by_role("dialog").get_by_role("button", name="同意").click()
    expect(manager.get_by_text(CUSTOMER)).to_have_count(0)

    finance = people.enter("陈静")
    people.go(finance, "/inbox")
    finance.get_by_text(CUSTOMER).first.click()
    expect(finance.get_by_role("button", name="同意")).to_be_visible()
    picture(finance, "5-finance")
    finance.get_by_role("button", name="同意").click()
    # The salesperson's page has not been touched: it changes by itself, within two seconds.
    expect(sales.get_by_text("已通过").first).to_be_visible(timeout=2_000)
    picture(sales, "6-approved")

    warehouse = people.enter("周伟")
    asked = f'{{"and":[["source_id","eq",{order_id}],["source_resource","eq","sales.order"]]}}'
    notes = warehouse.request.get(f"{demo.url}/api/v1/inventory/deliveries", params={"filter": asked}).json()["rows"]
    assert [note["status"] for note in notes] == ["ready"]
    people.go(warehouse, f"/inventory/deliveries/{notes[0]['id']}")
    expect(warehouse.get_by_text(CUSTOMER).first).to_be_visible()
    picture(warehouse, "7-delivery")
    people.go(finance, "/receivables/ageing")
    expect(finance.get_by_text(CUSTOMER).first).to_be_visible()
    picture(finance, "8-ageing")

    stranger = people.enter("何远")
    assert stranger.request.get(f"{demo.url}/api/v1/sales/orders/{order_id}").status == 404
    people.go(stranger, f"/sales/orders/{order_id}")
    expect(stranger.get_by_text(CUSTOMER)).to_have_count(0)
    assert people.errors == []
