"""The log is the truth: folding its lines gives the tables again (reliability, invariant I22)."""

from collections.abc import Iterable
from typing import Any

import orjson

from heyi.core.workflow.state import APPENDED, TABLES, Entry
from heyi.core.workflow.store.difference import dumps, entry_hash

Tables = dict[str, Any]


def fold(entries: Iterable[Entry]) -> Tables:
    """``{"case": row, "tokens": {id: row}, ..., "decisions": [row], ...}`` as plain JSON values."""
    tables: Tables = {"case": {}, **{name: {} for name in TABLES}, **{name: [] for name in APPENDED}}
    for entry in entries:
        for name, rows in plain(entry.changes).items():
            _apply(tables, name, rows)
    return tables


def _apply(tables: Tables, name: str, rows: list[dict[str, Any]]) -> None:
    if name in ("case", "case*"):
        tables["case"].update(rows[0])
    elif name == "way":
        return  # told, not kept in a table
    elif name == "copies-":
        gone = {row["employee_id"] for row in rows}
        tables["copies"] = [row for row in tables["copies"] if row["employee_id"] not in gone]
    elif name in APPENDED:
        tables[name].extend(rows)
    elif name.endswith("*"):
        for row in rows:
            tables[name[:-1]][row["id"]].update(row)
    else:
        tables[name].update({row["id"]: row for row in rows})


def plain(value: Any) -> Any:
    """Values as they are after a journey through JSON."""
    return orjson.loads(dumps(value))


def broken_link(case_id: int, entries: Iterable[Entry]) -> int | None:
    """The number of the first line that was changed, removed or put in afterwards; None when the chain is whole."""
    previous = ""
    for seq, entry in enumerate(entries, 1):
        if entry.seq != seq or entry.previous != previous or entry.hash != entry_hash(case_id, entry):
            return seq
        previous = entry.hash
    return None
