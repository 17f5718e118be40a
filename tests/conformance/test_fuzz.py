"""Every operation of the API, fed by its own description and by worse: never an answer of 500 or more, and none that the
description does not know.

``HEYI_FUZZ_EXAMPLES`` sets how many requests each operation gets (default 6; the long run uses hundreds).
"""

import hashlib
import os

import pytest
import schemathesis
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode

from heyi.core.access.models import ApiKey
from heyi.core.resources import registry
from tests import contract

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("HEYI_FUZZ_EXAMPLES", "4"))


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """The requests run inside the test's transaction, so the end of a request must not close its connection."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


def _key(user: object) -> str:
    token = f"fuzz-{user}"
    ApiKey.objects.create(user=user, name="fuzz", prefix="fuzz", digest=hashlib.sha256(token.encode()).hexdigest())
    return token


PEOPLE = ("admin", "sales", "manager", "finance", "warehouse", "buyer", "hr", "employee", "stranger")
FEWER = 1 if "HEYI_FUZZ_EXAMPLES" in os.environ else 4


@pytest.mark.parametrize("who", PEOPLE)
def test_no_request_is_answered_with_a_server_error_or_otherwise_than_described(cast, who, capsys):
    from django.core.wsgi import get_wsgi_application

    token = _key(cast.employees[who].user)
    config = schemathesis.Config()
    # Who asks is for the access matrix to vary.
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    config.projects.default.generation.update(modes=modes, with_security_parameters=False)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), config=config)
    failures: list[tuple] = []
    operations = [result.ok() for result in schema.get_all_operations()]
    ids = _ids(token)
    examples = EXAMPLES if who in ("admin", "sales") else max(1, EXAMPLES // FEWER)
    sent = sum(_run(operation, token, failures, ids, examples) for operation in operations)
    with capsys.disabled():
        print(
            f"\n  fuzz as {who}: {sent} requests, {len(operations)} operations, {len(failures)} answers of 500 or more,"
            " or not as described"
        )
    assert not failures, "\n".join(map(str, failures[:30]))
    assert sent >= len(operations)


def _ids(token) -> dict[str, list[int]]:
    """What the person's own lists show, by the address of the list: half of the requests go on from there. Links are
    followed by `test_fuzz_stories.py`.
    """
    ids = {}
    for resource in registry.every():
        answer = Client(headers={"Authorization": f"Bearer {token}"}).get(resource.path, {"limit": 5})
        ids[resource.path] = [row["id"] for row in answer.json()["rows"]]
    return ids


def _run(operation, token, failures, ids, examples) -> int:
    count = 0
    known = next((rows for path, rows in ids.items() if operation.path.startswith(f"{path}/{{")), [])

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy())
    def send(case):
        nonlocal count
        count += 1
        if known and count % 2:
            case.path_parameters["record_id"] = known[count // 2 % len(known)]
        if count % 4:
            # The same key or the wrong version would stop nearly everything before it begins.
            for header in ("Idempotency-Key", "If-Match"):
                case.headers.pop(header, None)
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        kind = answer.headers.get("content-type", [""])[0]
        breach = contract.breach(operation.method, operation.path, answer.status_code, kind, answer.content)
        if answer.status_code >= 500 or (breach and answer.status_code != 405):
            failures.append((operation.label, breach, case.as_curl_command()[:500], answer.text[:500]))

    send()
    return count
