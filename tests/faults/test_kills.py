"""People work while processes are killed; in the end everything is as they were told, once.

``HEYI_FAULT_KILLS=300`` is the long run, ``HEYI_FAULT_SEED`` another schedule.
"""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from heyi.config.runtime import processes
from tests.faults.load.effects import TRACES, Effects, Verdict, judge
from tests.faults.load.history import History, Operation
from tests.faults.load.nemesis import Nemesis, percentile
from tests.faults.load.people import Office
from tests.faults.load.product import Product, installed

pytestmark = pytest.mark.fault
KILLS = int(os.environ.get("HEYI_FAULT_KILLS", "5"))
SEED = int(os.environ.get("HEYI_FAULT_SEED", "20260101"))
WAITING = "SELECT count(*) FROM events_delivery WHERE state = 'waiting'"


@pytest.fixture(scope="module")
def product(django_db_setup: None) -> Iterator[Product]:
    with installed() as found:
        yield found


def test_a_restored_installation_still_lets_nobody_change_what_may_only_be_added_to(product: Product) -> None:
    assert product.broken() == []


async def storm(office: Office, nemesis: Nemesis) -> None:
    """Everybody works, everything is killed; when that is over they finish what they have begun."""
    await office.prepare()
    async with asyncio.TaskGroup() as group:
        group.create_task(office.work())
        try:
            while not all(office.history.operations_of(kind) for kind in TRACES):
                await asyncio.sleep(0.02)
            await nemesis.rage(KILLS)
        finally:
            office.stopping.set()


def delivered(product: Product) -> bool:
    with product.owner() as connection:
        row = connection.execute(WAITING).fetchone()
        return bool(row == (0,))


def test_everything_is_as_people_were_told_whatever_was_killed(
    product: Product, capsys: pytest.CaptureFixture[str]
) -> None:
    product.start()
    history = History(SEED)
    office, nemesis = Office(product.port, product.hire(), history), Nemesis(product, history, SEED)
    asyncio.run(storm(office, nemesis))
    assert processes.wait_until(lambda: delivered(product), seconds=120, pause=0.2), "events are not delivered"
    with product.owner() as connection:
        verdict = judge(history, Effects(connection))
    with capsys.disabled():
        print("\n  " + said(nemesis, verdict))
    assert verdict.clean, verdict
    assert history.ugly == []
    assert product.broken() == []


def said(nemesis: Nemesis, verdict: Verdict) -> str:
    """The figures in one line."""
    history, times = nemesis.history, nemesis.recoveries
    kills = ", ".join(f"{count} {kind}" for kind, count in nemesis.kills.most_common())
    outcomes = history.outcomes()
    return (
        f"kills: {nemesis.kills.total()} ({kills}); {len(history.operations)} writes: {outcomes['ok']} ok, "
        f"{outcomes['fail']} fail, {outcomes['unknown']} unknown ({verdict.came_true} done); {history.reads} reads; "
        f"lost {len(verdict.lost)}, doubled {len(verdict.doubled)}, ghosts {len(verdict.ghosts)}, "
        f"halves {len(verdict.halves)}; written again after p50 {percentile(times, 0.5):.2f} s, "
        f"p95 {percentile(times, 0.95):.2f} s, max {max(times):.2f} s; seed {nemesis.seed}"
    )


class Pretended(Effects):
    """A database that holds so many of each trace."""

    def __init__(self, *found: int) -> None:
        self.found = set(found)

    def of(self, operation: Operation) -> set[int]:
        return self.found


class TestTheJudge:
    """A check that finds nothing has to be one that would find something."""

    @staticmethod
    def verdict(outcome: str, *found: int) -> Verdict:
        operation = Operation("order", "order-1", "ok", 201, 1, 0, 1)
        history = History(1, [replace(operation, outcome=outcome)])  # type: ignore[arg-type]
        return judge(history, Pretended(*found))

    def test_it_sees_what_was_lost(self) -> None:
        assert len(self.verdict("ok", 0).lost) == 1
        assert self.verdict("ok", 1).clean

    def test_it_sees_what_was_done_twice(self) -> None:
        assert len(self.verdict("ok", 2).doubled) == 1
        assert len(self.verdict("unknown", 2).doubled) == 1

    def test_it_sees_what_was_refused_and_done(self) -> None:
        assert len(self.verdict("fail", 1).ghosts) == 1
        assert self.verdict("fail", 0).clean

    def test_it_sees_what_was_done_by_half(self) -> None:
        assert len(self.verdict("ok", 0, 1).halves) == 1

    def test_it_counts_the_unknown_that_came_true(self) -> None:
        assert self.verdict("unknown", 1).came_true == 1
        assert self.verdict("unknown", 0).came_true == 0
