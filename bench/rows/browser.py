"""Row 15: the real web app in headless Chromium, its processor slowed four times, on the company of the smallest size.

Every look has an empty cache. LCP is what the browser itself reports; a change of pages is from the click in the menu until
the frame in which the new page's content stands.
"""

import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.context import Context
from bench.data import connected
from bench.ground import ROOT
from bench.measure import Figure, not_measured

sys.path.insert(0, str(ROOT / "tools"))

SLOWED = 4
KILOBYTES, LCP, CHANGE = 250, 1500, 200
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PLACES = (("/crm/customers", ".dt tbody td a"), ("/", ".wb-grid"), ("/inbox", ".ib-list"))
WATCH = """
window.largest = 0;
new PerformanceObserver((seen) => { for (const one of seen.getEntries()) window.largest = one.startTime; })
  .observe({ type: 'largest-contentful-paint', buffered: true });
"""
SCRIPT = """() => [...new Map(performance.getEntriesByType('resource').map((one) => [one.name, one])).values()]
  .filter((one) => new URL(one.name).pathname.endsWith('.js')).reduce((sum, one) => sum + one.encodedBodySize, 0)"""
SHELL = """() => {
  const named = [...document.querySelectorAll('script[src], link[rel=modulepreload]')].map((one) => one.src || one.href);
  return performance.getEntriesByType('resource').filter((one) => named.includes(one.name))
    .reduce((sum, one) => sum + one.encodedBodySize, 0);
}"""
GO = """([path, content]) => new Promise((done) => {
  const started = performance.now();
  document.querySelector(`nav a[href="${path}"]`).click();
  const look = () => {
    const there = location.pathname === path && document.querySelector(content);
    requestAnimationFrame(there ? () => done(performance.now() - started) : look);
  };
  look();
})"""


def measure(context: Context) -> None:
    import chromium  # from tools/

    path = chromium.find()
    if not path:
        context.add(not_measured("15", "first page and page change in the browser", "no Chromium"))
        return
    name, _world = context.world(context.sizes[0])
    with connected(context.ground, name):
        cookie = _session("manager")
    with context.ground.heyi(name) as port, _browser(path) as browser:
        look = Look(browser, f"http://127.0.0.1:{port}", cookie)
        context.add(
            _below("script of the shell (what the page itself names), gzip", "kB", look.shell() / 1000, KILOBYTES)
        )
        for what, signed_in, content in (("sign-in", False, ".si"), ("workbench", True, ".wb")):
            several = [look.first(signed_in, content) for _round in range(context.rounds)]
            size, largest = (statistics.median(one[n] for one in several) for n in (0, 1))
            about = "script before the first page is there"
            context.add(_below(f"{about}, {what}, gzip", "kB", size / 1000, KILOBYTES))
            context.add(_below(f"LCP, {what}, processor slowed {SLOWED}x", "ms", largest, LCP))
        for slowed in (SLOWED, 1):
            changes, cold = look.changes(slowed, rounds=2 * context.rounds)
            note = f"first visits, which load the page's script: {cold:.0f} ms"
            what = "page change" + (f", processor slowed {slowed}x" if slowed > 1 else "")
            context.add(_below(what, "ms", changes, CHANGE, note=note))


def _below(what: str, unit: str, value: float, limit: float, note: str = "") -> Figure:
    return Figure("15", what, unit, value, goal=f"< {limit:g} {unit}", met=value < limit, note=note)


def _session(username: str) -> dict[str, str]:
    """The cookie of somebody who is signed in; signing in itself is not what is measured."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    user = get_user_model().objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key)}


@contextmanager
def _browser(path: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Look:
    """Windows on one server."""

    def __init__(self, browser: Any, url: str, cookie: dict[str, str]) -> None:
        self.browser, self.url, self.cookie = browser, url, cookie

    @contextmanager
    def page(self, signed_in: bool, slowed: int) -> Iterator[Any]:
        """A new window with an empty cache."""
        window = self.browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        if signed_in:
            window.add_cookies([{**self.cookie, "url": self.url}])
        page = window.new_page()
        page.add_init_script(WATCH)
        window.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        yield page
        window.close()

    def shell(self) -> float:
        """Bytes of the scripts that the page names, before any that these ask for."""
        with self.page(False, 1) as page:
            page.goto(self.url, wait_until="domcontentloaded")
            return float(page.evaluate(SHELL))

    def first(self, signed_in: bool, content: str) -> tuple[float, float]:
        """(bytes of script until the content is there, LCP in milliseconds)."""
        with self.page(signed_in, SLOWED) as page:
            page.goto(self.url)
            page.wait_for_selector(content)
            size = page.evaluate(SCRIPT)
            page.wait_for_load_state("load")
            page.wait_for_timeout(1500)  # the largest paint may still come
            return float(size), float(page.evaluate("window.largest"))

    def changes(self, slowed: int, *, rounds: int) -> tuple[float, float]:
        """Milliseconds of a change of pages: the median of all, and of the first visits."""
        cold, warm = [], []
        with self.page(True, slowed) as page:
            page.goto(self.url)
            page.wait_for_selector(".wb")
            page.wait_for_timeout(1500)
            for number in range(rounds + 1):
                for place in PLACES:
                    (warm if number else cold).append(float(page.evaluate(GO, list(place))))
                    page.wait_for_timeout(300)
        return statistics.median(warm), statistics.median(cold)
