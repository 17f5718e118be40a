"""Row 10: an order of five lines made over HTTP, and its last approval: stock, delivery note and receivable at once.

Beside both, Tryton.
"""

import statistics
import uuid
from collections.abc import Callable
from typing import Any

from bench.context import Context
from bench.data import World
from bench.floors import statements
from bench.load import Load, ask, drive, request
from bench.measure import Figure, faster, in_turn
from bench.peers import tryton

CONFIRMED = 8
"""Orders confirmed in each round; a quick run confirms three."""
CREATE, CONFIRM = 10, 75
"""So many times as fast as the peer."""
BESIDE_CREATE = (
    "Tryton: unit, price and tax come with the request, no row permissions; Heyi finds prices and taxes itself"
)
BESIDE_CONFIRM = "Tryton: shipment and invoice; Heyi: the last approval, stock, delivery note, receivable"
ODOO = {"create": 13.0, "confirm": 198.0}
"""Published for Odoo 17 on a like machine (performance.md, 1); not measured here."""


def measure(context: Context) -> None:
    name, world = context.world(context.sizes[0])
    url = context.ground.cluster.url("postgres", name)
    statements.prepare(url)
    count = 3 if context.quick else CONFIRMED
    with context.ground.heyi(name) as port, tryton.beside(context, "10", context.sizes[0]) as peer:
        _stock(port, world)
        confirmed: dict[str, list[Load]] = {"heyi": [], "tryton": []}
        sides: dict[str, Callable[[], float]] = {
            "floor": lambda: statements.per_second(url, "order and five lines", clients=8, seconds=3),
            "create": lambda: _created(port, world, context.seconds),
            "confirm": lambda: _kept(confirmed["heyi"], _confirmed(port, world, count)),
        }
        if peer:
            sides["tryton create"] = lambda: tryton.orders(peer, context.seconds)
            sides["tryton confirm"] = lambda: _kept(confirmed["tryton"], tryton.confirmations(peer, count))
        found = in_turn(sides, rounds=context.rounds)
    p95 = statistics.median(load.p95 for load in confirmed["heyi"])
    note = f"Odoo 17, published, not measured here: {ODOO['create']:g} /s; pgbench has no access, prices, tax, audit, event"
    ratio = found["create"] / found["floor"]
    context.add(
        Figure("10", "create an order of 5 lines", "/s", found["create"], "pgbench", found["floor"], ratio, note=note)
    )
    note = f"Odoo 17, published, not measured here: {ODOO['confirm']:g} ms; p95 {p95:.1f} ms"
    context.add(Figure("10", "confirm it: stock, note, receivable, p50", "ms", found["confirm"], note=note))
    if peer:
        _beside(context, found)


def _beside(context: Context, found: dict[str, float]) -> None:
    """Both sides by eight clients (creating) and by one (confirming)."""
    what, other = "create an order of 5 lines with tax", found["tryton create"]
    context.add(faster("10", what, found["create"], tryton.CALLED, other, CREATE, note=BESIDE_CREATE))
    mine, theirs = found["confirm"], found["tryton confirm"]
    what, ratio = "confirm it, p50; it takes more by", theirs / mine
    more = {"goal": f">= {CONFIRM}x", "met": ratio >= CONFIRM, "note": BESIDE_CONFIRM}
    context.add(Figure("10", what, "ms", mine, tryton.CALLED, theirs, ratio, **more))


def _created(port: int, world: World, seconds: float) -> float:
    """Orders made in a second."""
    load = drive(port, [_order(world, n) for n in range(1600)], seconds=seconds, once=True)
    assert not load.failed, load.first_failure
    return load.rate


def _confirmed(port: int, world: World, count: int) -> Load:
    """Orders confirmed one by one, made before."""
    tasks = [_to_confirm(port, world, n) for n in range(count)]
    load = drive(port, [_decision(world, task) for task in tasks], clients=1, seconds=60, once=True)
    assert not load.failed, load.first_failure
    return load


def _kept(loads: list[Load], load: Load) -> float:
    """The median of a round, whose other figures are kept."""
    loads.append(load)
    return load.p50


def _stock(port: int, world: World) -> None:
    """Enough for every run; a product that has its opening stock already is left alone."""
    headers = {"Authorization": f"Bearer {world.keys['warehouse']}"}
    known = ask(port, "GET", "/api/v1/inventory/stock?limit=100", **headers)["rows"]
    have = {row["product"]["id"] for row in known}
    for product in set(world.products[:5]) - have:
        ask(port, "POST", "/api/v1/inventory/opening-stock", {"product": product, "quantity": "10000000"}, **headers)


def _body(world: World, number: int) -> dict[str, Any]:
    # The customers of "sales" are every 42nd (data.py hands them round).
    customer = world.first_customer + 40 + 42 * (number % (world.rows // 42 - 1))
    lines = [{"product": product, "quantity": "2"} for product in world.products[:5]]
    return {"customer": customer, "lines": lines}


def _headers(world: World, who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.keys[who]}", "Idempotency_Key": str(uuid.uuid4())}


def _order(world: World, number: int) -> bytes:
    return request("POST", "/api/v1/sales/orders", _body(world, number), **_headers(world, "sales"))


def _to_confirm(port: int, world: World, number: int) -> int:
    """An order that has only its last approval before it; the task."""
    made = ask(port, "POST", "/api/v1/sales/orders", _body(world, number), **_headers(world, "sales"))
    ask(port, "POST", f"/api/v1/sales/orders/{made['id']}/submit", {}, **_headers(world, "sales"))
    ask(
        port,
        "POST",
        f"/api/v1/workflow/tasks/{_newest(port, world, 'manager')}/approve",
        {},
        **_headers(world, "manager"),
    )
    return _newest(port, world, "finance")


def _newest(port: int, world: World, who: str) -> int:
    headers = {"Authorization": f"Bearer {world.keys[who]}"}
    return int(ask(port, "GET", "/api/v1/workflow/inbox?box=todo&limit=1", **headers)["rows"][0]["task_id"])


def _decision(world: World, task: int) -> bytes:
    headers = {**_headers(world, "finance"), "Prefer": "return=minimal"}
    return request("POST", f"/api/v1/workflow/tasks/{task}/approve", {}, **headers)
