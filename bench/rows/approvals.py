"""Row 7: approvals over HTTP by eight clients, beside six statements by eight clients of pgbench."""

import itertools
import uuid
from typing import Any

from bench.context import Context
from bench.data import connected
from bench.floors import statements
from bench.load import drive, request
from bench.measure import faster, in_turn
from bench.rows import steps


def measure(context: Context) -> None:
    name, world = context.world(context.sizes[0])
    url = context.ground.cluster.url("postgres", name)
    statements.prepare(url)
    papers = int(400 * context.seconds) * context.rounds
    with connected(context.ground, name):
        steps.register(world)
        waiting = iter(steps.submitted(world, 3, cases=papers))
    key = world.keys["manager"]
    with context.ground.heyi(name) as port:

        def approve(**more: str) -> float:
            share = itertools.islice(waiting, papers // context.rounds // 2)
            asked = [_approval(task, key, **more) for task in share]
            load = drive(port, asked, seconds=context.seconds, once=True)
            assert not load.failed, load.first_failure
            return load.rate

        found = in_turn(
            {
                "floor": lambda: statements.per_second(url, "approve in six statements", clients=8, seconds=4),
                "whole": approve,
                "brief": lambda: approve(Prefer="return=minimal"),
            },
            rounds=context.rounds,
        )
    note = "Heyi: access, idempotency, organization, messages, shares, log; pgbench: six statements"
    floor = found["floor"]
    context.add(faster("7", "approvals, brief answer", found["brief"], "pgbench", floor, 0.25, note=note))
    context.add(faster("7", "approvals, answered with the case", found["whole"], "pgbench", floor, 0.25, note=note))


def _approval(task_id: int, key: str, **more: str) -> bytes:
    headers: Any = {"Authorization": f"Bearer {key}", "Idempotency_Key": str(uuid.uuid4()), **more}
    return request("POST", f"/api/v1/workflow/tasks/{task_id}/approve", {}, **headers)
