"""Upkeep of the storage."""

import structlog
from procrastinate.contrib.django import app

from heyi.core.files import leftovers

log = structlog.get_logger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(name="files.sweep", queue="upkeep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    """Remove uploads whose requests have failed."""
    count = leftovers.sweep()
    if count:
        log.info("leftovers_removed", count=count)
