"""A client whose process dies on the way: before and after each statement, before and after the commit.

Each write is first tried by children that are forked off and end at the n-th boundary, as by ``kill -9``. After a death
before the commit the database must be what it was; after the commit the write is there as a whole. Then the very same
request is sent for real with the same key, as a client does that heard no answer: there is one effect.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection

from tests.client import ApiClient
from tests.faults.digest import Digest

DIED, COMMITTED, NOT_COMMITTED = 71, 72, 73
AFTER_COMMIT = -1
Answer = Any


class Boundary:
    """Ends this process at the n-th boundary before the commit; counts them all in ``passed`` when n is 0."""

    def __init__(self, place: int) -> None:
        self.place, self.passed = place, 0

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        self._pass()
        found = execute(sql, params, many, context)
        self._pass()
        return found

    def _pass(self) -> None:
        self.passed += 1
        if self.passed == self.place:
            os._exit(DIED)


class Crashes:
    """What was tried: boundaries by operation. ``most`` draws so many of each operation's by ``seed`` (quick runs)."""

    def __init__(self, digest: Digest, *, most: int | None = None, seed: int = 0) -> None:
        self.digest, self.most, self.random = digest, most, random.Random(seed)  # noqa: S311 - a sample, no secret
        self.boundaries: Counter[str] = Counter()

    def attempt(self, operation: str, call: Callable[[], Answer]) -> Answer:
        """Die everywhere on the way to ``call``, then do it; the answer of the real one."""
        before = self.digest.taken()
        _code, count = _forked(call, 0)
        places = range(1, count + 1)
        for place in places if self.most is None else self._drawn(places):
            code, _passed = _forked(call, place)
            assert code == DIED, f"{operation} did not come to boundary {place} of {count}"
            self.boundaries[operation] += 1
            assert self.digest.changes(before) == [], f"{operation} died at boundary {place} and left something behind"
        return self._die_after_commit(operation, call, before)

    def _drawn(self, places: range) -> list[int]:
        return sorted(self.random.sample(places, min(self.most or 0, len(places))))

    def _die_after_commit(self, operation: str, call: Callable[[], Answer], before: Any) -> Answer:
        """The commit reached the server, the answer never came: the retry answers, and adds nothing."""
        code, _passed = _forked(call, AFTER_COMMIT)
        crashed = self.digest.taken()
        answer = call()
        self.boundaries[operation] += 2
        if answer.status_code >= 400:
            assert code == NOT_COMMITTED, operation
            assert self.digest.changes(before) == [], f"{operation} was refused and left something behind"
            return answer
        assert code == COMMITTED, operation
        assert answer.headers.get("Idempotency-Replayed") == "true", f"{operation} was done twice"
        assert self.digest.changes(crashed) == [], f"{operation}: the retry added something"
        return answer


class CrashingClient(ApiClient):
    """Speaks like ``ApiClient``; every write dies everywhere first."""

    def __init__(self, user: Any, crashes: Crashes) -> None:
        super().__init__(user)
        self.crashes = crashes

    def _write(self, method: str, path: str, body: Any, key: str | None, version: int | None) -> Any:
        key = key or os.urandom(8).hex()
        operation = named(method, path)

        def send() -> Answer:
            return super(CrashingClient, self)._write(method, path, body, key, version)

        return self.crashes.attempt(operation, send)


def named(method: str, path: str) -> str:
    """``post sales/orders/{id}/submit`` for the write of one record; some go by a key instead of a number."""
    parts = path.split("/")
    keyed = {at + 1 for at, part in enumerate(parts) if part in ("processes", "rules", "matrices")}
    return f"{method} " + "/".join("{id}" if p.isdecimal() or at in keyed else p for at, p in enumerate(parts))


def _forked(call: Callable[[], Answer], place: int) -> tuple[int, int]:
    """How a child of this process ended that made the call, and how many boundaries it passed."""
    connection.close()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _die(call, place, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _pid, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (DIED, COMMITTED, NOT_COMMITTED), f"the child ended with {code}"
    return code, int(said or b"0")


def _die(call: Callable[[], Answer], place: int, writing: int) -> None:
    boundary = Boundary(place)
    connection.ensure_connection()
    wrapper: Any = connection
    commit = wrapper._commit

    def end() -> None:
        os.write(writing, str(boundary.passed).encode())
        if place == AFTER_COMMIT:
            commit()
            os._exit(COMMITTED)
        os._exit(NOT_COMMITTED)

    wrapper._commit = end
    with connection.execute_wrapper(boundary):
        call()
    os.write(writing, str(boundary.passed).encode())
    os._exit(NOT_COMMITTED)
