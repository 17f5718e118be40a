"""The watch over running cases (0 silent stalls): each minute, what waits for nothing becomes an incident, timers that cannot
happen do too, messages that were left lying are sent again; each hour, what nobody needs any more goes.
"""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from heyi.core.access.actor import system
from heyi.core.access.work import unit_of_work
from heyi.core.org.models import Company
from heyi.core.workflow.commands import Command, ReportOverdue, ReportStall
from heyi.core.workflow.errors import NotWaiting
from heyi.core.workflow.models import Post
from heyi.core.workflow.services.cases import engine

log = structlog.get_logger(__name__)
TOGETHER, AT_ONCE = 100, 1_000
GRACE = timedelta(minutes=10)
"""How long the clock and the queue may need, after a restart say, before what is due counts as left lying."""
POSTS_KEPT = timedelta(days=30)
WATCH = "watch"

# Running cases are walked by their own index, and each is looked up by those of what lives in it.
STUCK = """
SELECT c.id FROM workflow_case c
 WHERE c.company_id = %(company)s AND c.ended_at IS NULL AND c.suspended = '{}'::jsonb AND c.id > %(after)s AND (
   NOT EXISTS (SELECT 1 FROM workflow_token t WHERE t.case_id = c.id AND t.state = 'live')
   OR EXISTS (
     SELECT 1 FROM workflow_token t
       LEFT JOIN workflow_activation a ON a.id = t.activation_id AND a.state = 'active'
       LEFT JOIN workflow_incident i ON i.id = t.incident_id AND i.resolved_at IS NULL
      WHERE t.case_id = c.id AND t.state = 'live' AND i.id IS NULL AND CASE
        WHEN t.activation_id = 0 THEN t.flow = '' OR t.incident_id <> 0
        WHEN a.id IS NULL THEN true
        WHEN a.kind IN ('adHocSubProcess', 'complexGateway', 'gathering') THEN false
        WHEN a.kind IN ('userTask', 'startEvent') THEN NOT EXISTS (
          SELECT 1 FROM workflow_task k WHERE k.case_id = c.id AND k.activation_id = a.id AND k.state = 'open')
        WHEN a.kind IN ('subProcess', 'transaction', 'eventSubProcess', 'multiInstance', 'loop', 'compensation') THEN
          NOT EXISTS (SELECT 1 FROM workflow_token n WHERE n.case_id = c.id AND n.state = 'live' AND n.scope = a.id)
        WHEN a.kind = 'callActivity' THEN NOT EXISTS (
          SELECT 1 FROM workflow_case b WHERE b.parent_id = c.id AND b.parent_activation = a.id AND b.ended_at IS NULL)
        ELSE NOT EXISTS (
          SELECT 1 FROM workflow_subscription s WHERE s.case_id = c.id AND s.state = 'open' AND s.activation_id = a.id
             AND s.kind NOT IN ('compensation', 'sla', 'urge')) END))
 ORDER BY c.id LIMIT %(limit)s
"""
OVERDUE = """
SELECT s.case_id, s.id FROM workflow_subscription s JOIN workflow_case c ON c.id = s.case_id
 WHERE s.state = 'open' AND s.due_at < %(before)s AND s.company_id = %(company)s AND c.suspended = '{}'::jsonb
   AND NOT EXISTS (SELECT 1 FROM workflow_incident i WHERE i.id = (s.data ->> 'incident')::bigint AND i.resolved_at IS NULL)
 ORDER BY s.due_at, s.id LIMIT %(limit)s
"""
EXPIRE = """
UPDATE workflow_post SET state = 'expired' WHERE id IN (
  SELECT id FROM workflow_post WHERE company_id = %(company)s AND state IN ('sent', 'waiting') AND expires_at <= %(now)s
   ORDER BY expires_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
"""
FORGET_POSTS = """
DELETE FROM workflow_post WHERE id IN (
  SELECT id FROM workflow_post WHERE company_id = %(company)s AND state NOT IN ('sent', 'waiting')
     AND expires_at <= %(old)s ORDER BY expires_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
"""
FORGET_FETCHED = """
DELETE FROM workflow_fetched WHERE subscription_id IN (
  SELECT f.subscription_id FROM workflow_fetched f
   WHERE f.company_id = %(company)s AND f.until <= %(now)s AND NOT EXISTS (
     SELECT 1 FROM workflow_subscription s WHERE s.id = f.subscription_id AND s.state = 'open')
   ORDER BY f.until LIMIT %(limit)s)
"""


def companies() -> list[int]:
    """All of them: a case may stand still wherever one runs."""
    return list(Company.objects.order_by("pk").values_list("pk", flat=True))


def stuck(company_id: int) -> Iterator[int]:
    """Running cases in which something waits for nothing; in the caller's transaction."""
    yield from _each(STUCK, {"company": company_id})


def watch(company_id: int) -> dict[str, int]:
    """Make incidents of all that stands still, and send again what was left lying; how many of each. Once each: what is an
    incident already is not found again. The case is asked under its lock, so what has moved meanwhile is left alone."""
    actor = system(company_id, WATCH)
    with unit_of_work(actor):
        stalled = list(stuck(company_id))
        facts: dict[str, Any] = {"company": company_id, "before": timezone.now() - GRACE, "limit": AT_ONCE}
        overdue = _rows(OVERDUE, facts)
    found = {"stalled": 0, "overdue": 0, "posts": _again(company_id)}
    commands: list[tuple[str, Command]] = [("stalled", ReportStall(case_id=case_id)) for case_id in stalled]
    for case_id, row in overdue:
        late = ReportOverdue(case_id=case_id, subscription_id=row, before=facts["before"])
        commands.append(("overdue", late))
    for name, command in commands:
        with contextlib.suppress(NotWaiting), unit_of_work(actor):
            engine().perform(command, actor=actor)
            found[name] += 1
    if any(found.values()):
        log.warning("stood_still", company_id=company_id, **found)
    return found


def _again(company_id: int) -> int:
    """Messages and signals whose job is gone: delivering once more does no harm."""
    from heyi.core.workflow.jobs import deliver

    count = 0
    with unit_of_work(system(company_id, WATCH)):
        left = Post.objects.filter(company_id=company_id, state=Post.State.SENT, sent_at__lt=timezone.now() - GRACE)
        for post_id in left.order_by("pk").values_list("pk", flat=True)[:TOGETHER]:
            job = deliver.configure(queueing_lock=f"{deliver.name}:{post_id}")
            with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
                job.defer(post_id=post_id, company_id=company_id)
                count += 1
    return count


def forget(company_id: int, *, rounds: int = 1_000) -> dict[str, int]:
    """Remove, a thousand in one transaction, what is over: messages a month after they had expired, and claims of external
    workers on work that is done. Messages that nobody took in time are marked as expired."""
    now = timezone.now()
    facts: dict[str, Any] = {"company": company_id, "now": now, "old": now - POSTS_KEPT, "limit": AT_ONCE}
    done = {}
    for name, sql in (("expired", EXPIRE), ("posts", FORGET_POSTS), ("fetched", FORGET_FETCHED)):
        done[name] = 0
        for _ in range(rounds):
            with unit_of_work(system(company_id, WATCH)), connection.cursor() as cursor:
                cursor.execute(sql, facts)
                count = cursor.rowcount
            done[name] += count
            if count < AT_ONCE:
                break
    return done


def _each(sql: str, facts: dict[str, Any]) -> Iterator[int]:
    last = 0
    while True:
        rows = _rows(sql, {**facts, "after": last, "limit": TOGETHER})
        yield from (row[0] for row in rows)
        if len(rows) < TOGETHER:
            return
        last = rows[-1][0]


def _rows(sql: str, facts: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return list(cursor.fetchall())
