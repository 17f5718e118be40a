"""What happens when something of ours breaks: the person learns an id and nothing else, the log has all of it."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from heyi.config import logs, views
from heyi.core.resources import listing

CANARY = "SELECT secret FROM canary"


@pytest.fixture
def written() -> Any:
    """The log, as text."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(logs.formatter())
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)
    root.setLevel(before)


def _broken(*_arguments: Any, **_options: Any) -> Any:
    raise RuntimeError(CANARY)


def test_a_failure_of_ours_tells_nothing_but_its_id(
    api: Any, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "page", _broken)
    monkeypatch.setattr(views, "get_token", _broken)
    answer = api("sales").http.get("/api/v1/plain/books")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["request_id"] == answer["X-Request-Id"]
    page = Client(raise_request_exception=False).get("/")
    assert page.status_code == 500
    for found in (answer, page):
        assert not [word for word in (CANARY, "Traceback", "RuntimeError", ".py") if word in found.content.decode()]
        assert "sandbox" in found["Content-Security-Policy"]
    assert len([line for line in written if CANARY in line and "Traceback" in line]) == 2


def test_a_refusal_is_one_line_of_the_log_with_its_status(api: Any, cast: Any, written: list[str]) -> None:
    assert api("employee").post("org/departments", {"name": "x"}).status_code == 403
    found = [json.loads(line) for line in written if '"event":"request"' in line]
    assert [(one["status"], one["employee_id"]) for one in found] == [(403, cast.employees["employee"].pk)]
