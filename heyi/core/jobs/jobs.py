"""Upkeep of the queue: jobs of dead workers start again, what nobody needs any more goes."""

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from heyi.core.access.actor import system
from heyi.core.access.models import IdempotencyKey, PeopleChange
from heyi.core.access.work import unit_of_work
from heyi.core.jobs import results
from heyi.core.jobs.models import Job

log = structlog.get_logger(__name__)
SILENT_SECONDS = 20
"""A worker that gave no sign for so long is dead; living ones give one every five seconds."""
MAX_STARTS = 10
"""A job that took so many workers with it is not given to another one."""
KEYS_KEPT = timedelta(hours=48)
CHANGES_KEPT = timedelta(days=1)
QUEUE = "upkeep"


@app.periodic(cron="* * * * * */10")
@app.task(name="jobs.sweep", queue=QUEUE, queueing_lock="jobs.sweep", priority=100, pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """Put the jobs of dead workers back into the queue; they are written so that starting again does no harm."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.attempts >= MAX_STARTS or job.queue == QUEUE:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
            log.error("job_given_up", job_id=job.id, task=job.task_name, attempts=job.attempts)
        else:
            await manager.retry_job(job, retry_at=timezone.now())
            log.warning("job_started_again", job_id=job.id, task=job.task_name)
    await manager.prune_stalled_workers(SILENT_SECONDS * 3)


@app.periodic(cron="7 * * * *")
@app.task(name="jobs.tidy", queue=QUEUE, queueing_lock="jobs.tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Every hour: answers kept for repeated requests, sessions that ended, jobs that are long over."""
    await asyncio.to_thread(_forget_apart)
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=1, queue=QUEUE, include_failed=True)
    await manager.delete_old_jobs(nb_hours=7 * 24)


def _forget_apart() -> None:
    try:
        forget()
    finally:
        connection.close()


def forget() -> dict[str, int]:
    """Remove idempotency keys after two days, notes of changed people after a day (no transaction lasts so long, and
    nobody remembers an actor as long), and sessions that have ended; how many of each. Ages are told by the one clock of
    the database: a key that a machine whose clock jumps ahead forgot too soon would let its request be done twice.
    """
    with transaction.atomic():
        changes, _each = PeopleChange.objects.filter(at__lt=Now() - CHANGES_KEPT).delete()
        keys, _each = IdempotencyKey.objects.filter(created_at__lt=Now() - KEYS_KEPT).delete()
        sessions, _each = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    found: dict[str, Any] = {"keys": keys, "changes": changes, "sessions": sessions}
    log.info("tidied", **found)
    return found


@app.task(name="jobs.discard", queue=QUEUE)
def discard(*, job_id: int, company_id: int) -> None:
    """Remove the file of a job when its time is over; scheduled in the transaction that stored it."""
    with unit_of_work(system(company_id, "jobs")):
        job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id).first()
        if job is not None and job.file is not None:
            results.remove(job.file)
            job.file = None
            job.save(update_fields=["file"])
