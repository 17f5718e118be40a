"""Runs axe (WCAG 2.2 A and AA) over the pages of screenshots.py, light and dark; fails on any violation.

Usage: python web/e2e/accessibility.py [--base http://127.0.0.1:18200] [--only NAME]
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from screenshots import FLAGS, SHOTS, SIGN_IN, address

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RUN = """() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((found) =>
  found.violations.map((v) => `${v.id} x${v.nodes.length}: ${v.nodes[0].html.slice(0, 120)}`))"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:18200")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    source, failed = AXE.read_text("utf-8"), 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for theme in ("light", "dark"):
            for shot in (s for s in SHOTS if options.only in s.name):
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                page = context.new_page()
                look = f"{{language:'en',theme:'{theme}',density:'comfortable'}}"
                page.add_init_script(f"localStorage.setItem('heyi.look', JSON.stringify({look}))")
                page.goto(options.base)
                if shot.user:
                    page.evaluate(SIGN_IN, {"user": shot.user, "language": "en", "theme": theme})
                path = address(page, shot)
                if path is not None:
                    page.goto(options.base + path)
                    page.wait_for_timeout(1500)
                    if shot.press and page.locator(shot.press).count():
                        page.locator(shot.press).first.click()
                        page.wait_for_timeout(600)
                    page.evaluate(source)
                    found = page.evaluate(RUN)
                    failed += len(found)
                    print(f"{theme:6}{shot.name:24}{'; '.join(found) or 'ok'}", flush=True)  # noqa: T201 - its purpose
                context.close()
        browser.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
