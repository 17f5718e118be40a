"""The main story as people live it: in the web app, on the demo company, one window for each person, by clicks and keys."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.scenarios.browser import PHONE, Server
from tests.scenarios.people import People, labelled, number_in, pick
from tests.scenarios.words import CHINESE, ENGLISH, Words

pytestmark = pytest.mark.browser
SALES, MANAGER, FINANCE, WAREHOUSE, STRANGER, BOSS = "林晓雯", "李建国", "陈静", "周伟", "何远", "王志远"
SOON = 5_000
"""Milliseconds within which a page that nobody touches shows what somebody else did, while two stories share the machine.
Nothing asks again by itself, so without the push it would never be seen."""


@dataclass
class Story:
    """Who takes part and what has come of it so far."""

    people: People
    customer: str
    words: Words
    order_id: int = 0
    wanted: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.people.server.url

    def get(self, page: Any, path: str) -> Any:
        """What the API answers this person; to look up what the story needs, never to act."""
        answer = page.request.get(f"{self.url}/api/v1/{path}")
        assert answer.ok, f"{path}: {answer.status} {answer.text()}"
        return answer.json()


@pytest.fixture(params=(CHINESE, ENGLISH), ids=("zh-Hans", "en"))
def words(request: pytest.FixtureRequest) -> Words:
    return request.param  # type: ignore[no-any-return]


def plenty(story: Story, page: Any, count: int) -> list[tuple[str, str, Decimal]]:
    """The products of which most is free: code, name, how much."""
    rows = story.get(page, "inventory/stock?limit=200&columns=product,product_code,available")["rows"]
    rows.sort(key=lambda row: Decimal(row["available"]), reverse=True)
    return [(row["product_code"], row["product"]["label"], Decimal(row["available"])) for row in rows[:count]]


# What people do ------------------------------------------------------------------------------------------------------


def take_up_customer(story: Story, sales: Any) -> None:
    """A customer, a first talk with a next time, an opportunity that moves on."""
    words = story.words
    story.people.menu(sales, "/crm/customers")
    sales.get_by_role("button", name=words.new_customer).click()
    expect(sales.locator("form.fp")).to_be_visible()
    labelled(sales, words.name).fill(story.customer)
    sales.get_by_role("button", name=words.save, exact=True).click()
    sales.wait_for_url(re.compile(r"/crm/customers/\d+"))
    customer = sales.url

    labelled(sales, words.content).fill("看过样品，月底前下单")
    sales.get_by_role("button", name=words.tomorrow, exact=True).click()
    sales.get_by_role("button", name=words.record, exact=True).click()
    expect(sales.locator(".tl").get_by_text("看过样品，月底前下单")).to_be_visible()
    record = story.get(sales, f"crm/customers/{number_in(customer)}")
    assert record["next_follow_up_at"] is not None
    story.people.picture(sales, "1-customer")

    sales.goto(f"{customer.split('?')[0]}?tab=opportunities")
    sales.get_by_role("button", name=words.new_opportunity).click()
    expect(sales.locator("form.fp")).to_be_visible()
    labelled(sales, words.name).fill("年度采购")
    labelled(sales, words.amount_expected).fill("20000")
    sales.get_by_role("button", name=words.save, exact=True).click()
    sales.wait_for_url(re.compile(r"/crm/opportunities/\d+"))
    sales.get_by_role("button", name=words.move, exact=True).click()
    dialog = sales.get_by_role("dialog")
    pick(dialog.page, words.stage, words.second_stage)
    dialog.get_by_role("button", name=words.move, exact=True).click()
    expect(dialog).to_have_count(0)
    expect(sales.get_by_text(words.second_stage, exact=True).first).to_be_visible()
    story.people.picture(sales, "2-opportunity")


def write_order(story: Story, page: Any, *rows: tuple[str, str, int]) -> None:
    """Lines from the keyboard only: product, Enter, quantity, Enter for the next line."""
    words = story.words
    story.people.menu(page, "/sales/orders")
    page.get_by_role("button", name=words.new_order).click()
    expect(page.locator("form.fp")).to_be_visible()
    pick(page, words.customer, story.customer)
    page.get_by_label(f"{words.product} 1", exact=True).click()
    for number, (code, name, quantity) in enumerate(rows, start=1):
        expect(page.get_by_label(f"{words.product} {number}", exact=True)).to_be_focused()
        page.keyboard.type(code, delay=15)
        expect(page.locator(".ant-select-item-option-active:visible").filter(has_text=name)).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.get_by_label(f"{words.quantity} {number}", exact=True)).to_be_focused()
        page.keyboard.type(str(quantity))
        expect(page.locator(".os-why").nth(number - 1)).to_be_visible()
        if number < len(rows):
            page.keyboard.press("Enter")
        story.wanted[name] = quantity


def hand_in(story: Story, page: Any, *approvers: str) -> None:
    """Save and submit; before it is sent, the path names who will be asked."""
    words = story.words
    page.get_by_role("button", name=words.save_submit).click()
    dialog = page.get_by_role("dialog")
    for name in approvers:
        expect(dialog).to_contain_text(name)
    story.people.picture(page, "4-submit")
    dialog.get_by_role("button", name=words.submit, exact=True).click()
    expect(page.locator(".ax li").first).to_contain_text(words.in_approval)
    story.order_id = number_in(page.url)


def open_case(story: Story, page: Any) -> None:
    story.people.menu(page, "/inbox")
    page.locator(".ib-row").filter(has_text=story.customer).click()
    expect(page.locator(".cv-head")).to_contain_text(story.customer)


def approve_on_phone(story: Story, manager: Any) -> None:
    """Two taps from the open document, with the facts in view."""
    words = story.words
    open_case(story, manager)
    expect(manager.locator(".fa li").first).to_be_in_viewport()
    approve = manager.locator(".db").get_by_role("button", name=words.approve)
    expect(approve).to_be_in_viewport()
    story.people.picture(manager, "5-manager")
    approve.tap()
    manager.get_by_role("dialog").get_by_role("button", name=words.approve, exact=True).tap()
    expect(manager.locator(".ib-row").filter(has_text=story.customer)).to_have_count(0)


def approve_wide(story: Story, page: Any) -> Any:
    """One click; answers what the server said."""
    with page.expect_response(lambda r: r.url.endswith("/approve")) as answer:
        page.locator(".db").get_by_role("button", name=story.words.approve).click()
    return answer.value


def ship(story: Story, page: Any, quantities: list[int] | None = None) -> None:
    """What goes out now, by default all; a part leaves the rest on a note of its own."""
    words = story.words
    story.people.menu(page, "/inventory/deliveries")
    waiting = page.locator("tbody tr, .rl-cards li").filter(has_text=story.customer).filter(has_text=words.ready)
    waiting.get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/inventory/deliveries/\d+"))
    expect(page.get_by_text(story.customer).first).to_be_visible()
    page.get_by_role("button", name=words.ship, exact=True).click()
    dialog = page.get_by_role("dialog")
    for index, quantity in enumerate(quantities or []):
        dialog.get_by_role("spinbutton").nth(index).fill(str(quantity))
    story.people.picture(page, "8-ship")
    dialog.get_by_role("button", name=words.ship_now, exact=True).click()
    expect(dialog).to_have_count(0)


def receive(story: Story, finance: Any, amount: str) -> None:
    """Money comes in and meets the oldest instalment."""
    words = story.words
    story.people.menu(finance, "/receivables/receipts")
    finance.get_by_role("button", name=words.new_receipt).click()
    expect(finance.locator("form.fp")).to_be_visible()
    pick(finance, words.customer, story.customer)
    labelled(finance, words.amount).fill(amount)
    finance.get_by_role("button", name=words.save, exact=True).click()
    finance.wait_for_url(re.compile(r"/receivables/receipts/\d+"))
    finance.get_by_role("button", name=words.oldest).click()
    story.people.picture(finance, "9-receipt")
    finance.get_by_role("button", name=words.allocate, exact=True).click()
    expect(finance.get_by_role("button", name=words.oldest)).to_have_count(0)


# The stories ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def story(browser: Any, demo: Server, words: Words) -> Any:
    """A customer that no run has had before; at the end no browser may have complained."""
    people = People(browser, demo, words)
    yield Story(people, f"合一故事{demo.next_number()}有限公司", words)
    people.leave()
    assert people.errors == []


def test_from_a_wish_to_money_each_step_is_seen_by_the_others_at_once(story: Story) -> None:
    people, words = story.people, story.words
    sales, manager = people.enter(SALES), people.enter(MANAGER, PHONE)
    finance, warehouse = people.enter(FINANCE), people.enter(WAREHOUSE)
    take_up_customer(story, sales)
    goods = plenty(story, sales, 2)
    before = {row["product"]["label"]: Decimal(row["reserved"]) for row in _stock(story, warehouse)}
    write_order(story, sales, (*goods[0][:2], 5), (*goods[1][:2], 3))
    people.picture(sales, "3-order")
    hand_in(story, sales, MANAGER, FINANCE)

    approve_on_phone(story, manager)
    assert {row["product"]["label"]: Decimal(row["reserved"]) for row in _stock(story, warehouse)} == before
    open_case(story, finance)
    expect(finance.locator(".fa")).to_contain_text(words.credit)
    expect(finance.locator(".fa")).to_contain_text(words.margin)
    people.picture(finance, "6-finance")
    assert approve_wide(story, finance).status == 200
    axes = sales.locator(".ax li")
    expect(axes.nth(0)).to_contain_text(words.approved, timeout=SOON)
    people.picture(sales, "7-approved")

    people.menu(warehouse, "/inventory/stock")
    for name, quantity in story.wanted.items():
        warehouse.get_by_label(words.stock_search).fill(name)
        row = warehouse.locator("tbody tr").filter(has=warehouse.get_by_role("link", name=name, exact=True))
        expect(row.locator("td").nth(4)).to_have_text(f"{before[name] + quantity:,.0f}")
    total = Decimal(story.get(sales, f"sales/orders/{story.order_id}")["total"])
    people.menu(finance, "/receivables/claims")
    claim = finance.locator("tbody tr").filter(has_text=story.customer)
    expect(claim).to_contain_text(f"¥{total:,.2f}")

    ship(story, warehouse, [2, 3])
    expect(axes.nth(1)).to_contain_text(words.part, timeout=SOON)
    receive(story, finance, "100")
    expect(axes.nth(3)).to_contain_text(words.part, timeout=SOON)
    people.picture(sales, "10-part")
    people.menu(finance, "/receivables/ageing")
    row = finance.locator("tbody tr").filter(has_text=story.customer)
    rest = f"¥{total - 100:,.2f}"
    expect(row.locator("td").nth(2)).to_have_text(rest)
    expect(row.locator("td").last).to_have_text(rest)
    people.picture(finance, "11-ageing")

    phone = people.enter(WAREHOUSE, PHONE)
    ship(story, phone)
    expect(axes.nth(1)).to_contain_text(words.full, timeout=SOON)
    stranger = people.enter(STRANGER)
    for path in (f"sales/orders/{story.order_id}", f"sales/orders/{story.order_id}/facts"):
        assert stranger.request.get(f"{story.url}/api/v1/{path}").status == 404
    stranger.goto(f"{story.url}/sales/orders/{story.order_id}")
    expect(stranger.locator(".hy-empty")).to_be_visible()
    expect(stranger.get_by_text(story.customer)).to_have_count(0)
    people.picture(stranger, "12-stranger")


@pytest.mark.parametrize("words", [CHINESE], ids=["zh-Hans"])
def test_short_stock_at_the_final_approval_names_the_product_and_changes_nothing(story: Story) -> None:
    people, words = story.people, story.words
    sales, manager, finance = people.enter(SALES), people.enter(MANAGER, PHONE), people.enter(FINANCE)
    take_up_customer(story, sales)
    code, name, free = plenty(story, sales, 8)[-1]
    write_order(story, sales, (code, name, int(free) + 1))
    hand_in(story, sales, MANAGER, FINANCE)
    approve_on_phone(story, manager)
    before = _stock(story, finance)
    open_case(story, finance)
    expect(finance.get_by_text(words.blocked)).to_be_visible()
    refused = approve_wide(story, finance)
    assert (refused.status, refused.json()["code"]) == (409, "stock_short")
    expect(finance.locator(".ant-message")).to_contain_text(name)
    people.picture(finance, "20-short")
    expect(sales.locator(".ax li").first).to_contain_text(words.in_approval)
    assert _stock(story, finance) == before
    assert story.get(finance, f"receivables/claims?q={story.customer}")["rows"] == []
    open_case(story, finance)


@pytest.mark.parametrize("words", [CHINESE], ids=["zh-Hans"])
def test_exceeded_credit_is_refused_with_its_figures(story: Story) -> None:
    people, words = story.people, story.words
    sales, manager, finance = people.enter(SALES), people.enter(MANAGER, PHONE), people.enter(FINANCE)
    take_up_customer(story, sales)
    people.menu(finance, "/crm/customers")
    finance.get_by_role("link", name=story.customer).click()
    finance.get_by_role("button", name=words.set_credit).click()
    dialog = finance.get_by_role("dialog")
    labelled(dialog, words.credit_limit).fill("10")
    labelled(dialog, words.credit_days).fill("30")
    dialog.get_by_role("button", name=words.set_credit).click()
    expect(dialog).to_have_count(0)
    code, name, _free = plenty(story, sales, 1)[0]
    write_order(story, sales, (code, name, 1))
    hand_in(story, sales, MANAGER)
    total = Decimal(story.get(sales, f"sales/orders/{story.order_id}")["total"])
    approve_on_phone(story, manager)
    open_case(story, finance)
    refused = approve_wide(story, finance)
    assert (refused.status, refused.json()["code"]) == (409, "credit_exceeded")
    said = finance.locator(".ant-message")
    expect(said).to_contain_text("10.00")
    expect(said).to_contain_text(f"{total:,.2f}")
    people.picture(finance, "21-credit")
    expect(sales.locator(".ax li").first).to_contain_text(words.in_approval)
    assert story.get(finance, f"receivables/claims?q={story.customer}")["rows"] == []


@pytest.mark.parametrize("words", [CHINESE], ids=["zh-Hans"])
def test_nobody_is_asked_about_their_own_order(story: Story) -> None:
    people = story.people
    manager, finance = people.enter(MANAGER), people.enter(FINANCE)
    take_up_customer(story, manager)
    code, name, _free = plenty(story, manager, 1)[0]
    write_order(story, manager, (code, name, 1))
    hand_in(story, manager, BOSS, FINANCE)
    people.menu(manager, "/inbox")
    expect(manager.locator(".ib")).to_be_visible()
    expect(manager.locator(".ib-row").filter(has_text=story.customer)).to_have_count(0)
    case = story.get(manager, "workflow/inbox?box=mine")["rows"][0]
    seen = story.get(manager, f"workflow/cases/{case['case_id']}")
    assert "approve" not in [action["name"] for action in seen["actions"]]
    (task,) = [one["id"] for one in seen["tasks"] if one["state"] == "open"]
    manager.goto(f"{story.url}/inbox/{case['case_id']}?box=mine")
    expect(manager.locator(".cv-head")).to_contain_text(story.customer)
    expect(manager.locator(".db").get_by_role("button", name=story.words.approve)).to_have_count(0)
    token = next(c["value"] for c in manager.context.cookies() if c["name"] == "csrftoken")
    forced = manager.request.post(
        f"{story.url}/api/v1/workflow/tasks/{task}/approve",
        data={},
        headers={"X-CSRFToken": token, "Idempotency-Key": f"own-{task}", "Referer": story.url},
    )
    assert forced.status == 403
    assert story.get(finance, f"sales/orders/{story.order_id}")["status"] == "in_approval"


def _stock(story: Story, page: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = story.get(page, "inventory/stock?limit=200&columns=product,on_hand,reserved")["rows"]
    return [{**row, "version": None} for row in found]
