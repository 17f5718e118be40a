"""Tests run on a real PostgreSQL, as the role that row-level security binds, in databases copied from one template.

The template is made by the migrations and the sealing, once for each state of the sources, and kept between runs.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests import peopled
from tests.database import remove

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoDbBlocker

    from tests.cast import Cast
    from tests.client import ApiClient

ROOT = Path(__file__).parent


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(
        [
            *ROOT.glob("heyi/**/migrations/*.py"),
            *ROOT.glob("heyi/**/models/*.py"),
            *ROOT.glob("heyi/**/sql/*.sql"),
            ROOT / "heyi/core/access/sealing.py",
            ROOT / "heyi/core/access/records.py",
            ROOT / "heyi/config/installed.py",
            ROOT / "heyi/config/runtime/roles.py",
            *ROOT.glob("tests/plain/**/*.py"),
        ]
    ):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: "DjangoDbBlocker") -> Iterator[None]:
    """Give this worker copies of the template under names of its own: an empty one, and one with the cast in it."""
    from django.db import connection

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    template = f"heyi_template_{_fingerprint()}"
    name = f"heyi_test_{worker}"
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, dbname="postgres", autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(418209)")
        known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone()
        if not known:
            _make_template(admin, owner, template, django_db_blocker)
        for copied in (name, peopled.name_of(name)):
            remove(admin, copied)
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            admin.execute(copy.format(sql.Identifier(copied), sql.Identifier(template)))
    os.environ["HEYI_TEST_DATABASE"] = name
    with django_db_blocker.unblock():
        peopled.begin(name)
    yield
    with django_db_blocker.unblock():
        connection.close()


def _make_template(
    admin: "psycopg.Connection[tuple[object, ...]]", owner: str, template: str, blocker: "DjangoDbBlocker"
) -> None:
    """Old templates go; the new one is built under another name and renamed when it is whole."""
    from django.core.management import call_command
    from django.db import connection
    from psycopg.conninfo import conninfo_to_dict

    from heyi.core.access.sealing import seal

    for (old,) in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'heyi_template_%'").fetchall():
        remove(admin, str(old))
    building = f"{template}_new"
    remove(admin, building)
    admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
    parts = conninfo_to_dict(owner)
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(NAME=building, USER=parts["user"], PASSWORD=parts["password"])
    with blocker.unblock():
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        seal()
        connection.close()
    connection.settings_dict.update(before)
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(template)))


@pytest.fixture(scope="module")
def owner(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> "Iterator[None]":
    """The module speaks to PostgreSQL as the role that owns the database, like `heyi check`: it sees every company."""
    from django.db import connection

    before = dict(connection.settings_dict)
    parts = conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])
    connection.close()
    connection.settings_dict.update(USER=parts["user"], PASSWORD=parts["password"])
    yield
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict.update(before)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> "Iterator[Cast]":
    """Everybody, really committed, for tests that use several connections. The database is made anew afterwards."""
    from django.db import connection, transaction

    from tests.cast import assemble

    with django_db_blocker.unblock():
        with transaction.atomic():
            everybody = assemble()
        yield everybody
        connection.close()
    name = os.environ["HEYI_TEST_DATABASE"]
    template = sql.Identifier(f"heyi_template_{_fingerprint()}")
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname="postgres", autocommit=True) as admin:
        remove(admin, name)
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), template))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the test's transaction begins: in the database that it wants."""
    peopled.use("hired" in getattr(item, "fixturenames", ()))


@pytest.fixture
def hired(db: None) -> "Cast":
    """The cast that `peopled` keeps; whoever asks for it runs in the database that has them."""
    return peopled.everybody()


@pytest.fixture
def cast(hired: "Cast") -> "Cast":
    """Everybody, as if hired in the test's transaction. A module may put another cast in its place."""
    return hired


@pytest.fixture
def api(cast: "Cast") -> "Callable[[str], ApiClient]":
    """``api("sales")`` is a client signed in as that person; every call passes the real entrance."""
    from tests.client import ApiClient

    return lambda name: ApiClient(cast.employees[name].user if name != "nobody" else None)
