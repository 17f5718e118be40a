"""The network between client, product and PostgreSQL fails; nobody waits for ever and nothing is done twice.

``HEYI_FAULT_CUTS=1000`` is the long run of answers cut after the commit, ``HEYI_FAULT_DARK=30`` that of the dead cable.
"""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from heyi.config.runtime import processes
from tests.database import cluster
from tests.faults.load.http import Answer, Line, NoAnswer, by_key
from tests.faults.load.proxy import Commits, Proxy, proxied
from tests.served import NAME, Served, served

pytestmark = pytest.mark.fault
CUTS = int(os.environ.get("HEYI_FAULT_CUTS", "10"))
DARK = float(os.environ.get("HEYI_FAULT_DARK", "12"))
HUNG, HEALED = 10.0, 5.0
"""Seconds: no request lasts longer, and so soon after the network is back people can write again."""


@pytest.fixture(scope="module")
def network() -> Iterator[Proxy]:
    """Between the product and PostgreSQL."""
    with proxied(cluster.port(), "postgres") as proxy:
        yield proxy


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: object, network: Proxy) -> Iterator[Served]:
    with served(django_db_blocker, through=network.port) as found:
        yield found


def rows(server: Served, query: str, *values: Any) -> list[Any]:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=NAME) as connection:
        return connection.execute(query, values).fetchall()  # type: ignore[arg-type]


class TestCutAfterTheCommit:
    """The work is done, the word of it never comes: whoever asks again with the same key is told, and adds nothing."""

    def test_between_the_product_and_the_database(
        self, server: Served, network: Proxy, capsys: pytest.CaptureFixture[str]
    ) -> None:
        seen = asyncio.run(cut_often(server, server.port, network))
        with capsys.disabled():
            print(f"\n  cut after COMMIT: {CUTS} of {network.cut}, {told(seen)}")
        assert seen == ["503"] * CUTS
        once_each(server)

    def test_between_the_client_and_the_product(self, server: Served, capsys: pytest.CaptureFixture[str]) -> None:
        with proxied(server.port, "http") as proxy:
            seen = asyncio.run(cut_often(server, proxy.port, proxy))
            with capsys.disabled():
                print(f"\n  cut before the answer: {CUTS} of {proxy.cut}, {told(seen)}")
        assert seen == ["no answer"] * CUTS
        once_each(server)


def told(seen: list[str]) -> str:
    return f"clients were told {sorted(set(seen))}, all answered by the second try, one effect each"


def once_each(server: Served) -> None:
    """Each customer, its event and its audit row are there once."""
    for query in (
        "SELECT p.name FROM crm_customer c JOIN masterdata_party p ON p.id = c.party_id WHERE p.name LIKE 'cut-%%'",
        "SELECT request_id FROM events_event WHERE name = 'crm.customer.created' AND request_id LIKE 'cut-%%'",
        "SELECT request_id FROM audit_auditentry WHERE resource = 'crm.customer' AND request_id LIKE 'cut-%%'",
    ):
        found = [name for (name,) in rows(server, query)]
        assert len(found) == len(set(found)), query
        assert set(found) == KEYS, query


KEYS: set[str] = set()


async def cut_often(server: Served, port: int, proxy: Proxy) -> list[str]:
    """What the client was told each time when the answer was cut; the second try has to be a replay."""
    line, seen = Line(port, by_key(server.keys["sales"])), []
    for _time in range(CUTS):
        key = f"cut-{len(KEYS):06d}-{os.urandom(4).hex()}"
        KEYS.add(key)
        proxy.cut_next()
        try:
            first = await line.ask("POST", "crm/customers", {"name": key}, key=key)
            seen.append(f"{first.status}")
        except NoAnswer:
            seen.append("no answer")
        again = await line.ask("POST", "crm/customers", {"name": key}, key=key)
        assert again.status == 201, again
        assert again.headers.get("idempotency-replayed") == "true"
        assert again.data["party"]["label"] == key
    line.close()
    return seen


@dataclass
class Watch:
    """Eight clients who read and write all the time, and what became of each request."""

    server: Served
    stopping: bool = False
    longest: float = 0.0
    good: list[float] = field(default_factory=list)
    """When a write that was sent after the last change of the weather has been confirmed."""
    bad: list[Answer] = field(default_factory=list)
    since: float = 0.0

    async def client(self, number: int) -> None:
        line = Line(self.server.port, by_key(self.server.keys["sales"]))
        turn = 0
        while not self.stopping:
            turn += 1
            sent = time.monotonic()
            try:
                if turn % 2:
                    key = f"net-{number}-{turn:06d}-{os.urandom(4).hex()}"
                    answer = await line.ask("POST", "crm/customers", {"name": key}, key=key, patience=40)
                else:
                    answer = await line.ask("GET", "crm/customers?limit=5", patience=40)
            except NoAnswer:
                continue
            finally:
                self.longest = max(self.longest, time.monotonic() - sent)
            if answer.status == 201 and sent > self.since:
                self.good.append(time.monotonic())
            elif answer.status >= 400 and answer.status != 503:
                self.bad.append(answer)
            await asyncio.sleep(0.02)
        line.close()

    async def until_good(self, seconds: float) -> float:
        """How long it takes until somebody can write, from now."""
        self.since, self.good = time.monotonic(), []
        while not self.good:
            assert time.monotonic() - self.since < seconds, "nobody can write"
            await asyncio.sleep(0.02)
        return self.good[0] - self.since


async def weather(server: Served, fail: Callable[[], None], heal: Callable[[], None], seconds: float) -> Any:
    """Everybody works, the network fails for so long and comes back: the watch, and how soon it was well again."""
    watch = Watch(server)
    async with asyncio.TaskGroup() as group:
        for number in range(8):
            group.create_task(watch.client(number))
        await watch.until_good(10)
        fail()
        await asyncio.sleep(seconds)
        heal()
        healed = await watch.until_good(60)
        watch.stopping = True
    return watch, healed


def sessions(server: Served) -> int:
    """Connections of the product at the database that are in the middle of something."""
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' AND state <> 'idle'"
    )
    return int(rows(server, query, NAME)[0][0])


@pytest.mark.parametrize("kind", ["reset", "refused", "dark", "slow"])
def test_no_request_hangs_and_all_is_well_soon_after(
    server: Served, network: Proxy, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fail: dict[str, Callable[[], None]] = {
        "reset": lambda: network.reset(refuse=False),
        "refused": lambda: network.reset(refuse=True),
        "dark": network.darken,
        "slow": lambda: setattr(network, "delay", 0.05),
    }
    watch, healed = asyncio.run(weather(server, fail[kind], network.heal, DARK if kind == "dark" else 1.0))
    with capsys.disabled():
        print(f"\n  {kind}: longest request {watch.longest:.1f} s, written again {healed:.2f} s after")
    assert watch.bad == []
    assert watch.longest <= HUNG
    assert healed <= HEALED
    assert processes.wait_until(lambda: sessions(server) == 0, seconds=15), "something holds on to the database"


def test_a_confirmed_commit_is_seen_however_the_bytes_are_cut() -> None:
    said = b"Z\x00\x00\x00\x05I" + b"C\x00\x00\x00\x0bCOMMIT\x00" + b"C\x00\x00\x00\x0dSELECT 1\x00"
    for size in range(1, len(said) + 1):
        watch = Commits()
        pieces = [said[start : start + size] for start in range(0, len(said), size)]
        assert [watch.seen_in(piece) for piece in pieces].count(True) == 1
    assert not Commits().seen_in(b"C\x00\x00\x00\x0dROLLBACK\x00")
