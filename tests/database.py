"""Starts the tests' PostgreSQL and tells Django where it is. A plugin (``-p tests.database``), because Django reads its
settings before any conftest is loaded.
"""

import os
from pathlib import Path

import psycopg
from psycopg import sql

from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.roles import APP, OWNER

DATA = Path(os.environ.get("HEYI_TEST_DATA", str(Path(__file__).parent.parent / ".heyi-test")))

cluster = Cluster(DATA, durable=False)
cluster.ensure_initialised()
cluster.start()
os.environ["DATABASE_URL"] = cluster.url(APP)
os.environ["DATABASE_OWNER_URL"] = cluster.url(OWNER)
os.environ["SECRET_KEY"] = "only-for-tests-0123456789abcdefghijklmnopqrstuvwxyz"
os.environ["HEYI_DATA"] = str(DATA)
os.environ["HEYI_EXTRA_APPS"] = "tests.plain"
os.environ.pop("HEYI_ROLE", None)
# A line for each request would bury what a failed test has to say.
os.environ.setdefault("LOG_LEVEL", "WARNING")


def remove(admin: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    """Drop a database of the tests and end who uses it. FORCE would be refused while autovacuum, which is the superuser's,
    looks at it; a plain DROP makes autovacuum give way.
    """
    users = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
    )
    admin.execute(users, [name])
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
