"""Say something to people, and take it back: in the transaction of the cause, so that both happen or neither."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.types import JSONValue

from heyi.core.access.actor import Actor
from heyi.core.events import live
from heyi.core.messages import templates
from heyi.core.messages.models import Message
from heyi.kit.ids import uuid7

# A message that was withdrawn comes back when its cause does; one that stands is left alone.
# Open pages are told by the same statement.
_TELL = """
WITH told AS (
INSERT INTO messages_message (company_id, version, created_at, updated_at, created_by_id, recipient_id, kind, template,
  params, resource, record_id, event_id, dedupe_key)
SELECT e.company_id, 1, now(), now(), %(by)s, e.id, %(kind)s, %(template)s,
  %(params)s::jsonb, %(resource)s, %(record_id)s, %(event_id)s, %(dedupe)s
FROM org_employee e
WHERE e.id = ANY(%(to)s) AND e.company_id = ANY(heyi_companies()) AND e.status = 'active'
ORDER BY e.id
ON CONFLICT ON CONSTRAINT messages_message_once DO UPDATE
  SET gone_at = NULL, read_at = NULL, mailed_at = NULL, params = excluded.params, template = excluded.template,
      kind = excluded.kind, event_id = excluded.event_id
  WHERE messages_message.gone_at IS NOT NULL
RETURNING id, recipient_id, company_id),
people AS (
SELECT json_agg(recipient_id) AS ids FROM (
  SELECT recipient_id, (row_number() OVER (ORDER BY recipient_id) - 1) / %(each)s AS part FROM told) numbered
GROUP BY part)
SELECT id, recipient_id, company_id, NULL FROM told
UNION ALL
SELECT 0, 0, 0, pg_notify(%(channel)s, json_build_object('to', ids, 'kind', 'message',
  'data', json_build_object('kind', %(kind)s::text))::text)::text FROM people
"""
BATCH = 1000


def notify(
    recipient_ids: Iterable[int],
    template: str,
    params: Mapping[str, Any],
    *,
    actor: Actor,
    resource: str = "",
    record_id: int | None = None,
    dedupe: str = "",
    event_id: int | None = None,
) -> list[int]:
    """Tell these employees; returns the ids of the messages that are new. Must run inside the act's transaction.

    ``params`` are plain JSON values for the template's places. The same ``dedupe`` reaches a person once, however often
    it is said. Employees outside of the actor's companies, or who have left, get nothing.
    """
    declared = templates.get(template)
    if declared is None:
        raise ImproperlyConfigured(f"The message template {template} is not declared.")
    values = {
        "by": actor.employee_id,
        "kind": declared.kind,
        "template": template,
        "params": json.dumps(dict(params), default=str),
        "resource": resource,
        "record_id": record_id,
        "event_id": event_id,
        "channel": live.CHANNEL,
        "each": live.EACH,
        "dedupe": (dedupe or uuid7().hex)[:200],
    }
    people = sorted(set(recipient_ids))
    told: list[tuple[int, int, int]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(people), BATCH):
            cursor.execute(_TELL, {**values, "to": people[start : start + BATCH]})
            told += [(pk, recipient, company) for pk, recipient, company, _sent in cursor.fetchall() if pk]
    if told:
        _mail(told)
    return [message_id for message_id, _recipient, _company in told]


def _mail(told: list[tuple[int, int, int]]) -> None:
    if not settings.MAIL_URL:
        return
    from heyi.core.messages.jobs import mail

    jobs: list[dict[str, JSONValue]] = [{"message_id": pk, "company_id": company} for pk, _to, company in told]
    mail.batch_defer(*jobs)


def withdraw(dedupe_prefix: str, *, actor: Actor) -> int:
    """Messages whose dedupe key begins so are no longer shown: their cause is gone. How many there were."""
    if not dedupe_prefix:
        raise ValueError("A prefix is needed.")
    rows = Message.objects.filter(
        Q(company_id__in=actor.company_ids), dedupe_key__startswith=dedupe_prefix, gone_at=None
    )
    with transaction.atomic():
        found = list(rows.select_for_update().order_by("pk").values_list("pk", "recipient_id"))
        Message.objects.filter(pk__in=[pk for pk, _recipient in found]).update(gone_at=timezone.now())
        live.to_employees((recipient for _pk, recipient in found), "message", {"kind": "gone"})
    return len(found)
