"""Row 9: read one customer, create a customer, over HTTP, and beside them Tryton."""

import itertools
import uuid

from bench.context import Context
from bench.load import drive, request
from bench.measure import Figure, faster, in_turn
from bench.peers import tryton

_numbers = itertools.count(1)


def measure(context: Context) -> None:
    for rows in context.sizes:
        name, world = context.world(rows)
        who = {"Authorization": f"Bearer {world.keys['manager']}"}
        paths = [f"/api/v1/crm/customers/{world.first_customer + n * 37 % rows}" for n in range(500)]
        reads = [request("GET", path, **who) for path in paths]
        with context.ground.heyi(name) as port, tryton.beside(context, "9", rows) as peer:
            drive(port, reads, seconds=1)

            def read(port: int = port, reads: list[bytes] = reads) -> float:
                return drive(port, reads, seconds=context.seconds).rate

            def create(port: int = port, keys: dict[str, str] = world.keys) -> float:
                # Eight people, each a client: drive() hands requests round in this order.
                several = [creations(keys[f"seller{n}"], 250) for n in range(8)]
                asked = [one for together in zip(*several, strict=True) for one in together]
                load = drive(port, asked, seconds=context.seconds, once=True)
                assert not load.failed, load.first_failure
                return load.rate

            sides = {"read": read, "create": create}
            if peer:
                sides["tryton read"] = lambda peer=peer: tryton.reads(peer, context.seconds)  # type: ignore[misc]
                sides["tryton create"] = lambda peer=peer: tryton.creations(peer, context.seconds)  # type: ignore[misc]
            found = in_turn(sides, rounds=context.rounds)
        context.add(Figure("9", "read one customer", "/s", found["read"], rows=rows))
        context.add(
            Figure("9", "create a customer (duplicate check, search, audit, event)", "/s", found["create"], rows=rows)
        )
        if peer:
            for what, least in (("read", 24), ("create", 18)):
                other = found[f"tryton {what}"]
                context.add(faster("9", f"{what} a customer", found[what], tryton.CALLED, other, least, rows=rows))


def creations(key: str, count: int) -> list[bytes]:
    """Requests that each make another customer."""
    made = []
    for _one in range(count):
        body = {"name": f"新客户{uuid.uuid4().hex[:8]}第{next(_numbers)}科技有限公司", "city": "上海", "level": "b"}
        headers = {"Authorization": f"Bearer {key}", "Idempotency_Key": str(uuid.uuid4())}
        made.append(request("POST", "/api/v1/crm/customers", body, **headers))
    return made
