"""Files that jobs leave: random names beside the uploads, gone after a week."""

import contextlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.utils import timezone

from heyi.core.files.storage import storage

KEPT = timedelta(days=7)


def write(name: str, media_type: str, fill: Callable[[Path], None]) -> tuple[dict[str, Any], datetime]:
    """Let ``fill`` write a file; it is kept whole or not at all. The job's ``file`` and when it expires."""
    with TemporaryDirectory(prefix="heyi-job-") as folder:
        building = Path(folder) / "result"
        building.touch(mode=0o600)
        fill(building)
        size = building.stat().st_size
        with building.open("rb") as file:
            stored = storage("jobs").save(secrets.token_hex(20), File(file))
    return {"name": name, "type": media_type, "size": size, "path": stored}, timezone.now() + KEPT


def opened(file: dict[str, Any]) -> Any:
    """The stored file, open for reading; None when it is gone."""
    try:
        return storage("jobs").open(Path(str(file["path"])).name)
    except FileNotFoundError:
        return None


def remove(file: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        storage("jobs").delete(Path(str(file["path"])).name)
