"""Row 12: an authenticated operation that does nothing, beside bare Django with six middlewares."""

from bench.context import Context
from bench.load import drive, request
from bench.measure import faster, in_turn


def measure(context: Context) -> None:
    name, world = context.world(context.sizes[0])
    asked = [request("GET", "/api/v1/bench/empty", Authorization=f"Bearer {world.keys['sales']}")]
    with context.ground.heyi(name) as heyi, context.ground.floor("bench.floors.bare:application", name) as floor:
        found = in_turn(
            {
                "floor": lambda: drive(floor, [request("GET", "/")], seconds=context.seconds).rate,
                "heyi": lambda: drive(heyi, asked, seconds=context.seconds).rate,
            },
            rounds=context.rounds,
        )
    note = "Heyi asks PostgreSQL who acts; bare Django asks nobody"
    context.add(faster("12", "authenticated, empty", found["heyi"], "bare Django", found["floor"], 0.5, note=note))
