"""Health, metrics and logs: what operators see, and what nobody may see there."""

import json
import logging
import uuid
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client

from heyi.config import logs, views
from heyi.config.runtime.schema import State

TOKEN = "metrics-token-0123456789abcdefghijkl"


@pytest.fixture
def token(settings: Any) -> str:
    settings.METRICS_TOKEN = TOKEN
    return TOKEN


class TestHealth:
    def test_a_process_is_alive_without_its_database(self) -> None:
        assert Client().get("/healthz").status_code == 200  # the test has no database at all

    def test_it_is_ready_when_the_database_answers(self, db: None) -> None:
        assert Client().get("/readyz").status_code == 200

    def test_it_is_not_ready_for_tables_of_another_release(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(views.schema, "parse", lambda _row: State(schema="another"))
        answer = Client().get("/readyz")
        assert (answer.status_code, answer.json()["reason"]) == (503, "tables")

    def test_it_is_not_ready_without_its_database(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_arguments: Any, **_options: Any) -> None:
            raise views.DatabaseError

        with monkeypatch.context() as patch:
            patch.setattr(connection, "cursor", broken)
            patch.setattr(connection, "close", lambda: None)
            answer = Client().get("/readyz")
        assert (answer.status_code, answer.json()["reason"]) == (503, "database")


class TestMetrics:
    @pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}])
    def test_strangers_find_nothing(self, db: None, token: str, headers: dict[str, str]) -> None:
        assert Client().get("/metrics", headers=headers).status_code == 404

    def test_without_a_token_nobody_reads_them(self, db: None, settings: Any) -> None:
        settings.METRICS_TOKEN = ""
        assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404

    def test_requests_are_counted_by_route_and_jobs_by_state(self, api: Any, token: str) -> None:
        api("sales").get("/api/v1/sales/orders")
        text = Client().get("/metrics", headers={"Authorization": f"Bearer {token}"}).content.decode()
        assert 'heyi_request_seconds_count{method="GET",route="api/v1/sales/orders"}' in text
        assert 'heyi_requests_total{method="GET",status="200"}' in text
        assert 'heyi_jobs{state="todo"}' in text


class TestLogs:
    @pytest.fixture
    def written(self) -> Any:
        """Everything that the log would hold, as text."""
        lines: list[str] = []

        class Keep(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                lines.append(self.format(record))

        handler = Keep()
        handler.setFormatter(logs.formatter())
        root = logging.getLogger()
        before = root.level
        root.setLevel(logging.DEBUG)
        root.addHandler(handler)
        yield lines
        root.removeHandler(handler)
        root.setLevel(before)

    def test_a_request_is_one_line_with_its_id_and_its_person(self, api: Any, cast: Any, written: list[str]) -> None:
        answer = api("sales").http.get("/api/v1/sales/orders", headers={"X-Request-Id": "abcdef0123456789"})
        found = [json.loads(line) for line in written if '"event":"request"' in line]
        assert len(found) == 1
        assert answer["X-Request-Id"] == found[0]["request_id"] == "abcdef0123456789"
        assert found[0]["employee_id"] == cast.employees["sales"].pk
        assert (found[0]["method"], found[0]["path"], found[0]["status"]) == ("GET", "/api/v1/sales/orders", 200)

    def test_a_sign_in_is_told_with_its_account_and_means_and_a_failed_one_without_its_name(
        self, api: Any, cast: Any, written: list[str]
    ) -> None:
        user = cast.employees["sales"].user
        user.set_password("correct-horse-battery")
        user.save(update_fields=["password"])
        for password in ("wrong-horse-battery", "correct-horse-battery"):
            login = json.dumps({"username": "sales", "password": password})
            Client().post("/_allauth/browser/v1/auth/login", login, content_type="application/json")
        told = [entry for line in written if (entry := json.loads(line))["event"].startswith("sign")]
        assert [entry["event"] for entry in told] == ["sign_in_failed", "signed_in"]
        assert (told[1]["user_id"], told[1]["methods"]) == (user.pk, ["password"])
        assert {entry["address"] for entry in told} == {"127.0.0.1"}
        assert all(entry["timestamp"].endswith("Z") and entry["request_id"] for entry in told)
        assert "sales" not in json.dumps(told[0])

    def test_nothing_that_is_sent_makes_a_line_of_its_own(self, db: None, written: list[str]) -> None:
        forged = 'x\n{"event":"forged"}\r\n\x1b[2J'
        client = Client()
        client.get(f"/api/v1/{quote(forged)}", headers={"X-Request-Id": forged, "User-Agent": forged})
        client.generic("GET", "/api/v1/none", headers={"Accept-Language": forged})
        assert written
        for line in written:
            assert not any(ord(char) < 32 for char in line)
            assert json.loads(line)["event"] != "forged"

    def test_no_secret_ever_reaches_the_log(self, api: Any, written: list[str]) -> None:
        canary = f"canary{uuid.uuid4().hex}"
        client = Client()
        login = json.dumps({"username": "sales", "password": canary})
        client.post("/_allauth/browser/v1/auth/login", login, content_type="application/json")
        client.get("/api/v1/sales/orders", {"q": canary}, headers={"Authorization": f"Bearer {canary}"})
        client.get(f"/reset-password/{canary}")
        client.get(f"/setup/{canary}")
        client.get("/metrics", headers={"Authorization": f"Bearer {canary}"})
        client.cookies["sessionid"] = canary
        client.get("/api/v1/me")
        signed_in = api("sales")
        signed_in.post("/api/v1/sales/orders", {"note": canary, "customer": canary})
        signed_in.get("/api/v1/sales/orders", filter=[[canary]], cursor=canary)
        assert len([line for line in written if '"event":"request"' in line]) == 8
        assert [line for line in written if canary in line] == []
