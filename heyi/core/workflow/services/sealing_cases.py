"""The log of a company's archive: each act is one line, chained to the line before, with a digest over the seals of the
cases that it moved. What was removed for good is proved by its seals, which stay.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.workflow.models import ArchiveBatch, Seal
from heyi.core.workflow.store.difference import dumps

Kind = ArchiveBatch.Kind


def alone(company_id: int) -> None:
    """One act on a company's archive at a time, until the end of the transaction: moving in, taking back, removing, and
    holding."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('workflow.archive:' || %s, 0))", [company_id])


def next_number(company_id: int) -> int:
    """The number of the next line."""
    last = ArchiveBatch.objects.filter(company_id=company_id).order_by("-seq").values_list("seq", flat=True).first()
    return (last or 0) + 1


def write(
    kind: Kind, seals: Iterable[Any], *, actor: Actor, reason: str = "", month: date | None = None
) -> ArchiveBatch:
    """Add a line about these seals; the company's lock is held."""
    found = list(seals)
    company_id = actor.company_id
    last = ArchiveBatch.objects.filter(company_id=company_id).order_by("-seq").first()
    batch = ArchiveBatch(
        company_id=company_id, seq=last.seq + 1 if last else 1, kind=kind, month=month, cases=len(found),
        digest=digest_of(found), at=timezone.now(), actor=actor.name, employee_id=actor.employee_id, reason=reason,
        previous=last.hash if last else "",
    )  # fmt: skip
    batch.hash = line_hash(batch)
    batch.save(force_insert=True)
    return batch


def digest_of(seals: Iterable[Any]) -> str:
    """SHA-256 over id, content and end of the log of each case, in the order of their ids."""
    total = hashlib.sha256()
    for one in sorted(seals, key=lambda seal: int(seal.case_id)):
        total.update(f"{one.case_id}:{one.sha256}:{one.log_hash}:{one.lines}\n".encode())
    return total.hexdigest()


def line_hash(batch: ArchiveBatch) -> str:
    """SHA-256 over what a line says and the line before."""
    body = [
        batch.company_id, batch.seq, str(batch.kind), batch.month, batch.cases, batch.digest, batch.at, batch.actor,
        batch.employee_id, batch.reason, batch.previous,
    ]  # fmt: skip
    return hashlib.sha256(dumps(body).encode()).hexdigest()


def broken_lines(company_id: int) -> Iterator[tuple[int, str]]:
    """Lines of the log that do not hold, each with what is wrong."""
    previous = ""
    for number, batch in enumerate(ArchiveBatch.objects.filter(company_id=company_id).order_by("seq").iterator(), 1):
        if batch.seq != number:
            yield number, "a line of the archive's log is missing"
            return
        if batch.previous != previous or batch.hash != line_hash(batch):
            yield batch.seq, "this line of the archive's log is not what was written"
        came = Seal.objects.filter(company_id=company_id, batch=batch.seq)
        left = Seal.objects.filter(company_id=company_id, left_in=batch.seq)
        seals, others = (came, left) if batch.kind == Kind.ARCHIVED else (left, came)
        if digest_of(seals) != batch.digest or len(seals) != batch.cases or others.exists():
            yield batch.seq, "the seals of this act of the archive have changed"
        previous = batch.hash
    last = next_number(company_id)
    if Seal.objects.filter(Q(batch__gte=last) | Q(left_in__gte=last), company_id=company_id).exists():
        yield last, "the end of the archive's log is missing"


MISPLACED = """
SELECT a.id, 'it is in the archive without a seal' FROM workflow_archived a
 WHERE a.company_id = %(company)s AND NOT EXISTS (SELECT 1 FROM workflow_seal s WHERE s.case_id = a.id)
UNION ALL
SELECT s.case_id, 'it was archived and is not there' FROM workflow_seal s
 WHERE s.company_id = %(company)s AND s.left_in IS NULL
   AND NOT EXISTS (SELECT 1 FROM workflow_archived a WHERE a.id = s.case_id AND a.closed_at = s.closed_at)
UNION ALL
SELECT s.case_id, 'it is archived and runs at the same time' FROM workflow_seal s JOIN workflow_case c ON c.id = s.case_id
 WHERE s.company_id = %(company)s AND s.left_in IS NULL
ORDER BY 1
"""
ENDS = """
SELECT id, log_hash FROM workflow_case WHERE company_id = %(company)s
UNION ALL
SELECT s.case_id, s.log_hash FROM workflow_seal s
  LEFT JOIN workflow_archivebatch b ON b.company_id = s.company_id AND b.seq = s.left_in
 WHERE s.company_id = %(company)s AND (s.left_in IS NULL OR b.kind = 'removed')
ORDER BY 1
"""


def misplaced(company_id: int) -> list[tuple[int, str]]:
    """Cases that are in two places, or in none though nothing says that they were removed."""
    with connection.cursor() as cursor:
        cursor.execute(MISPLACED, {"company": company_id})
        return [(int(case_id), str(what)) for case_id, what in cursor.fetchall()]


def sum_of_ends(company_id: int) -> str:
    """SHA-256 over the end of every case's log: of those in the tables, in the archive, and removed. Moving a case from one
    to the other does not change it.
    """
    total = hashlib.sha256()
    with connection.cursor() as cursor:
        cursor.execute(ENDS, {"company": company_id})
        while rows := cursor.fetchmany(5_000):
            for case_id, log_hash in rows:
                total.update(f"{case_id}:{log_hash}\n".encode())
    return total.hexdigest()


def acts(company_id: int, *, before: int = 0, most: int = 100) -> list[dict[str, Any]]:
    """The lines of the log, newest first, before a number."""
    rows = ArchiveBatch.objects.filter(company_id=company_id).order_by("-seq")
    rows = rows.filter(seq__lt=before) if before else rows
    return [
        {"seq": one.seq, "kind": one.kind, "month": _day(one.month), "cases": one.cases, "digest": one.digest,
         "at": one.at.isoformat(), "actor": one.actor, "reason": one.reason, "hash": one.hash}
        for one in rows[:most]
    ]  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def month_of(moment: datetime) -> date:
    """The first day of a moment's month in UTC: what names its partition."""
    return moment.astimezone(UTC).date().replace(day=1)
