"""A thousand clients at once: one decision for one task, never more sold than there is, no deadlock that a person sees.

Long: ``HEYI_FAULT_ROUNDS=20`` (rounds on one task), ``HEYI_FAULT_CLIENTS=1000``, ``HEYI_FAULT_SECONDS=120`` (the storm).
"""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest

from tests.faults.load.http import Answer, Line, NoAnswer
from tests.faults.load.nemesis import percentile
from tests.faults.load.product import Product, installed
from tests.faults.load.racing import Desk, Press, at_once

pytestmark = pytest.mark.fault
ROUNDS = int(os.environ.get("HEYI_FAULT_ROUNDS", "1"))
CLIENTS = int(os.environ.get("HEYI_FAULT_CLIENTS", "100"))
SECONDS = float(os.environ.get("HEYI_FAULT_SECONDS", "3"))
STORM = 32


@pytest.fixture(scope="module")
def product(django_db_setup: None) -> Iterator[Product]:
    with installed() as found:
        found.start()
        yield found


@pytest.fixture(scope="module")
def desk(product: Product) -> Iterator[Desk]:
    """Whatever was raced for: in the end everything holds that has to."""
    yield Desk(product, product.hire(), os.urandom(4).hex())
    assert product.broken() == []


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def traces(product: Product, keys: list[str]) -> tuple[Counter[str], Counter[str]]:
    """By request: the audit rows, and the events that it has left."""
    with product.owner() as connection:
        found = []
        for table in ("audit_auditentry", "events_event"):
            rows = connection.execute(f"SELECT request_id FROM {table} WHERE request_id = ANY(%s)", [keys])
            found.append(Counter(key for (key,) in rows))
    return found[0], found[1]


def test_of_all_who_decide_one_task_at_once_one_does(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    rounds = [one_round(desk) for _round in range(ROUNDS)]
    assert [counted for _seconds, counted in rounds] == [{"200": 1, "409 task_decided": CLIENTS - 1}] * ROUNDS
    settled = [seconds for seconds, _counted in rounds]
    with capsys.disabled():
        print(
            f"\n  one task: {ROUNDS} rounds x {CLIENTS} clients: 1 winner each; "
            f"settled after p50 {percentile(settled, 0.5):.2f} s, max {max(settled):.2f} s"
        )


def one_round(desk: Desk) -> tuple[float, Counter[str]]:
    """How long it took until everybody had their answer (seconds), and how many had which; the winner's decision is stored,
    noted and told once, and nobody else's.
    """
    keys = [desk.key("round") for _client in range(CLIENTS)]

    async def race() -> tuple[int, Any]:
        order = await desk.submitted(await desk.customer(), await desk.goods("1"))
        task = desk.tasks([order])[order]
        presses = [Press(f"workflow/tasks/{task}/approve", {"opinion": key}, key) for key in keys]
        done = await at_once(desk.product.port, desk.headers("manager"), presses)
        for line in desk.lines.values():
            line.close()
        return task, done

    task, done = run(race())
    winner = next(key for key, answer in zip(keys, done.answers, strict=True) if answer.status == 200)
    with desk.product.owner() as connection:
        decisions = connection.execute("SELECT opinion FROM workflow_decision WHERE task_id = %s", [task]).fetchall()
    assert decisions == [(winner,)]
    audit, events = traces(desk.product, keys)
    assert (audit, events) == ({winner: 1}, {winner: 1})
    return float(done.seconds), done.counted


def test_never_more_is_sold_than_there_is(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    pieces = max(1, CLIENTS // 10)

    async def race() -> tuple[int, Any]:
        goods = await desk.goods(str(pieces))
        tasks = await desk.with_finance(await desk.customer(), goods, CLIENTS)
        presses = [Press(f"workflow/tasks/{task}/approve", {}, desk.key("release")) for task in tasks]
        done = await at_once(desk.product.port, desk.headers("finance"), presses)
        for line in desk.lines.values():
            line.close()
        return goods, done

    goods, done = run(race())
    with desk.product.owner() as connection:
        stock = connection.execute(
            "SELECT sum(on_hand), sum(reserved) FROM inventory_balance WHERE product_id = %s", [goods]
        ).fetchone()
        sold = connection.execute(
            "SELECT count(DISTINCT o.id) FROM sales_order o JOIN sales_orderline l ON l.order_id = o.id"
            " WHERE l.product_id = %s AND o.status = 'approved'",
            [goods],
        ).fetchone()
    with capsys.disabled():
        print(
            f"\n  hot stock: {CLIENTS} orders for {pieces} pieces: {sold[0]} sold; {done.seconds:.2f} s; {done.counted}"
        )  # type: ignore[index]
    assert done.counted == {"200": pieces, "409 stock_short": CLIENTS - pieces}
    assert sold == (pieces,)
    assert stock == (pieces, pieces)


def test_opposite_orders_of_the_same_goods_never_stop_anybody(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    before = deadlocks(desk.product)
    answers = run(storm(desk))
    found = deadlocks(desk.product) - before
    log = (desk.product.data.log / "web.log").read_text(errors="replace")
    counted = Counter(f"{answer.status} {answer.code}".strip() for answer in answers)
    with capsys.disabled():
        print(
            f"\n  opposite orders: {STORM} clients, {SECONDS:g} s: {len(answers)} answers, {found} deadlocks, "
            f"{retries(log)} retries; {dict(counted)}"
        )
    assert [answer for answer in answers if answer.status >= 500 or "40P01" in str(answer.data)] == []
    assert counted["200"] > STORM


def retries(log: str) -> int:
    """How often the entrance has tried again because PostgreSQL asked for it."""
    return sum(1 for line in log.splitlines() if '"retry"' in line)


def deadlocks(product: Product) -> int:
    with product.owner() as connection:
        row = connection.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = 'heyi'").fetchone()
        assert row is not None
        return int(row[0])


async def storm(desk: Desk) -> list[Answer]:
    """Every client takes orders through their life, every second one with its lines the other way round."""
    customer, pair = await desk.customer(), [await desk.goods("100000"), await desk.goods("100000")]
    until, answers = time.monotonic() + SECONDS, list[Answer]()

    async def client(number: int) -> None:
        hands = {name: Line(desk.product.port, desk.headers(name)) for name in TURNS}
        while time.monotonic() < until:
            await life(desk, hands, customer, pair if number % 2 else pair[::-1], answers)
        for line in hands.values():
            line.close()

    await asyncio.gather(*(client(number) for number in range(STORM)))
    for line in desk.lines.values():
        line.close()
    return answers


TURNS = ("sales", "manager", "finance", "warehouse")


async def life(desk: Desk, hands: dict[str, Line], customer: int, goods: list[int], answers: list[Answer]) -> None:
    """One order: approved twice, then shipped; every third is cancelled instead."""

    async def press(name: str, path: str, body: Any) -> Any:
        answer = await hands[name].ask("POST", path, body, key=desk.key("storm"), patience=60)
        answers.append(answer)
        if answer.status >= 400:
            raise NoAnswer(f"{path} {answer.status} {answer.code}")
        return answer.data

    lines = [{"product": product, "quantity": "1"} for product in goods]
    order = (await press("sales", "sales/orders", {"customer": customer, "lines": lines}))["id"]
    await press("sales", f"sales/orders/{order}/submit", {})
    for name in ("manager", "finance"):
        task = (await asyncio.to_thread(desk.tasks, [order]))[order]
        await press(name, f"workflow/tasks/{task}/approve", {})
    if order % 3 == 0:
        await press("sales", f"sales/orders/{order}/cancel", {})
        return
    note = await asyncio.to_thread(note_of, desk.product, order)
    await press("warehouse", f"inventory/deliveries/{note}/ship", {})


def note_of(product: Product, order: int) -> int:
    with product.owner() as connection:
        found = connection.execute("SELECT id FROM inventory_delivery WHERE source_id = %s", [order]).fetchone()
        assert found is not None
        return int(found[0])
