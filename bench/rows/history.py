"""Rows 3 and 13: a step, the to-do list, and a case with its picture, after years: a million running cases and as many finished
tasks as asked.

``HEYI_BENCH_TASKS`` sets how many finished tasks (1,000,000 without it; the goal speaks of ten million).
"""

import os
import statistics

from bench.context import Context
from bench.data import World, connected
from bench.load import drive, request
from bench.measure import Figure, cheaper, in_turn, on_one_core
from bench.rows import steps

FEW, MOST_RUNNING, SOON = 1_000, 1_000_000, 300.0
PER_CASE = 1_000_000
"""Ids of a case's rows begin with that of the case (`heyi.core.workflow.state`)."""
# Ids begin where the sequence of cases will not come in a run; four rows for each case, as the engine would have left them.
RUNNING = """
INSERT INTO workflow_case (id, company_id, version_id, process, digest, title, initiator_id, resource, record_id,
  subject_label, state, round, snapshot_hash, variables, choices, summary, decided, incidents, numbers, entries, log_hash,
  started_at, ended_at)
SELECT n, v.company_id, v.id, 'bench.paper.3', v.digest, 'A paper', %(initiator)s, 'bench.paper.3', n, 'PAPER', '{state}', 1,
  '', '{{}}', '{{}}', '[]', 0, 0, 3, 0, '', now() - n * interval '1 second', {ended}
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n,
  (SELECT * FROM workflow_version WHERE id = %(version)s) v;
INSERT INTO workflow_token (id, company_id, case_id, node, flow, state, scope, splits, parents, activation_id, incident_id)
SELECT id * 1000000 + 1, company_id, id, 'step0', 'f', '{token}', 0, '[]', '[]', id * 1000000 + 2, 0
FROM workflow_case WHERE id BETWEEN %(first)s AND %(last)s;
INSERT INTO workflow_activation (id, company_id, case_id, node, kind, token_id, round, entered_at, state, outcome, scope,
  data, derivation)
SELECT id * 1000000 + 2, company_id, id, 'step0', 'userTask', id * 1000000 + 1, 1, started_at, '{activation}', '', 0,
  '{{}}', '[]' FROM workflow_case WHERE id BETWEEN %(first)s AND %(last)s;
INSERT INTO workflow_task (id, company_id, case_id, activation_id, node, kind, assignee_id, arrived_at, round, state,
  holders, origin, urged, ended_at)
SELECT id * 1000000 + 3, company_id, id, id * 1000000 + 2, 'step0', 'approve', (%(people)s::bigint[])[1 + id %% %(count)s],
  started_at, 1, '{task}', '[]', '{{}}', 0, {ended} FROM workflow_case WHERE id BETWEEN %(first)s AND %(last)s;
"""
LIVE = RUNNING.format(state="running", ended="NULL", token="live", activation="active", task="open")
OVER = RUNNING.format(state="approved", ended="now()", token="consumed", activation="completed", task="approved")


def measure(context: Context) -> None:
    many = int(os.environ.get("HEYI_BENCH_TASKS", "1000000"))
    found: dict[int, dict[str, float]] = {size: _measured(context, size) for size in (FEW, many)}
    small, large = found[FEW], found[many]
    size, running = f"{many // 1000:,} k", f"{min(many, MOST_RUNNING) // 1000:,} k"
    context.add(cheaper("3", f"step with {running} running cases", large["step"], "1 k", small["step"], 1.1))
    context.add(cheaper("13", f"to-do list, {size} finished tasks, p95", large["todo"], "1 k", small["todo"], 1.2))
    for page, what in (("case", "page of a case"), ("picture", "picture of a case")):
        value, goal = large[page], f"< {SOON:.0f} ms"
        what = f"{what}, {size} finished tasks, p95"
        context.add(Figure("13", what, "ms", value, "1 k", small[page], value / small[page], goal, value < SOON))
    context.add(cheaper("13", f"list of decided, {size} finished tasks, p95", large["done"], "1 k", small["done"], 1.2))


def _measured(context: Context, size: int) -> dict[str, float]:
    name, world = _database(context, size)
    with connected(context.ground, name):
        steps.register(world)
        with on_one_core(context.ground.cluster.pid() or 0):
            taken = in_turn({"step": lambda: steps.step(world, 3, cases=12)}, rounds=context.rounds)
        case = steps.submitted(world, 3, cases=1)[0] // PER_CASE
    with context.ground.heyi(name) as port:
        for box in ("todo", "done"):
            path = f"/api/v1/workflow/inbox?box={box}"
            asked = [request("GET", path, Authorization=f"Bearer {world.keys['manager']}")]
            rounds = [drive(port, asked, clients=1, seconds=context.seconds).p95 for _round in range(context.rounds)]
            taken[box] = statistics.median(rounds)
        for page, path in (("case", f"cases/{case}"), ("picture", f"cases/{case}/picture")):
            asked = [request("GET", f"/api/v1/workflow/{path}", Authorization=f"Bearer {world.keys['manager']}")]
            rounds = [drive(port, asked, clients=1, seconds=context.seconds).p95 for _round in range(context.rounds)]
            taken[page] = statistics.median(rounds)
    return taken


def _database(context: Context, size: int) -> tuple[str, World]:
    """A copy of the small company with so many cases running and as many over, of the manager and the sellers."""
    source, world = context.world(10_000)
    name, ground = f"bench_cases_{size}", context.ground
    with connected(ground, source):
        steps.register(world)
        steps.submitted(world, 3, cases=1)
    if ground.made(name, template=source):
        return name, world
    sellers = [pk for who, pk in world.people.items() if who.startswith("seller")]
    with ground.admin(name) as admin, admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        row = admin.execute("SELECT id FROM workflow_version WHERE xml LIKE '%bench.paper.3%' LIMIT 1").fetchone()
        assert row is not None
        facts = {"version": row[0], "initiator": world.people["sales"]}
        for first, count, sql, people in (
            (10_000_000, min(size, MOST_RUNNING), LIVE, sellers),
            (100_000_000, size, OVER, [world.people["manager"], *sellers]),
        ):
            values = {**facts, "first": first, "last": first + count - 1, "people": people, "count": len(people)}
            for statement in sql.split(";\n"):
                if statement.strip():
                    admin.execute(statement, {k: v for k, v in values.items() if f"%({k})s" in statement})
    ground.finish(name)
    return name, world
