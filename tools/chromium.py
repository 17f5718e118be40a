"""A real Chromium for the browser stories: the machine's own, installed on Debian when we are root and it is missing."""

import os
import shutil

import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")


def find() -> str:
    """Path of the browser; empty when there is none and none can be installed."""
    found = _look()
    if not found:
        debian.install(*PACKAGES)
    return found or _look()


def _look() -> str:
    named = os.environ.get("CHROMIUM", "")
    return named or next((path for name in NAMES if (path := shutil.which(name))), "")
