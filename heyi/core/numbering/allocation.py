"""Give out the next number, and account for those that stand on no document."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.numbering.models import IssuedNumber
from heyi.core.numbering.patterns import Pattern, parse
from heyi.core.numbering.series import registered
from heyi.core.org.days import day_in

_PATTERN = """
SELECT c.code, c.time_zone, p.pattern FROM org_company c
  LEFT JOIN numbering_seriespattern p ON p.company_id = c.id AND p.series = %s
 WHERE c.id = %s
"""
# As many digits as the pattern asks for, or more when the number has more.
_NEXT = """
WITH counted AS (
  INSERT INTO numbering_counter (company_id, series, period, last, version, created_at, updated_at)
  VALUES (%(company)s, %(series)s, %(period)s, 1, 1, now(), now())
  ON CONFLICT ON CONSTRAINT numbering_counter_once DO UPDATE SET last = numbering_counter.last + 1
  RETURNING last)
INSERT INTO numbering_issuednumber (company_id, series, period, value, text, employee_id, at, void_reason)
SELECT %(company)s, %(series)s, %(period)s, last,
       %(before)s || lpad(last::text, greatest(%(digits)s, length(last::text)), '0') || %(after)s,
       %(employee)s, statement_timestamp(), ''
  FROM counted
RETURNING text
"""
_LOST = """
SELECT c.period, n FROM numbering_counter c CROSS JOIN LATERAL generate_series(1, c.last) n
 WHERE c.company_id = %s AND c.series = %s AND (%s::text IS NULL OR c.period = %s) AND NOT EXISTS (
   SELECT 1 FROM numbering_issuednumber i
    WHERE i.company_id = c.company_id AND i.series = c.series AND i.period = c.period AND i.value = n)
"""


@dataclass(frozen=True, slots=True)
class Gap:
    """A value that stands on no document: ``voided`` when its document was removed with a reason, lost otherwise."""

    period: str
    value: int
    text: str
    voided: bool
    reason: str


@transaction.atomic(savepoint=False)
def allocate(series: str, *, actor: Actor, on: date | None = None, pattern: Pattern | None = None) -> str:
    """The next number of the actor's company in the running transaction, which keeps the counter locked until its
    commit (crm rule 36): numbers follow the order of commits and a rollback leaves no gap. Take it late.

    ``on`` is the document's day; today in the company's zone without it. ``pattern`` is how a series that no app has
    declared is written (a designed form's).
    """
    usual = pattern or registered()[series].pattern
    with connection.cursor() as cursor:
        cursor.execute(_PATTERN, [series, actor.company_id])
        code, zone, own = cursor.fetchone()
        day = on or day_in(zone)
        chosen = parse(own) if own else usual
        before, digits, after = chosen.around(day, company_code=code)
        asked: dict[str, Any] = {
            "company": actor.company_id, "series": series, "period": chosen.period(day), "employee": actor.employee_id,
            "before": before, "digits": digits, "after": after,
        }  # fmt: skip
        cursor.execute(_NEXT, asked)
        return str(cursor.fetchone()[0])


def void(series: str, number: str, *, actor: Actor, reason: str) -> None:
    """Note that the document with this number was removed. The number is never given out again."""
    rows = IssuedNumber.objects.filter(company_id=actor.company_id, series=series, text=number, voided_at=None)
    rows.update(voided_at=timezone.now(), void_reason=reason[:300])


def gaps(series: str, *, actor: Actor, period: str | None = None) -> list[Gap]:
    """Values that stand on no document, oldest first: voided ones, and any that are missing between 1 and the counter.

    The second kind cannot arise from Heyi itself; it shows that somebody has changed rows behind its back.
    """
    return sorted(_gaps(series, actor, period), key=lambda gap: (gap.period, gap.value))


def _gaps(series: str, actor: Actor, period: str | None) -> Iterator[Gap]:
    rows = IssuedNumber.objects.filter(company_id=actor.company_id, series=series).exclude(voided_at=None)
    for row in rows if period is None else rows.filter(period=period):
        yield Gap(row.period, row.value, row.text, True, row.void_reason)
    with connection.cursor() as cursor:
        cursor.execute(_LOST, [actor.company_id, series, period, period])
        for found, value in cursor.fetchall():
            yield Gap(found, int(value), "", False, "")
