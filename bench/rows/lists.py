"""Row 8: a list of 50 with row permissions over HTTP, beside an endpoint that only asks PostgreSQL for the JSON, and Tryton."""

from collections.abc import Callable

from bench.context import Context
from bench.load import drive, request
from bench.measure import faster, in_turn
from bench.peers import tryton

PATH = "/api/v1/crm/customers?limit=50"
READERS = {"sales": "own rows", "manager": "her department's rows"}


def measure(context: Context) -> None:
    for rows in context.sizes:
        name, world = context.world(rows)
        with (
            context.ground.heyi(name) as heyi,
            context.ground.floor("bench.floors.rows:application", name) as floor,
            tryton.beside(context, "8", rows) as peer,
        ):
            for reader, scope in READERS.items():
                asked = [request("GET", PATH, Authorization=f"Bearer {world.keys[reader]}")]
                sides: dict[str, Callable[[], float]] = {
                    "floor": lambda: drive(floor, [request("GET", "/")], seconds=context.seconds).rate,
                    "heyi": lambda asked=asked: _good(drive(heyi, asked, seconds=context.seconds)),  # type: ignore[misc]
                }
                if peer:
                    sides["tryton"] = lambda peer=peer: tryton.lists(peer, context.seconds)  # type: ignore[misc]
                found = in_turn(sides, rounds=context.rounds)
                what = f"list of 50, {scope}"
                context.add(faster("8", what, found["heyi"], "bare json_agg", found["floor"], 0.28, rows=rows))
                if peer:
                    context.add(faster("8", what, found["heyi"], tryton.CALLED, found["tryton"], 40, rows=rows))


def _good(load: object) -> float:
    assert not load.failed, load.first_failure  # type: ignore[attr-defined]
    return load.rate  # type: ignore[attr-defined,no-any-return]
