"""The main screens and their dialogs meet WCAG 2.2 AA as far as axe can tell: light on a desk or dark on a phone, in turn."""

import subprocess
import sys

import pytest

from tests.scenarios.browser import ROOT, Server

pytestmark = pytest.mark.browser


def test_no_screen_violates_a_rule(demo: Server) -> None:
    command = [sys.executable, "web/e2e/accessibility.py", "--base", demo.url, "--main"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    wrong = [line for line in done.stdout.splitlines() if not line.endswith("ok")]
    assert done.returncode == 0, "\n".join([*wrong, done.stderr[-2000:]])
    assert int(done.stdout.splitlines()[-1].split()[0]) > 20
