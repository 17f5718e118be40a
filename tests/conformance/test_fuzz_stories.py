"""Operations one after the other, as the links of the OpenAPI document say: what a list shows or a creation answers is
shown, changed, acted upon and deleted, by several people with sessions of their own who take turns at the same records.

Never an answer of 500 or more and none that the description does not know. ``HEYI_FUZZ_EXAMPLES`` sets how many stories
are told (default 10; the long run hundreds).
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis.generation import GenerationMode

from heyi.core.resources import registry
from tests import contract
from tests.conformance.access import asking
from tests.conformance.access import conftest as worlds
from tests.conformance.access.world import World

world = worlds.world
STORIES = int(os.environ.get("HEYI_FUZZ_EXAMPLES", "10"))
STEPS = 25
MOST_SEEDS = 5
PEOPLE = ("admin", "sales", "manager", "finance", "warehouse", "stranger")


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The requests run inside the test's transaction, so the end of a request must not close its connection."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


class Person:
    """A browser that is signed in."""

    def __init__(self, user: Any) -> None:
        client = Client()
        client.force_login(user)
        token = _get_new_csrf_string()
        self.cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}
        self.headers = {"X-CSRFToken": token}


class Told:
    """What was sent and what came back, over all stories."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.done: set[str] = set()
        self.asked: set[str] = set()
        self.wrong: list[str] = []

    def went_on(self) -> list[str]:
        """What was done with a record that was there."""
        return [name for name in self.done if "{record_id}" in name]


def _known(world: World) -> dict[str, int]:
    """An id of each resource that most of the people may see."""
    return {key: places["own"].pk for key, places in world.records.items() if "own" in places}


def _references(case: Any) -> Iterator[tuple[str, str]]:
    """The fields of the body that name another record, with its resource."""
    resource = next((one for one in registry.every() if case.operation.path.startswith(one.path)), None)
    for field in resource.by_name.values() if resource else ():
        if field.reference and isinstance(case.body, dict) and isinstance(case.body.get(field.name), int):
            yield field.name, field.reference


def _machine(schema: Any, people: list[tuple[str, Person]], known: dict[str, int], told: Told) -> Any:
    class Story(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            self.undone, self.turn = ExitStack(), 0
            self.undone.enter_context(asking.taken_back())

        def teardown(self) -> None:
            self.undone.close()

        def before_call(self, case: Any) -> None:
            self.turn += 1
            for header in ("Idempotency-Key", "If-Match"):
                case.headers.pop(header, None)
            for name, target in _references(case):
                case.body[name] = known.get(target, case.body[name])

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            self.who, person = people[self.turn % len(people)]
            return {"headers": person.headers, "cookies": person.cookies}

        def validate_response(self, response: Any, case: Any, **_more: Any) -> None:
            told.statuses[response.status_code] += 1
            told.asked.add(case.operation.label)
            if response.status_code < 400:
                told.done.add(case.operation.label)
            kind = response.headers.get("content-type", [""])[0]
            label = case.operation
            breach = contract.breach(label.method, label.path, response.status_code, kind, response.content)
            if response.status_code >= 500 or (breach and response.status_code != 405):
                told.wrong.append(f"{self.who}: {case.as_curl_command()[:400]}: {breach or response.text[:400]}")

    return Story


def _tell(machine: Any, number: int) -> None:
    seed(number)(machine)
    machine.run(
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )


def test_stories_of_several_people_end_in_answers_that_are_described(world: World, capsys: pytest.CaptureFixture[str]):
    config = schemathesis.Config()
    config.projects.default.generation.update(modes=[GenerationMode.POSITIVE], with_security_parameters=False)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), config=config)
    told = Told()
    with asking.taken_back():
        world.open()
        people = [(name, Person(world.cast.employees[name].user)) for name in PEOPLE]
        for number in range(1, MOST_SEEDS + 1):
            _tell(_machine(schema, people, _known(world), told), number)
            if (
                told.statuses[201] and told.went_on()
            ):  # what is drawn depends on ids, and few stories may draw no beginning
                break
    sent = sum(told.statuses.values())
    with capsys.disabled():
        print(
            f"\n  stories: {sent} requests of {len(people)} people, {len(told.asked)} operations asked, {len(told.done)}"
            f" done, {sum(n for status, n in told.statuses.items() if status >= 500)} answers of 500 or more;"
            f" {dict(sorted(told.statuses.items()))}"
        )
    assert not told.wrong, "\n".join(told.wrong[:30])
    assert sent >= STORIES
    assert told.statuses[201], "nothing was ever created: no story began"
    assert told.went_on(), "no story went on"
