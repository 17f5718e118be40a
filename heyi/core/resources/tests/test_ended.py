"""A session that PostgreSQL itself has ended is out of reach for now; another inner error is one of ours."""

import psycopg
import pytest
from django.db import InternalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from heyi.core.resources.http import entrance

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("state", "status"), [("25P03", 503), ("25P04", 503), ("57P05", 503), ("XX000", 500)])
def test_what_the_server_has_ended_may_be_tried_again(monkeypatch: pytest.MonkeyPatch, state: str, status: int) -> None:
    def ended(*_everything: object) -> HttpResponse:
        cause = psycopg.InternalError("terminating connection")
        cause.sqlstate = state
        raise InternalError("terminating connection") from cause

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    monkeypatch.setattr(entrance, "_once", ended)
    monkeypatch.setattr(entrance.connection, "close", lambda: None, raising=False)
    assert entrance.entrance(view)(RequestFactory().get("/api/v1/me")).status_code == status
