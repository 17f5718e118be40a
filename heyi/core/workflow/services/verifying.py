"""Whether the past of a case is as it was written: the chain of its log, and the tables as the log tells them.

Each line of a case's log holds the SHA-256 of itself and of the line before; folding the lines gives the tables. A byte
that was changed in either place shows, and the first line that does not hold is named. The ends of all chains of a
company give one sum, which an organization can write down elsewhere: with it, a log that was rewritten as a whole shows
too.
"""

from collections.abc import Iterator
from dataclasses import MISSING, dataclass
from typing import Any

from django.db import connection

from heyi.core.workflow import models
from heyi.core.workflow.services import keeping, sealing_cases
from heyi.core.workflow.services.keeping import Kept
from heyi.core.workflow.state import APPENDED, TABLES, Entry
from heyi.core.workflow.store.difference import dumps, entry_hash
from heyi.core.workflow.store.fold import fold
from heyi.core.workflow.store.postgres import PostgresStore

ROWS: dict[str, type[Any]] = {
    "tokens": models.Token, "activations": models.Activation, "tasks": models.Task,
    "subscriptions": models.Subscription, "incidents": models.Incident,
    "decisions": models.Decision, "notes": models.Note, "copies": models.Copy, "snapshots": models.Snapshot,
    "edits": models.Edit,
}  # fmt: skip
#: Columns that are no part of the past: whether somebody has read their copy.
OUTSIDE = {"copies": {"read_at"}}
SEALED = """
SELECT bool_or(s.sha256 = a.sha256 AND s.log_hash = a.kase -> 0 ->> 'log_hash' AND a.sha256 = heyi_sum_of(a.kase, a.tokens,
    a.activations, a.tasks, a.subscriptions, a.incidents, a.decisions, a.notes, a.copies, a.snapshots, a.edits,
    a.entries))
  FROM workflow_archived a JOIN workflow_seal s ON s.case_id = a.id AND s.closed_at = a.closed_at WHERE a.id = %s
"""


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
    """Look at every case of a company, or at one: in the tables, then in the archive with its seals and its log. Of cases that
    were removed the seals are left, and the sum counts them on.
    """
    cases, lines, breaches = 0, 0, list[Breach]()
    for kept in _all(company_id, case_id):
        entries = entries_of(kept)
        breach = _chain(kept.case, entries) or _tables(kept, entries) or _sealed(kept)
        if breach and kept.archived_at is None and not models.Case.objects.filter(pk=kept.case.pk).exists():
            continue  # it moved while it was looked at, and is met again in the archive
        breaches += [breach] if breach else []
        cases, lines = cases + 1, lines + len(entries)
    if case_id is None:
        breaches += [Breach(0, line, what) for line, what in sealing_cases.broken_lines(company_id)]
        breaches += [Breach(number, 0, what) for number, what in sealing_cases.misplaced(company_id)]
    return Verified(cases, lines, tuple(breaches), sealing_cases.sum_of_ends(company_id))


def _all(company_id: int, case_id: int | None) -> Iterator[Kept]:
    one = {} if case_id is None else {"pk": case_id}
    for case in models.Case.objects.filter(company_id=company_id, **one).order_by("pk").iterator(chunk_size=200):
        yield Kept(case, PostgresStore())
    for row in models.Archived.objects.filter(company_id=company_id, **one).order_by("pk").iterator(chunk_size=50):
        yield keeping.opened(row)


def _sealed(kept: Kept) -> Breach | None:
    """Whether an archived case is what its seal says. One that was removed, and whose partition is not dropped yet, too."""
    if kept.archived_at is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(SEALED, [kept.case.pk])
        held = cursor.fetchone()
    return None if held and held[0] else Breach(kept.case.pk, 0, "it is not what its seal says")


def entries_of(kept: Kept) -> list[Entry]:
    """The lines of a case's log in their order."""
    return [
        Entry(row.seq, row.act, row.employee_id, row.actor, row.at, row.changes, row.previous, row.hash)
        for row in kept.rows(models.Entry)
    ]


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


def _tables(kept: Kept, entries: list[Entry]) -> Breach | None:
    case_id, told = kept.case.pk, fold(entries)
    for name, kind in {**TABLES, **APPENDED}.items():
        usual = {column: _usual(one) for column, one in kind.__dataclass_fields__.items()}
        columns = [column for column in usual if column not in OUTSIDE.get(name, ())]
        stored = [_row(row, columns) for row in kept.rows(ROWS[name])]
        wanted = told[name].values() if isinstance(told[name], dict) else told[name]
        if sorted(stored) != sorted(dumps({one: row.get(one, usual[one]) for one in columns}) for row in wanted):
            return Breach(case_id, 0, f"{ROWS[name]._meta.db_table} is not what the log tells")
    return None


def _usual(column: Any) -> Any:
    """What a row has in a column that is younger than its line of the log."""
    if column.default_factory is not MISSING:
        return column.default_factory()
    return None if column.default is MISSING else column.default


def _row(row: Any, columns: list[str]) -> str:
    return dumps({column: getattr(row, column) for column in columns})
