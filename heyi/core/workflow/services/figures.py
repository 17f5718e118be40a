"""How long steps take in working time, where cases wait, and how often they come back (效率分析), from the cases themselves.

Waiting (等待) lasts from the arrival of a task until somebody begins with it: opens the case for the first time, or takes a
pooled task (认领). Handling (办理) lasts from then to the decision. Who decides without opening has only waited.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.workflow.functions import VIEW
from heyi.core.workflow.services import keeping
from heyi.core.workflow.services.calendars import OrganizationCalendars
from heyi.core.workflow.store.postgres import PostgresStore

MOST = 50_000
STEPS = keeping.in_both(
    """
SELECT c.process, a.node, c.department_id, a.entered_at, a.ended_at, c.version_id, c.digest,
       (SELECT count(*) FROM workflow_decision d JOIN workflow_task t ON t.id = d.task_id
         WHERE t.activation_id = a.id AND d.action = 'return') AS returned,
       coalesce((a.data ->> 'claimed_at')::timestamptz,
         (SELECT min(least(t.opened_at, d.decided_at)) FROM workflow_task t
            LEFT JOIN workflow_decision d ON d.task_id = t.id AND d.actor_id IS NOT NULL
           WHERE t.activation_id = a.id)) AS begun_at, a.id
  FROM workflow_activation a JOIN workflow_case c ON c.id = a.case_id
 WHERE a.company_id = %(company)s AND a.kind = 'userTask' AND a.state <> 'active' AND a.ended_at >= %(since)s
   AND a.ended_at < %(until)s AND (%(process)s = '' OR c.process = %(process)s)
""",
    """
SELECT r.process, s.node, r.department_id, s.entered_at, s.ended_at, r.version_id, r.digest, s.returned, s.begun_at, s.id
  FROM workflow_archived r
 CROSS JOIN LATERAL jsonb_to_recordset(r.steps) AS s(id bigint, node text, state text, entered_at timestamptz,
   ended_at timestamptz, returned bigint, begun_at timestamptz)
 WHERE r.company_id = %(company)s AND r.closed_at >= %(since)s AND s.state <> 'active' AND s.ended_at >= %(since)s
   AND s.ended_at < %(until)s AND (%(process)s = '' OR r.process = %(process)s)
""",
    latest="id",
)
# Only of steps that are over: that somebody has voted in a blind vote is not told before.
DECIDED = keeping.in_both(
    """
SELECT d.actor_id, e.name, c.department_id, t.arrived_at, d.decided_at, d.action,
       coalesce((a.data ->> 'claimed_at')::timestamptz, t.opened_at) AS begun_at
  FROM workflow_decision d
  JOIN workflow_task t ON t.id = d.task_id
  JOIN workflow_activation a ON a.id = t.activation_id AND a.state <> 'active' AND a.kind = 'userTask'
  JOIN workflow_case c ON c.id = d.case_id
  JOIN org_employee e ON e.id = d.actor_id
 WHERE d.company_id = %(company)s AND d.decided_at >= %(since)s AND d.decided_at < %(until)s
   AND (%(process)s = '' OR c.process = %(process)s)
""",
    """
SELECT d.actor_id, e.name, r.department_id, t.arrived_at, d.decided_at, d.action,
       coalesce((a.data ->> 'claimed_at')::timestamptz, t.opened_at)
  FROM workflow_archived r
 CROSS JOIN LATERAL jsonb_to_recordset(r.decisions) AS d(task_id bigint, actor_id bigint, decided_at timestamptz, action text)
 CROSS JOIN LATERAL jsonb_to_recordset(r.tasks) AS t(id bigint, activation_id bigint, arrived_at timestamptz,
   opened_at timestamptz)
 CROSS JOIN LATERAL jsonb_to_recordset(r.activations) AS a(id bigint, kind text, data jsonb)
  JOIN org_employee e ON e.id = d.actor_id
 WHERE t.id = d.task_id AND a.id = t.activation_id AND a.kind = 'userTask'
   AND r.company_id = %(company)s AND r.closed_at >= %(since)s AND d.decided_at >= %(since)s AND d.decided_at < %(until)s
   AND (%(process)s = '' OR r.process = %(process)s)
""",
    latest="decided_at",
)
ENDED = keeping.in_both(
    """
SELECT c.process, c.department_id, c.started_at, c.ended_at, c.version_id, c.digest,
       EXISTS (SELECT 1 FROM workflow_decision d WHERE d.case_id = c.id AND d.action = 'return') AS reworked
  FROM workflow_case c
 WHERE c.company_id = %(company)s AND c.ended_at >= %(since)s AND c.ended_at < %(until)s
   AND (%(process)s = '' OR c.process = %(process)s)
""",
    """
SELECT r.process, r.department_id, r.started_at, r.ended_at, r.version_id, r.digest,
       EXISTS (SELECT 1 FROM jsonb_to_recordset(r.decisions) AS d(action text) WHERE d.action = 'return')
  FROM workflow_archived r
 WHERE r.company_id = %(company)s AND r.closed_at >= %(since)s AND r.ended_at >= %(since)s AND r.ended_at < %(until)s
   AND (%(process)s = '' OR r.process = %(process)s)
""",
    latest="ended_at",
)


@dataclass(slots=True)
class _Times:
    """What is known of one step, person or process."""

    label: str
    taken: list[timedelta] = field(default_factory=list)
    waited: list[timedelta] = field(default_factory=list)
    handled: list[timedelta] = field(default_factory=list)
    returned: int = 0

    def add(
        self, work: "_Work", department: int | None, since: datetime, begun: datetime | None, until: datetime
    ) -> None:
        """One more: it waited until it was begun, and was handled until its end."""
        begun = min(max(begun or until, since), until)
        self.waited.append(work.between(department, since, begun))
        self.handled.append(work.between(department, begun, until))
        self.taken.append(self.waited[-1] + self.handled[-1])

    def row(self) -> dict[str, Any]:
        """The figures that all three have."""
        return {
            "count": len(self.taken), "returned": round(self.returned / len(self.taken), 4),
            "waiting_p50": quantile(self.waited, 0.5), "waiting_p95": quantile(self.waited, 0.95),
            "handling_p50": quantile(self.handled, 0.5), "handling_p95": quantile(self.handled, 0.95),
        }  # fmt: skip


@dataclass(slots=True)
class _Work:
    """Working time of a company's departments."""

    company_id: int
    calendars: OrganizationCalendars = field(default_factory=OrganizationCalendars)

    def between(self, department: int | None, since: datetime, until: datetime) -> timedelta:
        return self.calendars.worked(self.company_id, department, since, until)


def figures(actor: Actor, *, since: datetime, until: datetime, process: str = "") -> list[dict[str, Any]]:
    """For each step that ended in a period, the one on which most working time went first:

    ``{"process", "node", "name", "count", "p50", "p95", "waiting_p50", "waiting_p95", "handling_p50", "handling_p95",
    "total", "share", "returned"}``; times in working hours from arrival to the end, ``share`` of all time of the process,
    ``returned`` the rate of returns (退回率). At most the latest 50,000 steps are looked at.
    """
    steps: dict[tuple[str, str], _Times] = {}
    work, store = _Work(actor.company_id), PostgresStore()
    for key, node, department, entered, ended, version, digest, returned, begun, _id in _rows(
        STEPS, actor, since, until, process
    ):
        step = steps.get((key, node))
        if step is None:
            known = store.graph(version, digest).nodes.get(node)
            step = steps[key, node] = _Times(known.label(actor.language) if known else node)
        step.add(work, department, entered, begun, ended)
        step.returned += bool(returned)
    totals: dict[str, float] = {}
    for (key, _node), one in steps.items():
        totals[key] = totals.get(key, 0.0) + hours(sum(one.taken, timedelta()))
    found = [_step(key, node, one, totals[key]) for (key, node), one in steps.items()]
    return sorted(found, key=lambda row: -row["total"])


def by_person(actor: Actor, *, since: datetime, until: datetime, process: str = "") -> list[dict[str, Any]]:
    """For each person who decided in a period, whoever decided most first: ``{"person", "count", "waiting_p50", …,
    "handling_p95", "returned"}``, in working hours of their tasks; at most the latest 50,000 decisions are looked at."""
    people: dict[int, _Times] = {}
    work = _Work(actor.company_id)
    for person, name, department, arrived, decided, action, begun in _rows(DECIDED, actor, since, until, process):
        one = people.setdefault(person, _Times(name))
        one.add(work, department, arrived, begun, decided)
        one.returned += action == "return"
    rows = [{"person": {"id": person, "label": one.label}, **one.row()} for person, one in people.items()]
    return sorted(rows, key=lambda row: -row["count"])


def by_process(actor: Actor, *, since: datetime, until: datetime, process: str = "") -> list[dict[str, Any]]:
    """For each process of which cases ended in a period: how many, how long they took from beginning to end in working hours,
    and the share that was returned at least once (返工率). At most the latest 50,000 cases are looked at."""
    found: dict[str, _Times] = {}
    work, store = _Work(actor.company_id), PostgresStore()
    for key, department, started, ended, version, digest, reworked in _rows(ENDED, actor, since, until, process):
        if key not in found:
            found[key] = _Times(store.graph(version, digest).label(actor.language))
        found[key].taken.append(work.between(department, started, ended))
        found[key].returned += bool(reworked)
    return [
        {"process": key, "name": one.label, "count": len(one.taken), "p50": quantile(one.taken, 0.5),
         "p95": quantile(one.taken, 0.95), "reworked": round(one.returned / len(one.taken), 4)}
        for key, one in sorted(found.items(), key=lambda pair: -len(pair[1].taken))
    ]  # fmt: skip


def _rows(sql: str, actor: Actor, since: datetime, until: datetime, process: str) -> Iterable[Any]:
    scoping.require(actor, VIEW)
    facts: dict[str, Any] = {
        "company": actor.company_id, "since": since, "until": until, "process": process, "most": MOST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return list(cursor.fetchall())


def _step(process: str, node: str, one: _Times, whole: float) -> dict[str, Any]:
    total = hours(sum(one.taken, timedelta()))
    return {
        "process": process, "node": node, "name": one.label, **one.row(),
        "p50": quantile(one.taken, 0.5), "p95": quantile(one.taken, 0.95),
        "total": total, "share": round(total / whole, 4) if whole else 0.0,
    }  # fmt: skip


def quantile(values: list[timedelta], share: float) -> float:
    """The hours below which so much lies, by the nearest rank."""
    ordered = sorted(values)
    return hours(ordered[min(int(share * len(ordered)), len(ordered) - 1)])


def hours(value: timedelta) -> float:
    """A length in hours, to the hundredth."""
    return round(value.total_seconds() / 3600, 2)
