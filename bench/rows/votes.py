"""Rows 4 and 5: a vote of several people on one document beside a step of one, and the engine alone in memory."""

import statistics
import time
from contextlib import nullcontext

from bench import peers
from bench.context import Context
from bench.data import World, connected
from bench.measure import Figure, cheaper, in_turn, not_measured, on_one_core
from bench.rows import steps

VOTERS = 10
GOALS = {3: 3, 100: 20}
"""So many times as long as ours a step of SpiffWorkflow in memory should take."""
NOTE = "no database; Heyi's store in memory is made for tests: it copies every row, and keeps log and decisions"


def measure(context: Context) -> None:
    _votes(context)
    _in_memory(context)


def _votes(context: Context) -> None:
    name, world = context.world(context.sizes[0])
    cluster = context.ground.cluster
    with connected(context.ground, name):
        steps.register(world)
        _register(world)
        with on_one_core(cluster.pid() or 0):
            found = in_turn(
                {"step": lambda: steps.step(world, 3, cases=12), "vote": lambda: vote(world, cases=3)},
                rounds=context.rounds,
            )
    what = f"one vote of {VOTERS} (all must agree)"
    context.add(cheaper("4", what, found["vote"], "a step of one", found["step"], 1.2))


def _register(world: World) -> None:
    from bench.app import workflow as papers
    from heyi.core.workflow import builder as b
    from heyi.core.workflow.approval.rules import VoteMode
    from heyi.core.workflow.services import definitions

    if papers.VOTED not in definitions.shipped():
        step = b.approve("vote", "Vote", b.person(*_voters(world).values()), mode=VoteMode.ALL)
        definitions.register_process(b.process(papers.VOTED, "Voted paper", step))


def _voters(world: World) -> dict[str, int]:
    return {f"seller{n}": world.people[f"seller{n}"] for n in range(VOTERS)}


def vote(world: World, *, cases: int) -> float:
    """Milliseconds of one vote; the last of a case, which ends it, is left out."""
    return statistics.median(taken for _case in range(cases) for taken in _case_of_votes(world))


def _case_of_votes(world: World) -> list[float]:
    from bench.app import workflow as papers
    from heyi.core.access.work import unit_of_work
    from heyi.core.workflow.commands import Approve
    from heyi.core.workflow.models import Task
    from heyi.core.workflow.services import cases

    with unit_of_work(steps.actor(world, "sales")) as sales:
        case_id = cases.submit(papers.VOTED, steps.next_paper(), actor=sales)
    taken = []
    for name, person in list(_voters(world).items())[:-1]:
        who = steps.actor(world, name)
        with unit_of_work(who):
            task_id = Task.objects.values_list("pk", flat=True).get(case_id=case_id, state="open", assignee_id=person)
        started = time.perf_counter()
        with unit_of_work(who):
            cases.act(Approve(task_id=task_id), actor=who)
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _in_memory(context: Context) -> None:
    for tasks, least in GOALS.items():
        what = f"engine's step in memory, {tasks} tasks"
        try:
            sides = {
                "heyi": lambda tasks=tasks: in_memory(tasks),
                "peer": lambda tasks=tasks: peers.step("SpiffWorkflow", context.ground, tasks, "memory"),
            }
            with on_one_core():
                found = in_turn(sides, rounds=context.rounds)
        except peers.NotMeasured as reason:
            context.add(not_measured("5", what, str(reason)))
            continue
        ratio = found["peer"] / found["heyi"]
        more = {"goal": f">= {least}x", "met": ratio >= least, "note": NOTE}
        context.add(
            Figure("5", f"{what}; it takes more by", "ms", found["heyi"], "SpiffWorkflow", found["peer"], ratio, **more)
        )


def in_memory(tasks: int) -> float:
    """Milliseconds of a decision on the store in memory, the last of each case left out."""
    from heyi.core.workflow.commands import Approve
    from heyi.core.workflow.tests.world import DIRECTOR, FINANCE, MANAGER, World, asks

    people, taken = (MANAGER, DIRECTOR, FINANCE), []
    world = World(*(asks(f"t{number}", people[number % 3]) for number in range(tasks)))
    world.store.transaction = nullcontext  # type: ignore[method-assign]  # its undo copies all cases there are
    for _case in range(max(3, 120 // tasks)):
        world.start()
        for number in range(tasks):
            started = time.perf_counter()
            world.do(Approve, f"t{number}", people[number % 3])
            taken.append((time.perf_counter() - started) * 1000)
        taken.pop()
    return statistics.median(taken)
