"""The database roles of an installation and what each may do.

- `heyi_owner`   owns database and schema and passes row-level security: migrate, backup, check. Never serves requests.
- `heyi_app`     reads and writes rows, nothing else; row-level security always holds for it.
- `heyi_readonly` reads, under row-level security: reports and replicas.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

OWNER, APP, READONLY = "heyi_owner", "heyi_app", "heyi_readonly"
EXTENSIONS = ("pg_trgm", "btree_gist")
ATTRIBUTES = {
    OWNER: "LOGIN NOSUPERUSER BYPASSRLS NOCREATEROLE",
    APP: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
    READONLY: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
}
GRANTS = """
ALTER DEFAULT PRIVILEGES FOR ROLE heyi_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO heyi_app;
ALTER DEFAULT PRIVILEGES FOR ROLE heyi_owner GRANT USAGE, SELECT ON SEQUENCES TO heyi_app;
ALTER DEFAULT PRIVILEGES FOR ROLE heyi_owner GRANT SELECT ON TABLES TO heyi_readonly;
GRANT USAGE ON SCHEMA public TO heyi_app, heyi_readonly;
"""

# Row-level security lets an index answer only what is said by functions that tell nothing of rows it hides. Whether a
# text vector matches a query is such a one: it has no side effects, and no error of it depends on a row. Without this each
# search reads every row of the company.
LEAKPROOF = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_proc WHERE oid = 'ts_match_vq(tsvector, tsquery)'::regprocedure AND NOT proleakproof) THEN
    ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF;
  END IF;
END $$;
"""

DATABASE_GRANTS = """
REVOKE CONNECT, TEMPORARY ON DATABASE heyi FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE heyi TO heyi_app, heyi_readonly;
"""


def ensure(superuser_url: str, passwords: Mapping[str, str], *, may_create_databases: bool = False) -> None:
    """Make or correct roles, the database `heyi` and its extensions. Safe to repeat.

    template1 gets extensions and grants too, so that databases made for tests are like the real one.
    """
    createdb = "CREATEDB" if may_create_databases else "NOCREATEDB"
    with psycopg.connect(superuser_url, dbname="postgres", autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(418207)")
        _ensure_roles(connection, passwords, createdb)
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'heyi'").fetchone()
        if may_create_databases or not known:
            ensure_inside(superuser_url, "template1")
        if not known:
            connection.execute("CREATE DATABASE heyi OWNER heyi_owner")
            connection.execute(DATABASE_GRANTS)
    ensure_inside(superuser_url, "heyi")


def ensure_inside(superuser_url: str, database: str) -> None:
    """Extensions, grants and what indexes need inside one database."""
    with psycopg.connect(superuser_url, dbname=database, autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        connection.execute(GRANTS)
        connection.execute(LEAKPROOF)


def _ensure_roles(connection: psycopg.Connection, passwords: Mapping[str, str], createdb: str) -> None:
    known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for name, attributes in ATTRIBUTES.items():
        verb = "ALTER" if name in known else "CREATE"
        extra = createdb if name == OWNER else ""
        statement = sql.SQL("{} ROLE {} WITH {} PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(name), sql.SQL(f"{attributes} {extra}"), sql.Literal(passwords[name])
        )
        connection.execute(statement)


def check_server(url: str) -> None:
    """Refuse a server on which Heyi would be wrong."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            check_version(connection)
            check_locale(connection)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise Refusal(_("The database does not answer: {reason}").format(reason=reason)) from error


def check_version(connection: psycopg.Connection) -> None:
    """Refuse a server that is too old."""
    from heyi.config.runtime.binaries import MINIMUM

    if connection.info.server_version < MINIMUM * 10_000:
        found = connection.info.parameter_status("server_version")
        raise Refusal(
            _("PostgreSQL {found} is too old; {minimum} or newer is needed.").format(found=found, minimum=MINIMUM)
        )


def check_locale(connection: psycopg.Connection) -> None:
    """Refuse a database that is not UTF-8, or one whose locale loses Chinese in searches."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise Refusal(_("This database has the encoding {found}; make it with UTF8.").format(found=encoding))
    try:
        row = connection.execute("SELECT cardinality(show_trgm('蓝天'))").fetchone()
    except psycopg.errors.UndefinedFunction as error:
        raise Refusal(_("The database lacks pg_trgm; run CREATE EXTENSION pg_trgm there once.")) from error
    if not row or not row[0]:
        raise Refusal(
            _(
                "This database was made with a locale that drops Chinese characters in searches; "
                "make it with LC_CTYPE C.UTF-8 (or another UTF-8 locale)."
            )
        )
