"""Every operation of the API, fed by its own description and by worse: never an answer of 500 or more.

``HEYI_FUZZ_EXAMPLES`` sets how many requests each operation gets (default 8; the long run uses hundreds).
"""

import hashlib
import os

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode

from heyi.core.access.models import ApiKey

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("HEYI_FUZZ_EXAMPLES", "8"))


@pytest.fixture(autouse=True)
def one_connection():
    """The requests run inside the test's transaction, so the end of a request must not close its connection."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def _key(user: object) -> str:
    token = f"fuzz-{user}"
    ApiKey.objects.create(user=user, name="fuzz", prefix="fuzz", digest=hashlib.sha256(token.encode()).hexdigest())
    return token


@pytest.mark.parametrize("who", ["admin", "sales"])
def test_no_request_is_answered_with_a_server_error(cast, who, capsys):
    from django.core.wsgi import get_wsgi_application

    token = _key(cast.employees[who].user)
    config = schemathesis.Config()
    config.projects.default.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), config=config)
    failures: list[tuple] = []
    operations = [result.ok() for result in schema.get_all_operations()]
    sent = sum(_run(operation, token, failures) for operation in operations)
    with capsys.disabled():
        print(
            f"\n  fuzz as {who}: {sent} requests, {len(operations)} operations, {len(failures)} answers of 500 or more"
        )
    assert not failures, failures[:5]
    assert sent >= len(operations)


def _run(operation, token, failures) -> int:
    count = 0

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy())
    def send(case):
        nonlocal count
        count += 1
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        if answer.status_code >= 500:
            failures.append((operation.label, answer.status_code, case.as_curl_command()[:500], answer.text[:500]))

    send()
    return count
