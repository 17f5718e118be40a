"""The one statement that writes a step, made from the columns of ``state.py`` once for each set of tables that it
touches."""

from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from heyi.core.workflow.state import APPENDED, TABLES, Case
from heyi.core.workflow.store.difference import CASE_MUTABLE, MUTABLE

MOMENTS: tuple[Any, ...] = (datetime, datetime | None, "datetime", "datetime | None")
NAMES = {
    "tokens": "workflow_token", "activations": "workflow_activation", "tasks": "workflow_task",
    "subscriptions": "workflow_subscription", "incidents": "workflow_incident", "decisions": "workflow_decision",
    "notes": "workflow_note", "copies": "workflow_copy", "snapshots": "workflow_snapshot",
    "edits": "workflow_edit",
}  # fmt: skip
RECALL = (
    "DELETE FROM workflow_copy WHERE case_id = %(case)s AND employee_id IN "
    "(SELECT r.employee_id FROM jsonb_to_recordset(%(copies_gone)s::jsonb) AS r(employee_id bigint))"
)
ENTRY = "seq int, act text, actor text, employee_id bigint, at timestamptz, changes jsonb, previous text, hash text"


def case_columns() -> list[str]:
    """The columns of a case, in the order of its dataclass."""
    return [item.name for item in fields(Case)]


def _type(kind: Any) -> str:
    if kind in MOMENTS:
        return "timestamptz"
    if kind in (int, int | None):
        return "bigint"
    if kind is bool:
        return "boolean"
    return "text" if kind in (str, str | None) else "jsonb"


def _record(kind: type[Any], names: tuple[str, ...] | None = None) -> tuple[str, str]:
    """Column names, and the same with types for ``jsonb_to_recordset``."""
    chosen = [item for item in fields(kind) if names is None or item.name in names]
    return (
        ", ".join(f'"{item.name}"' for item in chosen),
        ", ".join(f'"{item.name}" {_type(item.type)}' for item in chosen),
    )


def _insert(name: str, kind: type[Any]) -> str:
    columns, typed = _record(kind)
    chosen = ", ".join(f"r.{column}" for column in columns.split(", "))
    return (
        f"INSERT INTO {NAMES[name]} (company_id, case_id, {columns}) SELECT %(company)s, %(case)s, {chosen} "  # noqa: S608
        f"FROM jsonb_to_recordset(%({name})s::jsonb) AS r({typed})"
    )


def _update(name: str, kind: type[Any]) -> str:
    _, typed = _record(kind, ("id", *MUTABLE[name]))
    changed = ", ".join(f'"{column}" = r."{column}"' for column in MUTABLE[name])
    return (
        f"UPDATE {NAMES[name]} t SET {changed} "  # noqa: S608
        f"FROM jsonb_to_recordset(%({name}_changed)s::jsonb) AS r({typed}) WHERE t.id = r.id AND t.case_id = %(case)s"
    )


def _case(new: bool) -> str:
    if new:
        columns, typed = _record(Case)
        return (
            f"INSERT INTO workflow_case ({columns}) SELECT {columns} "  # noqa: S608
            f"FROM jsonb_to_recordset(%(row)s::jsonb) AS r({typed})"
        )
    names = (*CASE_MUTABLE, "log_hash")
    _, typed = _record(Case, names)
    changed = ", ".join(f'"{name}" = r."{name}"' for name in names)
    return (
        f"UPDATE workflow_case t SET {changed} "  # noqa: S608
        f"FROM jsonb_to_recordset(%(row)s::jsonb) AS r({typed}) WHERE t.id = %(case)s"
    )


@lru_cache(maxsize=256)
def write_case(new: bool, touched: frozenset[str]) -> str:
    """For a new or a known case: what was ``touched`` (``tokens`` made, ``tokens*`` changed), the case and its log."""
    kinds = {**TABLES, **APPENDED}
    parts = [_case(new)]
    parts += [_insert(name, kind) for name, kind in kinds.items() if name in touched]
    parts += [_update(name, kind) for name, kind in TABLES.items() if f"{name}*" in touched]
    if "copies-" in touched:
        parts.append(RECALL)
    columns = ", ".join(part.split()[0] for part in ENTRY.split(", "))
    entry = (
        f"INSERT INTO workflow_entry (company_id, case_id, {columns}) SELECT %(company)s, %(case)s, r.* "  # noqa: S608
        f"FROM jsonb_to_recordset(%(entry)s::jsonb) AS r({ENTRY})"
    )
    return "WITH " + ",\n".join(f"p{number} AS ({part})" for number, part in enumerate(parts)) + "\n" + entry


@lru_cache(maxsize=256)
def write_cases(touched: frozenset[str]) -> str:
    """The same for many known cases at once: every row says whose it is."""
    mark = '"case_id" bigint, "company_id" bigint'
    parts = []
    for name, kind in {**TABLES, **APPENDED}.items():
        columns, typed = _record(kind)
        if name in touched:
            chosen = ", ".join(f"r.{column}" for column in columns.split(", "))
            parts.append(
                f"INSERT INTO {NAMES[name]} (company_id, case_id, {columns}) SELECT r.company_id, r.case_id, {chosen} "  # noqa: S608
                f"FROM jsonb_to_recordset(%({name})s::jsonb) AS r({typed}, {mark})"
            )
        if f"{name}*" in touched:
            _, typed = _record(kind, ("id", *MUTABLE[name]))
            changed = ", ".join(f'"{column}" = r."{column}"' for column in MUTABLE[name])
            parts.append(
                f"UPDATE {NAMES[name]} t SET {changed} FROM jsonb_to_recordset(%({name}_changed)s::jsonb) "  # noqa: S608
                f"AS r({typed}, {mark}) WHERE t.id = r.id AND t.case_id = r.case_id"
            )
    names = ("id", *CASE_MUTABLE, "log_hash")
    _, typed = _record(Case, names)
    changed = ", ".join(f'"{name}" = r."{name}"' for name in names[1:])
    parts.append(
        f"UPDATE workflow_case t SET {changed} FROM jsonb_to_recordset(%(row)s::jsonb) AS r({typed}) WHERE t.id = r.id"  # noqa: S608
    )
    columns = ", ".join(part.split()[0] for part in ENTRY.split(", "))
    chosen = ", ".join(f"r.{column}" for column in columns.split(", "))
    entry = (
        f"INSERT INTO workflow_entry (company_id, case_id, {columns}) SELECT r.company_id, r.case_id, {chosen} "  # noqa: S608
        f"FROM jsonb_to_recordset(%(entry)s::jsonb) AS r({ENTRY}, {mark})"
    )
    return "WITH " + ",\n".join(f"p{number} AS ({part})" for number, part in enumerate(parts)) + "\n" + entry
