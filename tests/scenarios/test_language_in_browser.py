"""Whoever comes with a session instead of through the sign-in page finds everything in their own language."""

from typing import Any

import pytest
from playwright.sync_api import expect

from heyi.config.demo import PASSWORD
from tests.scenarios.browser import Server

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "inbox", "orders"), [("en", "Inbox", "Sales orders"), ("zh-Hant", "待辦", "銷售訂單")]
)
def test_frame_and_words_of_the_server_are_in_one_language(
    browser: Any, demo: Server, language: str, inbox: str, orders: str
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.goto(demo.url)
    token = next(c["value"] for c in context.cookies() if c["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": demo.url}
    login = {"username": "service", "password": PASSWORD}
    assert page.request.post(f"{demo.url}/_allauth/browser/v1/auth/login", data=login, headers=headers).ok
    token = next(c["value"] for c in context.cookies() if c["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": demo.url}
    assert page.request.patch(f"{demo.url}/api/v1/me", data={"language": language}, headers=headers).ok
    page.goto(demo.url)
    expect(page.locator("html")).to_have_attribute("lang", language)
    frame = page.get_by_role("navigation").first
    expect(frame).to_contain_text(inbox)
    expect(frame).to_contain_text(orders)
    context.close()
