"""Archived cases whose time is over go for good (docs/adr/0009), in two steps.

First a company's seals say, in one transaction and one line of the archive's log for each month, which cases are removed:
from then on they are there for nobody. Then the month's partition is dropped; what has to stay of it (other companies, longer
periods, holds) is copied into its successor in the same transaction. A death between the two leaves rows that nobody can
reach, and the next run drops them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import structlog
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from heyi.core.access.actor import Actor, system
from heyi.core.access.work import unit_of_work
from heyi.core.workflow.models import ArchiveBatch, Seal
from heyi.core.workflow.services import archiving, retaining
from heyi.core.workflow.services import sealing_cases as seals

log = structlog.get_logger(__name__)

# Families go together or not at all: a hold on one of them, its process or its document keeps all.
OVER = """
SELECT s.id, s.process, date_trunc('month', s.closed_at, 'UTC')::date AS month,
       EXISTS (SELECT 1 FROM workflow_seal m JOIN workflow_archived a ON a.id = m.case_id AND a.closed_at = m.closed_at
                 JOIN workflow_hold h ON h.company_id = m.company_id AND h.released_at IS NULL
                  AND (h.case_id = m.case_id OR h.process = a.process OR h.process = m.process
                       OR (h.resource = m.resource AND h.record_id = m.record_id))
                WHERE m.family = s.family AND m.company_id = s.company_id AND m.left_in IS NULL) AS held
  FROM workflow_seal s
  LEFT JOIN workflow_retention own ON own.company_id = s.company_id AND own.process = s.process
  LEFT JOIN workflow_retention usual ON usual.company_id = s.company_id AND usual.process = ''
 WHERE s.company_id = %(company)s AND s.left_in IS NULL
   AND s.closed_at < %(now)s - make_interval(months => nullif(
         CASE WHEN own.id IS NULL THEN usual.keep_months ELSE own.keep_months END, 0))
 ORDER BY month, s.id
"""


@dataclass(frozen=True, slots=True)
class Over:
    """An archived case whose period is over. ``held``: it stays nevertheless."""

    seal_id: int
    process: str
    month: date
    held: bool


def over(company_id: int, now: datetime) -> list[Over]:
    """Every archived case of a company whose period is over, by month."""
    with connection.cursor() as cursor:
        cursor.execute(OVER, {"company": company_id, "now": now})
        return [Over(*row) for row in cursor.fetchall()]


def plan(*, actor: Actor, now: datetime | None = None) -> dict[str, Any]:
    """What the next run would do, without doing it: ``{"archived", "removed"}``, each by process; removals also by month, with
    how many of them a hold keeps.
    """
    retaining.require(actor)
    at = now or timezone.now()
    moving: dict[str, int] = {}
    for case in _ripe(actor.company_id, at):
        moving[case.process] = moving.get(case.process, 0) + 1
    going: dict[tuple[str, date], list[int]] = {}
    for one in over(actor.company_id, at):
        counts = going.setdefault((one.process, one.month), [0, 0])
        counts[one.held] += 1
    return {
        "archived": [{"process": process, "cases": count} for process, count in sorted(moving.items())],
        "removed": [
            {"process": process, "month": month.isoformat(), "cases": cases, "held": held}
            for (process, month), (cases, held) in sorted(going.items())
        ],
    }


def _ripe(company_id: int, at: datetime) -> Iterator[archiving.Ripe]:
    after = 0
    while found := archiving.ripe(company_id, after=after, most=5_000, now=at):
        yield from (one for one in found if not archiving.may_be_reverted(one, at))
        after = found[-1].id


def remove(company_id: int, *, now: datetime | None = None) -> int:
    """Say of everything whose period is over and that nothing holds that it is removed; how many cases. One transaction."""
    actor = system(company_id, archiving.ARCHIVE)
    with unit_of_work(actor, verb="workflow.archive.remove"):
        seals.alone(company_id)
        months: dict[date, list[int]] = {}
        for one in over(company_id, now or timezone.now()):
            if not one.held:
                months.setdefault(one.month, []).append(one.seal_id)
        for month, ids in sorted(months.items()):
            number = seals.next_number(company_id)
            going = list(Seal.objects.filter(pk__in=ids))
            Seal.objects.filter(pk__in=ids).update(left_in=number)
            seals.write(seals.Kind.REMOVED, going, actor=actor, month=month)
        return sum(map(len, months.values()))


def drop(company_id: int) -> int:
    """Drop the partitions that still hold something that a company has removed; how many cases went with them. A month that
    somebody reads for long is left for the next run.
    """
    gone = 0
    for month in _months(company_id):
        try:
            with unit_of_work(system(company_id, archiving.ARCHIVE)), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT gone FROM heyi_archive_drop(%s)", [datetime(month.year, month.month, 1, tzinfo=UTC)]
                )
                gone += cursor.fetchone()[0]
        except OperationalError as error:
            log.info("archive_month_in_use", month=month.isoformat(), reason=str(error).strip())
    return gone


def _months(company_id: int) -> list[date]:
    with unit_of_work(system(company_id, archiving.ARCHIVE)):
        removed = ArchiveBatch.objects.filter(company_id=company_id, kind=seals.Kind.REMOVED)
        months = list(removed.order_by("month").values_list("month", flat=True).distinct())
        return [month for month in months if month is not None and _left_over(company_id, month)]


LEFT_OVER = """
SELECT EXISTS (SELECT 1 FROM workflow_archived a WHERE a.company_id = %(company)s
  AND a.closed_at >= %(since)s AND a.closed_at < %(since)s + interval '1 month'
  AND NOT EXISTS (SELECT 1 FROM workflow_seal s WHERE s.case_id = a.id AND s.left_in IS NULL))
"""


def _left_over(company_id: int, month: date) -> bool:
    with connection.cursor() as cursor:
        since = datetime(month.year, month.month, 1, tzinfo=UTC)
        cursor.execute(LEFT_OVER, {"company": company_id, "since": since})
        return bool(cursor.fetchone()[0])


def run(company_id: int, *, now: datetime | None = None) -> dict[str, int]:
    """All of it for one company: move what is ripe, remove what is over, drop what is left of it."""
    at = now or timezone.now()
    with transaction.atomic():
        archiving.prepare_partitions(at)
    found = {"archived": archiving.move_all(company_id, now=at), "removed": remove(company_id, now=at)}
    found["dropped"] = drop(company_id)
    return found
