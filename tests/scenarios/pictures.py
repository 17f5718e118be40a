"""`make screenshots`: the main screens of a demo company of its own, into web/screenshots."""

import subprocess
import sys

from tests.scenarios.browser import ROOT, demo_server


def main() -> int:
    """The status of web/e2e/screenshots.py, which takes the arguments."""
    with demo_server() as server:
        command = [sys.executable, "web/e2e/screenshots.py", "--base", server.url, *sys.argv[1:]]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
