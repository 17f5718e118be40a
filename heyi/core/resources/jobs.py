"""Jobs of lists."""

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from heyi.core.resources import exporting

TRIES = 3


@app.task(
    name="resources.export",
    queue="exports",
    retry=RetryStrategy(max_attempts=TRIES, wait=5),
    pass_context=True,
)
def export(context: JobContext, *, job_id: int, company_id: int) -> None:
    """Write the file of one export; whoever waits for it is told when it cannot be done."""
    try:
        exporting.run(job_id, company_id)
    except Exception:
        if context.job.attempts + 1 >= TRIES:
            exporting.give_up(job_id, company_id)
        raise
