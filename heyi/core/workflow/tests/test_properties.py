"""Random structured processes, random people, random acts: the invariants hold after every single step."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyi.core.workflow import builder as b
from heyi.core.workflow.commands import (
    Approve,
    Circulate,
    Comment,
    RecallCopy,
    Reject,
    Resubmit,
    Return,
    SendCopy,
    Transfer,
    Withdraw,
)
from heyi.core.workflow.errors import (
    ActionNotOffered,
    AlreadyRead,
    BadReceiver,
    BadTarget,
    CannotWithdraw,
    NotSentByYou,
    PassedOnTooOften,
    TooManyReaders,
)
from heyi.core.workflow.returning import Past, legal_targets
from heyi.core.workflow.running.gathering import GATHERING
from heyi.core.workflow.state import APPENDED, TABLES, as_dict
from heyi.core.workflow.store.fold import broken_link, fold, plain
from heyi.core.workflow.tests.world import INITIATOR, World, actor

COUNTS = st.integers(1, 3)


@st.composite
def structures(draw: st.DrawFn, depth: int = 2) -> tuple[Any, ...]:
    """Nested shapes: a task with so many people and a mode, or a block with branches."""
    length = draw(st.integers(1, 3))
    return tuple(draw(_shape(depth)) for _ in range(length))


def _shape(depth: int) -> st.SearchStrategy[Any]:
    task = st.tuples(st.just("task"), COUNTS, st.sampled_from(["all", "any", "sequential"]), st.booleans())
    if not depth:
        return task
    sides = st.lists(structures(depth=depth - 1), min_size=2, max_size=3)
    return st.one_of(task, st.tuples(st.sampled_from(["parallel", "choose"]), sides))


class Maker:
    """Turns shapes into the builder's steps, with fresh ids and people."""

    def __init__(self) -> None:
        self.count = 0

    def steps(self, shapes: tuple[Any, ...]) -> list[b.Step]:
        return [self.step(shape) for shape in shapes]

    def step(self, shape: Any) -> b.Step:
        if shape[0] == "task":
            self.count += 1
            people = [10 + (self.count * 3 + offset) % 40 for offset in range(shape[1])]
            rejected = "continue" if shape[3] else "end"
            return b.approve(f"t{self.count}", "t", b.person(*people), mode=shape[2], on_reject=rejected)
        ways = [self.steps(side) for side in shape[1]]
        if shape[0] == "parallel":
            return b.parallel(*(b.branch(*way) for way in ways))
        conditions = [b.when("true" if self.count % 2 else "false", *way) for way in ways[:-1]]
        return b.choose(*conditions, b.otherwise(*ways[-1]))


def check(world: World) -> None:
    """I15 to I19, I22, and the chain of the log."""
    kept, case = world.kept, world.case
    tables = kept.tables
    live = [token for token in tables["tokens"].values() if token.state == "live"]
    open_tasks = world.open_tasks()
    decided = [one.task_id for one in kept.appended["decisions"]]
    assert len(decided) == len(set(decided)), "I15: one decision for each task"
    with_decision = {"approved", "rejected", "returned", "transferred", "retracted"}
    assert {k for k, task in tables["tasks"].items() if task.state in with_decision} == set(decided), "I15: iff decided"
    if case.ended_at is not None:
        assert not live, "I17: no live token in an ended case"
        assert not open_tasks, "I17: no open task in an ended case"
        assert not [a for a in tables["activations"].values() if a.state == "active"], "I17: nothing active"
        return
    assert live, "I18: a running case has a live token"
    for token in live:
        _waits(world, token)
    firings = [tuple(sorted(x[0] for x in a.data["arrivals"])) for a in tables["activations"].values()
               if "arrivals" in a.data]  # fmt: skip
    consumed = [one for firing in firings for one in firing]
    assert len(consumed) == len(set(consumed)), "I19: a token is consumed by one join once"
    folded = fold(kept.entries)
    for name in TABLES:
        assert folded[name] == {k: plain(as_dict(row)) for k, row in tables[name].items()}, f"I22: {name}"
    for name in APPENDED:
        assert folded[name] == [plain(as_dict(row)) for row in kept.appended[name]], f"I22: {name}"
    readers = [copy.employee_id for copy in kept.appended["copies"]]
    assert len(readers) == len(set(readers)), "rule 44: each reads along once"
    assert broken_link(case.id, kept.entries) is None


def _waits(world: World, token: Any) -> None:
    """I18: a live token has exactly one thing that it waits for, and somebody can act on it."""
    node = world.engine.store.graph(world.case.version_id, "").nodes[token.node]
    if token.activation_id:
        activation = world.kept.tables["activations"][token.activation_id]
        assert (activation.state, activation.node) == ("active", token.node)
        group = activation.data.get("return", {}).get("group")
        alike = [one for one in world.kept.tables["activations"].values() if one.state == "active"
                 and one.data.get("return", {}).get("group") == group]  # fmt: skip
        asked = [activation] if activation.kind != GATHERING else alike
        assert any(task.activation_id in {one.id for one in asked} for task in world.open_tasks())
    else:
        assert node.kind == "parallelGateway"
        assert len(node.incoming) > 1


def act(world: World, draw: st.DrawFn) -> None:
    """One random act of somebody who is asked, or of the initiator."""
    tasks = sorted(world.open_tasks(), key=lambda task: task.id)
    task = draw(st.sampled_from(tasks))
    who = actor(task.assignee_id or 0)
    if task.kind == "resubmit":
        command: Any = Resubmit(task_id=task.id)
    else:
        choices = ["approve"] * 6 + ["return"] * 3 + ["reject", "transfer", "withdraw", "talk", "talk"]
        match draw(st.sampled_from(choices)):
            case "approve":
                command = Approve(task_id=task.id)
            case "reject":
                command = Reject(task_id=task.id)
            case "transfer":
                command = Transfer(task_id=task.id, to=draw(st.integers(50, 60)))
            case "talk":
                command, who = _talk(world, draw, who)
            case "withdraw":
                command, who = Withdraw(case_id=world.case_id), actor(INITIATOR)
            case _:
                command = Return(task_id=task.id, target=_target(world, draw, task), then=draw(THEN))
    try:
        world.engine.perform(command, actor=who)
    except (BadReceiver, CannotWithdraw, BadTarget, *REFUSED_TALK):
        assert not isinstance(command, Return), "a target that is offered is legal"


def _talk(world: World, draw: st.DrawFn, asked: Any) -> tuple[Any, Any]:
    """Copies, passing on, mentions and what is taken back, by those who are asked and those who read along."""
    readers = [copy.employee_id for copy in world.kept.appended["copies"]]
    who = draw(st.sampled_from([asked, *(actor(one) for one in readers)]))
    people = tuple(draw(st.lists(st.integers(1, 60), min_size=1, max_size=3)))
    kind = draw(st.sampled_from(["cc", "circulate", "mention", "recall"]))
    if kind == "recall":
        return RecallCopy(case_id=world.case_id, employee_id=draw(st.sampled_from([*readers, 1]))), who
    if kind == "mention":
        return Comment(case_id=world.case_id, opinion="x", mentions=people), who
    return (SendCopy if kind == "cc" else Circulate)(case_id=world.case_id, to=people), who


REFUSED_TALK = (ActionNotOffered, PassedOnTooOften, TooManyReaders, AlreadyRead, NotSentByYou)
THEN = st.sampled_from(["", "step", "jump"])


def _target(world: World, draw: st.DrawFn, task: Any) -> str:
    history = world.store.history(world.case_id)
    targets = legal_targets(Past(history, world.graph), history.activations[task.activation_id])
    return draw(st.sampled_from(["start", *(one.node for one in targets)]))


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(shapes=structures(), data=st.data())
def test_after_every_act_every_token_waits_for_exactly_one_thing(shapes: Any, data: st.DataObject) -> None:
    world = World(*Maker().steps(shapes), withdraw="running")
    world.start()
    check(world)
    for _ in range(25):
        if world.case.ended_at is not None:
            break
        act(world, data.draw)
        check(world)
    for _ in range(300):
        if world.case.ended_at is not None:
            break
        task = min(world.open_tasks(), key=lambda one: one.id)
        command = Resubmit(task_id=task.id) if task.kind == "resubmit" else Approve(task_id=task.id)
        world.engine.perform(command, actor=actor(task.assignee_id or 0))
        check(world)
    assert world.case.state in ("approved", "rejected", "withdrawn"), "no case is stuck"
