"""Takes every page at 1440 and 390 px, light and dark, in 简体 and English (繁體 in light), into web/screenshots/.

Usage: python web/e2e/screenshots.py [--base http://127.0.0.1:18200] [--only NAME] [--quick | --look wide,light,en]
It signs in with the demo people that the server offers at /api/v1/public: the mock or the real one.
"""

import argparse
import itertools
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from shots import SHOTS, Shot

OUT = Path(__file__).resolve().parent.parent / "screenshots"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
SIGN_IN = """async ({ user, language, theme }) => {
  const info = await (await fetch('/api/v1/public')).json();
  await fetch('/_allauth/browser/v1/auth/session');
  const headers = () => ({
    'Content-Type': 'application/json',
    'X-CSRFToken': (document.cookie.match(/csrftoken=([^;]+)/) || [])[1] || '',
    'Idempotency-Key': crypto.randomUUID(),
  });
  const body = JSON.stringify({ username: user, password: info.demo.password });
  await fetch('/_allauth/browser/v1/auth/login', { method: 'POST', headers: headers(), body });
  await fetch('/api/v1/me', { method: 'PATCH', headers: headers(), body: JSON.stringify({ language, theme }) });
}"""
FIRST = """async ([path, query]) => {
  const answer = await fetch(`${path}?limit=1&${query}`);
  if (!answer.ok) return null;
  return (await answer.json()).rows?.[0]?.id ?? null;
}"""
PROBLEM = "application/problem+json"
BROKEN = '{"status": 500, "code": "internal", "title": "Something went wrong.", "request_id": "01JA7Q4T"}'
CASE = """async () => {
  const answer = await fetch('/api/v1/workflow/inbox?box=todo');
  return answer.ok ? ((await answer.json()).rows?.[0]?.case_id ?? null) : null;
}"""


def address(page: Page, shot: Shot) -> str | None:
    """The address with the ids filled in; None where this server has nothing to show."""
    path = shot.path
    if shot.record:
        found = page.evaluate(FIRST, list(shot.record))
        if found is None:
            return None
        path = path.replace("{id}", str(found))
    if "{case}" in path:
        found = page.evaluate(CASE)
        if found is None:
            return None
        path = path.replace("{case}", str(found))
    return path


class Windows:
    """One signed-in window for each person and look: signing in for every picture would meet the rate limit."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self._pages: dict[tuple[str, str, str, str], Page] = {}
        self.faults: list[str] = []

    def of(self, user: str, size: str, theme: str, language: str) -> Page:
        """The window, signed in; without a user, the page before signing in."""
        key = (user, size, theme, language)
        if key not in self._pages:
            width, height = SIZES[size]
            phone = size == "phone"
            context = self.browser.new_context(
                viewport={"width": width, "height": height},
                has_touch=phone,
                is_mobile=phone,
                timezone_id="Asia/Shanghai",
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.on("pageerror", lambda error: self.faults.append(str(error)))
            look = f"{{language:'{language}',theme:'{theme}',density:'comfortable'}}"
            page.add_init_script(f"localStorage.setItem('heyi.look', JSON.stringify({look}))")
            page.goto(self.base)  # the page of the app itself: only there may scripts ask the API
            if user:
                page.evaluate(SIGN_IN, {"user": user, "language": language, "theme": theme})
            self._pages[key] = page
        return self._pages[key]

    def close(self) -> None:
        """All of them; the next look starts afresh."""
        for page in self._pages.values():
            page.context.close()
        self._pages.clear()


def show(windows: Windows, shot: Shot, size: str, theme: str, language: str) -> Page | None:
    """The page as the picture wants it, all loaded; None where this server has nothing to show."""
    page = windows.of(shot.user, size, theme, language)
    path = address(page, shot)
    if path is None:
        return None
    _spoil(page, shot)
    page.goto(windows.base + path)
    page.locator("main, .si").first.wait_for()
    if not shot.hung:
        expect(page.locator(".hy-skeleton")).to_have_count(0, timeout=20_000)
    page.wait_for_timeout(400)  # motion comes to rest; nothing is asserted on it
    if shot.key:
        page.keyboard.press(shot.key)
    for place in shot.press:
        if page.locator(place).count():
            page.locator(place).first.click()
    if shot.key or shot.press:
        page.wait_for_timeout(400)
    return page


def _spoil(page: Page, shot: Shot) -> None:
    """Let the answers fail or stay away where the picture is of that; heal what an earlier picture spoilt."""
    page.unroute_all(behavior="ignoreErrors")
    if shot.broken:
        page.route(shot.broken, lambda route: route.fulfill(status=500, body=BROKEN, content_type=PROBLEM))
    if shot.hung:
        page.route(shot.hung, lambda _route: None)


def take(windows: Windows, shot: Shot, size: str, theme: str, language: str) -> str:
    """One picture; answers what the browser complained of, empty when nothing."""
    windows.faults.clear()
    page = show(windows, shot, size, theme, language)
    if page is None:
        return "skipped: nothing to show"
    page.screenshot(path=OUT / f"{shot.name}.{size}.{theme}.{language}.png")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        windows.faults.append("wider than the window")
    return "; ".join(windows.faults)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:18200")
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true", help="one theme and language per size")
    parser.add_argument("--look", default="", help="one only: size,theme,language")
    options = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    looks = [
        *itertools.product(SIZES, ("light", "dark"), ("zh-Hans", "en")),
        *((size, "light", "zh-Hant") for size in SIZES),
    ]
    if options.look:
        looks = [tuple(options.look.split(","))]
    elif options.quick:
        looks = [("wide", "light", "zh-Hans"), ("phone", "dark", "en")]
    failed = 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for look in looks:
            windows = Windows(browser, options.base)
            for shot in (s for s in SHOTS if options.only in s.name and look[0] in s.only):
                said = take(windows, shot, *look)
                failed += bool(said) and not said.startswith("skipped")
                print(f"{shot.name:24} {' '.join(look):22} {said or 'ok'}", flush=True)  # noqa: T201 - what it is for
            windows.close()
        browser.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
