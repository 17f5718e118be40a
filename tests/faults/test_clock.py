"""People work while the database's clock jumps ahead of the product's and behind it.

Needs libfaketime (Debian's package ``faketime``); where it is not, the test is skipped and says so.
"""

import asyncio
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from heyi.config.runtime import binaries, processes
from tests.faults.load.effects import Effects, judge
from tests.faults.load.history import History
from tests.faults.load.people import Office
from tests.faults.load.product import Product, installed
from tests.faults.test_kills import SEED, delivered

pytestmark = pytest.mark.fault
LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
JUMPS = ("+10d", "+0", "-1h", "+0", "-10d", "+0")
SECONDS = float(os.environ.get("HEYI_FAULT_CLOCK", "2"))
"""How long people work after each jump."""


class Clock:
    """The time that PostgreSQL is told: a file that libfaketime reads every second."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.set("+0")

    def set(self, offset: str) -> None:
        draft = self.file.with_suffix(".new")
        draft.write_text(offset)
        draft.chmod(0o644)
        draft.replace(self.file)

    def programs(self) -> Path:
        """A folder of PostgreSQL's programs, of which the server is told this time. Python's own processes cannot be: the
        library breaks their sleep.
        """
        real, folder = binaries.find(), self.file.with_name("bin")
        folder.mkdir(mode=0o755)
        for program in real.folder.iterdir():
            if program.name != "postgres":
                (folder / program.name).symlink_to(program)
        told = f"LD_PRELOAD={LIBRARY} FAKETIME_TIMESTAMP_FILE={self.file} FAKETIME_CACHE_DURATION=1"
        (folder / "postgres").write_text(f'#!/bin/sh\n{told} exec {real["postgres"]} "$@"\n')
        (folder / "postgres").chmod(0o755)
        return folder


@pytest.fixture
def jumping(django_db_setup: None) -> Iterator[tuple[Product, Clock]]:
    if LIBRARY is None:
        pytest.skip("libfaketime is not installed (on Debian: apt-get install faketime)")
    with installed() as product:
        clock = Clock(product.data.path.parent)
        product.more = {"HEYI_POSTGRES_BIN": str(clock.programs())}
        yield product, clock


async def work_through(office: Office, clock: Clock) -> None:
    """Everybody works on, whatever the time."""
    await office.prepare()
    async with asyncio.TaskGroup() as group:
        group.create_task(office.work())
        try:
            for offset in JUMPS:
                clock.set(offset)
                await asyncio.sleep(SECONDS)
        finally:
            office.stopping.set()


def sessions(product: Product) -> dict[str, datetime]:
    with product.owner() as connection:
        rows: list[Any] = connection.execute("SELECT session_key, expire_date FROM django_session").fetchall()
    return dict(rows)


def test_jumps_of_the_clock_lose_and_double_nothing(
    jumping: tuple[Product, Clock], capsys: pytest.CaptureFixture[str]
) -> None:
    product, clock = jumping
    product.start()
    people, history = product.hire(), History(SEED)
    before = sessions(product)
    asyncio.run(work_through(Office(product.port, people, history), clock))
    assert processes.wait_until(lambda: delivered(product), seconds=120, pause=0.2), "events are not delivered"
    with product.owner() as connection:
        verdict = judge(history, Effects(connection))
    outcomes = history.outcomes()
    with capsys.disabled():
        print(
            f"\n  clock: {len(JUMPS)} jumps, {len(history.operations)} writes: {outcomes['ok']} ok, "
            f"{outcomes['fail']} fail, {outcomes['unknown']} unknown; lost {len(verdict.lost)}, "
            f"doubled {len(verdict.doubled)}; seed {SEED}"
        )
    assert verdict.clean, verdict
    assert history.ugly == []
    assert outcomes["ok"] > 20
    after = sessions(product)
    assert {key: after[key] for key in before if key in after} == {key: before[key] for key in after if key in before}
    assert product.broken() == []
