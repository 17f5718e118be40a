"""Who somebody is may be remembered, and is read again the moment that anything about it has changed for everybody."""

import hashlib
import os
import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from heyi.core.access.models import ApiKey, PeopleChange, RoleAssignment
from heyi.core.access.services import assigning
from heyi.core.org import actors
from heyi.core.org.models import Employee
from heyi.core.org.services import people
from heyi.kit.errors import NotSignedIn
from tests.cast import Cast

APPROVE = "crm.pool.create"


@pytest.fixture
def ada(committed: Cast) -> Employee:
    return committed.employees["sales"]


def entered(user_id: int, **more: Any) -> Any:
    """Whoever it is, and whether PostgreSQL had to read it."""
    read: list[bool] = []

    def watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        read.append("heyi_enter" in sql and params[5] == "")
        return found

    with transaction.atomic(), connection.execute_wrapper(watch):
        actor = actors.load(user_id, **more)
    return actor, any(read)


def elsewhere(act: Callable[[], None]) -> None:
    """On another connection, as another process would."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


def test_whoever_has_not_changed_is_the_same_actor_and_opens_the_same_wall(committed: Cast, ada: Employee) -> None:
    first, _read = entered(ada.user_id)
    second, read = entered(ada.user_id)
    assert (second is first, read) == (True, False)
    with transaction.atomic(), connection.cursor() as cursor:
        actors.load(ada.user_id, request_id="r1", verb="v1")
        names = ("companies", "employee", "actor", "request", "verb", "user")
        cursor.execute("SELECT " + ", ".join(f"current_setting('app.{name}')" for name in names))
        told = cursor.fetchone()
    assert told == (str(ada.company_id), str(ada.pk), ada.name, "r1", "v1", str(ada.user_id))


def test_a_role_that_is_given_counts_for_the_next_statement_and_one_that_is_taken_no_more(
    committed: Cast, ada: Employee
) -> None:
    def give() -> None:
        with transaction.atomic():
            committed.system()
            role = RoleAssignment.objects.get(employee=committed.employees["admin"], role__code="administrator").role
            RoleAssignment.objects.create(company_id=ada.company_id, role=role, employee=ada)

    def take() -> None:
        with transaction.atomic():
            actor = actors.load(committed.employees["admin"].user_id)
            held = RoleAssignment.objects.get(employee=ada, role__code="administrator")
            assert actor is not None
            assigning.revoke(held.pk, actor=actor)

    assert not entered(ada.user_id)[0].can(APPROVE)
    elsewhere(give)
    assert entered(ada.user_id)[0].can(APPROVE)
    elsewhere(take)
    assert not entered(ada.user_id)[0].can(APPROVE)


def test_a_change_counts_from_its_commit_however_long_it_was_open(committed: Cast, ada: Employee) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=os.environ["HEYI_TEST_DATABASE"]) as other:
        other.execute("UPDATE org_employee SET name = '改名' WHERE id = %s", [ada.pk])
        for _time in range(2):
            assert entered(ada.user_id)[0].name == ada.name
        other.commit()
        assert entered(ada.user_id)[0].name == "改名"


def test_what_is_taken_back_was_never_remembered(committed: Cast, ada: Employee) -> None:
    entered(ada.user_id)
    with transaction.atomic():
        committed.system()
        Employee.objects.filter(pk=ada.pk).update(name="临时")
        found = actors.load(ada.user_id)
        assert found is not None
        assert found.name == "临时"
        transaction.set_rollback(True)
    assert entered(ada.user_id)[0].name == ada.name


def test_signing_in_and_looks_do_not_make_everybody_be_read_again(committed: Cast, ada: Employee) -> None:
    before, _read = entered(ada.user_id)
    ada.user.last_login = timezone.now()
    ada.user.save(update_fields=["last_login"])
    assert entered(ada.user_id) == (before, False)
    assert entered(committed.employees["manager"].user_id)[0].user_id == committed.employees["manager"].user_id


def test_a_key_is_asked_for_each_time(committed: Cast, ada: Employee) -> None:
    digest = hashlib.sha256(b"secret").hexdigest()
    with transaction.atomic():
        key = ApiKey.objects.create(user=ada.user, name="script", prefix="secret", digest=digest)
    for _time in range(2):
        with transaction.atomic():
            found = actors.load_by_key(digest)
        assert found is not None
        assert (found.user_id, found.via) == (ada.user_id, "apikey")
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
    with pytest.raises(NotSignedIn), transaction.atomic():
        actors.load_by_key(digest)


def test_whoever_leaves_is_nobody_at_once(committed: Cast, ada: Employee) -> None:
    entered(ada.user_id)

    def leave() -> None:
        with transaction.atomic():
            actor = committed.system()
            people.leave(ada.pk, actor=actor)

    elsewhere(leave)
    assert entered(ada.user_id)[0] is None
    with transaction.atomic():
        assert PeopleChange.objects.count() > 0
