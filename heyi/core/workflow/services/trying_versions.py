"""A draft tried on what has really happened, before anybody meets it."""

from typing import Any

from django.db import connection

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.graph import graph_of
from heyi.core.workflow.models import Archived, Case, Seal, Version
from heyi.core.workflow.parser.lint import lint, refuse
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services import keeping, versions
from heyi.core.workflow.services.keeping import Kept
from heyi.core.workflow.services.recorded import recorded
from heyi.core.workflow.services.replaying import replay, report
from heyi.core.workflow.services.titles import title_for
from heyi.core.workflow.store.postgres import PostgresStore

MOST = 200


def replay_cases(version_id: int, *, actor: Actor, most: int = MOST) -> dict[str, Any]:
    """The latest ended cases of a process once more by this version: which would have gone otherwise, and how.

    ``{"cases", "same", "kinds", "hours", "different", "left_out"}``. Malformed when the version cannot run at all.
    """
    scoping.require(actor, MANAGE)
    version = versions.one(version_id, actor=actor)
    refuse(lint(read(version.xml)))
    new, store = graph_of(version.digest, version.xml), PostgresStore()
    outcomes = [
        replay(
            recorded(kept, title_for(actor, kept.case.resource, kept.case.title, kept.case.subject_label)),
            store.graph(kept.case.version_id, kept.case.digest),
            new,
        )
        for kept in _latest(version.definition_id, most)
    ]
    return report(outcomes, _hours(version.definition_id))


def _latest(definition_id: int, most: int) -> list[Kept]:
    """The latest ended cases of a process, wherever they are."""
    cases = Case.objects.filter(version__definition_id=definition_id, ended_at__isnull=False, parent_id=0)
    versions_of = Version.objects.filter(definition_id=definition_id)
    archived = Archived.objects.filter(version_id__in=versions_of.values("pk"), parent_id=0)
    archived = archived.filter(pk__in=Seal.objects.filter(left_in=None).values("case_id"))
    found = dict.fromkeys(cases.order_by("-pk").values_list("pk", flat=True)[:most])
    found |= dict.fromkeys(archived.order_by("-pk").values_list("pk", flat=True)[:most])
    kept = (keeping.find(number) for number in sorted(found, reverse=True)[:most])
    return [one for one in kept if one is not None]


HOURS = """
SELECT node, avg(extract(epoch FROM ended_at - entered_at))::float / 3600 FROM (
  SELECT a.node, a.entered_at, a.ended_at FROM workflow_activation a
    JOIN workflow_case c ON c.id = a.case_id JOIN workflow_version v ON v.id = c.version_id
   WHERE v.definition_id = %(definition)s AND a.kind = 'userTask' AND a.state = 'completed' AND a.ended_at IS NOT NULL
  UNION ALL
  SELECT s.node, s.entered_at, s.ended_at FROM workflow_archived r JOIN workflow_version v ON v.id = r.version_id
   CROSS JOIN LATERAL jsonb_to_recordset(r.steps) AS s(node text, state text, entered_at timestamptz, ended_at timestamptz)
   WHERE v.definition_id = %(definition)s AND s.state = 'completed' AND s.ended_at IS NOT NULL) taken
 GROUP BY node
"""


def _hours(definition_id: int) -> dict[str, float]:
    """How long each step has taken on average, in hours as they passed."""
    with connection.cursor() as cursor:
        cursor.execute(HOURS, {"definition": definition_id})
        return {str(node): float(mean) for node, mean in cursor.fetchall()}
