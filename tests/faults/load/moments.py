"""What was committed when, in the order of the log, and which rows must be there at a moment because of that."""

import datetime
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from heyi.config.runtime import binaries
from heyi.config.runtime.journal import lsn
from heyi.config.runtime.journal.place import Place

COMMIT = re.compile(r"tx: +(\d+), .*desc: COMMIT (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) UTC(?:.*?subxacts: ([\d ]+))?")
ADDED_ONLY = ("audit_auditentry", "events_event", "files_file", "drill_mark")
"""Nothing in these goes away or changes while people work, so that the last state tells every earlier one."""


@dataclass(frozen=True)
class Commit:
    """One commit in the log, with the transactions that it made true."""

    at: datetime.datetime
    ids: frozenset[int]


def commits(place: Place, start: int) -> list[Commit]:
    """All that the archived log holds from the piece `start` on, in its order."""
    segments = {number: path for number, path in place.segments().items() if number >= start}
    identity = place.identity()
    assert identity is not None
    with tempfile.TemporaryDirectory() as folder:
        for number, path in segments.items():  # pg_waldump knows nothing of parts
            shutil.copyfile(path, Path(folder) / lsn.name(identity.timeline, number))
        command = [binaries.find()["pg_waldump"], "--rmgr=Transaction", f"--path={folder}"]
        command += [f"--start={lsn.text(start * lsn.SEGMENT_BYTES)}", f"--timeline={identity.timeline}"]
        # It ends with a status because the log ends somewhere in the last piece.
        done = subprocess.run(command, env={**os.environ, "TZ": "UTC"}, capture_output=True, text=True, check=False)
    found = []
    for tx, at, subs in COMMIT.findall(done.stdout):
        moment = datetime.datetime.fromisoformat(at).replace(tzinfo=datetime.UTC)
        found.append(Commit(moment, frozenset({int(tx), *map(int, subs.split())})))
    assert found, done.stderr
    return found


@dataclass(frozen=True)
class Cut:
    """The log at a moment: replaying ends before the first commit that is later."""

    before: frozenset[int]
    after: frozenset[int]

    @classmethod
    def at(cls, moment: datetime.datetime, log: list[Commit], *, off_by: int = 0) -> "Cut":
        place = next((number for number, commit in enumerate(log) if commit.at > moment), len(log))
        place += off_by
        before = frozenset().union(*(commit.ids for commit in log[:place]))
        after = frozenset().union(*(commit.ids for commit in log[place:]))
        return cls(before, after)


Rows = dict[str, set[tuple[int, str]]]


def rows(connection: "psycopg.Connection[Any]") -> Rows:
    """Every row of every table of one moment: the transaction that wrote it, and all it holds."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute("SET LOCAL timezone = 'UTC'")
        names = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
        ).fetchall()
        found: Rows = {}
        for (name,) in names:
            query = sql.SQL("SELECT xmin::text::bigint, t::text FROM {} t").format(sql.Identifier(name))
            found[name] = set(connection.execute(query).fetchall())
        return found


def differences(cut: Cut, last: Rows, found: Rows) -> list[str]:
    """Where a restored database (`found`) is not what it was at the cut, by what the living one held at the very end.

    Nothing in it may be of a later transaction. Every row of the end that no later one wrote must be in it, word for word.
    Where rows are only added, nothing else may be in it.
    """
    wrong = [f"{name} is missing" for name in last.keys() - found.keys()]
    for name, there in found.items():
        late = [row for row in there if row[0] in cut.after]
        wanted = {row for row in last.get(name, set()) if row[0] not in cut.after}
        lost = wanted - there
        more = there - wanted if name in ADDED_ONLY else set()
        wrong += [
            f"{name}: {what} {row}" for what, some in (("late", late), ("lost", lost), ("more", more)) for row in some
        ]
    return wrong
