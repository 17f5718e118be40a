"""A PostgreSQL server that the operator brings: everything that would make Heyi wrong there is refused at the start.

`DATABASE_URL` is for the role that row-level security binds, `DATABASE_OWNER_URL` for the owner; a machine that only
serves needs the first alone. docs/operations/postgresql.md says how to prepare such a server.
"""

import contextlib
import os
from collections.abc import Iterator

import psycopg
from psycopg import sql

from heyi.config.runtime import roles
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

SECONDS = 10


def check() -> None:
    """Refuse an external server in one sentence, or return."""
    url, owner = os.environ["DATABASE_URL"], os.environ.get("DATABASE_OWNER_URL", "").strip()
    with _connection("DATABASE_URL", url) as app:
        roles.check_version(app)
        _check_sessions(app, url)
        _check_roles(app)
        if owner:
            with _connection("DATABASE_OWNER_URL", owner) as connection:
                _check_owner(connection, app)
                _see_to_extensions(connection)
        roles.check_locale(app)


@contextlib.contextmanager
def _connection(name: str, url: str) -> Iterator[psycopg.Connection]:
    try:
        connection = psycopg.connect(url, connect_timeout=SECONDS, autocommit=True)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise Refusal(f"{name}: " + _("The database does not answer: {reason}").format(reason=reason)) from error
    with connection:
        yield connection


def _one(connection: psycopg.Connection, query: str) -> tuple[object, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None  # noqa: S101 - each of these queries has exactly one row
    return row


def _check_sessions(first: psycopg.Connection, url: str) -> None:
    """Two connections that are open at the same time must be two sessions of the server. Behind a pool that gives a
    session for each transaction or statement they are not, and LISTEN, advisory locks and prepared statements break.
    """
    _one(first, "SELECT 1")
    try:
        with _connection("DATABASE_URL", url) as second, second.transaction():
            (theirs,) = _one(second, "SELECT pg_backend_pid()")
            with first.cursor() as cursor:
                cursor.execute("SET statement_timeout = '5s'")
            (ours,) = _one(first, "SELECT pg_backend_pid()")
            first.execute("RESET statement_timeout")
            (again,) = _one(second, "SELECT pg_backend_pid()")
        (later,) = _one(first, "SELECT pg_backend_pid()")
        shared = theirs in (ours, later) or theirs != again
    except psycopg.Error:
        shared = True
    if shared:
        raise Refusal(
            "DATABASE_URL: "
            + _(
                "leads through a pool in transaction or statement mode; use its session mode, "
                "or the address of the server itself."
            )
        )


def _check_roles(app: psycopg.Connection) -> None:
    wanted = {roles.OWNER, roles.APP, roles.READONLY}
    known = {str(row[0]) for row in app.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'heyi%'")}
    if wanted - known:
        sentence = _("This server lacks the roles {names}; docs/operations/postgresql.md shows how to make them.")
        raise Refusal("DATABASE_URL: " + sentence.format(names=", ".join(sorted(wanted - known))))
    exempt, member = _one(
        app,
        "SELECT rolsuper OR rolbypassrls, pg_has_role(current_user, 'heyi_app', 'USAGE')"
        " FROM pg_roles WHERE rolname = current_user",
    )
    if exempt:
        raise Refusal(
            _(
                "The role in DATABASE_URL is a superuser or has BYPASSRLS, so that companies would not be kept apart; "
                "use a plain role (heyi_app) there and put the owner into DATABASE_OWNER_URL."
            )
        )
    if not member:
        raise Refusal("DATABASE_URL: " + _("must name the role heyi_app, which alone may read and write the tables."))


def _check_owner(owner: psycopg.Connection, app: psycopg.Connection) -> None:
    role, exempt, may = _one(
        owner,
        "SELECT current_user, rolsuper OR rolbypassrls, has_schema_privilege('public', 'CREATE')"
        " FROM pg_roles WHERE rolname = current_user",
    )
    name = "DATABASE_OWNER_URL: "
    if role != roles.OWNER:
        raise Refusal(name + _("must name the role heyi_owner, to which the tables belong."))
    if not exempt:
        raise Refusal(name + _("heyi_owner must have BYPASSRLS, or backups and checks would miss rows in silence."))
    if not may:
        raise Refusal(name + _("heyi_owner may not make tables; the database must belong to it."))
    same = "SELECT current_database(), pg_postmaster_start_time()"
    if _one(owner, same) != _one(app, same):
        raise Refusal(name + _("names another database than DATABASE_URL."))


def _see_to_extensions(owner: psycopg.Connection) -> None:
    """Both are trusted extensions: the owner of a database may usually make them."""
    known = {row[0] for row in owner.execute("SELECT extname FROM pg_extension")}
    for extension in roles.EXTENSIONS:
        if extension in known:
            continue
        try:
            owner.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
        except psycopg.Error as error:
            raise Refusal(
                _("The database lacks {name}; run CREATE EXTENSION {name} there once as a superuser.").format(
                    name=extension
                )
            ) from error
