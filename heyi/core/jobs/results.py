"""Files that jobs leave: random names below the folder of files, gone after a week."""

import contextlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

KEPT = timedelta(days=7)


def folder() -> Path:
    """Where results lie; nobody but the system's own account reads it."""
    found = Path(settings.FILES_DIR) / "jobs"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def write(name: str, media_type: str, fill: Callable[[Path], None]) -> tuple[dict[str, Any], datetime]:
    """Let ``fill`` write a file; it appears whole or not at all. The job's ``file`` and when it expires."""
    stored = secrets.token_hex(20)
    building = folder() / f".{stored}"
    try:
        building.touch(mode=0o600)
        fill(building)
        building.replace(folder() / stored)
    finally:
        building.unlink(missing_ok=True)
    size = (folder() / stored).stat().st_size
    return {"name": name, "type": media_type, "size": size, "path": stored}, timezone.now() + KEPT


def path_of(file: dict[str, Any]) -> Path:
    """The stored file."""
    return folder() / Path(str(file["path"])).name


def remove(file: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        path_of(file).unlink()
