"""Cases in PostgreSQL. A step is three statements: lock the case, load its live rows, write the difference.

The lock is a statement of its own on purpose: under READ COMMITTED everything read in the same statement would be as
it was before the wait. What is written travels as JSON into one statement whose text never changes, so the server
plans it once.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import orjson
from django.db import connection, transaction

from heyi.core.workflow import models
from heyi.core.workflow.dmn import Model
from heyi.core.workflow.graph import Graph, graph_of
from heyi.core.workflow.state import (
    Activation,
    Case,
    CaseState,
    Copy,
    Decision,
    Edit,
    Incident,
    Subscription,
    Task,
    Token,
)
from heyi.core.workflow.store.difference import CASE_MUTABLE, dumps
from heyi.core.workflow.store.protocol import History, Published, Reading
from heyi.core.workflow.store.statements import MOMENTS, case_columns, write_case

R = TypeVar("R")
ORDER: dict[Any, str] = {models.Entry: "seq", models.Snapshot: "round"}
_graphs: dict[str, Graph] = {}
#: The columns of a case that hold JSON.
JSON = frozenset({"variables", "choices", "summary", "suspended", "pending", "identity", "organization"})

LOAD = """
SELECT json_build_object(
  'tokens', (SELECT json_agg(t) FROM workflow_token t WHERE t.case_id = %(case)s AND t.state = 'live'),
  'activations', (SELECT json_agg(a) FROM workflow_activation a WHERE a.case_id = %(case)s AND a.state = 'active'),
  'subscriptions', (SELECT json_agg(s) FROM workflow_subscription s WHERE s.case_id = %(case)s AND s.state = 'open'),
  'incidents', (SELECT json_agg(i) FROM workflow_incident i
                WHERE %(troubled)s AND i.case_id = %(case)s AND i.resolved_at IS NULL),
  'tasks', (SELECT json_agg(k) FROM workflow_task k WHERE k.id = %(task)s AND k.case_id = %(case)s))::text
"""
HISTORY = """
SELECT json_build_object(
  'tokens', (SELECT json_agg(t) FROM workflow_token t WHERE t.case_id = %(case)s),
  'activations', (SELECT json_agg(a) FROM workflow_activation a WHERE a.case_id = %(case)s),
  'tasks', (SELECT json_agg(k) FROM workflow_task k WHERE k.case_id = %(case)s),
  'decisions', (SELECT json_agg(d) FROM workflow_decision d WHERE d.case_id = %(case)s))::text
"""
TASKS = """
SELECT json_agg(k)::text FROM workflow_task k WHERE k.case_id = %s AND k.activation_id = %s AND k.state = 'open'
"""
APPROVALS = """
SELECT json_agg(d)::text FROM workflow_decision d JOIN workflow_task k ON k.id = d.task_id
WHERE d.case_id = %s AND d.round = %s AND d.action = 'approve' AND d.actor_id = ANY(%s) AND d.on_behalf_of_id IS NULL
  AND (%s::bigint IS NULL OR k.activation_id = %s) AND k.state = 'approved' AND NOT k.origin ? 'gate'
"""
CHILD = "SELECT id FROM workflow_case WHERE parent_id = %s AND parent_activation = %s AND ended_at IS NULL"
REVERSAL = "SELECT id FROM workflow_case WHERE parent_id = %s AND parent_id > 0 AND is_reversal AND ended_at IS NULL"
# The one at the top first: its id is the smaller one, since it existed before.
LOCK = """
SELECT {columns} FROM workflow_case WHERE id IN (%(case)s, (SELECT root_id FROM workflow_case WHERE id = %(case)s))
ORDER BY id FOR NO KEY UPDATE
"""
PARTICIPANT = """
SELECT EXISTS (SELECT 1 FROM workflow_case WHERE id = %(case)s AND initiator_id = %(person)s)
  OR EXISTS (SELECT 1 FROM workflow_task WHERE case_id = %(case)s AND %(person)s IN (assignee_id, delegate_id))
  OR EXISTS (SELECT 1 FROM workflow_copy WHERE case_id = %(case)s AND employee_id = %(person)s)
"""
TAKING_PART = """
SELECT id FROM workflow_case WHERE id = ANY (%(cases)s) AND initiator_id = %(person)s
UNION SELECT case_id FROM workflow_task WHERE case_id = ANY (%(cases)s) AND %(person)s IN (assignee_id, delegate_id)
UNION SELECT case_id FROM workflow_copy WHERE case_id = ANY (%(cases)s) AND employee_id = %(person)s
"""
PARTY = PARTICIPANT.rpartition("  OR EXISTS")[0]
MATERIAL = """
SELECT coalesce((SELECT data FROM workflow_edit WHERE case_id = %(case)s AND round = %(round)s ORDER BY id DESC LIMIT 1),
                (SELECT data FROM workflow_snapshot WHERE case_id = %(case)s AND round = %(round)s))
"""
EDITS = "SELECT json_agg(e ORDER BY e.id)::text FROM workflow_edit e WHERE e.case_id = %s"
SPOKEN = """
SELECT array_agg(author_id) FROM (
  SELECT author_id FROM workflow_note WHERE case_id = %(case)s AND at >= %(at)s AND act = ''
  UNION ALL SELECT author_id FROM workflow_edit WHERE case_id = %(case)s AND at >= %(at)s) spoken
"""
READERS = "SELECT json_agg(y ORDER BY y.id)::text FROM workflow_copy y WHERE y.case_id = %s"


class PostgresStore:
    """The store of every install."""

    def transaction(self) -> AbstractContextManager[object]:
        """The surrounding transaction, or a new one. Whoever goes on after a refusal brings a savepoint of their own."""
        return transaction.atomic(savepoint=False)

    def guard(self) -> AbstractContextManager[object]:
        """A savepoint."""
        return transaction.atomic()

    def child_of(self, case_id: int, activation_id: int) -> int | None:
        """The running case below."""
        row = _one(CHILD, [case_id, activation_id])
        return int(row[0]) if row else None

    def published(self, process: str, company_id: int) -> Published | None:
        """The version in force; shipped processes are put in force when they are first needed."""
        from heyi.core.workflow.services import definitions

        version = definitions.in_force(process, company_id)
        if version is None:
            return None
        graph = self.graph(version.pk, version.digest)
        return Published(version.pk, process, graph, version.definition.suspended)

    def graph(self, version_id: int, digest: str) -> Graph:
        """From this process's memory, or compiled once from the stored text."""
        if digest not in _graphs:
            row = _one("SELECT xml FROM workflow_version WHERE id = %s", [version_id])
            _graphs[digest] = graph_of(digest, row[0] if row else "")
        return _graphs[digest]

    def rules(self, key: str, company_id: int) -> Model | None:
        """The decision model in force."""
        from heyi.core.workflow.services import rules

        return rules.model_of(key, company_id)

    def new_case_id(self) -> int:
        """From the table's own sequence."""
        row = _one("SELECT nextval(pg_get_serial_sequence('workflow_case', 'id'))", [])
        return int(row[0])

    def lock(self, case_id: int, task_id: int | None = None) -> CaseState | None:
        """Two statements: the lock, and the live rows as they are once it is held."""
        columns = case_columns()
        with connection.cursor() as cursor:
            cursor.execute(LOCK.format(columns=", ".join(columns)), {"case": case_id})
            row = next((one for one in cursor.fetchall() if one[0] == case_id), None)
        if row is None:
            return None
        state = read_case(row)
        facts = {"case": case_id, "task": task_id, "troubled": state.case.incidents > 0}
        found = orjson.loads(_one(LOAD, facts)[0])
        state.tokens = _rows(Token, found["tokens"])
        state.activations = _rows(Activation, found["activations"])
        state.subscriptions = _rows(Subscription, found["subscriptions"])
        state.incidents = _rows(Incident, found["incidents"])
        state.tasks = _rows(Task, found["tasks"])
        return state

    def load_tasks(self, state: CaseState, activation_id: int) -> None:
        """The open tasks of an activation, once."""
        if activation_id in state.complete_activations or activation_id in state.new["activations"]:
            return
        state.complete_activations.add(activation_id)
        found = orjson.loads(_one(TASKS, [state.case.id, activation_id])[0] or "[]")
        for number, task in _rows(Task, found).items():
            state.tasks.setdefault(number, task)

    def decision_of(self, task_id: int) -> Decision | None:
        """The decision on a task."""
        row = _one("SELECT row_to_json(d)::text FROM workflow_decision d WHERE d.task_id = %s", [task_id])
        return _row(Decision, orjson.loads(row[0])) if row else None

    def task(self, case_id: int, task_id: int) -> Task:
        """A task in whatever state."""
        sql = "SELECT row_to_json(k)::text FROM workflow_task k WHERE k.case_id = %s AND k.id = %s"
        row = _one(sql, [case_id, task_id])
        if row is None:
            raise KeyError(task_id)
        return _row(Task, orjson.loads(row[0]))

    def subscription(self, case_id: int, subscription_id: int) -> Subscription | None:
        """A wait in whatever state."""
        sql = "SELECT row_to_json(s)::text FROM workflow_subscription s WHERE s.case_id = %s AND s.id = %s"
        row = _one(sql, [case_id, subscription_id])
        return None if row is None else _row(Subscription, orjson.loads(row[0]))

    def commented_since(self, case_id: int, at: datetime) -> list[int]:
        """The authors of newer notes and edits."""
        row = _one(SPOKEN, {"case": case_id, "at": at})
        return list(row[0] or ())

    def approvals(self, case_id: int, round_: int, people: Iterable[int], activation_id: int | None) -> list[Decision]:
        """Approvals by these people's own hand."""
        row = _one(APPROVALS, [case_id, round_, list(people), activation_id, activation_id])
        return [_row(Decision, one) for one in orjson.loads(row[0] or "[]")]

    def is_participant(self, case_id: int, employee_id: int) -> bool:
        """Initiator, asked, stand-in, or reader."""
        return bool(_one(PARTICIPANT, {"case": case_id, "person": employee_id})[0])

    def taking_part(self, case_ids: Sequence[int], employee_id: int) -> set[int]:
        """In which of these cases somebody is a participant."""
        with connection.cursor() as cursor:
            cursor.execute(TAKING_PART, {"cases": list(case_ids), "person": employee_id})
            return {row[0] for row in cursor.fetchall()}

    def is_party(self, case_id: int, employee_id: int) -> bool:
        """Initiator, asked, or stand-in."""
        return bool(_one(PARTY, {"case": case_id, "person": employee_id})[0])

    def readers(self, case_id: int) -> list[Reading]:
        """Everybody who reads along."""
        found = orjson.loads(_one(READERS, [case_id])[0] or "[]")
        return [reading(one) for one in found]

    def edits(self, case_id: int) -> list[Edit]:
        """Everything that was changed while deciding, oldest first."""
        return [_row(Edit, one) for one in orjson.loads(_one(EDITS, [case_id])[0] or "[]")]

    def reversal_of(self, case_id: int) -> int | None:
        """The running case that decides whether an approval is taken back."""
        row = _one(REVERSAL, [case_id])
        return int(row[0]) if row else None

    def running_case_of(self, resource: str, record_id: int) -> int | None:
        """The case in which a document is now."""
        row = _one(
            "SELECT id FROM workflow_case WHERE resource = %s AND record_id = %s AND ended_at IS NULL",
            [resource, record_id],
        )
        return int(row[0]) if row else None

    def material_of(self, case_id: int, round_: int) -> str:
        """The canonical snapshot of a round."""
        row = _one(MATERIAL, {"case": case_id, "round": round_})
        return str(row[0] or "{}")

    def history(self, case_id: int) -> History:
        """Everything that ever was in a case, in one statement."""
        found = orjson.loads(_one(HISTORY, {"case": case_id})[0])
        decisions = [_row(Decision, one) for one in found["decisions"] or ()]
        return History(
            _rows(Token, found["tokens"]),
            _rows(Activation, found["activations"]),
            _rows(Task, found["tasks"]),
            {one.task_id: one for one in decisions},
        )

    def rows(self, model: type[R], case_id: int) -> list[R]:
        """The case's rows of one table of ``models``, in their order."""
        kind: Any = model
        field, order = ("pk", "pk") if kind is models.Case else ("case_id", ORDER.get(kind, "pk"))
        return list(kind.objects.filter(**{field: case_id}).order_by(order))

    def write(self, state: CaseState) -> None:
        """The whole difference and its log lines in one statement."""
        parameters: dict[str, Any] = {"case": state.case.id, "company": state.case.company_id}
        changes: dict[str, list[Any]] = {}
        for entry in state.entries:
            for name, rows in entry.changes.items():
                changes.setdefault(name, []).extend(rows)
        touched = frozenset(name for name, rows in changes.items() if rows and name not in ("case", "case*"))
        for name in touched:
            parameters[name.replace("*", "_changed").replace("-", "_gone")] = dumps(changes[name])
        parameters["entry"] = dumps([
            {"seq": one.seq, "act": one.act, "actor": one.actor, "employee_id": one.actor_id, "at": one.at,
             "changes": one.changes, "previous": one.previous, "hash": one.hash} for one in state.entries])  # fmt: skip
        new = changes.get("case")
        row = new[0] if new else {name: getattr(state.case, name) for name in CASE_MUTABLE}
        parameters["row"] = dumps([{**row, "log_hash": state.case.log_hash}])
        with connection.cursor() as cursor:
            cursor.execute(write_case(bool(new), touched), parameters)


def read_case(row: Sequence[Any]) -> CaseState:
    """A locked row of the case's table, without anything that lives in the case."""
    values = {name: _json(value) if name in JSON else value for name, value in zip(case_columns(), row, strict=True)}
    return CaseState(Case(**values))


def rows_of(kind: type[R], text: str) -> dict[int, R]:
    """Rows from PostgreSQL's JSON, by id."""
    return _rows(kind, orjson.loads(text))


def row_of(kind: type[R], found: dict[str, Any]) -> R:
    """A row from JSON as it was stored at any time: what it does not have is as usual."""
    columns: Any = _columns
    names, moments = columns(kind)
    values = {name: found[name] for name in names if name in found}
    for name in moments:
        if values.get(name) is not None:
            values[name] = datetime.fromisoformat(values[name])
    return kind(**values)


def _one(sql: str, parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str) else value


def reading(row: dict[str, Any]) -> Reading:
    """A copy from PostgreSQL's JSON."""
    return Reading(row_of(Copy, row), datetime.fromisoformat(row["read_at"]) if row["read_at"] else None)


def _rows(kind: type[R], found: list[dict[str, Any]] | None) -> dict[int, R]:
    return {one["id"]: _row(kind, one) for one in found or ()}


def _row(kind: type[R], found: dict[str, Any]) -> R:
    columns: Any = _columns
    names, moments = columns(kind)
    values = {name: found[name] for name in names}
    for name in moments:
        if values[name] is not None:
            values[name] = datetime.fromisoformat(values[name])
    return kind(**values)


@lru_cache
def _columns(kind: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = tuple(kind.__dataclass_fields__)
    return names, tuple(name for name in names if kind.__dataclass_fields__[name].type in MOMENTS)
