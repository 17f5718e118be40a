"""Give out the next number."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.numbering.series import registered

_NEXT = """
INSERT INTO numbering_counter (company_id, series, period, last, version, created_at, updated_at)
VALUES (%s, %s, %s, 1, 1, now(), now())
ON CONFLICT ON CONSTRAINT numbering_counter_once DO UPDATE SET last = numbering_counter.last + 1
RETURNING last
"""


def allocate(series: str, *, actor: Actor, on: date | None = None) -> str:
    """The next number in the running transaction: one statement, which locks the counter until the commit (crm rule 36).

    ``on`` is the document's day; today in the company's zone without it.
    """
    declared = registered()[series]
    day = on or timezone.now().astimezone(ZoneInfo(actor.time_zone)).date()
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [actor.company_id, series, declared.period(day)])
        sequence = int(cursor.fetchone()[0])
    return declared.render(day, sequence)
