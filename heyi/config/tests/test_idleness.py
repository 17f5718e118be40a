"""Where idle sessions end, a request prolongs its session from now, whatever the clock said before."""

import time
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.http import HttpResponse

from heyi.config import middleware
from heyi.core.accounts.profiles import MLPS3


@pytest.mark.parametrize(
    ("seen", "written"), [(-61, True), (-59, False), (0, False), (61, True), (10 * 86_400, True)], ids=str
)
def test_a_session_is_seen_now(monkeypatch: pytest.MonkeyPatch, seen: int, written: bool) -> None:
    """A clock that was ten days ahead for a while must not have prolonged the session for ten days."""
    now = 1_800_000_000
    monkeypatch.setattr(middleware.passwords, "active", lambda: MLPS3)
    monkeypatch.setattr(time, "time", lambda: float(now))
    session = {"seen_at": now + seen}
    request = SimpleNamespace(headers={}, user=SimpleNamespace(is_authenticated=True), session=session)
    middleware.Idleness(lambda _request: HttpResponse())(cast(Any, request))
    assert session["seen_at"] == (now if written else now + seen)
