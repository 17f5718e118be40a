"""收件箱: four boxes, each one statement over a partial index, paged by key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.db import connection

from heyi.core.access.actor import Actor
from heyi.core.resources.modes import knows_all
from heyi.core.workflow.running.sla import LEVELS
from heyi.core.workflow.services import secrecy
from heyi.core.workflow.services.titles import title_for
from heyi.core.workflow.store.postgres import PostgresStore
from heyi.core.workflow.subjects import speaks_of, summary
from heyi.kit.errors import Malformed
from heyi.kit.invalid import InvalidCursor
from heyi.kit.paging import decode_cursor, encode_cursor

SORT = ("-at", "-id")
COLUMNS = """
  c.id AS case_id, c.title, c.process, c.digest, c.version_id, c.resource, c.record_id, c.subject_label, c.summary,
  c.state AS case_state, c.sla, c.initiator_id, e.name AS initiator_name
"""
SEARCH = "(c.title ILIKE %(like)s OR c.subject_label ILIKE %(like)s OR e.name ILIKE %(like)s)"


@dataclass(frozen=True)
class Box:
    """Where the rows of a box come from, what puts them in order (newest first), and whose they are: any of ``mine`` holds,
    each with an index of its own.
    """

    source: str
    at: str
    key: str
    extra: str
    mine: tuple[str, ...]

    def statement(self, limit: int, *, later: bool, searched: bool, limited: bool = False) -> str:
        """The query of a page. It says its limit, and only what is asked: a plan that is kept for all limits would be made
        for a tenth of all rows, and read as many.
        """
        more = f" AND ({self.at}, {self.key}) < (%(at)s::timestamptz, %(id)s::bigint)" if later else ""
        more += f" AND {SEARCH}" if searched else ""
        more += " AND c.sla = %(sla)s" if limited else ""
        parts = [f"({self._select()} WHERE {mine}{more} ORDER BY 1 DESC, 2 DESC LIMIT {limit:d})" for mine in self.mine]
        whole = f"SELECT * FROM ({' UNION '.join(parts)}) u ORDER BY at DESC, id DESC LIMIT {limit:d}"  # noqa: S608
        return f"SELECT json_agg(r)::text FROM ({whole}) r"  # noqa: S608

    def _select(self) -> str:
        return (
            f"SELECT {self.at} AS at, {self.key} AS id, {self.extra}, {COLUMNS} FROM {self.source} "  # noqa: S608
            "JOIN org_employee e ON e.id = c.initiator_id"
        )


TASK = "k.id AS task_id, k.node, k.arrived_at, k.due_at, k.urged, k.state, k.kind"
CASE = (
    "NULL::bigint AS task_id, '' AS node, c.started_at AS arrived_at, NULL::timestamptz AS due_at, 0 AS urged, "
    "c.state, '' AS kind"
)
COPY = (
    "NULL::bigint AS task_id, '' AS node, y.at AS arrived_at, NULL::timestamptz AS due_at, 0 AS urged, "
    "CASE WHEN y.read_at IS NULL THEN 'unread' ELSE 'read' END AS state, '' AS kind"
)
BOXES = {
    "todo": Box(
        "workflow_task k JOIN workflow_case c ON c.id = k.case_id", "k.arrived_at", "k.id", TASK,
        (
            "k.state = 'open' AND k.held = '' AND k.assignee_id = %(me)s",
            "k.state = 'open' AND k.held = '' AND k.delegate_id = %(me)s",
        ),
    ),
    "done": Box(
        "workflow_decision d JOIN workflow_task k ON k.id = d.task_id JOIN workflow_case c ON c.id = d.case_id",
        "d.decided_at", "d.task_id", TASK, ("d.actor_id = %(me)s",),
    ),
    "mine": Box("workflow_case c", "c.started_at", "c.id", CASE, ("c.initiator_id = %(me)s",)),
    "cc": Box(
        "workflow_copy y JOIN workflow_case c ON c.id = y.case_id", "y.at", "y.case_id", COPY,
        ("y.employee_id = %(me)s",),
    ),
}  # fmt: skip
COUNTS = """
SELECT
  (SELECT count(*) FROM workflow_task k WHERE k.state = 'open' AND k.held = '' AND k.assignee_id = %(me)s)
  + (SELECT count(*) FROM workflow_task k WHERE k.state = 'open' AND k.held = '' AND k.delegate_id = %(me)s
     AND k.assignee_id IS DISTINCT FROM %(me)s),
  (SELECT count(*) FROM workflow_copy y WHERE y.employee_id = %(me)s AND y.read_at IS NULL),
  (SELECT count(*) FROM workflow_case c WHERE c.initiator_id = %(me)s AND c.ended_at IS NULL)
"""


def page(box: str, *, actor: Actor, q: str = "", sla: str = "", cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """A page of a box: ``{"rows": […], "next": mark or None}``; see docs/guide/api.md, section 5. ``sla`` leaves only cases
    whose time limit stands so."""
    if box not in BOXES:
        raise Malformed.at("box", "unknown", ", ".join(BOXES))
    if sla not in ("", *LEVELS):
        raise Malformed.at("sla", "unknown", ", ".join(LEVELS))
    secret = settings.SECRET_KEY.encode()
    at, last = _after(cursor, secret)
    limit = max(1, min(limit, 200))
    like = "%" + q.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    statement = BOXES[box].statement(limit + 1, later=at is not None, searched=bool(q), limited=bool(sla))
    with connection.cursor() as db:
        db.execute(statement, {"me": actor.employee_id, "at": at, "id": last, "like": like, "sla": sla})
        found = orjson.loads((db.fetchone() or [None])[0] or "[]")
    rows, more = found[:limit], len(found) > limit
    mark = None
    if more:
        keys = (datetime.fromisoformat(rows[-1]["at"]), rows[-1]["id"])
        mark = encode_cursor(keys, sort=SORT, secret=secret)
    closed = {key: _with_secrets(key, actor) for key in {row["resource"] for row in rows}}
    return {"rows": [_row(row, actor, closed[row["resource"]]) for row in rows], "next": mark}


def _with_secrets(resource: str, actor: Actor) -> frozenset[int]:
    """The documents of which some step hides something from the reader."""
    return frozenset().union(*secrecy.hidden_in_lists(actor, resource).values())


def _after(cursor: str, secret: bytes) -> tuple[Any, Any]:
    """Where the last page ended: its moment and id."""
    if not cursor:
        return None, None
    try:
        at, last = decode_cursor(cursor, sort=SORT, secret=secret)
    except InvalidCursor as error:
        raise Malformed.at("cursor", "bad_cursor", str(error.message)) from error
    return at, last


def counts(*, actor: Actor) -> dict[str, int]:
    """How much waits: to decide, to read, and own cases on their way."""
    with connection.cursor() as db:
        db.execute(COUNTS, {"me": actor.employee_id})
        todo, unread, mine = db.fetchone()
    return {"todo": todo, "cc": unread, "mine": mine}


def _row(row: dict[str, Any], actor: Actor, closed: frozenset[int]) -> dict[str, Any]:
    language = actor.language
    open_ = row["record_id"] not in closed and knows_all(actor, speaks_of(row["resource"]))
    graph = PostgresStore().graph(row["version_id"], row["digest"])
    node = graph.nodes.get(row["node"])
    subject = {"resource": row["resource"], "id": row["record_id"], "label": row["subject_label"]}
    return {
        "task_id": row["task_id"],
        "kind": row["kind"],
        "case_id": row["case_id"],
        "title": title_for(actor, row["resource"], row["title"], row["subject_label"]),
        "process": graph.label(language),
        "node": node.label(language) if node else "",
        "initiator": {"id": row["initiator_id"], "label": row["initiator_name"]},
        "subject": subject if row["record_id"] else None,
        "summary": summary(row["resource"], row["summary"]) if open_ else [],
        "arrived_at": row["arrived_at"],
        "due_at": row["due_at"],
        "urged": row["urged"],
        "state": row["state"],
        "case_state": row["case_state"],
        "sla": row["sla"],
    }
