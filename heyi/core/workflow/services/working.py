"""External workers: programs that fetch the work of service tasks by topic, do it, and report (fetch and lock)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.resources.modes import readable_values
from heyi.core.workflow import models
from heyi.core.workflow.commands import Command, FailWork, FinishWork
from heyi.core.workflow.functions import WORK
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.services.operating import document_of
from heyi.core.workflow.state import PER_CASE
from heyi.kit.errors import NotFound

# Claimed in a table of its own: a worker's lock is nothing that the case's log must tell.
FETCH = """
INSERT INTO workflow_fetched AS f (subscription_id, company_id, topic, until)
SELECT s.id, s.company_id, s.name, %(until)s FROM workflow_subscription s
  LEFT JOIN workflow_fetched taken ON taken.subscription_id = s.id
 WHERE s.company_id = %(company)s AND s.kind = 'work' AND s.state = 'open' AND s.name = ANY(%(topics)s)
   AND (taken.until IS NULL OR taken.until <= %(now)s)
 ORDER BY s.id LIMIT %(most)s
ON CONFLICT (subscription_id) DO UPDATE SET until = excluded.until WHERE f.until <= %(now)s
RETURNING f.subscription_id
"""


@transaction.atomic
def fetch(topics: Sequence[str], *, most: int, seconds: int, actor: Actor) -> list[dict[str, Any]]:
    """Up to ``most`` pieces of work that nobody has, locked for so many seconds; two workers never get the same one."""
    scoping.require(actor, WORK)
    now = timezone.now()
    until = now + timedelta(seconds=seconds)
    facts: dict[str, Any] = {
        "until": until, "now": now, "company": actor.company_id, "topics": list(topics), "most": most,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FETCH, facts)
        ids = [int(row[0]) for row in cursor.fetchall()]
    rows = models.Subscription.objects.filter(pk__in=ids).select_related("case").order_by("pk")
    return [
        {"id": row.pk, "case": row.case_id, "topic": row.name, "node": row.node, "locked_until": until.isoformat(),
         "values": readable_values(actor, document_of(row.case), _values(row))}
        for row in rows
    ]  # fmt: skip


def finish(work_id: int, values: Mapping[str, Any], *, actor: Actor) -> None:
    """The case goes on with these values. NotWaiting when the work was done, failed or given up before."""
    _report(FinishWork(case_id=work_id // PER_CASE, subscription_id=work_id, results=values), work_id, actor)


def fail(work_id: int, code: str, message: str, *, actor: Actor) -> None:
    """The model's error path, or an incident."""
    command = FailWork(case_id=work_id // PER_CASE, subscription_id=work_id, code=code, message=message)
    _report(command, work_id, actor)


@transaction.atomic
def _report(command: Command, work_id: int, actor: Actor) -> None:
    scoping.require(actor, WORK)
    if not models.Case.objects.filter(pk=command.case_id, company_id=actor.company_id).exists():
        raise NotFound
    engine().perform(command, actor=actor)
    models.Fetched.objects.filter(pk=work_id).delete()


def _values(row: models.Subscription) -> dict[str, Any]:
    """The inputs of the task, and the variables of the case where it names none."""
    activation = models.Activation.objects.filter(pk=row.activation_id).first()
    own = activation.data.get("locals") if activation is not None else None
    return own or row.case.variables
