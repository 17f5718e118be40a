"""Row 14: a hundred thousand timers that are due at once, drained by two workers of which one is killed on the way."""

import os
import subprocess
import sys
import time

import psycopg

from bench.context import Context
from bench.data import World, connected
from bench.ground import ROOT
from bench.measure import Figure

MANY = 100_000
LIMIT = 60.0
FIRST = 20_000_000
KEY = "bench.timer"
XML = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">
<message id="m" name="never"/><process id="bench.timer" isExecutable="true"><startEvent id="s"/>
<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1S</timeDuration></timerEventDefinition>
</intermediateCatchEvent><receiveTask id="r" messageRef="m"/><endEvent id="e"/><sequenceFlow id="a" sourceRef="s"
targetRef="t"/><sequenceFlow id="b" sourceRef="t" targetRef="r"/><sequenceFlow id="c" sourceRef="r" targetRef="e"/>
</process></definitions>"""
# Copies of one real case, as the engine has left it, with a moment that has passed.
TABLES = {
    "workflow_case": ("id", {}),
    "workflow_token": ("case_id", {"activation_id": "{n}"}),
    "workflow_activation": ("case_id", {"token_id": "{n}"}),
    "workflow_subscription": ("case_id", {"activation_id": "{n}", "due_at": "now()"}),
}
DRAIN = "import django; django.setup(); from heyi.core.workflow.services import timers; print(timers.fire({company}), flush=True)"


def measure(context: Context) -> None:
    """How long it takes, and that each has happened exactly once."""
    ground, (source, world) = context.ground, context.world(10_000)
    many = MANY // 10 if context.quick else MANY
    name = "bench_timers"
    with ground.admin() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    ground.made(name, template=source)
    with connected(ground, name):
        case_id, company = _begun(world)
    with ground.admin(name) as admin:
        _copied(admin, case_id, many)
        admin.execute("VACUUM ANALYZE workflow_case, workflow_token, workflow_activation, workflow_subscription")
    began = time.monotonic()
    workers = [_worker(context, name, company) for _ in range(2)]
    time.sleep(many / MANY * 10 + 3)  # so that it is in the middle of its work when it is killed
    workers[0].kill()
    workers[0].wait()
    workers.append(_worker(context, name, company))
    for worker in workers[1:]:
        worker.wait()
    taken = time.monotonic() - began
    with ground.admin(name) as admin:
        found = admin.execute(
            "SELECT count(*) FILTER (WHERE n = 1), count(*) FILTER (WHERE n > 1) FROM "
            "(SELECT count(e.*) AS n FROM workflow_case c LEFT JOIN workflow_entry e ON e.case_id = c.id AND e.act = 'deliver' "
            "WHERE c.id >= %s GROUP BY c.id) cases",
            [FIRST],
        ).fetchone()
    assert found is not None
    once, twice = found
    limit = LIMIT * many / MANY
    note = f"a worker killed on the way; once {once:,}, twice {twice:,}, never {many - once - twice:,}"
    met = taken < limit and once == many
    context.add(Figure("14", f"{many:,} timers due at once", "s", taken, goal=f"< {limit:.0f} s", met=met, note=note))


def _begun(world: World) -> tuple[int, int]:
    from bench.rows.steps import actor
    from heyi.core.access.work import unit_of_work
    from heyi.core.workflow.parser.read import read, write
    from heyi.core.workflow.services import definitions
    from heyi.core.workflow.services.cases import engine

    with unit_of_work(actor(world, "sales")) as sales:
        definitions.store(KEY, sales.company_id, write(read(XML)), shipped=False)
        return engine().start("", None, actor=sales, process=KEY).case.id, sales.company_id


def _copied(admin: psycopg.Connection, case_id: int, many: int) -> None:
    """Rows of the case again and again, with ids of their own."""
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        for table, (key, changed) in TABLES.items():
            rows = admin.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
                [table],
            ).fetchall()
            chosen = [_column(name, table, key, changed, case_id) for (name,) in rows]
            admin.execute(
                f"INSERT INTO {table} SELECT {', '.join(chosen)} FROM {table} x, "
                f"generate_series({FIRST}, {FIRST + many - 1}) n WHERE x.{key} = {case_id}"
            )


def _column(name: str, table: str, key: str, changed: dict[str, str], case_id: int) -> str:
    moved = f"CASE WHEN x.{name} = 0 THEN 0 ELSE x.{name} + (n - {case_id}) * 1000000::bigint END"
    if name == key:
        return "n"
    if name == "id":
        return f"x.id + (n - {case_id}) * 1000000::bigint"
    return (moved if changed.get(name) == "{n}" else changed[name]) if name in changed else f"x.{name}"


def _worker(context: Context, database: str, company: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **context.ground.environment("app", database)}
    return subprocess.Popen([sys.executable, "-c", DRAIN.format(company=company)], cwd=ROOT, env=environment)
