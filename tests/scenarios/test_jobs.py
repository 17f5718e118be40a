"""Jobs through a real server and a real worker: an export from the click to the file, and a job whose worker died."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.served import NAME, ROOT, Served, served, variables

pytestmark = pytest.mark.xdist_group("served")


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: object, tmp_path_factory: Any) -> Iterator[Served]:
    files = str(tmp_path_factory.mktemp("files"))
    with served(django_db_blocker, FILES_DIR=files) as found:
        command = [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency=2"]
        worker = subprocess.Popen(command, cwd=ROOT, env=variables(FILES_DIR=files))
        try:
            yield found
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(30)


def eventually(look: Any, seconds: float) -> Any:
    """What ``look`` finds, as soon as it finds something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return found


def test_an_export_from_the_click_to_the_file(server: Served):
    for number in range(3):
        assert server.call("POST", "/api/v1/plain/books", {"title": f"书{number}"}, as_="sales")[0] == 201
    with server.stream("sales") as mine, server.stream("colleague") as other:
        status, _headers, job = server.call("POST", "/api/v1/plain/books/export", {"format": "csv"}, as_="sales")
        assert (status, job["state"]) == (202, "queued")
        while mine.expect("job", 30)["state"] != "done":
            pass
        assert [kind for kind, _data in other.seen() if kind == "job"] == []
    _status, _headers, job = server.call("GET", f"/api/v1/jobs/{job['id']}", as_="sales")
    assert (job["state"], job["done"], job["total"]) == ("done", 3, 3)
    status, headers, content = server.call("GET", job["file"]["path"], as_="sales")
    assert status == 200
    assert content.decode("utf-8-sig").count("书") == 3
    assert "sandbox" in {name.lower(): value for name, value in headers.items()}["content-security-policy"]
    assert server.call("GET", job["file"]["path"], as_="colleague")[0] == 404


def test_a_job_whose_worker_died_is_started_again_by_another(server: Served):
    with psycopg.connect(server.database_url, autocommit=True) as connection:
        connection.execute(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') "
            "RETURNING id) INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts, worker_id) "
            "SELECT 'events', 'events.deliver', '{\"event_id\": 0, \"company_id\": 1}', 'doing', 1, id FROM dead"
        )

        def ended() -> Any:
            return connection.execute(
                "SELECT status::text FROM procrastinate_jobs WHERE args ->> 'event_id' = '0' AND status = 'succeeded'"
            ).fetchone()

        assert eventually(ended, 45) == ("succeeded",)


def test_upkeep_runs_by_itself(server: Served):
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=NAME, autocommit=True) as connection:
        query = "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'jobs.sweep' AND status = 'succeeded'"
        assert eventually(lambda: connection.execute(query).fetchone(), 30)
