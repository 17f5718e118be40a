"""Ended cases move into the archive, and come back when one is reopened (docs/adr/0009).

One batch is one transaction: the rows are copied into the month's partition, the database proves that the copy is what the
tables hold, takes them away, and the batch is sealed. A death at any point leaves everything as it was before the batch.
A case that somebody works on or reads at that moment is passed over; the next run meets it again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from heyi.core.access.actor import Actor, system
from heyi.core.access.work import unit_of_work
from heyi.core.workflow import models
from heyi.core.workflow.services import sealing_cases as seals
from heyi.core.workflow.state import APPROVED
from heyi.core.workflow.store.postgres import PostgresStore

TOGETHER = 100
ARCHIVE = "archive"

# A process has its own rule or that of all others. Who sets only how long cases are kept has them archived by then.
RIPE = """
SELECT c.id, c.process, c.version_id, c.digest, c.state, c.ended_at FROM workflow_case c
  LEFT JOIN workflow_retention own ON own.company_id = c.company_id AND own.process = c.process
  LEFT JOIN workflow_retention usual ON usual.company_id = c.company_id AND usual.process = ''
 CROSS JOIN LATERAL (SELECT
   CASE WHEN own.id IS NULL THEN usual.archive_after ELSE own.archive_after END AS days,
   nullif(CASE WHEN own.id IS NULL THEN usual.keep_months ELSE own.keep_months END, 0) AS months) rule
 WHERE c.company_id = %(company)s AND c.root_id = 0 AND c.id > %(after)s
   AND c.ended_at < %(now)s - least(make_interval(days => rule.days), make_interval(months => rule.months))
 ORDER BY c.id LIMIT %(most)s
"""
FAMILY = """
WITH RECURSIVE family AS (
  SELECT id, id AS top FROM workflow_case WHERE id = ANY (%(tops)s)
  UNION ALL
  SELECT b.id, f.top FROM workflow_case b JOIN family f ON b.parent_id = f.id)
SELECT id, top FROM family ORDER BY id
"""
LOCK = """
SELECT id FROM workflow_case WHERE id = ANY (%(ids)s) AND ended_at IS NOT NULL ORDER BY id FOR UPDATE SKIP LOCKED
"""
UNREAD = "SELECT pg_try_advisory_xact_lock(hashtextextended('workflow.case:' || %s, 0))"
MOVE = """
INSERT INTO workflow_archived (id, company_id, closed_at, archived_at, family, parent_id, version_id, digest, process, title,
  subject_label, resource, record_id, state, initiator_id, department_id, started_at, ended_at, participants, sha256, steps,
  kase, tokens, activations, tasks, subscriptions, incidents, decisions, notes, copies, snapshots, edits, entries)
SELECT c.id, c.company_id, top.ended_at, %(now)s, top.id, c.parent_id, c.version_id, c.digest, c.process, c.title,
  c.subject_label, c.resource, c.record_id, c.state, c.initiator_id, c.department_id, c.started_at, c.ended_at,
  (SELECT array_agg(DISTINCT person) FROM (
     SELECT c.initiator_id UNION SELECT assignee_id FROM workflow_task WHERE case_id = c.id
     UNION SELECT delegate_id FROM workflow_task WHERE case_id = c.id
     UNION SELECT employee_id FROM workflow_copy WHERE case_id = c.id) p(person) WHERE person IS NOT NULL),
  heyi_sum_of(r.kase, r.tokens, r.activations, r.tasks, r.subscriptions, r.incidents, r.decisions, r.notes, r.copies,
    r.snapshots, r.edits, r.entries),
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'node', a.node, 'state', a.state, 'outcome', a.outcome,
     'round', a.round, 'entered_at', a.entered_at, 'ended_at', a.ended_at, 'returned',
     (SELECT count(*) FROM workflow_decision d JOIN workflow_task t ON t.id = d.task_id
       WHERE t.activation_id = a.id AND d.action = 'return'), 'begun_at',
     coalesce((a.data ->> 'claimed_at')::timestamptz,
       (SELECT min(least(t.opened_at, d.decided_at)) FROM workflow_task t
          LEFT JOIN workflow_decision d ON d.task_id = t.id AND d.actor_id IS NOT NULL
         WHERE t.activation_id = a.id))) ORDER BY a.id), '[]')
     FROM workflow_activation a WHERE a.case_id = c.id AND a.kind = 'userTask'),
  r.*
FROM workflow_case c
JOIN workflow_case top ON top.id = CASE c.root_id WHEN 0 THEN c.id ELSE c.root_id END
CROSS JOIN LATERAL heyi_case_rows(c.id) r
WHERE c.id = ANY (%(ids)s)
"""
SEAL = """
INSERT INTO workflow_seal (company_id, case_id, family, process, resource, record_id, state, closed_at, sha256, log_hash, lines,
  batch)
SELECT a.company_id, a.id, a.family, top.process, a.resource, a.record_id, a.state, a.closed_at, a.sha256,
  a.kase -> 0 ->> 'log_hash', jsonb_array_length(a.entries), %(batch)s
  FROM workflow_archived a JOIN workflow_archived top ON top.id = a.family
 WHERE a.id = ANY (%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class Ripe:
    """A case at the top whose time among the running ones is over."""

    id: int
    process: str
    version_id: int
    digest: str
    state: str
    ended_at: datetime


def move_all(company_id: int, *, together: int = TOGETHER, now: datetime | None = None) -> int:
    """Everything of a company that is ripe, batch by batch; how many cases went."""
    moved, after = 0, 0
    while True:
        count, last = move(company_id, after=after, together=together, now=now)
        moved += count
        if last is None:
            return moved
        after = last


def move(
    company_id: int, *, after: int = 0, together: int = TOGETHER, now: datetime | None = None
) -> tuple[int, int | None]:
    """One batch in one transaction: how many cases went, and the last one that was looked at (None: nothing is left)."""
    actor = system(company_id, ARCHIVE)
    with unit_of_work(actor, verb="workflow.archive.move"):
        at = now or timezone.now()
        found = ripe(company_id, after=after, most=together, now=at)
        if not found:
            return 0, None
        seals.alone(company_id)
        tops = [one.id for one in found if not may_be_reverted(one, at)]
        cases = _free(tops)
        if cases:
            _move(cases, at, actor)
        return len(cases), found[-1].id


def ripe(company_id: int, *, after: int, most: int, now: datetime) -> list[Ripe]:
    """Ended cases at the top that have been there long enough, by id."""
    with connection.cursor() as cursor:
        cursor.execute(RIPE, {"company": company_id, "after": after, "most": most, "now": now})
        return [Ripe(*row) for row in cursor.fetchall()]


def may_be_reverted(case: Ripe, at: datetime) -> bool:
    """Whether its initiator may still take the approval back (rule 22): until then it stays at hand."""
    if case.state != APPROVED:
        return False
    days = PostgresStore().graph(case.version_id, case.digest).policy.revert_days
    return bool(days) and at - case.ended_at <= timedelta(days=days)


def _free(tops: Sequence[int]) -> list[int]:
    """Of these cases and all that they called, those families that have ended as a whole and that nobody has in hand."""
    with connection.cursor() as cursor:
        cursor.execute(FAMILY, {"tops": list(tops)})
        families: dict[int, list[int]] = {}
        for case_id, top in cursor.fetchall():
            families.setdefault(top, []).append(case_id)
        cursor.execute(LOCK, {"ids": [one for family in families.values() for one in family]})
        locked = {row[0] for row in cursor.fetchall()}
        whole = [family for family in families.values() if locked.issuperset(family)]
        return sorted(one for family in whole if all(_unread(cursor, one) for one in family) for one in family)


def _unread(cursor: Any, case_id: int) -> bool:
    cursor.execute(UNREAD, [case_id])
    return bool(cursor.fetchone()[0])


def _move(cases: list[int], at: datetime, actor: Actor) -> None:
    _copy(cases, at)
    _take(cases)
    _seal(cases, actor)


def _copy(cases: list[int], at: datetime) -> None:
    with connection.cursor() as cursor:
        # The end of the case at the top tells the month, so those of the cases below need no partition of their own.
        cursor.execute(
            "SELECT heyi_archive_partition(month) FROM (SELECT DISTINCT date_trunc('month', ended_at, 'UTC') AS month"
            " FROM workflow_case WHERE id = ANY (%s) AND root_id = 0) m",
            [cases],
        )
        cursor.execute(MOVE, {"ids": cases, "now": at})


def _take(cases: list[int]) -> None:
    """The database compares both places by count and hash first, and takes nothing when they differ."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT heyi_archive_take(%s)", [cases])


def _seal(cases: list[int], actor: Actor) -> None:
    number = seals.next_number(actor.company_id)
    with connection.cursor() as cursor:
        cursor.execute(SEAL, {"ids": cases, "batch": number})
    sealed = models.Seal.objects.filter(company_id=actor.company_id, batch=number)
    seals.write(seals.Kind.ARCHIVED, sealed, actor=actor)


def bring_back(case_id: int, *, actor: Actor, reason: str) -> bool:
    """Take an archived case, with those above and below it, back into the tables, in the caller's transaction; False when it
    is not in the archive. Whoever calls has to see to it that what follows is permitted, or undo it all.
    """
    seal = models.Seal.objects.filter(case_id=case_id, left_in=None).first()
    if seal is None:
        return False
    seals.alone(seal.company_id)
    family = list(models.Seal.objects.filter(family=seal.family, left_in=None, company_id=seal.company_id))
    if not family:  # somebody was faster
        return False
    cases = sorted(one.case_id for one in family)
    number = seals.next_number(seal.company_id)
    with connection.cursor() as cursor:
        for one in cases:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('workflow.case:' || %s, 0))", [one])
        cursor.execute("SELECT heyi_archive_return(%s)", [cases])
    models.Seal.objects.filter(pk__in=[one.pk for one in family]).update(left_in=number)
    seals.write(seals.Kind.RESTORED, family, actor=actor.in_company(seal.company_id), reason=reason)
    return True


def companies() -> Iterator[int]:
    """Companies that have said how long cases stay."""
    yield from models.Archiving.objects.order_by("pk").values_list("pk", flat=True)


def prepare_partitions(now: datetime, *, months: int = 2) -> None:
    """The partitions of this month and the next ones, so that nobody has to make them while cases move."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT heyi_archive_partition(%s + make_interval(months => n)) FROM generate_series(0, %s) n",
            [now, months],
        )
