"""Five tasks decided at once in the web app; one has become stale, and says so, while the others stand."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.scenarios.browser import Server
from tests.scenarios.people import People
from tests.scenarios.words import ENGLISH

pytestmark = pytest.mark.browser
SALES, MANAGER = "林晓雯", "李建国"


def posted(page: Any, url: str, path: str, body: Any, key: str) -> Any:
    token = next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Idempotency-Key": key, "Referer": url}
    answer = page.request.post(f"{url}/api/v1/{path}", data=body, headers=headers)
    assert answer.ok, f"{path}: {answer.status} {answer.text()}"
    return answer.json()


def test_of_five_chosen_the_stale_one_says_why_and_four_are_approved(browser: Any, demo: Server) -> None:
    people = People(browser, demo, ENGLISH)
    sales, manager = people.enter(SALES), people.enter(MANAGER)
    number, url = demo.next_number(), demo.url
    name = f"批量审批{number}有限公司"
    customer = posted(sales, url, "crm/customers", {"name": name}, f"c{number}")
    product = sales.request.get(f"{url}/api/v1/masterdata/products?limit=1").json()["rows"][0]
    orders = []
    for count in range(5):
        body = {"customer": customer["id"], "lines": [{"product": product["id"], "quantity": "1"}]}
        order = posted(sales, url, "sales/orders", body, f"o{number}-{count}")
        orders.append(posted(sales, url, f"sales/orders/{order['id']}/submit", {}, f"s{number}-{count}"))

    people.menu(manager, "/inbox")
    manager.get_by_label("Search title, number, initiator").fill(name)
    rows = manager.locator(".ib-row")
    expect(rows).to_have_count(5)
    manager.get_by_role("button", name="Select", exact=True).click()
    manager.get_by_role("checkbox", name="Select all").check()
    expect(manager.get_by_text("5 selected")).to_be_visible()
    manager.get_by_role("toolbar").get_by_role("button", name="Approve").click()
    dialog = manager.get_by_role("dialog")
    dialog.get_by_label("Opinion").fill("All as agreed")
    stale = orders[2]
    posted(sales, url, f"sales/orders/{stale['id']}/withdraw", {}, f"w{number}")
    dialog.get_by_role("button", name="Approve", exact=True).click()
    expect(dialog).to_contain_text("4 decided, 1 not")
    refused = dialog.locator('li[data-tone="red"]')
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("This approval has ended.")
    people.picture(manager, "30-batch")
    dialog.get_by_role("button", name="Close").last.click()
    expect(rows).to_have_count(0)
    states = [sales.request.get(f"{url}/api/v1/sales/orders/{one['id']}").json()["status"] for one in orders]
    assert states == ["in_approval", "in_approval", "draft", "in_approval", "in_approval"]
    mine = sales.request.get(f"{url}/api/v1/workflow/inbox?box=mine&q={name}&limit=10").json()["rows"]
    seen = [sales.request.get(f"{url}/api/v1/workflow/cases/{row['case_id']}").json() for row in mine]
    said = [one for case in seen for one in case["timeline"] if one.get("opinion") == "All as agreed"]
    assert len(said) == 4
    people.leave()
    assert people.errors == []
