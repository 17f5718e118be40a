"""A leave is filled in, handed in and decided without a mouse: everything is reached by keys, and shows where they go.

WCAG 2.2, 2.1.1 (keyboard), 2.1.2 (no trap), 2.4.3 (order), 2.4.7 (focus visible).
"""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.scenarios.browser import Server
from tests.scenarios.people import People
from tests.scenarios.words import CHINESE

pytestmark = pytest.mark.browser
SALES, MANAGER = "林晓雯", "李建国"
MOST_KEYS = 120
IS_THERE = "e => e === document.activeElement || e.contains(document.activeElement)"
SEEN = """() => {
  const here = document.activeElement;
  if (here === document.body || here.getAttribute('aria-hidden')) return '';
  const lit = (one) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  };
  const around = here.closest(
    '.ant-picker-focused, .ant-select-focused, .ant-input-number-focused, .ant-input-affix-wrapper, .ant-segmented',
  );
  if (lit(here) || (around && lit(around))) return '';
  return `${here.tagName} ${here.className} ${here.getAttribute('aria-label') ?? here.textContent.slice(0, 20)}`;
}"""
"""What has the focus and does not show it."""


class Keys:
    """Keys alone; where the focus went without a mark is kept."""

    def __init__(self, page: Any) -> None:
        self.page = page
        page.mouse.move(0, 0)  # what lies under it would answer to it
        self.unmarked: set[str] = set()

    def to(self, place: Any, key: str = "Tab") -> "Keys":
        """Press a key until the focus is there."""
        expect(place).to_be_visible()
        for _ in range(MOST_KEYS):
            if place.evaluate(IS_THERE):
                return self
            self.page.keyboard.press(key)
            self.unmarked.add(self.page.evaluate(SEEN))
        raise AssertionError(f"{place} was not reached by {MOST_KEYS} times {key}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text, delay=30)


def fill_in(keys: Keys, reason: str) -> None:
    """A leave, from the page on which requests begin to the dialog that hands it in. Enter in a field hands nothing in."""
    page = keys.page
    keys.to(page.locator('nav a[href="/forms/start"]:visible').first).press("Enter")
    keys.to(page.get_by_role("link", name=re.compile("^请假"))).press("Enter")
    page.wait_for_url(re.compile(r"/paper/leave_\d+/new"))
    kind = page.get_by_role("combobox", name=re.compile("请假类型"))
    keys.to(kind).write("事假")
    keys.press("Enter")
    expect(page.locator(".ant-select").filter(has=kind)).to_contain_text("事假")
    keys.to(page.get_by_placeholder("开始")).write("2027-03-01")
    keys.press("Enter")
    expect(page.get_by_placeholder("结束")).to_be_focused()
    keys.write("2027-03-03")
    keys.press("Enter")
    keys.to(page.get_by_role("spinbutton", name=re.compile("^请假天数"))).write("3")
    keys.press("Enter")
    keys.to(page.get_by_role("textbox", name=re.compile("^请假事由"))).write(reason)
    keys.to(page.get_by_role("combobox", name=re.compile("工作交接人"))).write("陈")
    expect(page.locator(".ant-select-item-option:visible").first).to_be_visible()
    keys.press("Enter")
    keys.to(page.get_by_role("button", name="提交", exact=True)).press("Enter")


def test_a_leave_goes_its_way_without_a_mouse(browser: Any, demo: Server) -> None:
    people, reason = People(browser, demo, CHINESE), f"回老家看望父母，全程键盘填写 {demo.next_number()}"
    page = people.enter(SALES)
    keys = Keys(page)
    fill_in(keys, reason)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(MANAGER)
    people.picture(page, "70-handed-in-by-keys")
    assert dialog.evaluate(IS_THERE), "the focus is outside of the dialog"
    keys.to(dialog.get_by_role("button", name="提交")).press("Enter")
    expect(page.get_by_text("审批中").first).to_be_visible()
    place = f"{demo.url}/api/v1{re.sub('[?#].*', '', page.url.removeprefix(demo.url))}"
    handed_in = page.request.get(place).json()
    assert (handed_in["status"], handed_in["reason"]) == ("running", reason)

    manager = people.enter(MANAGER)
    keys_of = Keys(manager)
    keys_of.to(manager.locator('nav a[href="/inbox"]:visible').first).press("Enter")
    row, case = manager.locator(".ib-rows a").filter(has_text=handed_in["number"]), manager.get_by_text(reason)
    expect(row).to_have_count(1)
    for _ in range(MOST_KEYS):
        if row.get_attribute("aria-current") == "true":
            break
        keys_of.press("j")
    expect(case.first).to_be_visible()
    people.picture(manager, "71-inbox-by-keys")
    keys_of.press("r")
    dialog = manager.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.evaluate(IS_THERE), "the focus is outside of the dialog"
    keys_of.press("Escape")
    expect(dialog).to_have_count(0)
    keys_of.press("a")
    expect(case).to_have_count(0)
    decided = manager.request.get(f"{demo.url}/api/v1/workflow/inbox?box=done").json()["rows"]
    assert handed_in["number"] in decided[0]["title"]
    people.leave()
    assert (keys.unmarked | keys_of.unmarked, people.errors) == ({""}, [])
