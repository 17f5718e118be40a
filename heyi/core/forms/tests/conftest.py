"""The form with every type, built once for each module that asks for it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from heyi.core.forms.tests import everything
from tests import peopled
from tests.cast import assemble

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: "DjangoDbBlocker", tmp_path_factory: Any
) -> Iterator[everything.World]:
    """The world, in one transaction that is never committed."""
    peopled.use(cast=False)
    with django_db_blocker.unblock(), translation.override("en"):
        with transaction.atomic():
            yield everything.build(assemble(), tmp_path_factory.mktemp("files"))
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture
def world(built: everything.World, settings: Any) -> Iterator[everything.World]:
    """The same; what a test does is taken back."""
    settings.FILES_DIR = built.files
    with transaction.atomic():
        built.cast.system()
        built.clients.clear()
        yield built
        transaction.set_rollback(True)
