"""The steps of a job that somebody waits for. Each is a transaction of its own while the work goes on."""

from typing import Any

from django.utils import timezone

from heyi.core.access.actor import Actor, system
from heyi.core.access.work import unit_of_work
from heyi.core.events import live
from heyi.core.jobs.models import Job
from heyi.kit.errors import Denied, NotFound, Problem, TooMany

OPEN_EACH = 5
"""Jobs that one person may have waiting or running."""


def ask(kind: str, params: dict[str, Any], *, actor: Actor) -> Job:
    """A new job of the actor, in the running transaction; the caller enqueues the work beside it."""
    if actor.employee_id is None:
        raise Denied
    waiting = Job.objects.filter(employee_id=actor.employee_id, state__in=(Job.State.QUEUED, Job.State.RUNNING))
    if waiting.count() >= OPEN_EACH:
        raise TooMany
    job = Job.objects.create(
        company_id=actor.company_id, employee_id=actor.employee_id, kind=kind, params={**params, "user": actor.user_id}
    )
    tell(job)
    return job


def begin(job_id: int, company_id: int) -> Job | None:
    """Take the job up, again when its last worker died; None when it is finished already."""
    with unit_of_work(system(company_id, "jobs")):
        job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id).first()
        if job is None or job.state in (Job.State.DONE, Job.State.FAILED):
            return None
        job.state, job.done, job.started_at = Job.State.RUNNING, 0, timezone.now()
        job.save(update_fields=["state", "done", "started_at"])
        tell(job)
        return job


def advance(job: Job, done: int, total: int | None) -> None:
    """Say how far it is."""
    job.done, job.total = done, total
    with unit_of_work(system(job.company_id, "jobs")):
        Job.objects.filter(pk=job.pk).update(done=done, total=total)
        tell(job)


def finish(job: Job, *, file: dict[str, Any] | None = None, expires_at: Any = None) -> None:
    """It is done. Must run in the transaction of its last effect, or in one of its own."""
    job.state, job.file, job.expires_at, job.ended_at = Job.State.DONE, file, expires_at, timezone.now()
    with unit_of_work(system(job.company_id, "jobs")):
        job.save(update_fields=["state", "done", "total", "file", "expires_at", "ended_at"])
        tell(job)


def fail(job: Job, problem: Problem) -> None:
    """It cannot be done; the reason stands in the language that is active."""
    job.state, job.error, job.ended_at = Job.State.FAILED, problem.as_dict(), timezone.now()
    with unit_of_work(system(job.company_id, "jobs")):
        job.save(update_fields=["state", "error", "ended_at"])
        tell(job)


def tell(job: Job) -> None:
    """The pages of whoever asked hear of it at the commit."""
    data = {"id": job.pk, "state": str(job.state), "done": job.done, "total": job.total}
    live.to_employees([job.employee_id], "job", data)


def of(actor: Actor, job_id: int) -> Job:
    """The actor's own job, or NotFound."""
    found: Job | None = None
    if actor.employee_id is not None and 0 < job_id < 2**63:
        rows = Job.objects.filter(company_id__in=actor.company_ids, employee_id=actor.employee_id)
        found = rows.filter(pk=job_id).first()
    if found is None:
        raise NotFound
    return found


def shown(job: Job) -> dict[str, Any]:
    """The job as the API tells of it (api.md, section 7)."""
    file = None
    if job.file is not None:
        file = {name: job.file[name] for name in ("name", "type", "size")}
        file["path"] = f"/api/v1/jobs/{job.pk}/file"
    return {
        "id": job.pk,
        "kind": job.kind,
        "state": str(job.state),
        "done": job.done,
        "total": job.total,
        "file": file,
        "error": job.error,
    }
