"""Whether the past of a case is as it was written: the chain of its log, and the tables as the log tells them.

Each line of a case's log holds the SHA-256 of itself and of the line before; folding the lines gives the tables. A byte
that was changed in either place shows, and the first line that does not hold is named. The ends of all chains of a
company give one sum, which an organization can write down elsewhere: with it, a log that was rewritten as a whole shows
too.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from typing import Any

from heyi.core.workflow import models
from heyi.core.workflow.state import APPENDED, TABLES, Entry
from heyi.core.workflow.store.difference import dumps, entry_hash
from heyi.core.workflow.store.fold import fold

ROWS: dict[str, type[Any]] = {
    "tokens": models.Token, "activations": models.Activation, "tasks": models.Task,
    "subscriptions": models.Subscription, "incidents": models.Incident,
    "decisions": models.Decision, "notes": models.Note, "copies": models.Copy, "snapshots": models.Snapshot,
    "edits": models.Edit,
}  # fmt: skip
#: Columns that are no part of the past: whether somebody has read their copy.
OUTSIDE = {"copies": {"read_at"}}


@dataclass(frozen=True, slots=True)
class Breach:
    """The first thing in a case that is not as it was written. ``seq`` is the line of the log, 0 for a table."""

    case_id: int
    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was looked at, what was found, and the sum over the ends of all chains."""

    cases: int
    lines: int
    breaches: tuple[Breach, ...]
    sum: str


def verify(company_id: int, *, case_id: int | None = None) -> Verified:
    """Look at every case of a company, or at one."""
    rows = models.Case.objects.filter(company_id=company_id).order_by("pk")
    rows = rows.filter(pk=case_id) if case_id is not None else rows
    cases, lines, breaches, total = 0, 0, list[Breach](), hashlib.sha256()
    for case in rows.iterator(chunk_size=200):
        entries = list(entries_of(case.pk))
        breach = _chain(case, entries) or _tables(case.pk, entries)
        breaches += [breach] if breach else []
        cases, lines = cases + 1, lines + len(entries)
        total.update(f"{case.pk}:{case.log_hash}\n".encode())
    return Verified(cases, lines, tuple(breaches), total.hexdigest())


def entries_of(case_id: int) -> Iterator[Entry]:
    """The lines of a case's log in their order."""
    for row in models.Entry.objects.filter(case_id=case_id).order_by("seq"):
        yield Entry(row.seq, row.act, row.employee_id, row.actor, row.at, row.changes, row.previous, row.hash)


def _chain(case: models.Case, entries: list[Entry]) -> Breach | None:
    previous = ""
    for seq, entry in enumerate(entries, 1):
        if entry.seq != seq:
            return Breach(case.pk, seq, "a line is missing")
        if entry.previous != previous:
            return Breach(case.pk, seq, "it does not follow the line before")
        if entry.hash != entry_hash(case.pk, entry):
            return Breach(case.pk, seq, "it is not what was written")
        previous = entry.hash
    if case.log_hash != previous or case.entries != len(entries):
        return Breach(case.pk, len(entries) + 1, "the end of the log is missing")
    return None


def _tables(case_id: int, entries: list[Entry]) -> Breach | None:
    told = fold(entries)
    for name, kind in {**TABLES, **APPENDED}.items():
        columns = [column for column in kind.__dataclass_fields__ if column not in OUTSIDE.get(name, ())]
        kept = [_row(row, columns) for row in ROWS[name].objects.filter(case_id=case_id).order_by("pk")]
        wanted = told[name].values() if isinstance(told[name], dict) else told[name]
        usual = _usual(kind)
        if sorted(kept) != sorted(dumps({one: row.get(one, usual.get(one)) for one in columns}) for row in wanted):
            return Breach(case_id, 0, f"{ROWS[name]._meta.db_table} is not what the log tells")
    return None


def _usual(kind: type[Any]) -> dict[str, Any]:
    """What columns hold that did not exist when a line was written."""
    made = (one for one in fields(kind) if one.default is not MISSING or one.default_factory is not MISSING)
    return {one.name: one.default if one.default_factory is MISSING else one.default_factory() for one in made}


def _row(row: Any, columns: list[str]) -> str:
    return dumps({column: getattr(row, column) for column in columns})
