"""The wall between companies, without any help of the application's own filters."""

import pytest
from django.db import connection, transaction

from heyi.core.access.sealing import scoped_models
from heyi.core.access.work import declare

pytestmark = pytest.mark.django_db


def _companies_in(model) -> set[int]:
    column = "id" if model._meta.label == "org.Company" else "company_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {column} FROM {model._meta.db_table}")
        return {row[0] for row in cursor.fetchall()}


def test_a_stranger_reading_every_table_raw_finds_nothing_of_the_other_company(cast):
    stranger = cast.actor("stranger")
    for model in scoped_models():
        assert _companies_in(model) <= set(stranger.company_ids), model._meta.label


def test_nobody_declared_reads_nothing_at_all(cast):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.companies', '', true), set_config('app.user', '', true), set_config('app.groups', '', true)"
        )
    for model in scoped_models():
        assert _companies_in(model) == set(), model._meta.label


def test_writing_into_another_company_is_refused_by_the_database(cast):
    from django.db import DatabaseError

    cast.actor("stranger")
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO org_post (company_id, version, created_at, updated_at, code, name, rank)"
            " VALUES (%s, 1, now(), now(), 'x', 'x', 0)",
            [cast.company.pk],
        )
    assert refusal.value.__cause__.sqlstate == "42501"


def test_moving_a_row_to_another_company_leaves_it_where_it_is(cast):
    actor = cast.actor("admin")
    declare(actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.companies', %s, true)", [f"{cast.company.pk},{cast.other.pk}"])
        cursor.execute(
            "UPDATE org_post SET company_id = %s, name = name || '!' WHERE company_id = %s",
            [cast.other.pk, cast.company.pk],
        )
        cursor.execute("SELECT count(*) FROM org_post WHERE company_id = %s AND name LIKE '%%!'", [cast.other.pk])
        assert cursor.fetchone() == (0,)


def test_the_version_counts_real_changes_and_cannot_be_set(cast):
    cast.actor("admin")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, version FROM org_post WHERE company_id = %s ORDER BY id LIMIT 1", [cast.company.pk])
        key, version = cursor.fetchone()
        cursor.execute("UPDATE org_post SET name = name WHERE id = %s RETURNING version", [key])
        assert cursor.fetchone() == (version,)
        cursor.execute("UPDATE org_post SET name = name || '!', version = 99 WHERE id = %s RETURNING version", [key])
        assert cursor.fetchone() == (version + 1,)
        cursor.execute("SELECT count(*) FROM audit_auditentry WHERE resource = 'org.post' AND record_id = %s", [key])
        assert cursor.fetchone() == (version + 1,)
