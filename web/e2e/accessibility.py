"""Runs axe (WCAG 2.2 A and AA) over the pages of screenshots.py, light and dark, wide and on a phone; fails on any violation.

Usage: python web/e2e/accessibility.py [--base http://127.0.0.1:18200] [--only NAME] [--main]
"""

import argparse
import itertools
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from screenshots import FLAGS, SIZES, Windows, show
from shots import SHOTS

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RUN = """() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((found) =>
  found.violations.map((v) => `${v.impact} ${v.id} x${v.nodes.length}: ${v.nodes[0].html.slice(0, 140)}`))"""

MAIN = (
    "01", "02", "04", "10", "13-customer", "14", "18-lead", "20", "31", "32", "34", "41", "42", "43", "50", "60", "80",
    "86-role", "90", "95", "a4", "a5", "b0",
)  # fmt: skip
"""The screens and dialogs that the tests look at every time: light on a desk, dark on a phone."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:18200")
    parser.add_argument("--only", default="")
    parser.add_argument("--main", action="store_true", help="the main screens only, each in one of two looks in turn")
    options = parser.parse_args()
    looks = [("wide", "light"), ("phone", "dark")] if options.main else itertools.product(SIZES, ("light", "dark"))
    shots = [s for s in SHOTS if options.only in s.name and (not options.main or s.name.startswith(MAIN))]
    source, failed, seen = AXE.read_text("utf-8"), 0, 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for number, (size, theme) in enumerate(looks):
            windows = Windows(browser, options.base)
            for shot in (s for s in (shots[number::2] if options.main else shots) if size in s.only):
                page = show(windows, shot, size, theme, "en")
                if page is None:
                    continue
                page.evaluate(source)
                found = page.evaluate(RUN)
                failed, seen = failed + len(found), seen + 1
                print(f"{size:6}{theme:6}{shot.name:24}{'; '.join(found) or 'ok'}", flush=True)  # noqa: T201 - its purpose
            windows.close()
        browser.close()
    print(f"{seen} pages, {failed} violations")  # noqa: T201 - its purpose
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
