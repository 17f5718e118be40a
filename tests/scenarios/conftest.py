"""One demo server and one Chromium for all browser stories of a run."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.scenarios.browser import FLAGS, Server, chromium, demo_server


@pytest.fixture(scope="session")
def demo() -> Iterator[Server]:
    """A demo company in a data folder of its own, behind the real supervisor."""
    with demo_server() as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    assert path, "no Chromium; install it (on Debian: apt-get install chromium fonts-noto-cjk)"
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()
