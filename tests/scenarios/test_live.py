"""Live updates through a real server and real notifications: those concerned hear at once, nobody else hears."""

import json
import queue
import signal
from collections.abc import Iterator

import psycopg
import pytest

from tests.served import Served, served

pytestmark = pytest.mark.xdist_group("served")


@pytest.fixture(scope="module")
def server(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    with served(django_db_blocker) as found:
        yield found


def notify(server: Served, message: object) -> None:
    with psycopg.connect(server.database_url, autocommit=True) as connection:
        connection.execute("SELECT pg_notify('heyi_live', %s)", [json.dumps(message)])


def test_a_stranger_without_a_session_is_turned_away(server: Served):
    with server.stream("") as stream:
        assert stream.status == 401
    with server.stream("", Cookie="sessionid=abcdefghijklmnopqrstuvwxyz012345") as stream:
        assert stream.status == 401
    status, _headers, problem = server.call("GET", "/api/v1/live", Accept_Language="zh-Hant")
    assert (status, problem["code"]) == (401, "not_signed_in")


def test_a_change_reaches_those_who_may_view_the_resource_and_nobody_else(server: Served):
    with (
        server.stream("manager") as manager,
        server.stream("warehouse") as warehouse,
        server.stream("stranger") as stranger,
    ):
        status, _headers, book = server.call("POST", "/api/v1/plain/books", {"title": "甲"}, as_="sales")
        assert status == 201, book
        assert manager.expect("record") == {"resource": "plain.book", "id": book["id"], "version": 1}
        notify(server, {"to": [server.employees["warehouse"]], "kind": "message", "data": {"mark": 1}})
        assert warehouse.expect("message") == {"mark": 1}
        notify(server, {"to": [server.employees["stranger"]], "kind": "inbox", "data": {"mark": 2}})
        assert stranger.expect("inbox") == {"mark": 2}
        assert warehouse.seen() == []
        assert stranger.seen() == []
        assert manager.seen() == []


def test_whoever_may_view_the_resource_but_not_the_record_is_not_told_which_it_is(server: Served):
    with server.stream("manager") as manager, server.stream("colleague") as colleague:
        status, _headers, book = server.call("POST", "/api/v1/plain/books", {"title": "乙"}, as_="sales")
        assert status == 201, book
        assert manager.expect("record") == {"resource": "plain.book", "id": book["id"], "version": 1}
        assert colleague.expect("record") == {"resource": "plain.book"}
        assert colleague.seen() == []


def test_a_refused_change_is_never_announced(server: Served):
    with server.stream("manager") as manager:
        status, _headers, _body = server.call("POST", "/api/v1/plain/books", {"title": ""}, as_="sales")
        assert status == 422
        notify(server, {"to": [server.employees["manager"]], "kind": "inbox", "data": {}})
        manager.expect("inbox")
        assert manager.seen() == []


def test_a_stream_ends_soon_after_its_session(server: Served):
    with server.stream("colleague") as stream, server.stream("manager") as other:
        with psycopg.connect(server.database_url, autocommit=True) as connection:
            connection.execute("DELETE FROM django_session WHERE session_key = %s", [server.sessions["colleague"]])
        assert stream.ended.wait(3)
        assert not other.ended.is_set()


def test_whoever_comes_back_is_told_to_look_at_everything_again(server: Served):
    with server.stream("finance", Last_Event_ID="7") as stream:
        assert stream.expect("resync") == {}
    with server.stream("finance") as stream:
        notify(server, {"to": [server.employees["finance"]], "kind": "inbox", "data": {}})
        stream.expect("inbox")
        assert stream.seen() == []


def test_streams_survive_the_loss_of_the_database_connection(server: Served):
    with server.stream("finance") as stream:
        with psycopg.connect(server.database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'heyi-live'"
            )
        assert stream.expect("resync", 8) == {}
        notify(server, {"to": [server.employees["finance"]], "kind": "message", "data": {"after": True}})
        assert stream.expect("message") == {"after": True}


def test_files_of_the_web_app_are_packed_and_kept_for_good(server: Served):
    for path in (
        "/assets/..%2f..%2fpyproject.toml",
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/assets/.env",
    ):
        status, _headers, body = server.call("GET", path)
        assert status in (404, 503, 200)
        assert b"[project]" not in (body if isinstance(body, bytes) else b"")


def test_the_api_answers_beside_the_streams(server: Served):
    status, _headers, me = server.call("GET", "/api/v1/me", as_="sales")
    assert status == 200
    assert me["employee"]["id"] == server.employees["sales"]
    with pytest.raises(queue.Empty), server.stream("sales") as stream:
        stream.expect("record", 0.2)


def test_whoever_looks_at_the_stock_hears_when_a_balance_changes(server: Served):
    with (
        server.stream("warehouse") as warehouse,
        server.stream("hr") as hr,
        server.stream("stranger") as stranger,
    ):
        body = {"code": "LIVE", "name": "LIVE", "list_price": "1", "tax_rate": "0.13"}
        status, _headers, product = server.call("POST", "/api/v1/masterdata/products", body, as_="admin")
        assert status == 201, product
        opening = {"product": product["id"], "quantity": "5"}
        status, _headers, opened = server.call("POST", "/api/v1/inventory/opening-stock", opening, as_="warehouse")
        assert status == 201, opened
        told = [data for _ in range(3) if (data := warehouse.expect("record"))["resource"] == "inventory.balance"]
        _status, _headers, stock = server.call("GET", "/api/v1/inventory/stock?columns=product", as_="warehouse")
        (row,) = [row for row in stock["rows"] if row["product"]["id"] == product["id"]]
        assert told == [{"resource": "inventory.balance", "id": row["id"]}]
        for other in (hr, stranger):
            assert not [data for kind, data in other.seen() if data.get("resource") == "inventory.balance"]


def test_a_server_that_stops_ends_its_streams_at_once(server: Served):
    with server.stream("sales") as stream:
        server.process.send_signal(signal.SIGTERM)
        assert stream.ended.wait(5)
        assert server.process.wait(5) == 0
