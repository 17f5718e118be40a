"""Rows 1, 2 and 6: one durable approval step of the engine, alone on one core with PostgreSQL, beside SQL floors and peers.

A step of Heyi decides a task, opens the next, writes decision, log and events, and tells the people, in one transaction.
"""

import itertools
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench import peers
from bench.context import Context
from bench.data import World, connected
from bench.floors import statements
from bench.measure import Figure, cheaper, in_turn, not_measured, on_one_core

KEY = "bench.paper"
_papers = itertools.count(time.time_ns() // 1_000_000)
_users: dict[str, int] = {}
APPROVERS = ("manager", "finance", "boss")


def measure(context: Context) -> None:
    name, world = context.world(context.sizes[0])
    cluster = context.ground.cluster
    _users.clear()
    url = cluster.url("postgres", name)
    statements.prepare(url)
    working, reasons = peers.engines(context.ground)
    with connected(context.ground, name):
        register(world)
        with on_one_core(cluster.pid() or 0):  # what the postmaster forks from now on stays there too
            sides: dict[str, Callable[[], float]] = {
                "six": lambda: statements.milliseconds(url, "approve in six statements"),
                "one": lambda: statements.milliseconds(url, "approve in one statement"),
                "short": lambda: step(world, 3, cases=12),
                "ten": lambda: step(world, 10, cases=4),
                "long": lambda: step(world, 100, cases=1),
                "thousand": lambda: step(world, 1000, cases=1),
            }
            for peer in working:
                sides[peer] = lambda peer=peer: peers.step(peer, context.ground, 3)  # type: ignore[misc]
                if not context.quick:
                    sides[f"{peer}, long"] = lambda peer=peer: peers.step(peer, context.ground, 100)  # type: ignore[misc]
            found = in_turn(sides, rounds=context.rounds)
        counted = statements_of_a_step(world)
    context.add(cheaper("1", "approval step, 3 tasks", found["short"], "six statements", found["six"], 1.3))
    context.add(cheaper("1", "approval step, 3 tasks (stretch)", found["short"], "one statement", found["one"], 1.5))
    context.add(cheaper("2", "approval step, 100 tasks", found["long"], "3 tasks", found["short"], 1.1))
    context.add(cheaper("2", "approval step, 1,000 tasks", found["thousand"], "10 tasks", found["ten"], 1.1))
    beside_peers(context, found, reasons)
    context.add(Figure("6", "statements of the engine in a step", "", counted[0], goal="<= 3", met=counted[0] <= 3))
    context.add(Figure("6", "statements of a step with organization, events, messages", "", counted[1]))
    if len(context.sizes) > 1:
        grown(context)


def beside_peers(context: Context, found: dict[str, float], reasons: dict[str, str]) -> None:
    """The engines that others use: the goal is for three tasks; with a hundred they show how their state grows."""
    for peer, least in peers.GOALS.items():
        if peer in reasons:
            context.add(not_measured("1", f"approval step of {peer}", reasons[peer]))
            continue
        short = found[peer] / found["short"]
        what = "approval step, 3 tasks; beside it a peer"
        context.add(Figure("1", what, "ms", found["short"], peer, found[peer], short, f">= {least}x", short >= least))
        if (other := found.get(f"{peer}, long")) is not None:
            what = "approval step, 100 tasks; beside it a peer"
            context.add(Figure("1", what, "ms", found["long"], peer, other, other / found["long"]))


def next_paper() -> int:
    """The id of a paper that no case has had."""
    return next(_papers)


def grown(context: Context) -> None:
    """The same step where more customers are kept: it should not notice."""
    for rows in context.sizes:
        name, world = context.world(rows)
        with connected(context.ground, name):
            register(world)
            _users.clear()
            with on_one_core(context.ground.cluster.pid() or 0):
                taken = in_turn({"step": lambda world=world: step(world, 3, cases=12)}, rounds=context.rounds)  # type: ignore[misc]
        context.add(Figure("2", "approval step, 3 tasks, by size", "ms", taken["step"], rows=rows))
    _users.clear()


def register(world: World) -> None:
    """Papers that are approved by so many people in turn."""
    from bench.app import workflow as papers
    from heyi.core.workflow import builder as b
    from heyi.core.workflow.services import definitions

    papers.company_id = world.company_id
    for count, key in papers.KEYS.items():
        if key in definitions.shipped():
            continue
        people = [world.people[APPROVERS[number % 3]] for number in range(count)]
        steps = [b.approve(f"step{n}", f"Step {n}", b.person(who)) for n, who in enumerate(people)]
        definitions.register_process(b.process(key, "Paper", *steps))


def submitted(world: World, count: int, *, cases: int) -> list[int]:
    """So many papers on the way; the ids of the tasks that wait for the first approver."""
    from heyi.core.access.work import unit_of_work
    from heyi.core.workflow.services import cases as services

    found = []
    for _case in range(cases):
        with unit_of_work(actor(world, "sales")) as sales:
            found.append(_open_task(services.submit(f"{KEY}.{count}", next(_papers), actor=sales)))
    return found


def actor(world: World, name: str) -> Any:
    """Somebody of the cast, with row-level security open for them in a transaction of its own."""
    from django.db import transaction

    from heyi.core.access.work import unit_of_work
    from heyi.core.org import actors
    from heyi.core.org.models import Employee

    with transaction.atomic():
        user_id = _users.get(name)
        if user_id is None:
            with unit_of_work(_system(world)):
                user_id = _users[name] = Employee.objects.values_list("user_id", flat=True).get(pk=world.people[name])
        return actors.load(user_id)


def step(world: World, count: int, *, cases: int) -> float:
    """Milliseconds of one approval: the median over whole cases, of which begin and end are left out."""
    return statistics.median(taken for _case in range(cases) for taken in run_case(world, count)[:-1])


def run_case(world: World, count: int) -> list[float]:
    """Submit a paper and decide everything; milliseconds of each decision, in its own transaction."""
    from heyi.core.access.work import unit_of_work
    from heyi.core.workflow.commands import Approve
    from heyi.core.workflow.services import cases

    with unit_of_work(actor(world, "sales")) as sales:
        case_id = cases.submit(f"{KEY}.{count}", next(_papers), actor=sales)
    taken = []
    for number in range(count):
        who = actor(world, APPROVERS[number % 3])
        with unit_of_work(who):
            task_id = _open_task(case_id)
        started = time.perf_counter()
        with unit_of_work(who):
            cases.act(Approve(task_id=task_id), actor=who)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _system(world: World) -> Any:
    from heyi.core.access.actor import system

    return system(world.company_id, "bench")


def _open_task(case_id: int) -> int:
    from heyi.core.workflow.models import Task

    return Task.objects.values_list("pk", flat=True).get(case_id=case_id, state="open")


def statements_of_a_step(world: World) -> tuple[int, int]:
    """(those of the engine's own tables, all) in the middle decision of a case, without BEGIN and COMMIT."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        run_case(world, 3)
    texts = [query["sql"] for query in captured.captured_queries]
    starts = [number for number, text in enumerate(texts) if "FOR NO KEY UPDATE" in text and "workflow_case" in text]
    step = texts[starts[1] : next(n for n in range(starts[1], len(texts)) if texts[n] == "COMMIT")]
    return sum("workflow_" in text for text in step), len(step)
