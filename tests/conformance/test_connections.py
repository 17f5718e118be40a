"""A connection that goes back to its pool knows nobody; one that has died is not noticed by anybody."""

import os
from typing import Any

import psycopg
from django.db import connection

from heyi.core.access.actor import system
from heyi.core.access.work import unit_of_work
from heyi.core.org import actors
from tests.cast import Cast
from tests.client import ApiClient


def test_what_a_transaction_declared_ends_with_it(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with unit_of_work(system(1, "test")):
            assert actors.load(10**12) is None
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('app.companies', true), current_setting('app.user', true),"
                " current_setting('app.groups', true), current_setting('app.employee', true)"
            )
            assert not any(cursor.fetchone())


def test_a_connection_that_died_while_nobody_used_it_is_replaced_without_a_word(committed: Cast) -> None:
    client = ApiClient(committed.employees["sales"].user)
    assert client.get("me").status_code == 200
    raw: Any = connection.connection
    before = raw.info.backend_pid
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", [before])
    answer = client.post("crm/customers", {"name": "断线重连公司"})
    assert answer.status_code == 201
    raw = connection.connection
    assert raw.info.backend_pid != before
    assert client.get("crm/customers").data["rows"][0]["id"] == answer.data["id"]
