"""What every table of a company must have in the database itself, asked of PostgreSQL's own catalog."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from heyi.core.access.records import Record
from heyi.core.access.sealing import references, scoped_models

pytestmark = pytest.mark.django_db
SCOPED = scoped_models()
APPEND_ONLY = [model for model in apps.get_models() if getattr(model, "append_only", False)]


def _rows(sql: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _ids(model: type[models.Model]) -> str:
    return model._meta.label_lower


def test_every_table_of_a_company_has_forced_row_level_security_and_a_policy(db):
    walls = {
        name
        for (name,) in _rows(
            "SELECT c.relname FROM pg_class c JOIN pg_policies p ON p.tablename = c.relname"
            " WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.permissive = 'PERMISSIVE'"
            " AND p.cmd = 'ALL' AND p.qual LIKE '%%heyi_companies%%' AND p.with_check LIKE '%%heyi_companies%%'"
        )
    }
    assert {model._meta.db_table for model in SCOPED} - walls == set()


def test_every_table_with_a_company_column_is_known_to_the_models(db):
    tables = {
        name
        for (name,) in _rows(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'company_id'"
        )
    }
    views = {name for (name,) in _rows("SELECT viewname FROM pg_views WHERE schemaname = 'public'")}
    parts = {name for (name,) in _rows("SELECT relname FROM pg_class WHERE relispartition")}
    assert tables - views - parts <= {model._meta.db_table for model in SCOPED}


@pytest.mark.parametrize("model", SCOPED, ids=_ids)
def test_references_cannot_leave_the_company(db, model):
    found = {
        tuple(columns)
        for (columns,) in _rows(
            "SELECT array_agg(a.attname::text ORDER BY k.place) FROM pg_constraint c,"
            " unnest(c.conkey) WITH ORDINALITY k(number, place)"
            " JOIN pg_attribute a ON a.attnum = k.number"
            " WHERE c.contype = 'f' AND c.conrelid = %s::regclass AND a.attrelid = c.conrelid GROUP BY c.oid",
            model._meta.db_table,
        )
    }
    assert {("company_id", column) for _target, column in references(model)} - found == set()


@pytest.mark.parametrize("model", [m for m in SCOPED if issubclass(m, Record)], ids=_ids)
def test_exceptions_to_the_wall_point_only_to_people_and_departments(model):
    for name in model.group_references:
        target = model._meta.get_field(name).related_model
        assert target._meta.app_label == "org", f"{name} may leave the company"


@pytest.mark.parametrize("model", [m for m in SCOPED if issubclass(m, Record)], ids=_ids)
def test_version_and_audit_are_written_by_the_database(db, model):
    names = {
        name for (name,) in _rows("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", model._meta.db_table)
    }
    assert "a_touch" in names
    assert ("z_audit" in names) == model.audited
    assert ("a_refuse" in names) == model.append_only


@pytest.mark.parametrize("model", APPEND_ONLY, ids=_ids)
@pytest.mark.parametrize("statement", ["UPDATE {t} SET id = id", "DELETE FROM {t}", "TRUNCATE {t}"])
def test_rows_that_are_only_ever_added_refuse_everything_else(cast, model, statement):
    cast.actor("admin")
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(t=model._meta.db_table))
    assert refusal.value.__cause__.sqlstate == "42501"


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE heyi_owner",
        "SET row_security = off; SELECT count(*) FROM org_employee",
        "ALTER TABLE org_employee DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE org_employee NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY company_wall ON org_employee",
        "ALTER TABLE audit_auditentry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "CREATE OR REPLACE FUNCTION heyi_companies() RETURNS bigint[] LANGUAGE sql AS 'SELECT ARRAY[1]::bigint[]'",
        "DELETE FROM django_migrations",
        "INSERT INTO audit_auditentry (company_id, resource, record_id, operation, changes, verb, actor, request_id, at)"
        " VALUES (1, 'org.employee', 1, 'update', '{}', '', 'forged', '', now())",
    ],
)
def test_the_application_cannot_lift_what_binds_it(cast, statement):
    cast.actor("admin")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_application_is_an_ordinary_role(db):
    row = _rows("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user")
    assert row == [(False, False, False, False)]
    assert (
        _rows("SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = current_user")
        == []
    )
    assert _rows("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = current_user") == []


def test_row_level_security_lets_the_search_index_answer(db):
    """Otherwise every search reads every row of the company (``roles.LEAKPROOF``)."""
    matching = "SELECT proleakproof FROM pg_proc WHERE oid = 'ts_match_vq(tsvector, tsquery)'::regprocedure"
    assert _rows(matching) == [(True,)]
