"""A connection that goes back to its pool knows nobody."""

from django.db import connection

from heyi.core.access.actor import system
from heyi.core.access.work import unit_of_work
from heyi.core.org import actors


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
