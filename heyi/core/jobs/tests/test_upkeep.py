"""What nobody needs any more goes; what somebody may still need stays."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from heyi.core.access.models import IdempotencyKey, PeopleChange
from heyi.core.jobs.jobs import forget

pytestmark = pytest.mark.django_db


def test_old_answers_and_ended_sessions_are_removed_and_no_others(cast, api):
    now, user = timezone.now(), cast.employees["sales"].user
    for key, age in (("old", 49), ("young", 47)):
        made = IdempotencyKey.objects.create(user=user, key=key, request_hash="", status=200, body=b"")
        IdempotencyKey.objects.filter(pk=made.pk).update(created_at=now - timedelta(hours=age))
        ends = now - timedelta(seconds=1) if key == "old" else now + timedelta(hours=1)
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    PeopleChange.objects.create(transaction=1, at=now - timedelta(hours=25))
    PeopleChange.objects.create(transaction=2, at=now - timedelta(hours=23))
    assert forget() == {"keys": 1, "changes": 1, "sessions": 1}
    assert PeopleChange.objects.filter(transaction__in=(1, 2)).get().transaction == 2
    assert IdempotencyKey.objects.filter(user=user).values_list("key", flat=True).get() == "young"
    assert Session.objects.filter(session_key__in=("old", "young")).get().session_key == "young"


def test_a_clock_that_jumps_ahead_forgets_no_key(cast, monkeypatch):
    """Another machine's clock than the database's: the key's request might otherwise be done twice."""
    IdempotencyKey.objects.create(user=cast.employees["sales"].user, key="k", request_hash="", status=200, body=b"")
    ahead = timezone.now() + timedelta(days=10)
    monkeypatch.setattr(timezone, "now", lambda: ahead)
    assert forget()["keys"] == 0
