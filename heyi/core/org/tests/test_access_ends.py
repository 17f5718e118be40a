"""Whoever loses a job or a role loses what came with it, at the very next request."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from heyi.core.access.models import ApiKey, RoleAssignment
from heyi.core.access.services import keys
from heyi.core.org.services import people

pytestmark = pytest.mark.django_db


def _status(token: str) -> int:
    return Client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code


def test_leaving_ends_session_and_keys(cast, api):
    sales, user = api("sales"), cast.employees["sales"].user
    token = keys.make(user.pk, "script")
    assert (sales.get("me").status_code, _status(token)) == (200, 200)
    people.leave(cast.employees["sales"].pk, actor=cast.actor("hr"))
    assert (sales.get("me").status_code, _status(token)) == (401, 401)
    user.refresh_from_db()
    assert not user.is_active
    assert not ApiKey.objects.filter(user=user, revoked_at=None).exists()


def test_leaving_one_of_two_companies_keeps_the_account(cast, api):
    user = cast.employees["sales"].user
    other = cast.actor("stranger")
    their = cast.employees["stranger"].department
    people.hire(name="林晓雯", number="S9", department=their, actor=other, user=user)
    people.leave(cast.employees["sales"].pk, actor=cast.actor("hr"))
    assert api("sales").get("me").data["employee"]["company"]["id"] == cast.other.pk


def test_a_disabled_account_is_out_at_the_next_request(cast, api):
    sales, user = api("sales"), cast.employees["sales"].user
    token = keys.make(user.pk, "script")
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert (sales.get("me").status_code, _status(token)) == (401, 401)


def test_a_role_that_is_taken_is_gone_at_the_next_request(cast, api):
    sales = api("sales")
    assert sales.get("plain/books").status_code == 200
    assert "plain.book.create" in sales.get("me").data["permissions"]
    cast.actor("admin")
    RoleAssignment.objects.filter(employee=cast.employees["sales"], role__code="sales").delete()
    assert "plain.book.create" not in sales.get("me").data["permissions"]
    assert sales.post("plain/books", {"title": "x"}).status_code == 403


def test_revoked_and_expired_keys_open_nothing(cast):
    user = cast.employees["sales"].user
    token = keys.make(user.pk, "a")
    assert keys.revoke(user.pk, "a") == 1
    old = keys.make(user.pk, "b", last_day=datetime.now(UTC).date() - timedelta(days=1))
    assert (_status(token), _status(old)) == (401, 401)
