"""The people of a browser story: a window for each, what they all do alike, and what their browsers complained of."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.scenarios.browser import PHONE, WIDE, Server
from tests.scenarios.words import Words

PICTURES = Path(__file__).resolve().parents[2] / "web" / "screenshots" / "story"
expect.set_options(timeout=20_000)  # the machine may be busy; only what must be quick says so where it is asked
EXPECTED = re.compile(r"status of (401|404|409)")
"""A browser logs every refused request. These are answers that the stories ask for."""


class People:
    """Windows by person; each is a browser of its own, with its own session, in the language of the story."""

    def __init__(self, browser: Any, server: Server, words: Words) -> None:
        self.browser, self.server, self.words = browser, server, words
        self.errors: list[str] = []
        self._contexts: list[Any] = []

    def enter(self, name: str, size: dict[str, int] = WIDE) -> Any:
        """Choose the language and sign in by a click on the person's card."""
        phone = size == PHONE
        context = self.browser.new_context(
            viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=phone, is_mobile=phone
        )
        context.set_default_timeout(20_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{name}: {error}"))
        page.on("console", lambda said: self._heard(name, said))
        page.on("response", lambda r: self.errors.append(f"{name}: {r.status} {r.url}") if r.status >= 500 else None)
        page.goto(self.server.url)
        page.locator(f'nav button[lang="{self.words.language}"]').click()
        page.locator("li").filter(has_text=name).get_by_role("button").click()
        expect(page.locator(".wb, .hy-page").first).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", self.words.language)
        return page

    def leave(self) -> None:
        """Close all windows, with a last look at each."""
        for number, context in enumerate(self._contexts):
            for page in context.pages:
                self.picture(page, f"last-{number}")
            context.close()

    def _heard(self, name: str, said: Any) -> None:
        if said.type == "error" and not EXPECTED.search(said.text):
            self.errors.append(f"{name}: {said.text} ({said.location})")

    def menu(self, page: Any, path: str) -> None:
        """Open a page from the menu, which a phone keeps behind a button."""
        link = page.locator(f'nav a[href="{path}"]:visible').first
        if page.viewport_size == PHONE and path != "/inbox":
            page.locator("nav.bb button").last.click()
            link = page.get_by_role("dialog").locator(f'a[href="{path}"]')
        link.click()
        page.wait_for_url(re.compile(re.escape(path)))

    def picture(self, page: Any, name: str) -> None:
        """Kept for whoever wants to look; never compared."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        width = page.viewport_size["width"]
        page.screenshot(path=str(PICTURES / f"{name}.{width}.{self.words.language}.png"))


def labelled(place: Any, text: str) -> Any:
    """The field of this name, whether it must be filled in (and wears a star) or not."""
    return place.get_by_label(re.compile(rf"^{re.escape(text)}\s*\*?$")).first


def pick(page: Any, label: str, text: str) -> None:
    """Choose from a field that searches as one types."""
    labelled(page, label).click()
    page.keyboard.type(text, delay=15)
    page.locator(".ant-select-item-option:visible").filter(has_text=text).first.click()


def number_in(url: str) -> int:
    """The id at the end of a record's address."""
    found = re.search(r"/(\d+)(?:[/?#]|$)", url)
    assert found is not None, url
    return int(found[1])
