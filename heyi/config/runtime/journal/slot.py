"""The server's side of the archive: the replication slot that keeps what has not been received, and where the log stands."""

from typing import Any

import psycopg

from heyi.config.runtime.journal import lsn as positions
from heyi.config.runtime.journal.place import PARTIAL, Identity, Place, Reached
from heyi.config.runtime.words import _

NAME = "heyi_archive"
Connection = psycopg.Connection[Any]


def identity(connection: Connection) -> Identity:
    system, now = _row(
        connection, "SELECT system_identifier::text, pg_walfile_name(pg_current_wal_lsn()) FROM pg_control_system()"
    )
    return Identity(system, int(now[:8], 16))


def state(connection: Connection) -> str:
    """`reserved`, `extended` or `unreserved` while all is there; `lost` when it fell too far behind; empty: no slot."""
    row = connection.execute("SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s", [NAME]).fetchone()
    return str(row[0]) if row else ""


def ensure(connection: Connection, place: Place) -> None:
    """A slot that keeps what the archive has not got, and an archive that goes on where the server still can."""
    found = state(connection)
    if found == "lost":
        drop(connection)
    if found in ("", "lost"):
        connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [NAME])
    known = place.segments()
    if not known:
        return
    last = max(known)
    wanted = last + 1 if not known[last].name.endswith(PARTIAL) else last
    (restart, timeline, there) = _row(
        connection,
        "SELECT restart_lsn::text, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),"
        " EXISTS (SELECT FROM pg_ls_waldir() WHERE right(name, 16) = %s)"
        " FROM pg_replication_slots WHERE slot_name = %s",
        [positions.name(0, wanted)[8:], NAME],
    )
    begins = positions.segment(positions.parse(restart))
    if not there and begins > wanted:
        # pg_receivewal goes on after the last piece that it finds, so it is shown where the server can begin.
        (place.wal / (positions.name(int(timeline, 16), begins) + PARTIAL)).touch(0o600)
        print(
            _(
                "The server has not kept the log from {wanted} to {begins}: moments in between cannot be brought back. "
                "Make a new base now: heyi backup --base"
            ).format(
                wanted=positions.name(int(timeline, 16), wanted), begins=positions.name(int(timeline, 16), begins)
            ),
            flush=True,
        )


def drop(connection: Connection) -> None:
    """Keep nothing back any more."""
    connection.execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s", [NAME]
    )


def now(connection: Connection) -> Reached:
    """The server's time, and where the log's last record ended a little later."""
    at, position = _row(connection, "SELECT clock_timestamp(), pg_current_wal_insert_lsn()::text")
    return Reached(at, positions.end_of_record(positions.parse(position)))


def received(connection: Connection) -> int:
    """Up to where the receiver has the log on its disk; 0 while nobody receives."""
    (position,) = _row(
        connection,
        "SELECT (SELECT r.flush_lsn::text FROM pg_stat_replication r JOIN pg_replication_slots s ON s.active_pid = r.pid"
        " WHERE s.slot_name = %s)",
        [NAME],
    )
    return positions.end_of_record(positions.parse(position)) if position else 0


def flush(connection: Connection) -> None:
    """Have the server write down what nobody waits for: a commit of nothing."""
    connection.execute("SELECT pg_logical_emit_message(true, 'heyi', '')")


def _row(connection: Connection, query: str, parameters: list[Any] | None = None) -> tuple[Any, ...]:
    row = connection.execute(query, parameters).fetchone()
    assert row is not None  # noqa: S101 - each of these queries has exactly one row
    return row
