"""时效 (SLA) as people see it: of one case, of all that are late or soon will be, and in figures over a period."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.workflow import models
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.running import sla, timing
from heyi.core.workflow.services import keeping
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.services.figures import VIEW, hours, quantile
from heyi.core.workflow.services.titles import title_for
from heyi.core.workflow.store.postgres import PostgresStore
from heyi.kit.errors import Malformed

AT_ONCE = 100
LATE = (sla.AT_RISK, sla.BREACHED)
MOST = 50_000
ENDED = keeping.in_both(
    """
SELECT c.process, s.node, c.version_id, c.digest, s.data ->> 'state', (s.data ->> 'used')::bigint, s.ended_at
  FROM workflow_subscription s JOIN workflow_case c ON c.id = s.case_id
 WHERE s.company_id = %(company)s AND s.kind = 'sla' AND s.state = 'done' AND s.ended_at >= %(since)s
   AND s.ended_at < %(until)s AND (%(process)s = '' OR c.process = %(process)s)
""",
    """
SELECT r.process, s.node, r.version_id, r.digest, s.data ->> 'state', (s.data ->> 'used')::bigint, s.ended_at
  FROM workflow_archived r
 CROSS JOIN LATERAL jsonb_to_recordset(r.subscriptions) AS s(node text, kind text, state text, data jsonb, ended_at timestamptz)
 WHERE r.company_id = %(company)s AND r.closed_at >= %(since)s AND s.kind = 'sla' AND s.state = 'done'
   AND s.ended_at >= %(since)s AND s.ended_at < %(until)s AND (%(process)s = '' OR r.process = %(process)s)
""",
    latest="ended_at",
)


def limits(
    rows: Sequence[models.Subscription], graph: Graph, clock: timing.Clock, language: str
) -> list[dict[str, Any]]:
    """The limits of a case, the whole case first: hours of the budget, used and left as of now, and when it is reached."""
    found = []
    for row in sorted(rows, key=lambda one: (one.activation_id, one.pk)):
        data, node = row.data, graph.nodes.get(row.node)
        spent, budget = sla.used(clock, data), timedelta(microseconds=data["budget"])
        breach = sla.reached_at(clock, data, data["budget"])
        found.append({
            "node": row.node, "name": node.label(language) if node else "", "state": data["state"],
            "budget": hours(budget), "used": hours(spent), "left": hours(budget - spent),
            "breach_at": breach.isoformat() if breach else None, "working": data["working"],
            "paused": data.get("paused", "") if row.state == "open" and not data["since"] else "",
            "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        })  # fmt: skip
    return found


def of_case(kept: keeping.Kept) -> list[models.Subscription]:
    """Every limit that a case has or had."""
    return [one for one in kept.rows(models.Subscription) if one.kind == sla.SLA]


def reached(rows: Sequence[models.Subscription]) -> list[tuple[datetime, str, str]]:
    """When a limit came close or was passed: the moment, the word and the stage."""
    return [
        (datetime.fromisoformat(at), f"sla_{level}", row.node)
        for row in rows for level, at in row.data["reached"].items()
    ]  # fmt: skip


def late(actor: Actor, *, state: str = "", process: str = "", after: int = 0) -> list[dict[str, Any]]:
    """Running cases of the company of which a limit is close (``at_risk``) or passed (``breached``), a hundred at a time
    after a case. Malformed for another state."""
    scoping.require(actor, VIEW)
    if state not in ("", *LATE):
        raise Malformed.at("state", "unknown", ", ".join(LATE))
    rows = models.Case.objects.filter(
        company_id=actor.company_id, ended_at=None, sla__in=[state] if state else LATE, pk__gt=after
    )
    rows = rows.filter(process=process) if process else rows
    cases = list(rows.order_by("pk")[:AT_ONCE])
    waits: dict[int, list[models.Subscription]] = {}
    for row in models.Subscription.objects.filter(case_id__in=[one.pk for one in cases], kind=sla.SLA, state="open"):
        waits.setdefault(row.case_id, []).append(row)
    store, running = PostgresStore(), engine()
    found = []
    for case in cases:
        clock = timing.Clock(running.clock(), running.calendars, case.company_id, case.department_id)
        graph = store.graph(case.version_id, case.digest)
        found.append({
            "case": case.pk, "title": title_for(actor, case.resource, case.title, case.subject_label),
            "process": case.process, "name": graph.label(actor.language), "state": case.sla,
            "started_at": case.started_at.isoformat(),
            "limits": limits(waits.get(case.pk, []), graph, clock, actor.language),
        })  # fmt: skip
    return found


def figures(actor: Actor, *, since: datetime, until: datetime, process: str = "") -> list[dict[str, Any]]:
    """Of each process and stage with a limit, what ended in a period: how many, how many too late, the share in time, and the
    hours used. What was undone by a return does not count. At most the latest 50,000 are looked at.
    """
    scoping.require(actor, VIEW)
    facts: dict[str, Any] = {
        "company": actor.company_id,
        "since": since,
        "until": until,
        "process": process,
        "most": MOST,
    }
    gathered: dict[tuple[str, str], list[tuple[str, timedelta]]] = {}
    names: dict[tuple[str, str], str] = {}
    store = PostgresStore()
    with connection.cursor() as cursor:
        cursor.execute(ENDED, facts)
        for key, node, version, digest, state, spent, _at in cursor.fetchall():
            place = (key, node)
            if place not in names:
                graph = store.graph(version, digest)
                known = graph.nodes.get(node)
                names[place] = (known.label(actor.language) if known else node) or graph.label(actor.language)
            gathered.setdefault(place, []).append((state, timedelta(microseconds=spent)))
    return [_figure(key, node, names[key, node], rows) for (key, node), rows in sorted(gathered.items())]


def _figure(process: str, node: str, name: str, rows: list[tuple[str, timedelta]]) -> dict[str, Any]:
    breached = sum(state == sla.BREACHED for state, _ in rows)
    spent = [one for _, one in rows]
    return {
        "process": process, "node": node, "name": name, "count": len(rows), "breached": breached,
        "in_time": round(1 - breached / len(rows), 4), "p50": quantile(spent, 0.5), "p95": quantile(spent, 0.95),
    }  # fmt: skip
