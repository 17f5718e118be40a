"""Row 8: a list of 50 with row permissions over HTTP, beside an endpoint that only asks PostgreSQL for the JSON."""

from bench.context import Context
from bench.load import drive, request
from bench.measure import faster, in_turn

PATH = "/api/v1/crm/customers?limit=50"
READERS = {"sales": "own rows", "manager": "her department's rows"}


def measure(context: Context) -> None:
    for rows in context.sizes:
        name, world = context.world(rows)
        with context.ground.heyi(name) as heyi, context.ground.floor("bench.floors.rows:application", name) as floor:
            for reader, scope in READERS.items():
                asked = [request("GET", PATH, Authorization=f"Bearer {world.keys[reader]}")]
                found = in_turn(
                    {
                        "floor": lambda: drive(floor, [request("GET", "/")], seconds=context.seconds).rate,
                        "heyi": lambda asked=asked: _good(drive(heyi, asked, seconds=context.seconds)),  # type: ignore[misc]
                    },
                    rounds=context.rounds,
                )
                what = f"list of 50, {scope}"
                context.add(faster("8", what, found["heyi"], "bare json_agg", found["floor"], 0.28, rows=rows))


def _good(load: object) -> float:
    assert not load.failed, load.first_failure  # type: ignore[attr-defined]
    return load.rate  # type: ignore[attr-defined,no-any-return]
