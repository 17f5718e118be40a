"""Row 7: approvals over HTTP by eight clients, beside six statements by eight clients of pgbench; and 500 in one call."""

import itertools
import uuid
from typing import Any

from bench.context import Context
from bench.data import connected
from bench.floors import statements
from bench.load import drive, request
from bench.measure import Figure, faster, in_turn
from bench.rows import steps

BATCH, LIMIT = 500, 5.0


def measure(context: Context) -> None:
    name, world = context.world(context.sizes[0])
    url = context.ground.cluster.url("postgres", name)
    statements.prepare(url)
    papers = int(400 * context.seconds) * context.rounds
    with connected(context.ground, name):
        steps.register(world)
        waiting = iter(steps.submitted(world, 3, cases=papers + BATCH * context.rounds))
    key = world.keys["manager"]
    with context.ground.heyi(name) as port:

        def approve(**more: str) -> float:
            share = itertools.islice(waiting, papers // context.rounds // 2)
            asked = [_approval(task, key, **more) for task in share]
            load = drive(port, asked, seconds=context.seconds, once=True)
            assert not load.failed, load.first_failure
            return load.rate

        def batch() -> float:
            tasks = list(itertools.islice(waiting, BATCH))
            load = drive(port, [_batch(tasks, key)], clients=1, seconds=60, once=True)
            assert not load.failed, load.first_failure
            with context.ground.admin(name) as admin:
                left = admin.execute("SELECT id FROM workflow_task WHERE id = ANY(%s) AND state <> 'approved'", [tasks])
                assert not left.fetchall()
            return load.p50 / 1000

        found = in_turn(
            {
                "batch": batch,
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
    note = "each decided on its own, with its own answer (workflow.md, 批量审批)"
    taken, goal = found["batch"], f"< {LIMIT:.0f} s"
    context.add(Figure("7", f"{BATCH} tasks in one call", "s", taken, goal=goal, met=taken < LIMIT, note=note))


def _batch(tasks: list[int], key: str) -> bytes:
    headers: Any = {"Authorization": f"Bearer {key}", "Idempotency_Key": str(uuid.uuid4())}
    body = {"tasks": tasks, "verb": "approve", "opinion": ""}
    return request("POST", "/api/v1/workflow/tasks/batch", body, **headers)


def _approval(task_id: int, key: str, **more: str) -> bytes:
    headers: Any = {"Authorization": f"Bearer {key}", "Idempotency_Key": str(uuid.uuid4()), **more}
    return request("POST", f"/api/v1/workflow/tasks/{task_id}/approve", {}, **headers)
