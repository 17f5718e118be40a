"""From an empty install to a company at work, as two people live it: the administrator and the first one invited."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.scenarios.browser import PHONE, WIDE, Server, demo_server

pytestmark = pytest.mark.browser
PASSWORD = "blue-sky-over-shanghai"
DEPARTMENTS = "Sales\n  East\n    Shanghai\nFinance"
PEOPLE = (
    "Name\tE-mail\tDepartment\tPost\tManager\n"
    "Ann Lee\tann@example.com\tSales\tSales manager\tGrace Wang\n"
    "Ben Wu\tben@example.com\tShanghai\tSalesperson\tAnn Lee\n"
)


@pytest.fixture(scope="module")
def empty() -> Iterator[Server]:
    """``heyi up`` on an empty data folder."""
    with demo_server(command="up") as server:
        yield server


def printed_link(server: Server) -> str:
    """The one-time link, as the terminal shows it."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = re.search(r"http://\S+/setup#\S+", (server.data / "server.log").read_text(errors="replace"))
        if found:
            return found[0]
        time.sleep(0.2)
    raise AssertionError("no link was printed")


def window(browser: Any, size: dict[str, int], errors: list[str]) -> Any:
    context = browser.new_context(viewport=size, locale="en-US")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("response", lambda r: errors.append(f"{r.status} {r.url}") if r.status >= 500 else None)
    return page


def found_company(page: Any, link: str) -> None:
    page.goto(link)
    page.get_by_label("Company name").fill("Blue Sky Instruments")
    page.get_by_label("Your name").fill("Grace Wang")
    page.get_by_label("Username").fill("grace")
    page.get_by_label("Password").fill("12345678")
    page.get_by_role("button", name="Found the company").click()
    expect(page.get_by_text("Use at least 10 characters")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Found the company").click()
    page.wait_for_url("**/welcome/departments")


def paste(page: Any, field: str, text: str, button: str) -> None:
    page.locator(field).fill(text)
    page.get_by_role("button", name=button).click()


def test_the_first_link_leads_to_a_company_where_the_invited_work(browser: Any, empty: Server) -> None:
    errors: list[str] = []
    link = printed_link(empty)
    grace = window(browser, WIDE, errors)
    found_company(grace, link)

    grace.locator("#outline").fill(DEPARTMENTS + "\nFinance")
    expect(grace.get_by_text("Line 5: This is said twice: line 4 has it already.")).to_be_visible()
    expect(grace.get_by_role("button", name=re.compile("^Open"))).to_be_disabled()
    paste(grace, "#outline", DEPARTMENTS, "Open 4 departments")
    expect(grace.get_by_text("4 departments opened")).to_be_visible()
    grace.get_by_role("button", name="Next").click()
    paste(grace, "#roster", PEOPLE, "Add 2 people")
    expect(grace.get_by_text("2 invitation links")).to_be_visible()
    invitation = grace.locator(".gd-links code").nth(1).inner_text()
    grace.get_by_role("button", name="Next").click()
    expect(grace.get_by_text("Order approval").first).to_be_visible()
    grace.get_by_role("button", name="Next").click()
    grace.get_by_role("button", name="Go to the workbench").click()
    expect(grace.locator(".sb-nav")).to_be_visible()
    expect(grace.get_by_text("Set up your company")).to_have_count(0)

    ben = window(browser, PHONE, errors)
    ben.goto(invitation)
    expect(ben.get_by_text("Welcome, Ben Wu")).to_be_visible()
    ben.get_by_label("Username").fill("ben")
    ben.get_by_label("Password").fill(PASSWORD)
    ben.get_by_role("button", name="Start").click()
    expect(ben.locator(".bb")).to_be_visible()
    expect(ben.get_by_role("heading", name=re.compile("^(Good|Still).*, Ben Wu$"))).to_be_visible()
    assert ben.request.get(f"{empty.url}/api/v1/me").json()["employee"]["department"]["label"] == "Shanghai"

    for used in (link, invitation):
        stranger = window(browser, WIDE, errors)
        stranger.goto(used)
        expect(stranger.get_by_role("alert").filter(has_text="This link does not open any more")).to_be_visible()
        expect(stranger.get_by_label("Password")).to_have_count(0)
    assert errors == []
