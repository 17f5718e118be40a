"""Returns to several steps in random structured processes: what is legal is told by the structure too, and nothing is lost."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyi.core.workflow import builder as b
from heyi.core.workflow.combining import together
from heyi.core.workflow.commands import Approve, Resubmit, Return, TakeBack
from heyi.core.workflow.errors import AlreadyActedOn, BadTarget, CaseEnded, NothingToTakeBack
from heyi.core.workflow.returning import Past, legal_targets
from heyi.core.workflow.state import Task
from heyi.core.workflow.tests.test_properties import check
from heyi.core.workflow.tests.world import World, actor, asks

BLOCKS = st.recursive(
    st.just("task"),
    lambda inner: st.lists(st.lists(inner, min_size=1, max_size=2), min_size=2, max_size=3),
    max_leaves=7,
)


class Drawn:
    """A process of nested parallel blocks with the place of each task in it: what is side by side is known from there."""

    def __init__(self, blocks: list[Any]) -> None:
        self.places: dict[str, list[tuple[int, int]]] = {}
        self.blocks = 0
        self.world = World(*self.series(blocks, []), asks("last", 50))

    def series(self, shapes: list[Any], place: list[tuple[int, int]]) -> list[b.Step]:
        return [self.step(shape, place) for shape in shapes]

    def step(self, shape: Any, place: list[tuple[int, int]]) -> b.Step:
        if shape == "task":
            name = f"t{len(self.places)}"
            self.places[name] = place
            return asks(name, 10 + len(self.places))
        self.blocks += 1
        block = self.blocks
        return b.parallel(*(b.branch(*self.series(way, [*place, (block, n)])) for n, way in enumerate(shape)))

    def side_by_side(self, one: str, other: str) -> bool:
        """Whether two tasks are in different branches of one block."""
        mine, theirs = dict(self.places[one]), dict(self.places[other])
        return any(mine[block] != theirs[block] for block in mine.keys() & theirs.keys())


def beside(drawn: Drawn, task: Task) -> dict[str, list[str]]:
    """What can be returned to together, held against the structure."""
    history = drawn.world.store.history(drawn.world.case_id)
    past = Past(history, drawn.world.graph)
    found = together(past, legal_targets(past, history.activations[task.activation_id]))
    for one, others in found.items():
        expected = {name for name in found if name != one and drawn.side_by_side(one, name)}
        assert set(others) == expected, f"{one} with {others}, and by the structure with {expected}"
    return found


def sent_back(drawn: Drawn, task: Task, draw: Random) -> Return:
    found = beside(drawn, task)
    chosen: list[str] = []
    for name in draw.sample(sorted(found), len(found)):
        if all(name in found[other] for other in chosen):
            chosen.append(name)
    then, rerun = draw.choice(["step", "jump", "jump"]), draw.random() < 0.3
    return Return(task_id=task.id, targets=tuple(chosen[: draw.randint(1, 4)]), then=then, rerun_all=rerun)


def refused(drawn: Drawn, task: Task) -> None:
    """Pairs that are not side by side are refused, and nothing has changed."""
    found = beside(drawn, task)
    pairs = [(one, two) for one in found for two in found if one < two and two not in found[one]]
    for pair in pairs[:2]:
        before = drawn.world.open()
        with pytest.raises(BadTarget) as refusal:
            drawn.world.engine.perform(Return(task_id=task.id, targets=pair), actor=actor(task.assignee_id or 0))
        assert [one["code"] for one in refusal.value.extra["reasons"]] == ["ordered"]
        assert drawn.world.open() == before


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(blocks=st.lists(BLOCKS, min_size=1, max_size=3), seed=st.integers(0, 2**32))
def test_whatever_is_returned_to_together_every_token_waits_and_every_case_ends(blocks: list[Any], seed: int) -> None:
    drawn, draw = Drawn(blocks), Random(seed)  # noqa: S311  no secret
    world = drawn.world
    world.start()
    returns = taken = 0
    for _ in range(200):
        check(world)
        if world.case.ended_at is not None:
            break
        tasks = sorted(world.open_tasks(), key=lambda one: one.id)
        task = draw.choice(tasks) if returns < 6 else tasks[0]
        who = actor(task.assignee_id or 0)
        if task.kind == "resubmit":
            world.engine.perform(Resubmit(task_id=task.id), actor=who)
        elif returns < 6 and draw.random() < (0.8 if task.node == "last" else 0.15):
            returns += 1
            refused(drawn, task)
            world.engine.perform(sent_back(drawn, task, draw), actor=who)
            assert world.kept.tables["tasks"][task.id].state == "returned"
        else:
            world.engine.perform(Approve(task_id=task.id), actor=who)
            if taken < 3 and draw.random() < 0.1:
                taken += 1
                _took_back(world, task)
    assert world.case.state == "approved", "no case is stuck"


def _took_back(world: World, task: Task) -> None:
    check(world)
    try:
        world.do_on(TakeBack, task, task.assignee_id or 0)
    except (AlreadyActedOn, NothingToTakeBack, CaseEnded):
        return
    assert world.kept.tables["tasks"][task.id].state == "retracted"
