"""A client that sends each write in every way in which it may come twice: ten at once, once more, and with another body.

All with one key: one of them does it, the others are told the same or to wait, and the database shows the traces of one
request only. The same key with another body is refused. None of the repetitions changes anything.
"""

import os
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from tests.client import ApiClient
from tests.faults.crashing import named
from tests.faults.digest import Digest

AT_ONCE = 10
RUNNING, MISMATCH = "idempotency_running", "idempotency_mismatch"
Answer = Any


class Repeats:
    """What was tried: writes by operation. Ten threads, each with a connection of its own."""

    def __init__(self, digest: Digest) -> None:
        self.digest = digest
        self.operations: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.threads = ThreadPoolExecutor(AT_ONCE)

    def at_once(self, act: Callable[[int], Answer]) -> list[Answer]:
        """Everybody's answer; all start in the same moment."""
        barrier = threading.Barrier(AT_ONCE)

        def start(number: int) -> Answer:
            barrier.wait(30)
            return act(number)

        return list(self.threads.map(start, range(AT_ONCE)))

    def close(self) -> None:
        self.at_once(lambda _number: connection.close())
        self.threads.shutdown()

    def traces(self, requests: list[str]) -> set[str]:
        """Those of the requests that have left an audit row or an event."""
        found = self.digest.connection.execute(
            "SELECT request_id FROM audit_auditentry WHERE request_id = ANY(%(these)s)"
            " UNION SELECT request_id FROM events_event WHERE request_id = ANY(%(these)s)",
            {"these": requests},
        )
        return {request for (request,) in found.fetchall()}


class RepeatingClient(ApiClient):
    """Speaks like ``ApiClient``; every write comes in all the ways."""

    def __init__(self, user: Any, repeats: Repeats) -> None:
        super().__init__(user)
        self.repeats = repeats
        self.hands = [ApiClient(user) for _hand in range(AT_ONCE)]

    def _write(self, method: str, path: str, body: Any, key: str | None, version: int | None) -> Any:
        key, operation = key or os.urandom(8).hex(), named(method, path)
        answer = self._at_once(operation, lambda hand: hand._write(method, path, body, key, version))
        before = self.repeats.digest.taken()
        again = super()._write(method, path, body, key, version)
        if answer.status_code < 400:
            assert replayed(again), f"{operation} was done twice"
            assert (again.status_code, again.content) == (answer.status_code, answer.content), operation
            other = super()._write(method, path, {"another": key}, key, version)
            assert (other.status_code, other.data["code"]) == (422, MISMATCH), operation
        else:
            assert again.status_code == answer.status_code, operation
        assert self.repeats.digest.changes(before) == [], f"{operation}: a repetition changed something"
        self.repeats.operations[operation] += 1
        return answer

    def _at_once(self, operation: str, send: Callable[[ApiClient], Answer]) -> Answer:
        """The answer of the one that did it, or any refusal when it is refused."""
        requests = [os.urandom(8).hex() for _hand in self.hands]

        def one(number: int) -> Answer:
            hand = self.hands[number]
            hand.http.defaults["HTTP_X_REQUEST_ID"] = requests[number]
            return send(hand)

        answers = self.repeats.at_once(one)
        for answer in answers:
            self.repeats.answers[_kind(answer)] += 1
        done = [number for number, answer in enumerate(answers) if answer.status_code < 400 and not replayed(answer)]
        heard = [answer for answer in answers if _kind(answer) != "asked to wait"]
        assert len(done) <= 1, f"{operation} was done by {len(done)}"
        assert {answer.content if done else answer.status_code for answer in heard} == {
            heard[0].content if done else heard[0].status_code
        }, f"{operation}: not everybody was told the same"
        assert self.repeats.traces(requests) <= {requests[number] for number in done}, operation
        return answers[done[0]] if done else heard[0]


def replayed(answer: Answer) -> bool:
    return bool(answer.headers.get("Idempotency-Replayed") == "true")


def _kind(answer: Answer) -> str:
    if answer.status_code < 400:
        return "told again" if replayed(answer) else "done"
    return "asked to wait" if (answer.data or {}).get("code") == RUNNING else "refused"
