"""加签 and 减签: more people who sign before, after or beside one voter, and fewer again (rules 9 to 13)."""

from dataclasses import dataclass

from heyi.core.workflow.approval import asking, electorate, gates, pool
from heyi.core.workflow.approval.resolve import Voter
from heyi.core.workflow.approval.rules import Approval, VoteMode
from heyi.core.workflow.commands.base import (
    USER_TASK,
    administers,
    case_of,
    claimed,
    decided,
    never_self,
    own_task,
    participant,
    required_fields,
    same_content,
    separate_duties,
    sign,
)
from heyi.core.workflow.commands.receiving import check_receivers
from heyi.core.workflow.errors import LastVoter, NotYourAddition, TooDeep
from heyi.core.workflow.state import Activation, Task
from heyi.core.workflow.step import Step
from heyi.kit.errors import Malformed, NotFound

PLACES = (gates.BEFORE, gates.AFTER, gates.BESIDE)
MODES = (VoteMode.ALL, VoteMode.ANY, VoteMode.SEQUENTIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSigners:
    """Ask more people. ``place``: ``before`` I decide (advice, unless ``can_reject``), ``after`` I have approved, or
    ``parallel``, with votes of their own; ``mode`` says how several of them count.
    """

    task_id: int
    to: tuple[int, ...]
    place: str = gates.BEFORE
    mode: str = "all"
    can_reject: bool = False
    opinion: str = ""
    act: str = "add"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """Check who, then ask them where they belong."""
        if self.place not in PLACES or self.mode not in MODES:
            raise Malformed.at("place", "unknown", ", ".join((*PLACES, *MODES)))
        task = own_task(step, self.task_id, action="add")
        claimed(step, task)
        approval = step.graph.nodes[task.node].approval or Approval()
        if task.origin.get("depth", 0) >= approval.depth:
            raise TooDeep
        voters = [Voter(person) for person in check_receivers(step, task, self.to)]
        activation, mode = step.state.activations[task.activation_id], VoteMode(self.mode)
        if self.place == gates.BESIDE:
            self._beside(step, activation, task, voters, mode)
            return
        facts = (
            {"can_reject": self.can_reject}
            if self.place == gates.BEFORE
            else {"adder": task.assignee_id, "identity": task.identity}
        )
        if self.place == gates.AFTER:
            never_self(step, task)
            same_content(step)
            required_fields(step, task)
            separate_duties(step, task)
            sign(step, task, "approve", self.opinion)
            step.end_task(task, "approved")
        else:
            gates.hold(step, task, gates.BEFORE)
        gates.open_gate(step, activation, task, self.place, voters, mode=mode, **facts)

    def _beside(self, step: Step, activation: Activation, task: Task, voters: list[Voter], mode: VoteMode) -> None:
        """Everybody is a voter more at once (rule 9); of a group in which any one decides, the group is."""
        gate = task.origin.get("gate", "")
        level = asking.level_of(activation, gate)
        step.state.touch(activation)
        if mode == VoteMode.ANY and len(voters) > 1:
            electorate.enter(level, {})
            gates.open_gate(step, activation, task, gates.BESIDE, voters, mode=mode)
            return
        for _ in voters:
            electorate.enter(level, {})
        origin = {
            "beside": True, "depth": task.origin.get("depth", 0) + 1, "added_by": step.actor.employee_id,
            **({"gate": gate} if gate else {}),
        }  # fmt: skip
        if mode == VoteMode.SEQUENTIAL and len(voters) > 1:
            series = str(step.state.number())
            queued = level.setdefault("series", {})[series] = {"queue": [voter.kept() for voter in voters]}
            asking.ask_next(step, activation, queued, origin={**origin, "series": series})
            return
        asking.ask(step, activation, voters, in_turn=False, origin=origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveSigner:
    """Stop asking somebody who was added: by whoever added them, or an administrator. Never the last voter (rule 12)."""

    task_id: int
    opinion: str = ""
    act: str = "remove"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """The electorate shrinks at once, which may decide it."""
        task = step.state.tasks.get(self.task_id)
        if task is None:
            raise NotFound
        by = task.origin.get("added_by")
        if not administers(step):
            me = participant(step)
            if by is None or by != me:
                raise NotYourAddition
        if task.state != "open":
            raise decided(step, task)
        drop_voter(step, task)


def drop_voter(step: Step, task: Task) -> None:
    """The open task is asked of nobody any more; its electorate shrinks, which may decide it. LastVoter when it is the last."""
    activation, gate = step.state.activations[task.activation_id], task.origin.get("gate", "")
    level = asking.level_of(activation, gate)
    alone = level["total"] <= 1
    if alone and not gate:
        raise LastVoter
    for key in gates.gates_of(activation, task.id):
        gates.remove_gate(step, activation, key)
    step.end_task(task, "removed")
    step.state.touch(activation)
    if alone and level["kind"] == gates.BESIDE:
        _drop_group(step, activation, gate)
        return
    electorate.enter(level, task.origin, -1)
    if alone:
        USER_TASK.pass_gate(step, activation, gate, "approved")
    elif not USER_TASK.settle_level(step, activation, gate):
        USER_TASK.go_on_asking(step, activation, task.origin, kind=task.kind)
        pool.free_if_over(step, activation)


def _drop_group(step: Step, activation: Activation, key: str) -> None:
    """A group of which any one votes is one voter."""
    parent = activation.data["gates"][key]["parent"]
    if asking.level_of(activation, parent)["total"] <= 1:
        raise LastVoter
    gate = gates.remove_gate(step, activation, key)
    electorate.enter(asking.level_of(activation, parent), gate["origin"], -1)
    USER_TASK.settle_level(step, activation, parent)
