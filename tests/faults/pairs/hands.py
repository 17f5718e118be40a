"""Two people at connections of their own, whose transactions are held open so that every order can be played."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

from django.db import connection, transaction

from heyi.core.access.work import unit_of_work
from heyi.core.workflow.services import cases
from heyi.kit.errors import Problem
from tests.faults.pairs.acts import Doing
from tests.faults.pairs.stage import DONE, entries, told

LOOKS = 100_000


class Hand:
    """Acts in one thread. ``end`` keeps what was done, or takes it back."""

    def __init__(self) -> None:
        self.thread, self.work = ThreadPoolExecutor(1), ExitStack()
        self.pid: int = self.thread.submit(_pid).result(30)

    def act(self, doing: Doing) -> "Future[str]":
        """Begin a transaction and do it in there; the transaction stays open."""
        return self.thread.submit(self._act, doing)

    def end(self, *, keep: bool) -> None:
        """End the transaction."""
        self.thread.submit(self._end, keep).result(30)

    def log(self, case_id: int) -> str:
        """What has happened in a case, as this transaction sees it."""
        return self.thread.submit(lambda: told(case_id, entries(case_id))).result(30)

    def close(self) -> None:
        """Go home."""
        self.thread.submit(lambda: connection.close()).result(30)
        self.thread.shutdown()

    def _act(self, doing: Doing) -> str:
        self.work.enter_context(unit_of_work(doing[1]))
        return saved(doing)

    def _end(self, keep: bool) -> None:
        if keep:
            self.work.close()
        else:
            self.work.__exit__(_TakenBack, _TakenBack(), None)


def saved(doing: Doing) -> str:
    """Perform it in a savepoint, so that a refusal leaves the transaction usable: ``done``, or how it was refused."""
    try:
        with transaction.atomic():
            cases.act(doing[0], actor=doing[1])
    except Problem as refusal:
        return f"{refusal.status} {refusal.code}"
    return DONE


class _TakenBack(Exception):
    """Nothing of it was."""


def _pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def waits(hand: Hand, doing: "Future[str]") -> bool:
    """Look until the hand waits for a lock that somebody holds (True), or has done it without waiting."""
    with connection.cursor() as cursor:
        for _ in range(LOOKS):
            if doing.done():
                return False
            cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted)", [hand.pid])
            if cursor.fetchone()[0]:
                return True
    raise AssertionError("it neither waits nor ends")
