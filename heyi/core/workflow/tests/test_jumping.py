"""Random structured processes, moved about by an administrator and taken back by approvers: no case is ever stuck."""

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyi.core.workflow.commands import Approve, Jump, Reopen, Resubmit, Return, TakeBack
from heyi.core.workflow.errors import AlreadyActedOn, BadJump, CaseEnded, NothingToTakeBack
from heyi.core.workflow.tests.test_properties import Maker, check, structures
from heyi.core.workflow.tests.world import World, actor, administrator


def onward(world: World) -> None:
    """The oldest open task is done."""
    task = min(world.open_tasks(), key=lambda one: one.id)
    command: Any = Resubmit(task_id=task.id) if task.kind == "resubmit" else Approve(task_id=task.id)
    world.engine.perform(command, actor=actor(task.assignee_id or 0))


def act(world: World, draw: Any) -> None:
    graph = world.store.graph(world.case.version_id, "")
    tasks = [name for name, node in graph.nodes.items() if node.kind == "userTask"]
    sources = ["", *{token.node for token in world.kept.tables["tokens"].values() if token.state == "live"}]
    match draw(st.sampled_from(["onward", "onward", "jump", "jump", "back", "return"])):
        case "onward":
            onward(world)
        case "jump":
            facts = {"target": draw(st.sampled_from(tasks)), "source": draw(st.sampled_from(sorted(sources)))}
            with suppress(BadJump):
                world.engine.perform(Jump(case_id=world.case_id, opinion="so", **facts), actor=administrator())
        case "back":
            done = [
                one for one in world.kept.tables["tasks"].values() if one.state == "approved" and one.kind != "resubmit"
            ]
            if done:
                task = draw(st.sampled_from(sorted(done, key=lambda one: one.id)))
                with suppress(AlreadyActedOn, NothingToTakeBack, CaseEnded):
                    world.engine.perform(TakeBack(task_id=task.id), actor=actor(task.assignee_id or 0))
        case _:
            task = min(world.open_tasks(), key=lambda one: one.id)
            if task.kind != "resubmit":
                world.engine.perform(Return(task_id=task.id), actor=actor(task.assignee_id or 0))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(shapes=structures(), data=st.data())
def test_wherever_an_administrator_may_move_a_case_it_comes_to_an_end(shapes: Any, data: st.DataObject) -> None:
    world = World(*Maker().steps(shapes))
    world.start()
    for _ in range(15):
        if world.case.ended_at is not None:
            break
        act(world, data.draw)
        check(world)
    for _ in range(300):
        if world.case.ended_at is not None:
            break
        onward(world)
        check(world)
    assert world.case.ended_at is not None, "no case is stuck"
    world.engine.perform(Reopen(case_id=world.case_id, opinion="again"), actor=administrator())
    check(world)
    assert world.case.state == "running"
