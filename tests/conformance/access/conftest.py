"""The world, once for each module: one transaction that is rolled back at its end."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from tests.conformance.access import world as worlds


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[worlds.World]:
    """Everybody and everything; tests take back what they do (``asking.taken_back``)."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield worlds.build()
            transaction.set_rollback(True)
        connection.close()
