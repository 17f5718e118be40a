"""How long steps take in working time, where cases wait, and how often they come back (效率分析), from the cases themselves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.workflow.services.calendars import OrganizationCalendars
from heyi.core.workflow.store.postgres import PostgresStore

VIEW = "workflow.case.view"
MOST = 50_000
STEPS = """
SELECT c.process, a.node, c.department_id, a.entered_at, a.ended_at, c.version_id, c.digest,
       (SELECT count(*) FROM workflow_decision d JOIN workflow_task t ON t.id = d.task_id
         WHERE t.activation_id = a.id AND d.action = 'return') AS returned,
       (SELECT min(d.decided_at) FROM workflow_decision d JOIN workflow_task t ON t.id = d.task_id
         WHERE t.activation_id = a.id AND d.actor_id IS NOT NULL) AS first_at, a.id
  FROM workflow_activation a JOIN workflow_case c ON c.id = a.case_id
 WHERE a.company_id = %(company)s AND a.kind = 'userTask' AND a.state <> 'active' AND a.ended_at >= %(since)s
   AND a.ended_at < %(until)s AND (%(process)s = '' OR c.process = %(process)s)
UNION ALL
SELECT r.process, s.node, r.department_id, s.entered_at, s.ended_at, r.version_id, r.digest, s.returned, s.first_at, s.id
  FROM workflow_archived r
 CROSS JOIN LATERAL jsonb_to_recordset(r.steps) AS s(id bigint, node text, state text, entered_at timestamptz,
   ended_at timestamptz, returned bigint, first_at timestamptz)
 WHERE r.company_id = %(company)s AND r.closed_at >= %(since)s AND s.state <> 'active' AND s.ended_at >= %(since)s
   AND s.ended_at < %(until)s AND (%(process)s = '' OR r.process = %(process)s)
   AND EXISTS (SELECT 1 FROM workflow_seal l WHERE l.case_id = r.id AND l.left_in IS NULL)
 ORDER BY id DESC LIMIT %(most)s
"""


@dataclass(slots=True)
class _Step:
    """What is known of one step of one process."""

    label: str
    taken: list[timedelta] = field(default_factory=list)
    waited: list[timedelta] = field(default_factory=list)
    returned: int = 0


def figures(actor: Actor, *, since: datetime, until: datetime, process: str = "") -> list[dict[str, Any]]:
    """For each step that ended in a period, the one on which most working time went first:

    ``{"process", "node", "name", "count", "p50", "p95", "waiting_p50", "total", "share", "returned"}``; times in working
    hours from arrival to the end (``waiting``: to the first decision), ``share`` of all time of the process, ``returned``
    the rate of returns. At most the latest 50,000 steps are looked at.
    """
    scoping.require(actor, VIEW)
    facts: dict[str, Any] = {
        "company": actor.company_id,
        "since": since,
        "until": until,
        "process": process,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(STEPS, facts)
        rows = cursor.fetchall()
    steps = _gathered(rows, actor)
    totals: dict[str, float] = {}
    for (key, _node), one in steps.items():
        totals[key] = totals.get(key, 0.0) + _hours(sum(one.taken, timedelta()))
    found = [_row(key, node, one, totals[key]) for (key, node), one in steps.items()]
    return sorted(found, key=lambda row: -row["total"])


def _gathered(rows: Iterable[Any], actor: Actor) -> dict[tuple[str, str], _Step]:
    calendars = OrganizationCalendars()
    steps: dict[tuple[str, str], _Step] = {}
    store = PostgresStore()
    for process, node, department, entered, ended, version, digest, returned, first, _id in rows:
        step = steps.get((process, node))
        if step is None:
            known = store.graph(version, digest).nodes.get(node)
            step = steps[process, node] = _Step(known.label(actor.language) if known else node)
        step.taken.append(calendars.worked(actor.company_id, department, entered, ended))
        step.waited.append(calendars.worked(actor.company_id, department, entered, first or ended))
        step.returned += bool(returned)
    return steps


def _row(process: str, node: str, one: _Step, whole: float) -> dict[str, Any]:
    total = _hours(sum(one.taken, timedelta()))
    return {
        "process": process, "node": node, "name": one.label, "count": len(one.taken),
        "p50": _quantile(one.taken, 0.5), "p95": _quantile(one.taken, 0.95), "waiting_p50": _quantile(one.waited, 0.5),
        "total": round(total, 2), "share": round(total / whole, 4) if whole else 0.0,
        "returned": round(one.returned / len(one.taken), 4),
    }  # fmt: skip


def _quantile(values: list[timedelta], share: float) -> float:
    """The value below which so much lies, by the nearest rank."""
    ordered = sorted(values)
    return round(_hours(ordered[min(int(share * len(ordered)), len(ordered) - 1)]), 2)


def _hours(value: timedelta) -> float:
    return value.total_seconds() / 3600
