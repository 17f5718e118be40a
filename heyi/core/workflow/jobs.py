"""What approvals do by themselves: timers, messages between cases, and working time counted anew."""

import contextlib

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from heyi.core.jobs.jobs import QUEUE as UPKEEP
from heyi.core.workflow.services import (
    archiving,
    beginning,
    halting,
    posting,
    removing,
    scenarios,
    timers,
    versions,
    watching,
)

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2)
QUEUE = "workflow"


@app.periodic(cron="* * * * * */5")
@app.task(name="workflow.tick", queue=UPKEEP, queueing_lock="workflow.tick", priority=50)
def tick(timestamp: int) -> None:
    """Every five seconds: whatever is due, company by company."""
    for company_id in timers.companies_with_due_timers():
        timers.fire(company_id)
        beginning.begin_due(company_id)


@app.periodic(cron="* * * * *")
@app.task(name="workflow.watch", queue=UPKEEP, queueing_lock="workflow.watch", priority=10)
def watch(timestamp: int) -> None:
    """Every minute: nothing stands still without anybody knowing (0 silent stalls)."""
    for company_id in watching.companies():
        watching.watch(company_id)


@app.periodic(cron="17 * * * *")
@app.task(name="workflow.forget", queue=UPKEEP, queueing_lock="workflow.forget")
def forget(timestamp: int) -> None:
    """Every hour: messages and claims of workers that are long over."""
    for company_id in watching.companies():
        watching.forget(company_id)


@app.task(name="workflow.deliver", queue=QUEUE, retry=AGAIN)
def deliver(*, post_id: int, company_id: int) -> None:
    """A message or signal, scheduled in the transaction that sent it."""
    posting.deliver(post_id, company_id)


@app.task(name="workflow.retime", queue=QUEUE, retry=AGAIN)
def retime(*, company_id: int) -> None:
    """A working calendar has changed."""
    timers.retime(company_id)


@app.task(name="workflow.take_effect", queue=QUEUE, retry=AGAIN)
def take_effect(*, version_id: int, company_id: int) -> None:
    """The day of a scheduled version; scheduled in the transaction that published it."""
    versions.take_effect(version_id, company_id)


@app.task(name="workflow.follow", queue=QUEUE, retry=AGAIN)
def follow(*, definition_id: int, company_id: int, by: str) -> None:
    """A process was suspended or activated: so are its running cases; scheduled in the transaction that did it."""
    halting.follow(definition_id, company_id, by)


@app.task(name="workflow.people_changed", queue=QUEUE, retry=AGAIN)
def people_changed(*, company_id: int) -> None:
    """Somebody has come, left or moved: are all processes still as expected?"""
    scenarios.people_changed(company_id)


@app.periodic(cron="17 3 * * *")
@app.task(name="workflow.archive", queue=UPKEEP, queueing_lock="workflow.archive")
def archive(timestamp: int) -> None:
    """Every night a job for each company that has said how long cases stay."""
    for company_id in archiving.companies():
        with contextlib.suppress(AlreadyEnqueued):
            archive_company.configure(queueing_lock=f"workflow.archive:{company_id}").defer(company_id=company_id)


@app.task(name="workflow.archive_company", queue=QUEUE, retry=AGAIN, lock="workflow.archive")
def archive_company(*, company_id: int) -> None:
    """Cases move into the archive, and those whose period is over go. Started again, it goes on where it was."""
    removing.run(company_id)
