"""A migration runs while the former release serves: it holds no table of a living company locked, and takes nothing away.

What is here from before the first release is the base. A later migration that cannot keep this says why in an attribute
``locks`` of its class, and its release notes say that the product stands still meanwhile.
"""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django_migration_linter.sql_analyser import PostgresqlAnalyser, analyse_sql_statements

pytestmark = pytest.mark.django_db
BASE = {
    "access": "0005_people_changes",
    "accounts": "0002_password_links",
    "audit": "0002_initial",
    "crm": "0004_leads",
    "events": "0002_initial",
    "files": "0002_written",
    "inventory": "0004_promises_agree",
    "jobs": "0001_initial",
    "masterdata": "0003_identity_keys",
    "messages": "0001_initial",
    "numbering": "0002_issuednumber_seriespattern",
    "org": "0003_no_circles",
    "receivables": "0003_sums_agree",
    "resources": "0002_a_view_may_ask_for_everything",
    "sales": "0002_axes_in_words",
    "workflow": "0001_initial",
}
CREATED = re.compile(r'CREATE TABLE "(\w+)"')


def _ours() -> dict[str, list[str]]:
    """The migrations of the product's own apps, in their order."""
    labels = {one.label for one in apps.get_app_configs() if one.name.startswith("heyi.")}
    found: dict[str, list[str]] = {label: [] for label in labels}
    for label, name in sorted(MigrationLoader(connection).disk_migrations):
        if label in labels:
            found[label].append(name)
    return {label: names for label, names in found.items() if names}


def _complaints(statements: list[str]) -> list[str]:
    """What would lock or break a table that was there before; one that is made here holds nobody's rows yet."""
    new = {name for statement in statements for name in CREATED.findall(statement)}
    old = [one for one in statements if not any(f'"{name}"' in one for name in new)]
    errors, _ignored, warnings = analyse_sql_statements(PostgresqlAnalyser, old)
    return [issue.message for issue in (*errors, *warnings)]


def _later() -> list[tuple[str, str]]:
    return [(label, name) for label, names in _ours().items() for name in names if name > BASE.get(label, "")]


def test_the_base_names_migrations_that_exist() -> None:
    ours = _ours()
    assert {label: name for label, name in BASE.items() if name not in ours.get(label, [])} == {}


def test_what_came_later_locks_no_table_and_takes_nothing_away(monkeypatch: pytest.MonkeyPatch) -> None:
    loader = MigrationLoader(connection)
    refused = {}
    for label, name in _later():
        if not loader.disk_migrations[label, name].atomic:
            # Its SQL is only read here: that the test runs in a transaction is no matter.
            monkeypatch.setattr(connections["default"], "in_atomic_block", False)
        sql = call_command("sqlmigrate", label, name, database="default", no_color=True, stdout=_Nowhere())
        monkeypatch.undo()
        complaints = _complaints([line.strip() for line in str(sql).splitlines() if line and not line.startswith("--")])
        if complaints and not getattr(loader.disk_migrations[label, name], "locks", ""):
            refused[f"{label} {name}"] = complaints
    assert refused == {}


def test_an_index_that_was_left_half_made_is_not_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that is not atomic has to bear being run again (``AddIndexSafely``)."""
    loader = MigrationLoader(connection)
    for label, name in _later():
        if loader.disk_migrations[label, name].atomic:
            continue
        monkeypatch.setattr(connections["default"], "in_atomic_block", False)
        sql = str(call_command("sqlmigrate", label, name, database="default", no_color=True, stdout=_Nowhere()))
        monkeypatch.undo()
        made = re.findall(r'CREATE INDEX CONCURRENTLY "(\w+)"', sql)
        assert made
        for index in made:
            first = sql.index(f'DROP INDEX CONCURRENTLY IF EXISTS "{index}"')
            assert first < sql.index(f'CREATE INDEX CONCURRENTLY "{index}"'), index


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE INDEX "slow" ON "crm_customer" ("level");',
        'ALTER TABLE "crm_customer" ADD COLUMN "rank" integer NOT NULL;',
        'ALTER TABLE "crm_customer" DROP COLUMN "level" CASCADE;',
        'ALTER TABLE "crm_customer" RENAME TO "crm_client";',
        'ALTER TABLE "crm_customer" ALTER COLUMN "level" TYPE integer USING "level"::integer;',
        'ALTER TABLE "crm_customer" ADD CONSTRAINT "once" UNIQUE ("level");',
    ],
)
def test_what_locks_a_table_of_before_is_named(statement: str) -> None:
    assert _complaints(["BEGIN;", statement, "COMMIT;"])


def test_a_new_table_may_get_whatever_it_needs() -> None:
    made = ['CREATE TABLE "crm_visit" ("id" bigint PRIMARY KEY, "at" date NOT NULL);']
    assert _complaints([*made, 'CREATE INDEX "crm_visit_at" ON "crm_visit" ("at");']) == []


class _Nowhere:
    """``sqlmigrate`` returns what it prints."""

    def write(self, text: str) -> None:
        """Nothing is shown."""

    def isatty(self) -> bool:
        return False
