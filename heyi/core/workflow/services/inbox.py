"""收件箱: four boxes, each one statement over a partial index, paged by key."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.db import connection

from heyi.core.access.actor import Actor
from heyi.core.resources.modes import knows_all
from heyi.core.workflow.store.postgres import PostgresStore
from heyi.core.workflow.subjects import speaks_of, summary
from heyi.kit.errors import Malformed
from heyi.kit.invalid import InvalidCursor
from heyi.kit.paging import decode_cursor, encode_cursor

SORT = ("-at", "-id")
COLUMNS = """
  c.id AS case_id, c.title, c.process, c.digest, c.version_id, c.resource, c.record_id, c.subject_label, c.summary,
  c.state AS case_state, c.initiator_id, e.name AS initiator_name
"""
SEARCH = "(c.title ILIKE %(like)s OR c.subject_label ILIKE %(like)s OR e.name ILIKE %(like)s)"
BEFORE = "({at}, {id}) < (%(at)s::timestamptz, %(id)s::bigint)"


def _box(source: str, at: str, key: str, extra: str) -> str:
    """A query with the place ``{who}``, and ``[before …]``, ``[search …]`` and ``[limit]`` for the page (``_statement``)."""
    before = BEFORE.format(at=at, id=key)
    return (
        f"SELECT {at} AS at, {key} AS id, {extra}, {COLUMNS} FROM {source} "  # noqa: S608
        f"JOIN org_employee e ON e.id = c.initiator_id WHERE {{who}}[before AND {before}][search AND {SEARCH}] "
        f"ORDER BY 1 DESC, 2 DESC LIMIT [limit]"
    )


@lru_cache(maxsize=256)
def _statement(box: str, limit: int, *, later: bool, searched: bool) -> str:
    """The query of a page. It says its limit and only what is asked: a plan that is kept for all limits would be made for
    a tenth of all rows, and read as many.
    """
    text = BOXES[box].replace("[limit]", f"{limit:d}")
    for name, wanted in (("before", later), ("search", searched)):
        text = re.sub(rf"\[{name}([^\]]*)\]", r"\1" if wanted else "", text)
    return f"SELECT json_agg(r)::text FROM ({text}) r"  # noqa: S608


TASK = "k.id AS task_id, k.node, k.arrived_at, k.due_at, k.urged, k.state, k.kind"
OPEN = _box("workflow_task k JOIN workflow_case c ON c.id = k.case_id", "k.arrived_at", "k.id", TASK)
DONE = _box(
    "workflow_decision d JOIN workflow_task k ON k.id = d.task_id JOIN workflow_case c ON c.id = d.case_id",
    "d.decided_at", "d.task_id", TASK,
)  # fmt: skip
CASE = (
    "NULL::bigint AS task_id, '' AS node, c.started_at AS arrived_at, NULL::timestamptz AS due_at, 0 AS urged, "
    "c.state, '' AS kind"
)
MINE = _box("workflow_case c", "c.started_at", "c.id", CASE)
CC = _box(
    "workflow_copy y JOIN workflow_case c ON c.id = y.case_id", "y.at", "y.case_id",
    "NULL::bigint AS task_id, '' AS node, y.at AS arrived_at, NULL::timestamptz AS due_at, 0 AS urged, "
    "CASE WHEN y.read_at IS NULL THEN 'unread' ELSE 'read' END AS state, '' AS kind",
)  # fmt: skip
ASKED = "k.state = 'open' AND k.{} = %(me)s"
BOXES = {
    "todo": (
        f"SELECT * FROM (({OPEN.format(who=ASKED.format('assignee_id'))}) UNION "  # noqa: S608
        f"({OPEN.format(who=ASKED.format('delegate_id'))})) u ORDER BY at DESC, id DESC LIMIT [limit]"
    ),
    "done": DONE.format(who="d.actor_id = %(me)s"),
    "mine": MINE.format(who="c.initiator_id = %(me)s"),
    "cc": CC.format(who="y.employee_id = %(me)s"),
}
COUNTS = """
SELECT
  (SELECT count(*) FROM workflow_task k WHERE k.state = 'open' AND k.assignee_id = %(me)s)
  + (SELECT count(*) FROM workflow_task k WHERE k.state = 'open' AND k.delegate_id = %(me)s
     AND k.assignee_id IS DISTINCT FROM %(me)s),
  (SELECT count(*) FROM workflow_copy y WHERE y.employee_id = %(me)s AND y.read_at IS NULL),
  (SELECT count(*) FROM workflow_case c WHERE c.initiator_id = %(me)s AND c.ended_at IS NULL)
"""


def page(box: str, *, actor: Actor, q: str = "", cursor: str = "", limit: int = 50) -> dict[str, Any]:
    """A page of a box: ``{"rows": […], "next": mark or None}``; see docs/guide/api.md, section 5."""
    if box not in BOXES:
        raise Malformed.at("box", "unknown", ", ".join(BOXES))
    secret = settings.SECRET_KEY.encode()
    at, last = _after(cursor, secret)
    limit = max(1, min(limit, 200))
    like = "%" + q.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    statement = _statement(box, limit + 1, later=at is not None, searched=bool(q))
    with connection.cursor() as db:
        db.execute(statement, {"me": actor.employee_id, "at": at, "id": last, "like": like})
        found = orjson.loads((db.fetchone() or [None])[0] or "[]")
    rows, more = found[:limit], len(found) > limit
    mark = None
    if more:
        keys = (datetime.fromisoformat(rows[-1]["at"]), rows[-1]["id"])
        mark = encode_cursor(keys, sort=SORT, secret=secret)
    return {"rows": [_row(row, actor) for row in rows], "next": mark}


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


def _row(row: dict[str, Any], actor: Actor) -> dict[str, Any]:
    language, open_ = actor.language, knows_all(actor, speaks_of(row["resource"]))
    graph = PostgresStore().graph(row["version_id"], row["digest"])
    node = graph.nodes.get(row["node"])
    subject = {"resource": row["resource"], "id": row["record_id"], "label": row["subject_label"]}
    return {
        "task_id": row["task_id"],
        "kind": row["kind"],
        "case_id": row["case_id"],
        "title": row["title"] if open_ else row["subject_label"],
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
    }
