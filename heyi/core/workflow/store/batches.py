"""Many cases in one transaction: locked, loaded and written by one statement each, however many there are."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from heyi.core.workflow.state import Activation, Case, CaseState, Incident, Subscription, Token
from heyi.core.workflow.store.difference import CASE_MUTABLE, dumps
from heyi.core.workflow.store.postgres import read_case, rows_of
from heyi.core.workflow.store.statements import case_columns, write_cases

LOCK = """
SELECT {columns} FROM workflow_case WHERE id = ANY(%s) AND root_id = 0 AND ended_at IS NULL
ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
"""
LOAD = """
SELECT 'tokens', case_id, json_agg(t)::text FROM workflow_token t
 WHERE case_id = ANY(%(cases)s) AND state = 'live' GROUP BY case_id
UNION ALL
SELECT 'activations', case_id, json_agg(a)::text FROM workflow_activation a
 WHERE case_id = ANY(%(cases)s) AND state = 'active' GROUP BY case_id
UNION ALL
SELECT 'subscriptions', case_id, json_agg(s)::text FROM workflow_subscription s
 WHERE case_id = ANY(%(cases)s) AND state = 'open' GROUP BY case_id
UNION ALL
SELECT 'incidents', case_id, json_agg(i)::text FROM workflow_incident i
 WHERE case_id = ANY(%(troubled)s) AND resolved_at IS NULL GROUP BY case_id
"""
KINDS: dict[str, type[Any]] = {
    "tokens": Token, "activations": Activation, "subscriptions": Subscription, "incidents": Incident,
}  # fmt: skip


def lock_many(case_ids: list[int]) -> list[CaseState]:
    """Those that nobody else works on now, without cases of call activities: they are locked by the one at the top."""
    columns = ", ".join(case_columns())
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(columns=columns), [case_ids])
        states = {state.case.id: state for state in map(read_case, cursor.fetchall())}
        troubled = [number for number, state in states.items() if state.case.incidents]
        cursor.execute(LOAD, {"cases": list(states), "troubled": troubled})
        for table, case_id, text in cursor.fetchall():
            setattr(states[case_id], table, rows_of(KINDS[table], text))
    return list(states.values())


def write_many(states: Sequence[CaseState]) -> None:
    """The differences of all, in one statement; the cases must have been there before."""
    parameters: dict[str, list[Any]] = {}
    entries, cases = [], []
    for state in states:
        case = state.case
        mark = {"case_id": case.id, "company_id": case.company_id}
        for entry in state.entries:
            for name, rows in entry.changes.items():
                if name not in ("case", "case*"):
                    parameters.setdefault(name, []).extend({**row, **mark} for row in rows)
            entries.append({
                **mark, "seq": entry.seq, "act": entry.act, "actor": entry.actor, "employee_id": entry.actor_id,
                "at": entry.at, "changes": entry.changes, "previous": entry.previous, "hash": entry.hash,
            })  # fmt: skip
        cases.append(_row(case))
    touched = frozenset(parameters)
    written = {name.replace("*", "_changed"): dumps(rows) for name, rows in parameters.items()}
    with connection.cursor() as cursor:
        cursor.execute(write_cases(touched), {**written, "entry": dumps(entries), "row": dumps(cases)})


def _row(case: Case) -> dict[str, Any]:
    return {"id": case.id, "log_hash": case.log_hash, **{name: getattr(case, name) for name in CASE_MUTABLE}}
