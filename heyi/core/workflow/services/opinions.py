"""Opinions that are not said yet: drafts of one task, and the sentences that somebody keeps."""

from django.db import transaction
from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.workflow.errors import NotYourTask
from heyi.core.workflow.models import Draft, Phrases, Task
from heyi.kit.errors import Denied, NotFound


@transaction.atomic
def save_draft(task_id: int, opinion: str, *, actor: Actor) -> None:
    """Keep a half-written opinion until the task is done; an empty one is thrown away.

    NotFound for tasks that the actor has nothing to do with, NotYourTask when it is done.
    """
    task = Task.objects.filter(pk=task_id).first()
    if task is None or actor.employee_id is None or actor.employee_id not in (task.assignee_id, task.delegate_id):
        raise NotFound
    if task.state != Task.State.OPEN:
        raise NotYourTask
    if not opinion.strip():
        Draft.objects.filter(task_id=task_id, employee_id=actor.employee_id).delete()
        return
    values = {"opinion": opinion, "at": timezone.now(), "company_id": task.company_id, "case_id": task.case_id}
    Draft.objects.update_or_create(task_id=task_id, employee_id=actor.employee_id, defaults=values)


def draft_of(task_id: int, employee_id: int | None) -> str:
    """What somebody has begun to write, or nothing."""
    found = (
        Draft.objects.filter(task_id=task_id, employee_id=employee_id or 0).values_list("opinion", flat=True).first()
    )
    return found or ""


def phrases(*, actor: Actor) -> list[str]:
    """The actor's sentences."""
    found: list[str] | None = (
        Phrases.objects.filter(employee_id=actor.employee_id or 0).values_list("texts", flat=True).first()
    )
    return found or []


@transaction.atomic
def keep_phrases(texts: list[str], *, actor: Actor) -> list[str]:
    """Replace the actor's sentences; empty and repeated ones are left out."""
    if actor.employee_id is None:
        raise Denied
    kept = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    defaults = {"company_id": actor.company_id, "texts": kept}
    Phrases.objects.update_or_create(employee_id=actor.employee_id, defaults=defaults)
    return kept
