"""The difference that a step has made, as plain values: what is written to the tables and, the same, to the log."""

import hashlib
from datetime import datetime
from typing import Any

import orjson

from heyi.core.workflow.state import APPENDED, TABLES, Case, CaseState, Entry, as_dict

#: The columns that may change after a row was made.
MUTABLE: dict[str, tuple[str, ...]] = {
    "tokens": ("node", "flow", "state", "activation_id", "incident_id"),
    "activations": ("node", "state", "outcome", "data", "ended_at"),
    "tasks": ("node", "state", "delegate_id", "urged", "urged_at", "due_at", "ended_at", "held"),
    "subscriptions": ("node", "state", "due_at", "data", "ended_at"),
    "incidents": ("resolved_at",),
}
CASE_MUTABLE = (
    "state", "round", "snapshot_hash", "variables", "choices", "summary", "title", "subject_label",
    "version_id", "digest", "decided", "incidents", "numbers", "entries", "ended_at", "suspended", "pending",
    "sla", "organization",
)  # fmt: skip

Changes = dict[str, list[dict[str, Any]]]


def difference(state: CaseState) -> Changes:
    """Rows by table: ``tokens`` are new rows in full, ``tokens*`` the mutable columns of changed ones, ``copies-`` the readers
    whose copy was taken back.
    """
    changes: Changes = {}
    for table in TABLES:
        if state.new[table]:
            changes[table] = [as_dict(row) for row in state.new[table].values()]
        if state.changed[table]:
            changes[f"{table}*"] = [_changed(row, table) for row in state.changed[table].values()]
    for table in APPENDED:
        if state.appended[table]:
            changes[table] = [as_dict(row) for row in state.appended[table]]
    if state.recalled:
        changes["copies-"] = [{"employee_id": one} for one in state.recalled]
    if state.moved:
        changes["way"] = [state.moved]
    if state.case.entries == 0:
        changes["case"] = [case_as_dict(state.case)]
    else:
        changes["case*"] = [{name: getattr(state.case, name) for name in CASE_MUTABLE}]
    return changes


def case_as_dict(case: Case) -> dict[str, Any]:
    """The case's row without the hash of its own log."""
    row = as_dict(case)
    del row["log_hash"]
    return row


def _changed(row: Any, table: str) -> dict[str, Any]:
    return {"id": row.id, **{name: getattr(row, name) for name in MUTABLE[table]}}


def dumps(value: Any) -> str:
    """Canonical JSON; moments as RFC 3339 in UTC."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z).decode()


def close_entry(state: CaseState, *, act: str, actor_id: int | None, actor: str, at: datetime) -> Entry:
    """Make the log's line for everything done so far, chained to the one before by its hash."""
    case = state.case
    changes = difference(state)
    target = changes.get("case") or changes["case*"]
    case.entries += 1
    target[0]["entries"] = case.entries
    entry = Entry(case.entries, act, actor_id, actor, at, changes, case.log_hash)
    entry.hash = entry_hash(case.id, entry)
    case.log_hash = entry.hash
    state.entries.append(entry)
    return entry


def entry_hash(case_id: int, entry: Entry) -> str:
    """SHA-256 over the line before, who, what, when, and every changed value."""
    body = [case_id, entry.seq, entry.act, entry.actor_id, entry.actor, entry.at, entry.changes, entry.previous]
    return hashlib.sha256(dumps(body).encode()).hexdigest()
